// SPDX-License-Identifier: MIT
#pragma once
// Steps and predicates as text, as one writes them.

#include <crucible/telemetry/core/detail/duration.hpp>
#include <crucible/telemetry/core/stretch.hpp>
#include <crucible/telemetry/core/window_grid.hpp>
#include <crucible/telemetry/query/group_by.hpp>
#include <crucible/telemetry/query/over.hpp>
#include <crucible/telemetry/query/select.hpp>
#include <crucible/telemetry/query/walk_predicate.hpp>
#include <crucible/telemetry/query/where.hpp>
#include <crucible/telemetry/text/json_escape.hpp>
#include <crucible/telemetry/text/number.hpp>
#include <crucible/telemetry/text/write_time.hpp>

#include <string>
#include <string_view>

namespace crucible::telemetry::detail {

template <class Number>
std::string number_text(Number value) {
    if constexpr (std::floating_point<Number>) {
        if (magnitude_of(value) == magnitude::nan) return "nan";
        if (magnitude_of(value) == magnitude::infinity) return "inf";
        if (magnitude_of(value) == magnitude::negative_infinity) return "-inf";
    }
    char text[longest_number<Number>];
    return {text, write_number(text, value)};
}

inline std::string stamp_text(timestamp at) {
    char text[time_writer::size];
    return {text, time_writer{}.write(text, at)};
}

/// In the largest unit that needs no fraction: 5min, 1500ms.
inline std::string duration_text(std::chrono::nanoseconds time) {
    std::int64_t n = time.count();
    std::string_view unit = "ns";
    auto const in = [&](std::int64_t of_next, std::string_view next) {
        if (n % of_next != 0) return false;
        n /= of_next;
        unit = next;
        return true;
    };
    if (n != 0) (void)(in(1000, "us") && in(1000, "ms") && in(1000, "s") && in(60, "min") && in(60, "h"));
    else unit = "s";
    return number_text(n).append(unit);
}

inline std::string quoted_text(std::string_view text) {
    std::string quoted(text.size() * json_escape::growth + 2, '"');
    escaping at{text.data(), quoted.data() + 1};
    escape_until<json_escape>(at, text.data() + text.size(), text.data() + text.size());
    quoted.resize(static_cast<std::size_t>(at.to - quoted.data()));
    return quoted.append(1, '"');
}

template <class Operand>
std::string operand_text(Operand const& operand) {
    if constexpr (std::same_as<Operand, bool>) return operand ? "true" : "false";
    else if constexpr (text_like<Operand>) return quoted_text(operand);
    else if constexpr (std::is_enum_v<Operand>) return quoted_text(to_text(operand));
    else if constexpr (duration_value<Operand>) return duration_text(operand);
    else if constexpr (is_duration<Operand>)
        return number_text(std::chrono::duration<double>(operand).count()).append("s");
    else return number_text(operand);
}

constexpr std::string_view relation_text(relation r) {
    constexpr std::string_view all[]{" == ", " != ", " < ", " <= ", " > ", " >= "};
    return all[static_cast<std::size_t>(r)];
}

struct predicate_text {
    template <class D, relation R, class Operand>
    std::string comparison(D, relation_constant<R>, Operand const& operand) const {
        std::string text(D::name);
        if constexpr (std::same_as<Operand, bool> && R == relation::equal)
            if (operand) return text;
        return text.append(relation_text(R)).append(operand_text(operand));
    }
    template <class D>
    std::string presence(D) const {
        return std::string("given(").append(D::name).append(")");
    }
    template <class A, class B>
    std::string conjunction(A const& a, B const& b) const {
        return inner(a).append(" && ").append(inner(b));
    }
    template <class A, class B>
    std::string disjunction(A const& a, B const& b) const {
        return walk_predicate(a, *this).append(" || ").append(walk_predicate(b, *this));
    }
    template <class P>
    std::string negation(P const& p) const {
        return std::string("!(").append(walk_predicate(p, *this)).append(")");
    }

private:
    template <class P>
    std::string inner(P const& p) const {
        return walk_predicate(p, *this);
    }
    template <class A, class B>
    std::string inner(either<A, B> const& p) const {
        return std::string("(").append(walk_predicate(p, *this)).append(")");
    }
};

/// `name(a, b, …)`
template <class... Text>
std::string call_text(std::string_view name, Text const&... arguments) {
    std::string text(name);
    char const* before = "(";
    ((text.append(before).append(arguments), before = ", "), ...);
    return text.append(")");
}

inline std::string step_text(stretch s) {
    if (s.to == timestamp::max()) return call_text("since", stamp_text(s.from));
    return call_text("between", stamp_text(s.from), stamp_text(s.to));
}
inline std::string step_text(latest_time s) { return call_text("last", duration_text(s.span)); }
inline std::string step_text(latest_rows s) { return call_text("last", number_text(s.count)); }

template <class... Text>
std::string windows_text(bool side_by_side, std::string size, std::string step, Text const&... more) {
    if (side_by_side) return call_text("tumbling", size, more...);
    return call_text("sliding", size, step, more...);
}
inline std::string step_text(windows_of_rows s) {
    return windows_text(s.size == s.step, number_text(s.size), number_text(s.step));
}
inline std::string step_text(windows_of_time s) {
    if (s.aligned == alignment::first_row)
        return windows_text(s.size == s.step, duration_text(s.size), duration_text(s.step));
    return windows_text(s.size == s.step, duration_text(s.size), duration_text(s.step), "aligned_to_clock");
}

template <class Condition>
std::string step_text(steps::where<Condition> const& s) {
    if constexpr (predicate_expression<Condition>)
        return call_text("where", walk_predicate(s.condition, predicate_text{}));
    else return "where(a function of the row)";
}
template <class... D>
std::string step_text(steps::select<D...>) {
    return call_text("select", D::name...);
}
template <class D>
std::string step_text(steps::group_by<D>) {
    return call_text("group_by", D::name);
}
template <class Statistics>
std::string step_text(steps::over<Statistics>) {
    std::string text = "over(";
    Statistics::for_each([&](auto asked) {
        if (text.back() != '(') text.append(" | ");
        text.append(asked.name.view());
    });
    return text.append(")");
}
template <class S, class A, class B>
std::string step_text(steps::paired<of_pair<S, A, B>> const&) {
    return call_text(S::name.view(), A::name, B::name);
}
template <class Closure>
std::string step_text(steps::view<Closure> const&) {
    return "a view of range-v3";
}
/// Of a step of one's own, what it calls itself.
template <std::derived_from<step_base> Step>
std::string step_text(Step const&) {
    if constexpr (requires { std::string(Step::name); }) return std::string(Step::name);
    else return "a step of one's own";
}

} // namespace crucible::telemetry::detail
