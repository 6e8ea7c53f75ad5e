// SPDX-License-Identifier: MIT
#pragma once
// Renders a catalog as Markdown, from its types alone. docs/generate/run writes docs/reference/catalog.md with it, and
// tests/schema/catalog.cpp holds that page to it.

#include <crucible/telemetry/schema/catalog.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace docs {

namespace ct = crucible::telemetry;

inline std::string_view text_of(ct::kind kind) {
    switch (kind) {
    case ct::kind::gauge: return "gauge";
    case ct::kind::counter: return "counter";
    case ct::kind::timer: return "timer";
    case ct::kind::index: return "index";
    case ct::kind::flag: return "flag";
    case ct::kind::tag: return "tag";
    case ct::kind::text: return "text";
    }
    return "";
}

/// `a|b` would end a cell.
inline std::string cell(std::string_view text) {
    std::string escaped;
    for (char const c : text) {
        if (c == '|') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

inline std::string code(std::string_view text) { return text.empty() ? "" : '`' + cell(text) + '`'; }

/// The texts of an enumeration whose values count from 0, as far as they differ.
template <ct::enum_value Enum>
std::string texts_of() {
    std::vector<std::string_view> texts;
    for (unsigned i = 0; i != 32; ++i)
        if (auto const text = to_text(static_cast<Enum>(i)); std::ranges::find(texts, text) == texts.end())
            texts.push_back(text);
    std::string list;
    for (auto const text : texts) list += (list.empty() ? "" : ", ") + std::string(text);
    return list;
}

template <class T>
std::string type_of() {
    if constexpr (std::same_as<T, bool>) return code("bool");
    else if constexpr (std::same_as<T, double>) return code("double");
    else if constexpr (std::same_as<T, std::int64_t>) return code("std::int64_t");
    else if constexpr (std::same_as<T, std::chrono::nanoseconds>) return code("std::chrono::nanoseconds");
    else if constexpr (std::same_as<T, std::chrono::milliseconds>) return code("std::chrono::milliseconds");
    else if constexpr (std::same_as<T, std::string_view>) return "text";
    else return "one of " + texts_of<T>();
}

/// A timer's unit is its period; the others' is in the descriptor.
template <class Descriptor>
std::string_view unit_of(Descriptor const& d) {
    using value = typename Descriptor::value_type;
    if constexpr (std::same_as<value, std::chrono::nanoseconds>) return ct::nanoseconds.symbol;
    else if constexpr (std::same_as<value, std::chrono::milliseconds>) return ct::milliseconds.symbol;
    else return d.in.symbol;
}

/// The variable of an event: its name without the first part.
inline std::string variable_of(std::string_view event) {
    std::string variable(event.substr(event.find('.') + 1));
    std::ranges::replace(variable, '.', '_');
    return variable;
}

template <class Event>
std::string markdown_of(Event const& event, std::string_view category) {
    std::string page = "### " + std::string(event.name) + "\n\n" + std::string(event.help) + ": " +
                       code("ct::catalog::" + std::string(category) + "::" + variable_of(event.name)) +
                       (Event::role_of == ct::role::none ? "" : ", a row is of the role " + code(to_text(Event::role_of))) +
                       "\n\n" +
                       "| measurement | kind | type | unit | required | |\n|---|---|---|---|---|---|\n";
    ct::walk<Event>([&]<class Entry>(auto const& d) {
        page += "| " + code(d.name) + " | " + std::string(text_of(d.kind_of)) + " | " +
                type_of<typename Entry::type::value_type>() + " | " + code(unit_of(d)) + " | " +
                (Entry::optional ? "" : "yes") + " | " + cell(d.help) + " |\n";
    });
    return page + '\n';
}

/// The page of a catalog: a list of its categories, and a section for each.
template <class Catalog>
std::string markdown() {
    std::string page = "# The catalog\n\n"
                       "<!-- Written by docs/generate/run from include/crucible/telemetry/schema/catalog/: "
                       "edit those headers, then run it. -->\n\n"
                       "Every event of `ct::catalog::all`, by category, with its measurements. A row gives those that "
                       "are required, and any of the others. How to use and extend it: "
                       "[schema/catalog.hpp](schema/catalog.md).\n\n"
                       "| category | events | |\n|---|---|---|\n";
    for (ct::category_info const& info : Catalog::categories)
        page += "| [" + std::string(info.name) + "](#" + std::string(info.name) + ") | " +
                std::to_string(info.events.size()) + " | " + cell(info.help) + " |\n";
    Catalog::walk([&](auto const& category) {
        std::string const name(category.name);
        page += "\n## " + name + "\n\n" + std::string(category.help) + ". " +
                code("#include <crucible/telemetry/schema/catalog/" + name + ".hpp>") + "\n\n";
        std::remove_cvref_t<decltype(category)>::events::walk(
            [&](auto const& event) { page += markdown_of(event, name); });
        page.pop_back();
    });
    return page;
}

} // namespace docs
