// SPDX-License-Identifier: MIT
#pragma once
// Maps from types to values, looked up at compile time. One of the two headers that name Boost.Hana's containers.

#include <crucible/telemetry/core/diagnostic.hpp>

#include <boost/hana/at_key.hpp>
#include <boost/hana/map.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/type.hpp>

#include <concepts>
#include <cstddef>
#include <utility>

namespace crucible::telemetry {

/// One entry of a type_map: values of type `Value`, found by the type `Key`.
template <class Key, class Value>
struct pair {
    using key_type = Key;
    using mapped_type = Value;
};

namespace detail {

template <class Key, class Map>
struct no_such_key {
    static_assert(accepted<Key, Map>, "the map has no entry for this key");
};

} // namespace detail

/// A value per key type: `type_map<pair<loss_t, double>, pair<epoch_t, int>>`. Pre-condition: the keys differ.
/// Regular when the values are. Look-up costs nothing at run time.
template <class... Pairs>
class type_map {
    using map = boost::hana::map<
        boost::hana::pair<boost::hana::type<typename Pairs::key_type>, typename Pairs::mapped_type>...>;

public:
    static constexpr std::size_t size = sizeof...(Pairs);

    template <class Key>
    static constexpr bool contains = (std::same_as<Key, typename Pairs::key_type> || ...);

    constexpr type_map() requires(size > 0) = default;

    /// The values in the order of the pairs.
    constexpr explicit type_map(typename Pairs::mapped_type... values)
        : entries_(boost::hana::make_map(
              boost::hana::make_pair(boost::hana::type_c<typename Pairs::key_type>, std::move(values))...)) {}

    template <class Key>
    [[nodiscard]] constexpr auto& at() {
        return find<Key>(entries_);
    }
    template <class Key>
    [[nodiscard]] constexpr auto const& at() const {
        return find<Key>(entries_);
    }

    /// `f.template operator()<Key>(value)` for each entry, in the order of the pairs.
    template <class F>
    constexpr void for_each(F&& f) {
        (f.template operator()<typename Pairs::key_type>(at<typename Pairs::key_type>()), ...);
    }
    template <class F>
    constexpr void for_each(F&& f) const {
        (f.template operator()<typename Pairs::key_type>(at<typename Pairs::key_type>()), ...);
    }

    friend constexpr bool operator==(type_map const& a, type_map const& b) {
        return ((a.template at<typename Pairs::key_type>() == b.template at<typename Pairs::key_type>()) && ...);
    }

private:
    template <class Key, class Entries>
    static constexpr auto& find(Entries& entries) {
        if constexpr (contains<Key>) {
            return boost::hana::at_key(entries, boost::hana::type_c<Key>);
        } else {
            (void)detail::no_such_key<Key, type_map>{};
            return entries;
        }
    }

    map entries_{};
};

} // namespace crucible::telemetry
