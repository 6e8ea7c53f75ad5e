// SPDX-License-Identifier: MIT
#pragma once
// Statistics by fmt: `count=3 mean=0.25`; with the measurement's name and units: `named(loss, run[loss])`.

#include <crucible/telemetry/format/detail/value.hpp>
#include <crucible/telemetry/statistics/accumulator.hpp>
#include <crucible/telemetry/statistics/text_accumulator.hpp>

namespace crucible::telemetry {

/// Statistics with the descriptor of what they are about. Refers to the descriptor.
template <any_descriptor Descriptor, class Reading>
struct named_reading {
    Descriptor const& of;
    Reading reading;
};

/// `fmt::print("{}\n", ct::named(m::loss, run[m::loss]))` prints `loss: count=3 mean=0.25 nat`
template <any_descriptor Descriptor, class Value, class... S>
[[nodiscard]] auto named(Descriptor const& of, accumulator<Value, statistics<S...>> const& reading) {
    return named_reading<Descriptor, accumulator<Value, statistics<S...>>>{of, reading};
}

namespace detail {

/// `name=value` of each statistic, in the order in which they were asked for.
template <class Out, class Reading>
Out write_readings(Out out, Reading const& reading, int precision, unit const& in) {
    parts all{out, " "};
    Reading::statistics_type::for_each([&]<class Statistic>(Statistic asked) {
        auto const value = reading[asked];
        using read = std::remove_const_t<decltype(value)>;
        Out at = fmt::format_to(all.next(), "{}=", Statistic::name.view());
        at = write_any(at, value, precision);
        if constexpr (Statistic::yields == dimension::value && std::floating_point<read>)
            at = fmt::format_to(at, "{}", unit_behind<double>(in));
        all.end(at);
    });
    return all.out();
}

} // namespace detail
} // namespace crucible::telemetry

template <class Value, class... S>
struct fmt::formatter<crucible::telemetry::accumulator<Value, crucible::telemetry::statistics<S...>>>
    : crucible::telemetry::detail::with_format_options {
    template <class Reading, class Context>
    auto format(Reading const& reading, Context& context) const {
        return crucible::telemetry::detail::write_readings(context.out(), reading, options.precision, {});
    }
};

template <class Descriptor, class Reading>
struct fmt::formatter<crucible::telemetry::named_reading<Descriptor, Reading>>
    : crucible::telemetry::detail::with_format_options {
    template <class Context>
    auto format(crucible::telemetry::named_reading<Descriptor, Reading> const& named, Context& context) const {
        auto const out = fmt::format_to(context.out(), "{}: ", Descriptor::name);
        return crucible::telemetry::detail::write_readings(out, named.reading, options.precision, named.of.in);
    }
};
