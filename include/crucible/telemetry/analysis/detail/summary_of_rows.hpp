// SPDX-License-Identifier: MIT
#pragma once
// The state behind a summary: rows go in one by one, as a running session hands them over, or event by event, as they
// are stored; both give the same figures.

#include <crucible/telemetry/analysis/detail/work_totals.hpp>

#include <algorithm>

namespace crucible::telemetry::detail {

/// `Prices` is what rows without a stated cost are charged by.
template <auto const& Prices>
class summary_cells {
public:
    /// One row of any event. Throws std::bad_alloc, at the first row of an event or an unknown model; then only some of
    /// the row's figures are counted.
    template <class Row>
    void add(Row const& row, double weight) {
        using event = typename Row::event_type;
        row_weights one;
        one.add(weight);
        work_totals& work = note<event>(one, row.at, row.at);
        if constexpr (tells_of_work<event>) {
            if (auto const ns = latency_of(row)) work.latency(*ns, weight);
            work.outcomes.add(row, weight);
            work.tokens.add(row, weight);
            (void)add_cost(work, row, weight);
        }
    }

    /// All rows of an event. Their latencies and costs go into `kept`, by the place of their work, as well.
    template <class Event>
    void add(rows<Event> const& all, std::vector<exact_values>& kept) {
        note_evicted(all);
        if (all.empty()) return;
        row_weights weights;
        weights.add(all);
        work_totals& work = note<Event>(weights, all.front().at, all.back().at);
        kept.resize(works_.size());
        exact_values& of_work = kept[static_cast<std::size_t>(&work - works_.data())];
        if constexpr (tells_of_work<Event> && event_gives<Event, latency_measurement>)
            add_latencies(work, all, of_work.latencies);
        if constexpr (tells_of_work<Event> && event_gives<Event, success_measurement>)
            for_each_row(all, [&](auto const& row, double weight) { work.outcomes.add(row, weight); });
        if constexpr (tells_of_work<Event> && event_gives<Event, tokens_measurement>)
            for_each_row(all, [&](auto const& row, double weight) { work.tokens.add(row, weight); });
        if constexpr (tells_of_work<Event> && can_be_charged<Event>)
            for_each_row(all, [&](auto const& row, double weight) {
                if (auto const dollars = add_cost(work, row, weight)) of_work.costs.add(*dollars, weight);
            });
    }

    /// The kinds of work are in the order in which they were met, all of them: `finish` sorts them out.
    [[nodiscard]] summary read() const {
        summary s;
        s.events = events_.rows().whole();
        s.by_event = events_.read();
        if (events_.rows().any()) s.time = time_range{first_at_, last_at_};
        if (partial_.evicted != 0) s.partial = partial_;
        work_totals all;
        for (std::size_t i = 0; i != works_.size(); ++i) {
            all += works_[i];
            work_figures& f = s.by_work.emplace_back(work_figures{std::string(events_.works()[i]), works_[i].what});
            works_[i].read_all(f);
        }
        all.read_all(s);
        s.cost.unknown_models = unknown_models_.in_order();
        return s;
    }

    /// Leaves the kinds of work that tell anything, in order of names.
    void finish(summary& s) const {
        std::vector<work_figures> told;
        for (std::size_t i = 0; i != works_.size(); ++i)
            if (works_[i].tells_any()) told.push_back(std::move(s.by_work[i]));
        std::sort(told.begin(), told.end(), [](auto const& a, auto const& b) { return a.name < b.name; });
        s.by_work = std::move(told);
    }

private:
    template <class Event>
    work_totals& note(row_weights const& of, timestamp from, timestamp to) {
        std::size_t const work = events_.add(Event::name, of.count());
        if (work >= works_.size()) works_.resize(events_.works().size());
        first_at_ = std::min(first_at_, from);
        last_at_ = std::max(last_at_, to);
        if (works_[work].what == role::none) works_[work].what = Event::role_of;
        works_[work].weights += of;
        return works_[work];
    }

    template <class Event>
    void note_evicted(rows<Event> const& all) {
        if (all.evicted() == 0) return;
        partial_.since = std::max(partial_.since, all.empty() ? partial_.since : all.front().at);
        partial_.evicted += all.evicted();
    }

    template <class Event>
    static void add_latencies(work_totals& work, rows<Event> const& all, kept_values& kept) {
        std::size_t const before = kept.values().size();
        kept.reserve_more(all.size());
        if (all.weighted()) [[unlikely]] {
            for (auto const row : all)
                if (auto const ns = latency_of(row)) kept.add(*ns, row.weight()), work.latency(*ns, row.weight());
            return;
        }
        for (auto const row : all)
            if (auto const ns = latency_of(row)) kept.add(*ns);
        work.latency(kept.values().subspan(before));
    }

    /// The cost, if the row has one.
    template <class Row>
    std::optional<double> add_cost(work_totals& work, Row const& row, double weight) {
        auto const [how, dollars] = bill_for<Prices>(row);
        if (dollars) work.cost(*dollars, weight);
        if (how == priced::unknown_model || how == priced::fallback) {
            (dollars ? work.fallback : work.unpriced).add(weight);
            unknown_models_.add(input_of<model_input, std::string_view>(row).value_or(""));
        }
        return dollars;
    }

    event_cells events_;
    std::vector<work_totals> works_; // in the order of the kinds of work of `events_`
    timestamp first_at_ = timestamp::max();
    timestamp last_at_ = timestamp::min();
    partial_rows partial_{.since = timestamp::min()};
    model_names unknown_models_;
};

} // namespace crucible::telemetry::detail
