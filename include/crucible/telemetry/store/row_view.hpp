// SPDX-License-Identifier: MIT
#pragma once
// Row views: one stored row, read in place from its columns.

#include <crucible/telemetry/core/detail/nearest_name.hpp>
#include <crucible/telemetry/schema/derived.hpp>
#include <crucible/telemetry/store/detail/chunk.hpp>

namespace crucible::telemetry {

namespace detail {

template <class... Facts>
struct measurement_not_stored {
    static_assert(accepted<Facts...>, "the event does not declare this measurement");
};

template <class... Facts>
struct measurement_stored_as_another {
    static_assert(accepted<Facts...>, "the event declares a measurement of this name, but of another type or kind");
};

template <class Event, class Descriptor>
constexpr void diagnose_not_stored() {
    using asked = measurement<Descriptor::name_text>;
    using in = in_event<Event::name_text>;
    if constexpr (Event::size == 0) {
        (void)measurement_not_stored<asked, in>{};
    } else {
        constexpr std::size_t i = nearest_name(Descriptor::name, Event::measurement_names);
        using nearest = typename schema<Event>::template entry_at<i>::type;
        using guess = did_you_mean<nearest::name_text>;
        if constexpr (nearest::name != Descriptor::name) (void)measurement_not_stored<asked, guess, in>{};
        else (void)measurement_stored_as_another<expected_type<nearest>, given_type<Descriptor>, in>{};
    }
}

} // namespace detail

/// Valid while the `rows` that it was read from, or a copy or slice of them, live; its text likewise.
template <any_event Event>
class row_view {
public:
    using event_type = Event;

    row_view() = default;
    row_view(detail::chunk const& chunk, std::size_t place)
        : at(chunk.at()[place]), thread(chunk.thread()[place]), place_(static_cast<std::uint32_t>(place)),
          chunk_(&chunk) {}

    timestamp at{};
    std::uint32_t thread = 0; ///< the session's number of the emitting thread

    /// The value of a measurement; a std::optional where the event declares it optional. Pre-condition: not
    /// default-constructed.
    template <any_descriptor Descriptor>
    [[nodiscard]] auto operator[](Descriptor const&) const {
        if constexpr (event_with<Event, Descriptor>)
            return detail::read_value<entry<Descriptor>>((*chunk_)[index_in<Event, Descriptor>], place_);
        else if constexpr (derived_descriptor<Descriptor>) return detail::derive<Descriptor>(*this);
        else {
            detail::diagnose_not_stored<Event, Descriptor>();
            return typename Descriptor::value_type{};
        }
    }

    /// How many emitted rows this one stands for: 1, unless the session has a sampler.
    [[nodiscard]] double weight() const { return chunk_->weight(place_); }

    /// Equal stamps, threads and values; with a row of any type of the same event.
    template <class Row>
        requires std::same_as<typename Row::event_type, Event>
    [[nodiscard]] friend bool operator==(row_view const& a, Row const& b) {
        bool equal = a.at == b.at && a.thread == b.thread;
        walk<Event>([&]<class Entry>(auto const& measurement) { equal = equal && a[measurement] == b[measurement]; });
        return equal;
    }

private:
    template <class Descriptor>
    using entry = typename detail::schema<Event>::template entry_at<index_in<Event, Descriptor>>;

    std::uint32_t place_ = 0;
    detail::chunk const* chunk_ = nullptr;
};

} // namespace crucible::telemetry
