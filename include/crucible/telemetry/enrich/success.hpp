// SPDX-License-Identifier: MIT
#pragma once
// Success: whether what a row tells of went well, from its error, exception, status or response.

#include <crucible/telemetry/enrich/detail/input.hpp>

namespace crucible::telemetry {

namespace detail {

using error_input = input_named<"error", kind::text, kind::tag, kind::flag>;
using exception_input = input_named<"exception", kind::text, kind::tag, kind::flag>;
using status_input = input_named<"status", kind::tag, kind::text>;
using response_input = input_named<"response", kind::text, kind::tag>;

struct verdict_input {
    template <any_descriptor Descriptor>
    static constexpr bool takes(Descriptor const&) {
        return Descriptor::kind_of == kind::flag && (Descriptor::name == "success" || Descriptor::name == "ok");
    }
};

struct success_rule {
    static constexpr unit in{};
    static constexpr std::string_view help = "whether it went well";

    template <class Event>
    static consteval bool applies() {
        return tells_of_an_exception<Event> || words<Event>;
    }

    template <class Row>
    [[nodiscard]] static constexpr std::optional<bool> of(Row const& row) {
        using event = typename Row::event_type;
        if constexpr (tells_of_an_exception<event>) return false;
        if (input_of<error_input, bool>(row).value_or(false)) return false;
        if (input_of<exception_input, bool>(row).value_or(false)) return false;
        auto const status = input_of<status_input, std::string_view>(row);
        if (status == "error") return false; // also of a span that was left without an exception
        if (auto const said = input_of<verdict_input, bool>(row)) return *said;
        if (status == "ok") return true;
        if (input_of<response_input, bool>(row)) return true; // an empty response is one
        return std::nullopt;
    }

private:
    template <class Event>
    static constexpr bool tells_of_an_exception = Event::name.ends_with(".exception");
    template <class Event>
    static constexpr bool words =
        has_input<Event, error_input> || has_input<Event, exception_input> || has_input<Event, verdict_input> ||
        has_input<Event, status_input> || has_input<Event, response_input>;
};

using success_measurement = derived<"success", bool, kind::flag, success_rule>;

} // namespace detail

/// False for a row that has an error or an exception, and for rows of events named `….exception`; else what the flag
/// `success` or `ok`, the status (`ok`, `error`) or the presence of a response say. Other flags are something else.
inline constexpr detail::success_measurement success{};

} // namespace crucible::telemetry
