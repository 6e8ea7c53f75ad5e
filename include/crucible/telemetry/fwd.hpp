// SPDX-License-Identifier: MIT
#pragma once
// Every public name of the layers below `session`, with its defaults: the map of the house.

#include <crucible/telemetry/core/fixed_string.hpp>

namespace crucible::telemetry {

// schema
enum class kind : unsigned char;
template <fixed_string Name, class T, kind Kind> struct descriptor;
template <class Descriptor> struct optional_measurement;
template <fixed_string Name, auto const&... Measurements> struct event;
template <auto const&... Events> struct registry;

// record
template <class Descriptor, class Value> struct binding;
template <class Event> struct record;
template <class Event, class Emitter> class span;
template <auto const& Measurement> struct measured;

} // namespace crucible::telemetry
