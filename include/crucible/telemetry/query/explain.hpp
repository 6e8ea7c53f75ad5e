// SPDX-License-Identifier: MIT
#pragma once
// `explain(source, query)`: what a source would run itself, and what would run on rows. Runs nothing.

#include <crucible/telemetry/query/detail/step_text.hpp>
#include <crucible/telemetry/query/slice.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

namespace crucible::telemetry {

namespace detail {

struct explained_step {
    std::string step;
    std::string by;
};

template <class Step>
inline constexpr bool finds_by_time =
    std::same_as<Step, stretch> || std::same_as<Step, latest_time> || std::same_as<Step, latest_rows> ||
    std::same_as<Step, windows_of_time> || std::same_as<Step, windows_of_rows>;

template <class Source, class Step>
std::string by_source(Source const& from, Step const& step) {
    if constexpr (requires { std::string(from.explain(step)); })
        return std::string("source: ").append(from.explain(step));
    else return "source";
}

/// The steps from the I-th on, all of which run on what is no source.
template <std::size_t I, class Steps>
void explain_rest(Steps const& steps, std::string_view by, std::vector<explained_step>& lines) {
    if constexpr (I != std::tuple_size_v<Steps>) {
        lines.push_back({step_text(std::get<I>(steps)), std::string(by)});
        explain_rest<I + 1>(steps, by, lines);
    }
}

template <std::size_t I, class At, class Steps>
void explain_from(At const& at, Steps const& steps, std::vector<explained_step>& lines);

/// A step that the source takes as `seen`.
template <std::size_t I, class At, class Seen, class Steps>
void explain_taken(At const& at, Seen const& seen, Steps const& steps, std::vector<explained_step>& lines) {
    lines.push_back({step_text(std::get<I>(steps)), by_source(at, seen)});
    if constexpr (std::derived_from<decltype(at.take(seen)), source_base>)
        explain_from<I + 1>(at.take(seen), steps, lines);
    else explain_rest<I + 1>(steps, "answer", lines);
}

template <std::size_t I, class At, class Steps>
void explain_from(At const& at, Steps const& steps, std::vector<explained_step>& lines) {
    if constexpr (I != std::tuple_size_v<Steps>) {
        auto const& step = std::get<I>(steps);
        using step_type = std::remove_cvref_t<decltype(step)>;
        if constexpr (is_stored_rows<At> && finds_by_time<step_type>) {
            lines.push_back({step_text(step), "source: binary search"});
            explain_from<I + 1>(run(at, step), steps, lines);
        } else if constexpr (std::same_as<step_type, latest_time> && takes<At, stretch>)
            explain_taken<I>(at, stretch{.from = step.begin(now_of(at))}, steps, lines);
        else if constexpr (std::derived_from<At, source_base> && takes<At, step_type>)
            explain_taken<I>(at, step, steps, lines);
        else explain_rest<I>(steps, "rows", lines);
    }
}

} // namespace detail

/// A line for each step: the step, and `source` when the source runs it, `rows` when it runs on rows that the source
/// gives, `answer` when it runs on what the source has answered. What the source says of how it runs a step follows.
template <class Source, detail::any_part_of_query Query>
[[nodiscard]] std::string explain(Source const& from, Query const& asked) {
    if constexpr (requires { detail::source_made_of<Source>::make(from); }) {
        return explain(detail::as_source(from), asked);
    } else if constexpr (!source<Source>) {
        using given = given_type<Source>;
        if constexpr (std::derived_from<Source, source_base>) (void)detail::source_without_rows<given>{};
        else (void)detail::not_a_source<given>{};
        return {};
    } else {
        std::vector<detail::explained_step> lines;
        detail::explain_from<0>(from, detail::as_query(asked).steps, lines);
        std::size_t widest = 0;
        for (auto const& line : lines) widest = std::max(widest, line.step.size());
        std::string text;
        for (auto const& line : lines)
            text.append(line.step).append(widest + 2 - line.step.size(), ' ').append(line.by).append("\n");
        return text;
    }
}

} // namespace crucible::telemetry
