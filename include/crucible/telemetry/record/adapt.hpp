// SPDX-License-Identifier: MIT
#pragma once
// Records of aggregates that a program has already: structs of annotated members (`ct::measured<m::loss> loss;`), and
// types adapted by BOOST_HANA_ADAPT_STRUCT, whose members are matched by name.

#include <crucible/telemetry/record/record.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/concept/struct.hpp>
#include <boost/hana/first.hpp>
#include <boost/hana/second.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/unpack.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace crucible::telemetry {

/// A member that is a measurement: holds its value, or an optional one for `ct::optional<m::tokens>`. It must be given
/// when its struct is made, and takes only what `m::loss = value` takes.
template <auto const& Measurement>
struct measured {
    using entry = detail::entry_of<Measurement>;
    using value_type = detail::held_t<entry>;

    value_type value{};

    constexpr measured()
        requires entry::optional
    = default;
    template <class V>
        requires(detail::judge_value<entry, V>() == detail::fault::none)
    constexpr measured(V const& given) : value(detail::hold<entry>(given)) {}

    constexpr operator value_type const&() const noexcept { return value; }

    friend constexpr bool operator==(measured const&, measured const&) = default;
    template <class V>
        requires(detail::judge_value<entry, V>() == detail::fault::none)
    friend constexpr bool operator==(measured const& a, V const& b) {
        return a.value == detail::hold<entry>(b);
    }
};

namespace detail {

template <class Row>
struct not_adaptable {
    static_assert(accepted<Row>, "an adapted type is an aggregate of 1 to 16 ct::measured<descriptor> members and "
                                 "nothing else, or is adapted by BOOST_HANA_ADAPT_STRUCT");
};

template <class T>
inline constexpr bool is_measured = false;
template <auto const& Measurement>
inline constexpr bool is_measured<measured<Measurement>> = true;

inline constexpr std::size_t most_members = 16;

/// Initialises any annotated member, and nothing else. Never defined.
template <std::size_t>
struct any_measured {
    template <class T>
        requires is_measured<T>
    constexpr operator T() const;
};

/// Initialises any member. Never defined.
struct anything {
    template <class T>
    constexpr operator T() const;
};

/// Whether the first members are annotated, and no other follows.
template <class Row, std::size_t... Is>
consteval bool has_members(std::index_sequence<Is...>) {
    return requires { Row{any_measured<Is>{}...}; } && !requires { Row{any_measured<Is>{}..., anything{}}; };
}

/// How many annotated members an aggregate consists of, looked for from above so that each may be required; 0 when it
/// is not made of them alone.
template <class Row, std::size_t N = most_members + 1>
consteval std::size_t arity() {
    if constexpr (N == 0 || !std::is_aggregate_v<Row>) return 0;
    else if constexpr (has_members<Row>(std::make_index_sequence<N>{})) return N;
    else return arity<Row, N - 1>();
}

/// `f(members...)`. A structured binding cannot be generic in its length before C++26.
template <class Row, class F>
constexpr auto with_members(Row const& row, F f) {
    constexpr std::size_t n = arity<Row>();
    if constexpr (n == 1) { auto const& [a] = row; return f(a); }
    else if constexpr (n == 2) { auto const& [a, b] = row; return f(a, b); }
    else if constexpr (n == 3) { auto const& [a, b, c] = row; return f(a, b, c); }
    else if constexpr (n == 4) { auto const& [a, b, c, d] = row; return f(a, b, c, d); }
    else if constexpr (n == 5) { auto const& [a, b, c, d, e] = row; return f(a, b, c, d, e); }
    else if constexpr (n == 6) { auto const& [a, b, c, d, e, g] = row; return f(a, b, c, d, e, g); }
    else if constexpr (n == 7) { auto const& [a, b, c, d, e, g, h] = row; return f(a, b, c, d, e, g, h); }
    else if constexpr (n == 8) { auto const& [a, b, c, d, e, g, h, i] = row; return f(a, b, c, d, e, g, h, i); }
    else if constexpr (n == 9) { auto const& [a, b, c, d, e, g, h, i, j] = row; return f(a, b, c, d, e, g, h, i, j); }
    else if constexpr (n == 10) {
        auto const& [a, b, c, d, e, g, h, i, j, k] = row;
        return f(a, b, c, d, e, g, h, i, j, k);
    } else if constexpr (n == 11) {
        auto const& [a, b, c, d, e, g, h, i, j, k, l] = row;
        return f(a, b, c, d, e, g, h, i, j, k, l);
    } else if constexpr (n == 12) {
        auto const& [a, b, c, d, e, g, h, i, j, k, l, m] = row;
        return f(a, b, c, d, e, g, h, i, j, k, l, m);
    } else if constexpr (n == 13) {
        auto const& [a, b, c, d, e, g, h, i, j, k, l, m, o] = row;
        return f(a, b, c, d, e, g, h, i, j, k, l, m, o);
    } else if constexpr (n == 14) {
        auto const& [a, b, c, d, e, g, h, i, j, k, l, m, o, p] = row;
        return f(a, b, c, d, e, g, h, i, j, k, l, m, o, p);
    } else if constexpr (n == 15) {
        auto const& [a, b, c, d, e, g, h, i, j, k, l, m, o, p, q] = row;
        return f(a, b, c, d, e, g, h, i, j, k, l, m, o, p, q);
    } else {
        auto const& [a, b, c, d, e, g, h, i, j, k, l, m, o, p, q, r] = row;
        return f(a, b, c, d, e, g, h, i, j, k, l, m, o, p, q, r);
    }
}

/// Stands for the descriptor of a member whose name the event does not declare.
template <fixed_string Name>
struct undeclared {
    using value_type = void;
    static constexpr auto& name_text = Name;
    static constexpr std::string_view name = Name.view();
};

template <class Event, fixed_string Name>
consteval auto descriptor_named() {
    constexpr std::size_t i = [] {
        std::size_t at = 0;
        while (at != Event::size && Event::measurement_names[at] != Name.view()) ++at;
        return at;
    }();
    if constexpr (i == Event::size) return std::type_identity<undeclared<Name>>{};
    else return std::type_identity<typename schema<Event>::template entry_at<i>::type>{};
}

/// The descriptor that an event has for a member name, given as a Hana string.
template <class Event, char... Name>
consteval auto descriptor_of(boost::hana::string<Name...> const&) {
    return descriptor_named<Event, fixed_string<sizeof...(Name) + 1>({Name..., '\0'})>();
}

template <class Event, class Key, class V>
constexpr auto bind_member(Key const&, V const& value) {
    using d = typename decltype(descriptor_of<Event>(std::declval<Key const&>()))::type;
    return binding<d, V>{value};
}

template <auto const& Measurement>
constexpr auto bind_measured(measured<Measurement> const& member) {
    return binding<typename entry_of<Measurement>::type, typename measured<Measurement>::value_type>{member.value};
}

} // namespace detail

/// The record of an event that an aggregate holds: `run.emit(ct::adapt(epoch_stop, row))`. Every member must be a
/// measurement of the event. Texts refer to those of the aggregate.
template <any_event Event, class Row>
constexpr record<Event> adapt(Event const& event, Row const& row) {
    namespace hana = boost::hana;
    if constexpr (hana::Struct<Row>::value) {
        return hana::unpack(hana::accessors<Row>(), [&](auto const&... members) {
            return make_record(event, detail::bind_member<Event>(hana::first(members), hana::second(members)(row))...);
        });
    } else if constexpr (constexpr std::size_t n = detail::arity<Row>(); n != 0 && n <= detail::most_members) {
        return detail::with_members(row, [&](auto const&... members) {
            return make_record(event, detail::bind_measured(members)...);
        });
    } else {
        (void)detail::not_adaptable<given_type<Row>>{};
        return {};
    }
}

} // namespace crucible::telemetry
