// SPDX-License-Identifier: MIT
#pragma once
// Answers: what statistics read, told by a source that has no cells, such as a database.

#include <crucible/telemetry/statistics/compose.hpp>
#include <crucible/telemetry/statistics/detail/suited.hpp>
#include <crucible/telemetry/statistics/number_of.hpp>

#include <tuple>
#include <utility>

namespace crucible::telemetry {

template <class Value, class Statistics>
class answers;

/// Reads as an accumulator of values of one type does: `answers[mean]`. For whole rows the type is std::string_view.
template <class Value, class... S>
class answers<Value, statistics<S...>> {
public:
    using value_type = Value;
    using statistics_type = statistics<S...>;

    answers() = default;

    /// `tell(mean)` gives what the statistic reads from its cell: a number in the values' own unit, of durations in
    /// their ticks; NaN where there is nothing to be told.
    template <class Tell>
        requires(requires(Tell const& tell, S... asked) { (tell(asked), ...); })
    explicit answers(Tell const& tell) : told_{read_by<S>(tell(S{}))...} {}

    template <statistic T>
    [[nodiscard]] auto operator[](T) const {
        if constexpr (statistics_type::template contains<T>) {
            return as_reading<Value, T::yields>(std::get<told<T>>(told_).reading);
        } else {
            (void)detail::statistic_not_asked_for<statistic_named<T::name>, detail::asked_for<S::name...>>{};
            return decltype(T::read(typename T::cell{})){};
        }
    }

private:
    template <class T>
    struct told {
        decltype(T::read(typename T::cell{})) reading{};
    };

    template <class T, class Given>
    static told<T> read_by(Given const& given) {
        return {static_cast<decltype(T::read(typename T::cell{}))>(given)};
    }

    std::tuple<told<S>...> told_{};
};

} // namespace crucible::telemetry
