// SPDX-License-Identifier: MIT
#pragma once
// Spans as `ct::time` makes them, without what emits.

#include "record_vocabulary.hpp"

#include <crucible/telemetry/record/span.hpp>

inline constexpr auto discard = [](auto const&) noexcept {};

template <class Event, class... Arguments>
auto start_span(Event const&, Arguments const&... arguments) {
    return ct::detail::make_span<Event>(discard, arguments...);
}
