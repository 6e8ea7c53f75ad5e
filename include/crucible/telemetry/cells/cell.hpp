// SPDX-License-Identifier: MIT
#pragma once
// The concept of a cell: accumulator state that takes numbers one by one, weighted or in batches, and merges.

#include <crucible/telemetry/core/clock.hpp>

#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>

namespace crucible::telemetry {

/// State from which statistics are read. A regular type `C` with, for finite numbers x and weights w > 0:
/// * `c(x)`: one value; `c(x, w)`: one value that stands for w rows; `c(x, 2)` equals `c(x), c(x)` within tolerance;
/// * `c += d`: what both have seen; associative and commutative within the tolerance that the cell states;
/// * `C{}` has seen nothing and is the identity of `+=`.
/// Accumulators put NaN and infinities aside before any cell sees them.
/// A cell that derives from another one also answers for its base: a composition holds only the derived one.
template <class C>
concept cell = std::regular<C> && requires(C c, C const& other, double x) {
    c(x);
    c(x, x);
    c += other;
};

/// A cell with a faster way for many values at once; equal to one by one within tolerance.
template <class C>
concept batch_cell = cell<C> && requires(C c, std::span<double const> values) {
    c(values);
};

/// A cell that also looks at when a row was emitted.
template <class C>
concept timed_cell = cell<C> && requires(C c, double x, timestamp at) {
    c(x, x, at);
};

/// A cell that is told of values that were put aside because they are NaN or infinite, or their weight is of no use.
template <class C>
concept aside_cell = cell<C> && requires(C c, double weight) {
    c.put_aside(weight);
};

/// One that is not told of finite values which were put aside for their weight. It says so by a member `judges_values`.
template <class C>
concept judging_cell = cell<C> && C::judges_values;

/// A cell whose `c += d` takes d's rows as later than c's: associative, but not commutative. It says so by a member
/// `merges_in_order`. Good for what comes in order, as the batches of a session and the parts of a file do.
template <class C>
concept ordered_cell = cell<C> && C::merges_in_order;

/// Under which name and version a cell C writes its bytes (bytes.hpp). Two cells of one name differ in `parameters`, a
/// number made of their template arguments. C tells a cell's own form from one that it inherited.
template <class C>
struct serial_form {
    std::string_view name;
    std::uint16_t version;
    std::uint64_t parameters = 0;
};

} // namespace crucible::telemetry
