// SPDX-License-Identifier: MIT
#pragma once
// The same detectors over rows at rest: those of a session that has ended, of an archive, or of somebody else's CSV.

#include <crucible/telemetry/record/row.hpp>
#include <crucible/telemetry/statistics/accumulator.hpp>
#include <crucible/telemetry/statistics/compose.hpp>

namespace crucible::telemetry {

/// Feeds the values that rows have of a measurement, in the order of the rows, to `what`, a detector or a composition
/// with some in it: `f(row, statistic, finding)` for each finding, with the name of the statistic that found it. Rows
/// without a value are passed over; each row counts once, whatever it stands for. Returns the accumulator.
template <class Rows, any_descriptor Key, class Statistics, class F>
auto find_in(Rows const& rows, Key const& key, Statistics const&, F f) {
    accumulator_of<typename Key::value_type, Statistics> all;
    auto const add = [&](auto const& row, auto const& value) {
        all(value, 1, row.at);
        all.take_findings([&](std::string_view statistic, finding const& what) { f(row, statistic, what); });
    };
    for (auto const& row : rows) {
        auto const value = row[key];
        if constexpr (requires { value.has_value(); }) {
            if (value) add(row, *value);
        } else add(row, value);
    }
    return all;
}

} // namespace crucible::telemetry
