// SPDX-License-Identifier: MIT
#pragma once
// Batches: the rows of one event that a session settles at once, in order of time; typed for code that is compiled for
// each event, or erased, for code that is compiled once. And all batches of one pass, with the order across events.

#include <crucible/telemetry/record/event_schema.hpp>

namespace crucible::telemetry {

namespace detail {

/// A value that lies in a row, or is missing there.
template <class T>
[[nodiscard]] T const* held_value(std::byte const* held, bool optional) {
    if (!optional) return reinterpret_cast<T const*>(held);
    auto const& may_be = *reinterpret_cast<std::optional<T> const*>(held);
    return may_be ? &*may_be : nullptr;
}

} // namespace detail

/// Refers to rows that its giver keeps until the call returns.
class batch {
public:
    batch() = default;
    /// Pre-condition: `rows` lie one after another as `row<E>` of the event that the schema is of; `weights` is empty,
    /// which means 1 for each, or as long.
    batch(event_schema const& of, std::byte const* rows, std::size_t size, std::span<double const> weights = {})
        : of_(&of), rows_(rows), size_(size), weights_(weights) {}
    template <any_event Event>
    explicit batch(std::span<row<Event> const> rows, std::span<double const> weights = {})
        : batch(schema_of<Event>(), reinterpret_cast<std::byte const*>(rows.data()), rows.size(), weights) {}

    [[nodiscard]] event_schema const& schema() const { return *of_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

    [[nodiscard]] timestamp at(std::size_t i) const { return part<timestamp>(i, of_->layout.at); }
    [[nodiscard]] std::uint32_t thread(std::size_t i) const { return part<std::uint32_t>(i, of_->layout.thread); }
    /// How many rows this one stands for.
    [[nodiscard]] double weight(std::size_t i) const { return weights_.empty() ? 1 : weights_[i]; }
    /// Of each row; empty when all are 1.
    [[nodiscard]] std::span<double const> weights() const { return weights_; }

    /// The value of measurement `m` of row `i`; null when the row lacks it. Pre-condition: T is its value type.
    template <class T>
    [[nodiscard]] T const* value(std::size_t i, std::size_t m) const {
        return detail::held_value<T>(row_bytes(i) + of_->layout.held[m], of_->measurements[m].optional);
    }

    /// The rows as they were emitted. Pre-condition: they are of this event.
    template <any_event Event>
    [[nodiscard]] std::span<row<Event> const> rows() const {
        return {reinterpret_cast<row<Event> const*>(rows_), size_};
    }

    /// Rows [from, from + n).
    [[nodiscard]] batch slice(std::size_t from, std::size_t n) const {
        return {*of_, row_bytes(from), n, weights_.empty() ? weights_ : weights_.subspan(from, n)};
    }

    [[nodiscard]] std::byte const* row_bytes(std::size_t i) const { return rows_ + i * of_->layout.row_bytes; }

private:
    template <class T>
    [[nodiscard]] T const& part(std::size_t i, std::size_t place) const {
        return *reinterpret_cast<T const*>(row_bytes(i) + place);
    }

    event_schema const* of_ = nullptr;
    std::byte const* rows_ = nullptr;
    std::size_t size_ = 0;
    std::span<double const> weights_{};
};

namespace detail {

/// A row alone, which stands for `weight` rows. Refers to both.
template <any_event Event>
[[nodiscard]] batch batch_of_one(row<Event> const& one, double const& weight) {
    return batch{std::span{&one, 1}, weight == 1 ? std::span<double const>{} : std::span{&weight, 1}};
}

} // namespace detail

/// A batch with the type of its event.
template <any_event Event>
class batch_of {
public:
    using event_type = Event;

    explicit batch_of(batch const& all) : all_(all) {}

    [[nodiscard]] std::span<row<Event> const> rows() const { return all_.rows<Event>(); }
    [[nodiscard]] std::span<double const> weights() const { return all_.weights(); }
    [[nodiscard]] batch const& erased() const { return all_; }

private:
    batch all_;
};

/// What one pass of a session settles.
struct batches {
    struct place {
        std::uint32_t event; ///< which of `of`
        std::uint32_t row;
    };

    std::span<batch const> of{}; ///< one per event of the sink's list, in its order; may be empty
    /// Every row once, in order of time across events. Empty for the store that answers: it gets the events one by one.
    std::span<place const> in_order{};

    [[nodiscard]] std::size_t rows() const { return in_order.size(); }
};

} // namespace crucible::telemetry
