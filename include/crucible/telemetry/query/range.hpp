// SPDX-License-Identifier: MIT
#pragma once
// What pipelines are built from: ranges of rows, and parts of them (windows, groups) that each step works within.

#include <crucible/telemetry/query/detail/range_v3.hpp>
#include <crucible/telemetry/record/any_row.hpp>
#include <crucible/telemetry/store/rows.hpp>

#include <range/v3/view/transform.hpp>
#include <range/v3/view/view.hpp>

#include <optional>
#include <utility>

/// Rows are copied into pipelines: it costs a reference count.
template <class Event>
inline constexpr bool ranges::enable_view<crucible::telemetry::rows<Event>> = true;

namespace crucible::telemetry {

template <class R>
concept row_range = ranges::input_range<R> && any_row<ranges::range_value_t<R>>;

template <class T>
inline constexpr bool is_stored_rows = false;
template <class Event>
inline constexpr bool is_stored_rows<rows<Event>> = true;

/// What a window or a group holds: rows, then values, then statistics, as the pipeline goes on. A range when its
/// content is one; `part[statistic]` or `part[i]` asks the content.
template <class Content>
struct part {
    Content content{};

    auto begin() requires ranges::range<Content> { return ranges::begin(content); }
    auto end() requires ranges::range<Content> { return ranges::end(content); }
    auto begin() const requires ranges::range<Content const> { return ranges::begin(content); }
    auto end() const requires ranges::range<Content const> { return ranges::end(content); }
    auto size() const requires ranges::sized_range<Content const> { return ranges::size(content); }

    template <class Key>
    auto operator[](Key const& key) const {
        if constexpr (std::integral<Key>) return ranges::begin(content)[static_cast<std::ptrdiff_t>(key)];
        else return content[key];
    }
};

/// A window of time holds rows with `from <= at < until`. A window of a number of rows goes from its first row to its
/// last.
template <class Content>
struct window : part<Content> {
    timestamp from{};
    timestamp until{};

    template <class Other>
    window<Other> with(Other other) const {
        return {{std::move(other)}, from, until};
    }
};

/// Rows of one label, index or flag. A text is its own copy, so that results may outlive the rows.
template <class Label, class Content>
struct group : part<Content> {
    Label label{};

    template <class Other>
    group<Label, Other> with(Other other) const {
        return {{std::move(other)}, label};
    }
};

namespace detail {

/// What was "now" when the rows were taken that a range is made of; nothing where they do not say.
template <class Range>
std::optional<timestamp> taken_at(Range const& range) {
    if constexpr (requires { { range.taken_at() } -> std::same_as<std::optional<timestamp>>; }) return range.taken_at();
    else if constexpr (requires { range.base(); }) return taken_at(range.base());
    else return std::nullopt;
}

template <class T>
concept any_part = requires(T const& p) { p.with(0); };

template <class R>
concept range_of_parts = ranges::input_range<R> && any_part<ranges::range_value_t<R>>;

/// `f(range)`; of a range of parts, `f` of each part's content, lazily.
template <class F, class Range>
auto apply_within(F const& f, Range&& range) {
    if constexpr (range_of_parts<Range>)
        return ranges::views::transform(std::forward<Range>(range),
                                        [f](auto p) { return p.with(f(std::move(p.content))); });
    else return f(std::forward<Range>(range));
}

} // namespace detail
} // namespace crucible::telemetry

template <class Content>
inline constexpr bool ranges::enable_view<crucible::telemetry::window<Content>> = ranges::enable_view<Content>;
template <class Label, class Content>
inline constexpr bool ranges::enable_view<crucible::telemetry::group<Label, Content>> = ranges::enable_view<Content>;
