// SPDX-License-Identifier: MIT
#pragma once
// Rows of requests and batches to ask questions of.

#include <crucible/telemetry/query.hpp>
#include <crucible/telemetry/record/row.hpp>
#include <crucible/telemetry/store/columnar.hpp>

#include <range/v3/range/conversion.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;
using Catch::Approx;

namespace query_test {

enum class phase : unsigned char { train, validate };
constexpr std::string_view to_text(phase p) { return p == phase::train ? "train" : "validate"; }

namespace m {
inline constexpr ct::index<"epoch"> epoch{};
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::counter<"tokens", std::uint32_t> tokens{};
inline constexpr ct::timer<"latency"> latency{};
inline constexpr ct::flag<"ok"> ok{};
inline constexpr ct::tag<"model"> model{};
inline constexpr ct::tag<"region"> region{};
inline constexpr ct::tag<"phase", phase> in_phase{};
inline constexpr ct::text<"note"> note{};
} // namespace m

inline constexpr ct::event<"query.request", m::epoch, m::loss, ct::optional<m::tokens>, m::latency, m::ok, m::model,
                           ct::optional<m::region>, m::in_phase, m::note>
    request{};
using request_t = std::remove_const_t<decltype(request)>;

inline ct::timestamp at(std::chrono::nanoseconds since_epoch) { return ct::timestamp{since_epoch}; }

/// Row i, by default at second i: loss i / 10, tokens 10 i where i is even, latency i ms, ok unless i % 5 == 4,
/// models a, b, c in turn, a region where i % 4 != 3, validation every third row.
inline ct::row<request_t> make(std::int64_t i, std::chrono::nanoseconds when) {
    static constexpr std::string_view models[]{"a", "b", "c"};
    static constexpr std::string_view regions[]{"eu", "us"};
    ct::row<request_t> row{};
    row.at = at(when);
    row.values[m::epoch] = i;
    row.values[m::loss] = static_cast<double>(i) / 10;
    if (i % 2 == 0) row.values[m::tokens] = static_cast<std::uint32_t>(10 * i);
    row.values[m::latency] = std::chrono::milliseconds{i};
    row.values[m::ok] = i % 5 != 4;
    row.values[m::model] = models[i % 3];
    if (i % 4 != 3) row.values[m::region] = regions[i / 50 % 2];
    row.values[m::in_phase] = i % 3 == 2 ? phase::validate : phase::train;
    row.values[m::note] = i % 2 ? "odd" : "even";
    return row;
}

inline ct::rows<request_t> rows_at(std::vector<std::chrono::nanoseconds> const& when) {
    ct::table<request_t> table;
    std::vector<ct::row<request_t>> rows;
    for (std::size_t i = 0; i != when.size(); ++i) rows.push_back(make(static_cast<std::int64_t>(i), when[i]));
    table.append(std::span(rows));
    return table.snapshot();
}

/// `n` rows, a second apart, from second 0 on.
inline ct::rows<request_t> seconds_of(std::int64_t n) {
    std::vector<std::chrono::nanoseconds> when;
    for (std::int64_t i = 0; i != n; ++i) when.push_back(std::chrono::seconds{i});
    return rows_at(when);
}

/// The epochs of a range of rows: which rows they are.
template <class Rows>
std::vector<std::int64_t> epochs(Rows&& rows) {
    std::vector<std::int64_t> result;
    for (auto&& row : rows) result.push_back(row[m::epoch]);
    return result;
}

using numbers = std::vector<std::int64_t>;

} // namespace query_test
