// SPDX-License-Identifier: MIT
#pragma once
// Walks a predicate as the expression that it is: for sources that say it in another language, such as SQL.

#include <crucible/telemetry/query/predicate.hpp>

#include <type_traits>
#include <utility>

namespace crucible::telemetry {

/// A relation as a type, so that a visitor may decide by it when it is compiled; converts to the value.
template <relation R>
using relation_constant = std::integral_constant<relation, R>;

namespace detail {

template <class P>
inline constexpr bool is_expression = false;
template <class D, relation R, class Operand>
inline constexpr bool is_expression<compared<D, R, Operand>> = true;
template <class D>
inline constexpr bool is_expression<presence<D>> = true;
template <class A, class B>
inline constexpr bool is_expression<both<A, B>> = is_expression<A>&& is_expression<B>;
template <class A, class B>
inline constexpr bool is_expression<either<A, B>> = is_expression<A>&& is_expression<B>;
template <class P>
inline constexpr bool is_expression<negation<P>> = is_expression<P>;

template <class D, relation R, class Operand, class Visitor>
constexpr decltype(auto) visit_operation(compared<D, R, Operand> const& p, Visitor& visitor) {
    return visitor.comparison(D{}, relation_constant<R>{}, p.operand);
}
template <class D, class Visitor>
constexpr decltype(auto) visit_operation(presence<D> const&, Visitor& visitor) {
    return visitor.presence(D{});
}
template <class A, class B, class Visitor>
constexpr decltype(auto) visit_operation(both<A, B> const& p, Visitor& visitor) {
    return visitor.conjunction(p.a, p.b);
}
template <class A, class B, class Visitor>
constexpr decltype(auto) visit_operation(either<A, B> const& p, Visitor& visitor) {
    return visitor.disjunction(p.a, p.b);
}
template <class P, class Visitor>
constexpr decltype(auto) visit_operation(negation<P> const& p, Visitor& visitor) {
    return visitor.negation(p.p);
}

} // namespace detail

/// Made of comparisons, `given`, `&&`, `||` and `!` only: not of functions, nor of predicates of one's own.
template <class P>
concept predicate_expression = predicate<P> && detail::is_expression<P>;

/// Calls the member of the visitor that is for the outermost operation, and returns what it returns:
/// `comparison(descriptor, relation_constant, operand)`, `presence(descriptor)`, `conjunction(a, b)`,
/// `disjunction(a, b)`, `negation(a)`. The visitor walks on into a and b. An operand is a number, a bool, a duration, an
/// enumerator or a std::string; a flag by itself is compared with true.
template <predicate_expression P, class Visitor>
constexpr decltype(auto) walk_predicate(P const& predicate, Visitor&& visitor) {
    return detail::visit_operation(predicate, visitor);
}

} // namespace crucible::telemetry
