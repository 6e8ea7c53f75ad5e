// SPDX-License-Identifier: MIT
// number_text.json, json_string_text.json, csv_vectors.json: what the reference writes reads back as what we write does.
// How a number is spelled differs (1.0e-5 there, 1e-05 here); its bits must not.
#if __has_include(<nlohmann/json.hpp>)
#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>
#include <crucible/telemetry/record/row.hpp>

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <unistd.h>

namespace {

namespace ct = crucible::telemetry;
using nlohmann::json;

namespace m {
inline constexpr ct::gauge<"x"> x{};
inline constexpr ct::text<"v"> v{};
} // namespace m
inline constexpr ct::event<"golden.text", m::x, ct::optional<m::v>> cell{};
using cell_type = std::remove_const_t<decltype(cell)>;

json read_json(char const* name) {
    char const* const folder = std::getenv("CRUCIBLE_TELEMETRY_GOLDEN");
    if (folder == nullptr) SKIP("CRUCIBLE_TELEMETRY_GOLDEN names no folder");
    std::ifstream file{std::string{folder} + "/" + name};
    if (!file) SKIP("there is no " << name);
    return json::parse(file);
}

/// What an exporter makes of one row.
template <class Exporter>
std::string exported(ct::record<cell_type> const& values) {
    auto const path = std::filesystem::temp_directory_path() / ("crucible_text_" + std::to_string(::getpid()));
    auto writer = Exporter{path.string()}.open(ct::run_info{}, ct::event_list<cell_type>{});
    writer.write(ct::row<cell_type>{values, {}, 0});
    REQUIRE_FALSE(writer.close());
    std::ostringstream text;
    text << std::ifstream{path, std::ios::binary}.rdbuf();
    std::filesystem::remove(path);
    return text.str();
}

json in_json(ct::record<cell_type> const& values) { return json::parse(exported<ct::jsonl>(values)); }

/// The cells of the row after the header, as they are written.
std::vector<std::string> cells_of(std::string const& file) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = file.find('\n') + 1; i != file.size(); ++i) {
        char const c = file[i];
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == ',' || c == '\n')) {
            if (c == ',') cells.emplace_back();
            else break;
        } else if (!(c == '\r' && !quoted && i + 1 != file.size() && file[i + 1] == '\n')) cells.back() += c;
    }
    return cells;
}

std::string value_in_cell(std::string const& written) {
    if (written.empty() || written.front() != '"') return written;
    std::string value;
    for (std::size_t i = 1; i + 1 < written.size(); ++i) {
        value += written[i];
        if (written[i] == '"') ++i;
    }
    return value;
}

std::size_t column(std::string const& file, std::string const& name) {
    std::istringstream header{file.substr(0, file.find_first_of("\r\n"))};
    std::string each;
    for (std::size_t i = 0; std::getline(header, each, ','); ++i)
        if (each == name) return i;
    FAIL("there is no column " << name);
    return 0;
}

std::uint64_t bits_of(std::string const& text) { return std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)); }

std::string bytes_of(std::string const& hex) {
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
}

} // namespace

TEST_CASE("numbers read back as the very bits that the reference's text reads back as") {
    std::size_t compared = 0;
    json const reference = read_json("number_text.json");
    for (json const& one : reference) {
        if (one.at("ieee_hex") == "integer") continue;
        auto const bits = static_cast<std::uint64_t>(std::stoull(one.at("ieee_hex").get<std::string>(), nullptr, 16));
        auto const values = cell(m::x = std::bit_cast<double>(bits));
        CHECK(bits_of(one.at("csv")) == bits);
        std::string const csv = exported<ct::csv>(values);
        CHECK(bits_of(cells_of(csv)[column(csv, "x")]) == bits);
        CHECK(std::bit_cast<std::uint64_t>(in_json(values).at("x").get<double>()) == bits);
        ++compared;
    }
    CHECK(compared > 10);
}

TEST_CASE("texts in JSON read back as the reference's do") {
    json const reference = read_json("json_string_text.json");
    for (json const& one : reference) {
        std::string const text = bytes_of(one.at("utf8_hex"));
        CHECK(json::parse(one.at("json").get<std::string>()) == text);
        CHECK(in_json(cell(m::x = 0.0, m::v = text)).at("v") == text);
    }
    CHECK_FALSE(reference.empty());
}

TEST_CASE("texts in CSV read back as the reference's do") {
    std::size_t compared = 0;
    json const reference = read_json("csv_vectors.json");
    for (json const& one : reference) {
        if (!one.at("value").is_string()) continue; // lists and maps are no measurements
        auto const text = one.at("value").get<std::string>();
        std::string const theirs = one.at("file");
        std::string const ours = exported<ct::csv>(cell(m::x = 0.0, m::v = text));
        CHECK(value_in_cell(cells_of(theirs)[column(theirs, "metadata_v")]) == text);
        CHECK(value_in_cell(cells_of(ours)[column(ours, "v")]) == text);
        ++compared;
    }
    CHECK(compared > 5);
}

#endif
