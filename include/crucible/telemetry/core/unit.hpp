// SPDX-License-Identifier: MIT
#pragma once
// Units of measurements. Symbols follow UCUM (https://ucum.org), as OpenTelemetry and OpenMetrics expect.

#include <string_view>

namespace crucible::telemetry {

/// A unit as people read it: the UCUM symbol that exporters write, and its name in words.
/// Annotations in braces (`{token}`) are UCUM for "dimensionless, but of these".
struct unit {
    std::string_view symbol{};
    std::string_view name{};

    friend constexpr bool operator==(unit const&, unit const&) = default;
};

inline constexpr unit dimensionless{"1", "dimensionless"};
inline constexpr unit ratio{"1", "ratio"};
inline constexpr unit percent{"%", "percent"};
inline constexpr unit nats{"{nat}", "nats"};
inline constexpr unit bits{"bit", "bits"};
inline constexpr unit nanoseconds{"ns", "nanoseconds"};
inline constexpr unit microseconds{"us", "microseconds"};
inline constexpr unit milliseconds{"ms", "milliseconds"};
inline constexpr unit seconds{"s", "seconds"};
inline constexpr unit bytes{"By", "bytes"};
inline constexpr unit bytes_per_second{"By/s", "bytes per second"};
inline constexpr unit hertz{"Hz", "hertz"};
inline constexpr unit watts{"W", "watts"};
inline constexpr unit joules{"J", "joules"};
inline constexpr unit celsius{"Cel", "degrees Celsius"};
inline constexpr unit tokens{"{token}", "tokens"};
inline constexpr unit samples{"{sample}", "samples"};
inline constexpr unit requests{"{request}", "requests"};
inline constexpr unit us_dollars{"[USD]", "US dollars"};

} // namespace crucible::telemetry
