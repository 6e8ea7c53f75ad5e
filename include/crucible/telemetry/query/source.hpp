// SPDX-License-Identifier: MIT
#pragma once
// Sources: what a query runs on. Rows of an event in memory are one; a store of one's own derives from source_base,
// gives its rows, and takes the steps that it can run itself.

#include <crucible/telemetry/core/diagnostic.hpp>
#include <crucible/telemetry/query/range.hpp>

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace crucible::telemetry {

/// Marks sources. A source has `rows()`, a range of the rows of its event, and for each step that it runs itself
/// `take(step)`, which gives a narrower source, that runs nothing yet, or the answer. A step that it does not take runs
/// on its rows(), and so do all that follow. What `take` makes of rows (windows, groups, values) is what the rows() of
/// the narrower source are. With `now()` a source says what time `last(5min)` goes back from; `explain(step)` says, for
/// ct::explain, how it runs a step.
struct source_base {};

template <class S>
concept source = row_range<S> || (std::derived_from<std::remove_cvref_t<S>, source_base> && requires(S const& s) {
    { s.rows() } -> ranges::input_range;
});

template <class S, class Step>
concept takes = requires(S const& s, Step const& step) { s.take(step); };

/// A view of answers that keeps them alive; copies share them.
template <class T>
class results {
public:
    results() = default;
    explicit results(std::vector<T> all) : all_(std::make_shared<std::vector<T> const>(std::move(all))) {}
    /// `taken_at`: what was "now" when the rows were taken, where somebody said.
    explicit results(std::shared_ptr<std::vector<T> const> all, std::optional<timestamp> taken_at = {})
        : all_(std::move(all)), taken_at_(taken_at) {}

    [[nodiscard]] auto begin() const { return all().begin(); }
    [[nodiscard]] auto end() const { return all().end(); }
    [[nodiscard]] std::size_t size() const { return all().size(); }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] T const& operator[](std::size_t i) const { return all()[i]; }
    [[nodiscard]] std::optional<timestamp> taken_at() const { return taken_at_; }

private:
    [[nodiscard]] std::span<T const> all() const { return all_ ? std::span<T const>(*all_) : std::span<T const>(); }

    std::shared_ptr<std::vector<T> const> all_;
    std::optional<timestamp> taken_at_{};
};

namespace detail {

template <class Given>
struct not_a_source {
    static_assert(accepted<Given>, "a query runs on rows: on run.rows(event), on a source (ct::source_base), or on a "
                                   "range");
};
template <class Source>
struct source_without_rows {
    static_assert(accepted<Source>, "a source needs `rows() const`, which gives a range of the rows of its event");
};
template <class Source, class Step>
struct take_gives_nothing {
    static_assert(accepted<Source, Step>, "take(step) gives a narrower source or the answer, not nothing");
};
template <class Given>
struct rows_would_be_gone {
    static_assert(accepted<Given>,
                  "the query would read rows that are gone: name the container and query that, or give "
                  "a view (ct::results)");
};

/// Stands in where an error was reported, so that it remains the only one.
struct refused_source {
    template <class Key>
    double operator[](Key const&) const {
        return 0;
    }
    refused_source* begin() const { return nullptr; }
    refused_source* end() const { return nullptr; }
};

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

template <class Source>
auto rows_of_source(Source const& from) {
    if constexpr (!source<Source>) {
        (void)source_without_rows<given_type<Source>>{};
        return refused_source{};
    } else if constexpr (is_vector<std::remove_cvref_t<decltype(from.rows())>>) return results(from.rows());
    else return from.rows();
}

template <class Source, class Step>
auto taken(Source const& from, Step const& step) {
    if constexpr (std::is_void_v<decltype(from.take(step))>) {
        (void)take_gives_nothing<given_type<Source>, given_type<Step>>{};
        return refused_source{};
    } else return from.take(step);
}

/// What a source says the time is; else the wall clock.
template <class Source>
timestamp now_of(Source const& from) {
    if constexpr (requires { from.now(); }) return from.now();
    else return std::chrono::system_clock::now();
}

} // namespace detail
} // namespace crucible::telemetry

template <class T>
inline constexpr bool ranges::enable_view<crucible::telemetry::results<T>> = true;
