// SPDX-License-Identifier: MIT
#pragma once
// What summaries and windows both count of their rows: outcomes, tokens, costs, and rows by event.

#include <crucible/telemetry/analysis/detail/row_weights.hpp>
#include <crucible/telemetry/enrich/cost.hpp>
#include <crucible/telemetry/enrich/latency.hpp>
#include <crucible/telemetry/enrich/success.hpp>

#include <algorithm>

namespace crucible::telemetry::detail {

/// A row's latency in nanoseconds.
template <class Row>
std::optional<double> latency_of(Row const& row) {
    auto const value = latency_in(row);
    return value ? std::optional<double>(as_number(*value)) : std::nullopt;
}

inline std::optional<double> share(double amount, double of) {
    return of == 0 ? std::nullopt : std::optional<double>(amount / of);
}

inline in_milliseconds as_milliseconds(double ns) { return std::chrono::duration<double, std::nano>(ns); }

template <class Event, class Read, class Accumulator>
[[gnu::noinline, gnu::cold]] void feed_weighted(rows<Event> const& all, Read read, Accumulator& into) {
    for (auto const row : all)
        if (auto const x = read(row)) into(*x, row.weight());
}

/// Feeds the values that `read(row)` finds to an accumulator: many at once, since that is several times faster, where
/// no row has a weight. A function by itself: within a larger one the loop is short of registers.
template <class Event, class Read, class Accumulator>
[[gnu::noinline]] void feed_all(rows<Event> const& all, Read read, Accumulator& into) {
    if (all.weighted()) [[unlikely]] return feed_weighted(all, read, into);
    constexpr std::size_t few = 16;
    std::array<double, 512> values;
    std::size_t n = 0;
    for (auto const row : all) {
        auto const x = read(row);
        if (!x) continue;
        if (all.size() < few) into(*x);
        else values[n++] = *x;
        if (n == values.size()) into(std::span<double const>(values)), n = 0;
    }
    into(std::span<double const>(values.data(), n));
}

/// Rows that tell whether they succeeded.
struct outcome_cell {
    row_count succeeded, failed;

    template <class Row>
    void add(Row const& row, double weight) {
        auto const good = value_in<success_measurement>(row);
        if (good.value_or(false)) succeeded.add(weight);
        if (!good.value_or(true)) failed.add(weight);
    }
    outcome_cell& operator+=(outcome_cell const& other) {
        succeeded += other.succeeded;
        failed += other.failed;
        return *this;
    }
};

/// How many rows tell of tokens, and of how many.
struct token_cell {
    row_count rows;
    integer_sum prompt, completion, total;

    template <class Row>
    void add(Row const& row, double weight) {
        auto const used = value_in<tokens_measurement>(row);
        if (!used) return;
        rows.add(weight);
        prompt.add(tokens_in<prompt_input>(row).value_or(0), weight);
        completion.add(tokens_in<completion_input>(row).value_or(0), weight);
        total.add(*used, weight);
    }
    token_cell& operator+=(token_cell const& other) {
        rows += other.rows;
        prompt += other.prompt;
        completion += other.completion;
        total += other.total;
        return *this;
    }
};

/// What a row costs by a price list, and why.
struct bill {
    priced how = priced::no_tokens;
    std::optional<double> dollars{};
};

template <auto const& Prices, class Row>
bill bill_for([[maybe_unused]] Row const& row) {
    if constexpr (can_be_charged<typename Row::event_type>) {
        auto const charged = charge_for(row, Prices);
        bool const has_cost = charged.how != priced::unknown_model && charged.how != priced::no_tokens;
        return {charged.how, has_cost ? std::optional<double>(charged.dollars) : std::nullopt};
    } else return {};
}

/// Models without a price, as they are met.
class model_names {
public:
    void add(std::string_view name) {
        if (name.empty() || all_.size() == cost_figures::most_unknown_models) return;
        auto const place = std::lower_bound(all_.begin(), all_.end(), name);
        if (place == all_.end() || *place != name) all_.emplace(place, name);
    }
    [[nodiscard]] std::vector<std::string> const& in_order() const { return all_; }

private:
    std::vector<std::string> all_;
};

/// Rows by event, and which work they are of; events are few.
class event_cells {
public:
    /// The name is an event's, which lives as long as the program. Returns the place of its work.
    std::size_t add(std::string_view name, row_count const& n) {
        auto found = std::find_if(all_.begin(), all_.end(), [=](counted_event const& e) { return e.name == name; });
        if (found == all_.end()) found = all_.insert(found, {name, {}, place_of(work_of(name))});
        found->rows += n;
        return found->work;
    }

    /// In order of names.
    [[nodiscard]] std::vector<event_count> read() const {
        std::vector<event_count> list;
        for (counted_event const& e : all_) list.push_back({std::string(e.name), e.rows.whole()});
        std::sort(list.begin(), list.end(), [](event_count const& a, event_count const& b) { return a.name < b.name; });
        return list;
    }
    [[nodiscard]] row_count rows() const {
        row_count total;
        for (counted_event const& e : all_) total += e.rows;
        return total;
    }
    /// The kinds of work, in the order in which they were met.
    [[nodiscard]] std::vector<std::string_view> const& works() const { return works_; }

private:
    struct counted_event {
        std::string_view name;
        row_count rows;
        std::size_t work;
    };

    std::size_t place_of(std::string_view work) {
        auto const found = std::find(works_.begin(), works_.end(), work);
        auto const place = static_cast<std::size_t>(found - works_.begin());
        if (found == works_.end()) works_.push_back(work);
        return place;
    }

    std::vector<counted_event> all_;
    std::vector<std::string_view> works_;
};

} // namespace crucible::telemetry::detail
