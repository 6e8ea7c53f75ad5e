// SPDX-License-Identifier: MIT
#pragma once
// Experiments by fmt: `bert-ft (treatment): accuracy > 0.95`, and as they stand: `..., running since ...`.

#include <crucible/telemetry/format/detail/value.hpp>
#include <crucible/telemetry/session/experiment.hpp>

namespace crucible::telemetry::detail {

/// `bert-ft (treatment)`
template <class Out>
Out write_who(Out out, std::string_view name, std::string_view condition) {
    out = fmt::format_to(out, "{}", name);
    return condition.empty() || condition == "default" ? out : fmt::format_to(out, " ({})", condition);
}

template <class Out>
Out write_experiment(Out out, experiment const& about) {
    out = write_who(out, about.name, about.condition);
    if (!about.hypothesis.empty()) out = fmt::format_to(out, ": {}", about.hypothesis);
    if (about.tags.empty()) return out;
    parts tags{fmt::format_to(out, " ["), ", "};
    for (std::string const& tag : about.tags) tags.add("{}", tag);
    return fmt::format_to(tags.out(), "]");
}

/// All that is known of it, a line for each.
template <class Out>
Out write_experiment_lines(Out out, experiment const& about) {
    out = write_who(out, about.name, about.condition);
    auto const put = [&out](std::string_view name, auto const& value) {
        out = fmt::format_to(out, "\n  {}: {}", name, value);
    };
    if (!about.hypothesis.empty()) put("hypothesis", about.hypothesis);
    for (std::string const& tag : about.tags) put("tag", tag);
    for (auto const& [key, value] : about.metadata) put(key, value);
    if (about.sample_size != 0) put("sample size", about.sample_size);
    return out;
}

template <class Out>
Out write_experiment_info(Out out, experiment_info const& info, int precision) {
    out = fmt::format_to(write_who(out, info.about.name, info.about.condition), " {}: {}", info.id,
                         to_text(info.status));
    out = write_timestamp(fmt::format_to(out, ", {} ", info.stopped ? "from" : "since"), info.started);
    if (info.stopped) out = write_timestamp(fmt::format_to(out, " to "), *info.stopped);
    int const digits = precision < 0 ? 4 : precision;
    out = write_time_span(fmt::format_to(out, ", active "), info.active, digits);
    if (info.pause_count == 0) return out;
    out = write_time_span(fmt::format_to(out, " of "), info.wall, digits);
    return fmt::format_to(out, ", {} pause{}", info.pause_count, info.pause_count == 1 ? "" : "s");
}

} // namespace crucible::telemetry::detail

template <>
struct fmt::formatter<crucible::telemetry::experiment> : crucible::telemetry::detail::with_format_options {
    template <class Context>
    auto format(crucible::telemetry::experiment const& about, Context& context) const {
        return options.lines ? crucible::telemetry::detail::write_experiment_lines(context.out(), about)
                             : crucible::telemetry::detail::write_experiment(context.out(), about);
    }
};

template <>
struct fmt::formatter<crucible::telemetry::experiment_info> : crucible::telemetry::detail::with_format_options {
    template <class Context>
    auto format(crucible::telemetry::experiment_info const& info, Context& context) const {
        return crucible::telemetry::detail::write_experiment_info(context.out(), info, options.precision);
    }
};
