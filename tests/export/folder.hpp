// SPDX-License-Identifier: MIT
#pragma once
// A temporary folder that is gone at the end of the test, and reading and listing what is in it.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <stdlib.h>
#include <string>
#include <vector>

namespace test {

class folder {
public:
    folder() {
        std::string name = (std::filesystem::temp_directory_path() / "crucible_telemetry_XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = name;
        std::filesystem::permissions(path_, std::filesystem::perms{0755});
    }
    folder(folder const&) = delete;
    folder& operator=(folder const&) = delete;
    ~folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] std::string operator/(std::string const& name) const { return (path_ / name).string(); }
    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

    /// Names of what is in it, sorted.
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (auto const& each : std::filesystem::directory_iterator(path_))
            all.push_back(each.path().filename().string());
        std::sort(all.begin(), all.end());
        return all;
    }

    /// The same without the meta files that stand beside what they describe: `run.csv.meta.json.partial` beside
    /// `run.csv.partial`.
    [[nodiscard]] std::vector<std::string> names_without_meta() const {
        std::string const ending = ".meta.json";
        std::vector<std::string> const all = names();
        std::vector<std::string> others;
        for (std::string const& name : all) {
            std::size_t const at = name.find(ending);
            std::string const described = at == name.npos ? "" : std::string(name).erase(at, ending.size());
            if (std::find(all.begin(), all.end(), described) == all.end()) others.push_back(name);
        }
        return others;
    }

private:
    std::filesystem::path path_;
};

inline std::string content(std::string const& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void put(std::string const& path, std::string const& text) { std::ofstream(path, std::ios::binary) << text; }

inline std::size_t open_descriptors() {
    auto const all = std::filesystem::directory_iterator("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

} // namespace test
