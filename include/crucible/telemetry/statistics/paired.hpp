// SPDX-License-Identifier: MIT
#pragma once
// Statistics of two measurements of the same rows: `covariance(a, b)`, `correlation(a, b)`, and where one of them is
// least or greatest, `at_min(loss, step)`. Asked of rows, as queries give them: `rows | correlation(a, b)`.

#include <crucible/telemetry/cells/comoments.hpp>
#include <crucible/telemetry/cells/located.hpp>
#include <crucible/telemetry/statistics/detail/suited.hpp>

#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace crucible::telemetry {

/// State from which statistics of pairs are read. As a cell, but for the pairs: `c(x, y)`, `c(x, y, weight)`.
template <class C>
concept pair_cell = std::regular<C> && requires(C c, C const& other, double x) {
    c(x, x);
    c(x, x, x);
    c += other;
};

namespace detail {

/// A number of a cell as a value again; whole numbers past 2^53 as the nearest double.
template <class Value>
[[nodiscard]] constexpr Value as_value(double x) {
    if constexpr (is_duration<Value>) return Value(as_value<typename Value::rep>(x));
    else if constexpr (std::integral<Value> && !std::same_as<Value, bool>) {
        using limits = std::numeric_limits<Value>;
        if (!(x < static_cast<double>(limits::max()))) return limits::max(); // it may have been rounded up past it
        return x > static_cast<double>(limits::min()) ? static_cast<Value>(x) : limits::min();
    } else return static_cast<Value>(x);
}

template <class T>
constexpr T const* value_if_any(T const& value) {
    return &value;
}
template <class T>
constexpr T const* value_if_any(std::optional<T> const& value) {
    return value ? &*value : nullptr;
}

template <class T>
concept one_row = requires { typename std::remove_cvref_t<T>::event_type; };

template <class Rows>
using element_of = std::remove_cvref_t<decltype(*std::declval<Rows&>().begin())>;

} // namespace detail

/// The state of a statistic of pairs over rows: what both measurements say. Rows that lack one of them are passed over;
/// pairs with NaN or an infinity are put aside.
template <class S, any_descriptor A, any_descriptor B>
class pair_accumulator {
public:
    using reading_type = decltype(S::template read<typename B::value_type>(typename S::cell{}));

    /// One pair of weight 1, or one that stands for `weight` rows.
    void operator()(typename A::value_type const& a, typename B::value_type const& b, double weight = 1) {
        double const x = as_number(a), y = as_number(b);
        bool const usable = weight > 0 && detail::is_finite(weight);
        if (usable && detail::is_finite(x) && detail::is_finite(y)) cell_(x, y, weight);
        else aside_ += usable ? weight : 1;
    }

    template <detail::one_row Row>
    void add(Row const& row) {
        auto const a = row[A{}];
        auto const b = row[B{}];
        auto const* const x = detail::value_if_any(a);
        auto const* const y = detail::value_if_any(b);
        if (x == nullptr || y == nullptr) return;
        if constexpr (requires { row.weight(); }) (*this)(*x, *y, row.weight());
        else (*this)(*x, *y);
    }

    /// What both have seen.
    pair_accumulator& operator+=(pair_accumulator const& other) {
        cell_ += other.cell_;
        aside_ += other.aside_;
        return *this;
    }

    [[nodiscard]] reading_type read() const { return S::template read<typename B::value_type>(cell_); }

    /// Pairs put aside, each counted by its weight.
    [[nodiscard]] double nonfinite() const { return aside_; }

    [[nodiscard]] typename S::cell const& cell() const { return cell_; }

    friend bool operator==(pair_accumulator const&, pair_accumulator const&) = default;

private:
    typename S::cell cell_{};
    double aside_ = 0;
};

namespace detail {

template <class S, class Descriptor>
using verdict_on_pair = std::conditional_t<
    statistic_base::allows(Descriptor::kind_of), sound,
    statistic_not_for_kind<statistic_named<S::name>, measurement<Descriptor::name_text>, of_kind<Descriptor::kind_of>>>;

/// A statistic of pairs, asked of two measurements: a function of rows, and a step of pipelines.
template <class S, class A, class B>
struct of_pair {
    static_assert(sizeof(typename first_mistake<verdict_on_pair<S, A>, verdict_on_pair<S, B>>::type) != 0);

    /// The state over rows; merge those of several ranges, and read.
    template <class Rows>
    [[nodiscard]] static pair_accumulator<S, A, B> accumulate(Rows&& rows) {
        pair_accumulator<S, A, B> all;
        for (auto&& row : rows) all.add(row);
        return all;
    }

    /// The reading over rows. Over windows, groups or other ranges of rows, a vector with one reading for each.
    template <class Rows>
    [[nodiscard]] auto operator()(Rows&& rows) const {
        using element = element_of<Rows>;
        if constexpr (one_row<element>) return accumulate(rows).read();
        else if constexpr (requires(element part) { part.with(0); }) {
            using reading = decltype((*this)(std::declval<element&>()));
            std::vector<decltype(std::declval<element&>().with(std::declval<reading>()))> all;
            for (auto&& part : rows) all.push_back(part.with((*this)(part)));
            return all;
        } else {
            std::vector<decltype((*this)(std::declval<element&>()))> all;
            for (auto&& inner : rows) all.push_back((*this)(inner));
            return all;
        }
    }

    template <class Rows>
        requires requires(Rows& rows) { rows.begin() != rows.end(); }
    friend auto operator|(Rows&& rows, of_pair const& asked) {
        return asked(rows);
    }
};

/// `s(a, b)` asks two measurements for a statistic of pairs.
template <class S>
struct asked_of_pairs {
    template <any_descriptor A, any_descriptor B>
    constexpr of_pair<S, A, B> operator()(A const&, B const&) const {
        return {};
    }
};

} // namespace detail

/// sum w (x - mean x) (y - mean y) / (W - 1), of the population a sample was drawn from; in the product of both units.
struct covariance_t : detail::asked_of_pairs<covariance_t> {
    using cell = cells::comoments;
    static constexpr fixed_string name{"covariance"};
    template <class>
    static double read(cell const& c) {
        return c.covariance();
    }
};
inline constexpr covariance_t covariance{};

/// The correlation of Pearson: the covariance over both deviations, from -1 to 1. NaN when one of them does not vary.
struct correlation_t : detail::asked_of_pairs<correlation_t> {
    using cell = cells::comoments;
    static constexpr fixed_string name{"correlation"};
    template <class>
    static double read(cell const& c) {
        return c.correlation();
    }
};
inline constexpr correlation_t correlation{};

/// `at_min(loss, step)`: the second measurement in the row where the first one is least; the least such, if several.
struct at_min_t : detail::asked_of_pairs<at_min_t> {
    using cell = cells::located;
    static constexpr fixed_string name{"at_min"};
    template <class Place>
    static std::optional<Place> read(cell const& c) {
        return c.empty() ? std::nullopt : std::optional(detail::as_value<Place>(c.at_min()));
    }
};
inline constexpr at_min_t at_min{};

/// `at_max(accuracy, epoch)`: the second measurement in the row where the first one is greatest; the least, if several.
struct at_max_t : detail::asked_of_pairs<at_max_t> {
    using cell = cells::located;
    static constexpr fixed_string name{"at_max"};
    template <class Place>
    static std::optional<Place> read(cell const& c) {
        return c.empty() ? std::nullopt : std::optional(detail::as_value<Place>(c.at_max()));
    }
};
inline constexpr at_max_t at_max{};

} // namespace crucible::telemetry
