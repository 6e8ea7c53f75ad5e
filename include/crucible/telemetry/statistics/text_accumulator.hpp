// SPDX-License-Identifier: MIT
#pragma once
// Cells that look at text, and the accumulator that hands it to them: of tags and texts, whose other statistics only
// count rows and look at when.

#include <crucible/telemetry/statistics/accumulator.hpp>

#include <string_view>

namespace crucible::telemetry {

/// A cell that takes text as well as numbers: as `c(x)` and `c(x, w)`.
template <class C>
concept text_cell = cell<C> && requires(C c, std::string_view text, double weight) {
    c(text);
    c(text, weight);
};

namespace detail {

template <class Value, class... S>
concept looks_at_text = !calculable<Value> && (text_cell<typename S::cell> || ...);

template <class Value>
[[nodiscard]] constexpr std::string_view as_text(Value const& value) {
    if constexpr (std::is_enum_v<Value>) return to_text(value);
    else return value;
}

template <cell C>
void feed_text(C& c, std::string_view text, double weight, timestamp at) {
    if constexpr (text_cell<C>) c(text, weight);
    else if (weight == 1) feed(c, 0, at);
    else feed_weighted(c, 0, weight, at);
}

} // namespace detail

/// The accumulator of text values, for compositions in which a cell looks at them.
template <class Value, class... S>
    requires detail::looks_at_text<Value, S...>
class accumulator<Value, statistics<S...>> {
public:
    using value_type = Value;
    using statistics_type = statistics<S...>;

    /// One value of weight 1, or one that stands for `weight` rows; `at` is when it was emitted.
    void operator()(Value const& value, double weight = 1, timestamp at = {}) {
        auto const text = detail::as_text(value);
        if (weight > 0 && detail::is_finite(weight))
            cells_.for_each([=](auto& cell) { detail::feed_text(cell, text, weight, at); });
        else cells_.for_each([](auto& cell) { detail::feed_aside(cell, 1, true); });
    }

    /// Many values of weight 1. Pre-condition: `at` is empty or as long as `values`.
    void operator()(std::span<Value const> values, std::span<timestamp const> at = {}) {
        for (std::size_t i = 0; i != values.size(); ++i) (*this)(values[i], 1, at.empty() ? timestamp{} : at[i]);
    }

    /// What both have seen.
    accumulator& operator+=(accumulator const& other) {
        cells_.merge(other.cells_);
        return *this;
    }

    /// Reads a statistic: `acc[distinct]`.
    template <statistic T>
    [[nodiscard]] auto operator[](T) const {
        if constexpr (statistics_type::template contains<T>) {
            return T::read(cells_.template find<typename T::cell>());
        } else {
            (void)detail::statistic_not_asked_for<statistic_named<T::name>, detail::asked_for<S::name...>>{};
            return decltype(T::read(typename T::cell{})){};
        }
    }

    friend bool operator==(accumulator const&, accumulator const&) = default;

private:
    friend struct detail::cell_access;

    detail::cell_set<typename statistics_type::cells> cells_{};

    static_assert(sizeof(typename detail::first_mistake<detail::verdict_on_values<S, Value>...>::type) != 0);
};

} // namespace crucible::telemetry
