// SPDX-License-Identifier: MIT
#pragma once
// Categories: events that belong together, under a name; and catalogs: categories fixed at compile time, whose events
// are found by name at compile time and at run time. Programs compose catalogs of our categories and their own.

#include <crucible/telemetry/schema/registry.hpp>

#include <type_traits>

namespace crucible::telemetry {

/// A fact for diagnostics.
template <fixed_string Name> struct category_named;

/// What people read about an event of a catalog.
struct catalog_entry : event_info {
    std::string_view category{};
};

/// What people read about a category of a catalog.
struct category_info {
    std::string_view name{};
    std::string_view help{};
    std::span<catalog_entry const> events{};
};

namespace detail {

template <bool Listed, class Category, class Argument>
struct listed_in_category {
    static_assert(Listed || accepted<Category, Argument>, "a category lists events, nothing else");
};
template <class Event, class Category>
struct event_twice_in_category {
    static_assert(accepted<Event, Category>, "a category lists two events of this name");
};
template <bool Listed, class Argument>
struct listed_in_catalog {
    static_assert(Listed || accepted<Argument>, "a catalog lists categories, nothing else");
};
template <class Category>
struct category_named_twice {
    static_assert(accepted<Category>, "a catalog lists two categories of this name");
};
template <class Event, class Category, class OtherCategory>
struct event_in_two_categories {
    static_assert(accepted<Event, Category, OtherCategory>, "two categories of a catalog list an event of this name");
};

template <auto const& Value>
using plain_type = std::remove_cvref_t<decltype(Value)>;

/// Index of the first of these whose name occurred before; their number when there is none.
template <class... Named>
consteval std::size_t repeated_among() {
    return repeated_name(std::array<std::string_view, sizeof...(Named)>{Named::name...});
}

template <bool AreEvents, class... Events>
inline constexpr bool distinct_events = false;
template <class... Events>
inline constexpr bool distinct_events<true, Events...> = repeated_among<Events...>() == sizeof...(Events);

} // namespace detail

/// What `category` names.
template <auto Name, auto const&... Events>
struct basic_category {
    std::string_view help{};

    static constexpr auto& name_text = Name;
    static constexpr std::string_view name = Name.view();
    static constexpr bool lists_events = (any_event<detail::plain_type<Events>> && ...);
    static constexpr bool sound = detail::distinct_events<lists_events, detail::plain_type<Events>...>;

    /// The events; none of a category that has been reported as ill-formed.
    using events = std::conditional_t<sound, registry<Events...>, registry<>>;
    static constexpr std::size_t size = sound ? sizeof...(Events) : 0;

    static consteval bool check() {
        if constexpr (!detail::is_dotted_name(name)) (void)detail::unsuitable_name<category_named<Name>>{};
        else if constexpr (!lists_events)
            ((void)detail::listed_in_category<any_event<detail::plain_type<Events>>, category_named<Name>,
                                              argument<detail::plain_type<Events>>>{}, ...);
        else if constexpr (!sound) {
            constexpr std::size_t twice = detail::repeated_among<detail::plain_type<Events>...>();
            using event = detail::nth_t<twice, detail::plain_type<Events>...>;
            (void)detail::event_twice_in_category<event_named<event::name_text>, category_named<Name>>{};
        }
        return true;
    }
    static_assert(check());
};

/// `inline constexpr ct::category<"training", epoch_stop, batch_stop> training{.help = "training jobs"};`
template <fixed_string Name, auto const&... Events>
using category = basic_category<Name, Events...>;

template <class T>
inline constexpr bool is_category = false;
template <auto Name, auto const&... Events>
inline constexpr bool is_category<basic_category<Name, Events...>> = true;

template <class T>
concept any_category = is_category<std::remove_cv_t<T>>;

namespace detail {

/// One event of a catalog, and the category that lists it.
template <auto const& Event, class Category>
struct cataloged {
    using event = plain_type<Event>;
    static constexpr std::string_view name = event::name;
    static constexpr catalog_entry describe() { return {telemetry::detail::describe(Event), Category::name}; }
};

template <class... Listed>
struct listing {};

/// The events of one category; none of one that has been reported as ill-formed.
template <class Category, bool Sound = Category::sound>
struct listing_of {
    using type = listing<>;
};
template <auto Name, auto const&... Events>
struct listing_of<basic_category<Name, Events...>, true> {
    using type = listing<cataloged<Events, basic_category<Name, Events...>>...>;
};

template <class... Listings>
struct concatenated {
    using type = listing<>;
};
template <class... Ls>
struct concatenated<listing<Ls...>> {
    using type = listing<Ls...>;
};
template <class... Ls, class... Ms, class... Others>
struct concatenated<listing<Ls...>, listing<Ms...>, Others...> : concatenated<listing<Ls..., Ms...>, Others...> {};

template <bool AreCategories, class... Categories>
struct concatenated_if {
    using type = listing<>;
};
template <class... Categories>
struct concatenated_if<true, Categories...> : concatenated<typename listing_of<Categories>::type...> {};

template <class Listing>
struct catalog_events;
template <auto const&... Events, class... Categories>
struct catalog_events<listing<cataloged<Events, Categories>...>> {
    /// The first event whose name occurred before, and where; both their number when there is none.
    static constexpr std::size_t later = repeated_among<cataloged<Events, Categories>...>();
    static constexpr std::size_t earlier = [] {
        std::array<std::string_view, sizeof...(Events)> const names{cataloged<Events, Categories>::name...};
        std::size_t i = 0;
        while (i != later && names[i] != names[later]) ++i;
        return i;
    }();
    static constexpr bool distinct = later == sizeof...(Events);

    using type = std::conditional_t<distinct, registry<Events...>, registry<>>;
    static constexpr std::array<catalog_entry, sizeof...(Events)> all{cataloged<Events, Categories>::describe()...};

    template <std::size_t Earlier, std::size_t Later>
    using clash = event_in_two_categories<
        event_named<nth_t<Earlier, cataloged<Events, Categories>...>::event::name_text>,
        category_named<nth_t<Earlier, Categories...>::name_text>,
        category_named<nth_t<Later, Categories...>::name_text>>;
};

} // namespace detail

/// `using events = ct::catalog_of<ct::catalog::llm::category, my::category>;`
template <auto const&... Categories>
struct catalog_of {
private:
    static constexpr bool lists_categories = (any_category<detail::plain_type<Categories>> && ...);
    using joined = detail::catalog_events<
        typename detail::concatenated_if<lists_categories, detail::plain_type<Categories>...>::type>;

public:
    /// The events as a registry: `events::walk(f)` calls `f(event)` for each.
    using events = typename joined::type;
    static constexpr std::size_t size = events::size;

    /// Every event, category by category.
    static constexpr auto const& all = joined::all;

    static constexpr std::array<category_info, sizeof...(Categories)> categories = [] {
        std::array<category_info, sizeof...(Categories)> infos{};
        std::size_t i = 0;
        catalog_entry const* begin = all.data();
        [[maybe_unused]] auto const add = [&](auto const& category) {
            infos[i++] = {category.name, category.help, {begin, category.size}};
            begin += category.size;
        };
        (add(Categories), ...);
        return infos;
    }();

    /// The event of this name, or nullptr. O(events).
    [[nodiscard]] static constexpr catalog_entry const* find(std::string_view name) noexcept {
        for (catalog_entry const& entry : all)
            if (entry.name == name) return &entry;
        return nullptr;
    }

    /// The category of this name, or nullptr. O(categories).
    [[nodiscard]] static constexpr category_info const* find_category(std::string_view name) noexcept {
        for (category_info const& info : categories)
            if (info.name == name) return &info;
        return nullptr;
    }

    /// `f(category)` for each category, in declared order.
    template <class F>
    static constexpr void walk(F&& f) {
        (f(Categories), ...);
    }

    static consteval bool check() {
        if constexpr (!lists_categories) {
            ((void)detail::listed_in_catalog<any_category<detail::plain_type<Categories>>,
                                             argument<detail::plain_type<Categories>>>{}, ...);
        } else if constexpr (detail::repeated_among<detail::plain_type<Categories>...>() != sizeof...(Categories)) {
            constexpr std::size_t twice = detail::repeated_among<detail::plain_type<Categories>...>();
            using category = detail::nth_t<twice, detail::plain_type<Categories>...>;
            (void)detail::category_named_twice<category_named<category::name_text>>{};
        } else if constexpr (!joined::distinct) {
            (void)typename joined::template clash<joined::earlier, joined::later>{};
        }
        return true;
    }
    static_assert(check());
};

} // namespace crucible::telemetry
