// SPDX-License-Identifier: MIT
#pragma once
// The cells of an accumulator, one of each, and how each kind of cell is fed.

#include <crucible/telemetry/cells/cell.hpp>
#include <crucible/telemetry/core/type_set.hpp>

#include <concepts>
#include <cstddef>
#include <span>
#include <utility>

namespace crucible::telemetry::detail {

/// Holds one cell; a base for each, so that a cell is found by its type.
template <cell C>
struct slot {
    C state{};
    friend bool operator==(slot const&, slot const&) = default;
};

template <cell C>
void feed(C& c, double x, timestamp at) {
    if constexpr (timed_cell<C>) c(x, 1, at);
    else c(x);
}

template <cell C>
void feed_weighted(C& c, double x, double weight, timestamp at) {
    if constexpr (timed_cell<C>) c(x, weight, at);
    else c(x, weight);
}

template <cell C>
void feed_batch(C& c, std::span<double const> values, std::span<timestamp const> at) {
    if constexpr (timed_cell<C>)
        for (std::size_t i = 0; i != values.size(); ++i) c(values[i], 1, at.empty() ? timestamp{} : at[i]);
    else if constexpr (batch_cell<C>) c(values);
    else
        for (double const x : values) c(x);
}

template <cell C>
void feed_aside(C& c, double weight, bool finite) {
    if constexpr (judging_cell<C>)
        if (finite) return;
    if constexpr (aside_cell<C>) c.put_aside(weight);
}

template <class Cells>
struct cell_set;

/// The one that looks into accumulators: their cells, to be written and read as bytes.
struct cell_access {
    template <class Accumulator>
    static auto& cells(Accumulator& a) {
        return a.cells_;
    }
};

template <class... C>
struct cell_set<type_set<C...>> : slot<C>... {
    static constexpr bool timed = (timed_cell<C> || ...);

    /// `f(cell)` for each cell.
    template <class F>
    void for_each(F f) {
        (f(slot<C>::state), ...);
    }

    /// The cell of exactly this type.
    template <class Exactly>
    [[nodiscard]] Exactly const& get() const {
        return slot<Exactly>::state;
    }

    void merge(cell_set const& other) { ((slot<C>::state += other.slot<C>::state), ...); }

    /// The first cell that is `Wanted` or derives from it.
    template <class Wanted>
    [[nodiscard]] auto const& find() const {
        return pick<Wanted, C...>();
    }

    template <class Wanted>
    [[nodiscard]] auto& find() {
        auto const& found = std::as_const(*this).template find<Wanted>();
        return const_cast<std::remove_cvref_t<decltype(found)>&>(found);
    }

    friend bool operator==(cell_set const&, cell_set const&) = default;

private:
    template <class Wanted, class First, class... Rest>
    auto const& pick() const {
        if constexpr (std::derived_from<First, Wanted>) return slot<First>::state;
        else return pick<Wanted, Rest...>();
    }
};

} // namespace crucible::telemetry::detail
