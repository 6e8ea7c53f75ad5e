// SPDX-License-Identifier: MIT
#pragma once
// Columns of CSV files, as far as the benchmarks on data need them: no quotes, and a line that is not understood is an
// error.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

using column = std::vector<std::string>;

inline std::vector<std::string> fields_of(std::string_view line) {
    std::vector<std::string> fields;
    for (;;) {
        const auto comma = line.find(',');
        fields.emplace_back(line.substr(0, comma));
        if (comma == std::string_view::npos) {
            return fields;
        }
        line.remove_prefix(comma + 1);
    }
}

// The next line that is not empty, whatever its end.
inline bool next_line(std::istream& file, std::string& line) {
    while (std::getline(file, line)) {
        if (line.ends_with('\r')) {
            line.pop_back();
        }
        if (!line.empty()) {
            return true;
        }
    }
    return false;
}

// By the names in the header.
inline std::map<std::string, column> read_columns(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::string line;
    std::map<std::string, column> columns;
    next_line(file, line);
    const auto names = fields_of(line);
    while (next_line(file, line)) {
        const auto fields = fields_of(line);
        if (fields.size() != names.size()) {
            throw std::runtime_error(path.string() + ": not as many fields as the header has: " + line);
        }
        for (std::size_t i = 0; i < names.size(); ++i) {
            columns[names[i]].push_back(fields[i]);
        }
    }
    return columns;
}

inline double number(const std::string& text) {
    char* end = nullptr;
    const double x = std::strtod(text.c_str(), &end);
    if (end == text.c_str() || *end != '\0') {
        throw std::runtime_error("not a number: '" + text + "'");
    }
    return x;
}

// The CSV files of the folders of a folder, in order: `group/name.csv`.
inline std::vector<std::filesystem::path> files_of_groups(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& group : std::filesystem::directory_iterator(folder)) {
        if (!group.is_directory()) {
            continue;
        }
        for (const auto& each : std::filesystem::directory_iterator(group)) {
            if (each.path().extension() == ".csv") {
                files.push_back(group.path().filename() / each.path().filename());
            }
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace bench
