// SPDX-License-Identifier: MIT
#pragma once
// Predicates: `accuracy > 0.6 && epoch > 3`. A row that lacks a measurement neither satisfies a comparison with it nor
// its contrary: SQL's logic of three values (Kleene 1938).

#include <crucible/telemetry/core/detail/duration.hpp>
#include <crucible/telemetry/schema/walk.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace crucible::telemetry {

enum class truth : unsigned char { no, unknown, yes };

/// How a measurement is compared with a value.
enum class relation : unsigned char { equal, not_equal, less, less_equal, greater, greater_equal };

/// Marks conditions on rows: types with `row -> truth`.
struct predicate_base {};

template <class P>
concept predicate = std::derived_from<P, predicate_base>;

namespace detail {

template <class... Facts>
struct ill_typed_comparison {
    static_assert(accepted<Facts...>, "the measurement cannot be compared with a value of this type");
};
template <class... Facts>
struct bare_number_in_comparison {
    static_assert(accepted<Facts...>,
                  "a timer compares with a std::chrono duration, not with a bare number without a unit");
};
template <class... Facts>
struct unordered_comparison {
    static_assert(accepted<Facts...>, "a flag has no order; compare it with == or !=, or write the flag by itself");
};
template <class... Facts>
struct not_a_condition {
    static_assert(accepted<Facts...>, "only a flag is a condition by itself; compare this measurement with a value");
};

template <class T>
concept text_like = std::convertible_to<T const&, std::string_view> && !std::same_as<T, std::nullptr_t>;

/// What the value on the other side of a comparison is kept as; void when it is of no comparable type.
template <any_descriptor D, class V>
consteval auto operand_type() {
    using value = typename D::value_type;
    constexpr bool is_number = std::is_arithmetic_v<V> && !std::same_as<V, bool>;
    if constexpr (number_value<value> && is_number) return std::type_identity<V>{};
    else if constexpr (duration_value<value> && is_duration<V>) return std::type_identity<V>{};
    else if constexpr (std::same_as<value, bool> && std::same_as<V, bool>) return std::type_identity<bool>{};
    else if constexpr (std::is_enum_v<value> && std::same_as<V, value>) return std::type_identity<V>{};
    else if constexpr (D::kind_of == kind::tag || D::kind_of == kind::text)
        return std::type_identity<std::conditional_t<text_like<V>, std::string, void>>{};
    else return std::type_identity<void>{};
}
template <any_descriptor D, class V>
using operand_t = typename decltype(operand_type<D, V>())::type;

template <class A, class B>
inline constexpr bool both_integral =
    number_value<A> && number_value<B> && std::is_integral_v<A> && std::is_integral_v<B>;

/// A value as it compares with a `B`: an enumerator by its text with text, an integer as a double with floating point.
template <class B, class A>
constexpr auto seen_by(A const& a) {
    if constexpr (std::is_enum_v<A> && !std::is_enum_v<B>) return std::string_view(to_text(a));
    else if constexpr (std::is_integral_v<A> && std::is_floating_point_v<B>) return static_cast<double>(a);
    else if constexpr (text_like<A>) return std::string_view(a);
    else return a;
}

/// A number's bits as an integer of its order, in which both zeros are one; NaN is beyond the infinities. By it numbers
/// compare the same under -ffast-math, which takes NaN for no number, and the least numbers for zero.
template <std::floating_point T>
struct float_order {
    using bits = std::conditional_t<sizeof(T) == sizeof(float), std::int32_t, std::int64_t>;
    static_assert(sizeof(T) == sizeof(bits));
    static constexpr bits infinity = std::bit_cast<bits>(std::numeric_limits<T>::infinity());
    bits place;

    constexpr explicit float_order(T x) : place(std::bit_cast<bits>(x)) {
        if (place < 0) place = std::numeric_limits<bits>::min() - place;
    }
    [[nodiscard]] constexpr bool is_number() const { return place <= infinity && place >= -infinity; }
};

/// Two values in one floating-point type: numbers, or counts of durations.
template <class A, class B>
struct both_in_order {
    using wide = std::common_type_t<A, B>;
    static constexpr auto count(wide const& x) {
        if constexpr (is_duration<wide>) return float_order(x.count());
        else return float_order(x);
    }
    decltype(count(wide{})) x, y;

    constexpr both_in_order(A const& a, B const& b) : x(count(static_cast<wide>(a))), y(count(static_cast<wide>(b))) {}
    [[nodiscard]] constexpr bool are_numbers() const { return x.is_number() && y.is_number(); }
};

template <class T>
inline constexpr bool is_floating = std::is_floating_point_v<T>;
template <class Rep, class Period>
inline constexpr bool is_floating<std::chrono::duration<Rep, Period>> = std::is_floating_point_v<Rep>;

template <class A, class B>
constexpr bool same_seen(A const& a, B const& b) {
    if constexpr (is_floating<A> || is_floating<B>) {
        both_in_order<A, B> const both{a, b};
        return both.x.place == both.y.place && both.are_numbers();
    } else return a == b;
}
template <class A, class B>
constexpr bool before_seen(A const& a, B const& b) {
    if constexpr (is_floating<A> || is_floating<B>) {
        both_in_order<A, B> const both{a, b};
        return both.x.place < both.y.place && both.are_numbers();
    } else return a < b;
}

template <class A, class B>
constexpr bool same(A const& a, B const& b) {
    if constexpr (both_integral<A, B>) return std::cmp_equal(a, b);
    else return same_seen(seen_by<B>(a), seen_by<A>(b));
}
template <class A, class B>
constexpr bool before(A const& a, B const& b) {
    if constexpr (both_integral<A, B>) return std::cmp_less(a, b);
    else return before_seen(seen_by<B>(a), seen_by<A>(b));
}

/// Everything compared with NaN is false, but `!=`.
template <relation R, class A, class B>
constexpr bool holds(A const& a, B const& b) {
    if constexpr (R == relation::equal) return same(a, b);
    else if constexpr (R == relation::not_equal) return !same(a, b);
    else if constexpr (R == relation::less) return before(a, b);
    else if constexpr (R == relation::greater) return before(b, a);
    else if constexpr (R == relation::less_equal) return before(a, b) || same(a, b);
    else return before(b, a) || same(a, b);
}

constexpr truth as_truth(bool value) { return value ? truth::yes : truth::no; }

template <any_descriptor D, relation R, class Operand>
struct compared : predicate_base {
    Operand operand;

    constexpr explicit compared(Operand value) : operand(std::move(value)) {}

    template <class Row>
    constexpr truth operator()(Row const& row) const {
        auto const& value = row[D{}];
        if constexpr (requires { value.has_value(); })
            return value ? as_truth(holds<R>(*value, operand)) : truth::unknown;
        else return as_truth(holds<R>(value, operand));
    }
};

/// Stands in where an error was reported, so that it remains the only one.
struct refused_predicate : predicate_base {
    template <class Row>
    constexpr truth operator()(Row const&) const {
        return truth::no;
    }
};

template <relation R, any_descriptor D, class V>
constexpr auto compare(D const&, V const& value) {
    using what = measurement<D::name_text>;
    using expected = expected_type<typename D::value_type>;
    if constexpr (std::is_void_v<operand_t<D, V>>) {
        if constexpr (duration_value<typename D::value_type> && std::is_arithmetic_v<V>)
            (void)bare_number_in_comparison<what, expected, given_type<V>>{};
        else (void)ill_typed_comparison<what, expected, given_type<V>>{};
        return refused_predicate{};
    } else if constexpr (D::kind_of == kind::flag && R != relation::equal && R != relation::not_equal) {
        (void)unordered_comparison<what>{};
        return refused_predicate{};
    } else if constexpr (text_like<V>) {
        return compared<D, R, std::string>(std::string(std::string_view(value)));
    } else {
        return compared<D, R, V>(value);
    }
}

/// A predicate, or a flag for "is set".
template <class T>
concept condition = predicate<T> || any_descriptor<T>;

template <condition T>
struct condition_of {
    using type = refused_predicate;
};
template <predicate P>
struct condition_of<P> {
    using type = P;
};
template <any_descriptor D>
    requires(D::kind_of == kind::flag)
struct condition_of<D> {
    using type = compared<D, relation::equal, bool>;
};
template <condition T>
using predicate_of = typename condition_of<T>::type;

template <condition T>
constexpr predicate_of<T> as_predicate(T const& value) {
    if constexpr (predicate<T>) return value;
    else if constexpr (T::kind_of == kind::flag) return predicate_of<T>(true);
    else {
        (void)not_a_condition<measurement<T::name_text>>{};
        return {};
    }
}

template <predicate A, predicate B>
struct both : predicate_base {
    A a;
    B b;
    constexpr both(A left, B right) : a(std::move(left)), b(std::move(right)) {}

    template <class Row>
    constexpr truth operator()(Row const& row) const {
        truth const left = a(row);
        return left == truth::no ? left : std::min(left, b(row));
    }
};

template <predicate A, predicate B>
struct either : predicate_base {
    A a;
    B b;
    constexpr either(A left, B right) : a(std::move(left)), b(std::move(right)) {}

    template <class Row>
    constexpr truth operator()(Row const& row) const {
        truth const left = a(row);
        return left == truth::yes ? left : std::max(left, b(row));
    }
};

template <predicate P>
struct negation : predicate_base {
    P p;
    constexpr explicit negation(P inner) : p(std::move(inner)) {}

    template <class Row>
    constexpr truth operator()(Row const& row) const {
        return static_cast<truth>(2 - static_cast<int>(p(row)));
    }
};

template <any_descriptor D>
struct presence : predicate_base {
    template <class Row>
    constexpr truth operator()(Row const& row) const {
        auto const& value = row[D{}];
        if constexpr (requires { value.has_value(); }) return as_truth(value.has_value());
        else return truth::yes;
    }
};

template <class V>
concept comparable_operand = !condition<V>;

} // namespace detail

// Comparisons of a measurement with a value. Text is copied: the predicate may outlive it. An enum tag compares with
// its enumerators, and with the text of them. clang-format off
template <any_descriptor D, detail::comparable_operand V> constexpr auto operator==(D const& d, V const& v) { return detail::compare<relation::equal>(d, v); }
template <any_descriptor D, detail::comparable_operand V> constexpr auto operator!=(D const& d, V const& v) { return detail::compare<relation::not_equal>(d, v); }
template <any_descriptor D, detail::comparable_operand V> constexpr auto operator<(D const& d, V const& v) { return detail::compare<relation::less>(d, v); }
template <any_descriptor D, detail::comparable_operand V> constexpr auto operator<=(D const& d, V const& v) { return detail::compare<relation::less_equal>(d, v); }
template <any_descriptor D, detail::comparable_operand V> constexpr auto operator>(D const& d, V const& v) { return detail::compare<relation::greater>(d, v); }
template <any_descriptor D, detail::comparable_operand V> constexpr auto operator>=(D const& d, V const& v) { return detail::compare<relation::greater_equal>(d, v); }
template <detail::comparable_operand V, any_descriptor D> constexpr auto operator==(V const& v, D const& d) { return d == v; }
template <detail::comparable_operand V, any_descriptor D> constexpr auto operator!=(V const& v, D const& d) { return d != v; }
template <detail::comparable_operand V, any_descriptor D> constexpr auto operator<(V const& v, D const& d) { return d > v; }
template <detail::comparable_operand V, any_descriptor D> constexpr auto operator<=(V const& v, D const& d) { return d >= v; }
template <detail::comparable_operand V, any_descriptor D> constexpr auto operator>(V const& v, D const& d) { return d < v; }
template <detail::comparable_operand V, any_descriptor D> constexpr auto operator>=(V const& v, D const& d) { return d <= v; }
// clang-format on

/// Both conditions hold; the second one is not looked at when the first one does not.
template <detail::condition A, detail::condition B>
constexpr auto operator&&(A const& a, B const& b) {
    using result = detail::both<detail::predicate_of<A>, detail::predicate_of<B>>;
    return result(detail::as_predicate(a), detail::as_predicate(b));
}
template <detail::condition A, detail::condition B>
constexpr auto operator||(A const& a, B const& b) {
    using result = detail::either<detail::predicate_of<A>, detail::predicate_of<B>>;
    return result(detail::as_predicate(a), detail::as_predicate(b));
}
template <detail::condition A>
constexpr auto operator!(A const& a) {
    return detail::negation<detail::predicate_of<A>>(detail::as_predicate(a));
}

/// The row has the measurement.
template <any_descriptor D>
constexpr detail::presence<D> given(D const&) {
    return {};
}

} // namespace crucible::telemetry
