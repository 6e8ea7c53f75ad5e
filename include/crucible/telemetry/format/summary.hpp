// SPDX-License-Identifier: MIT
#pragma once
// Summaries by fmt, in one line or, by `{:l}`, a line for each of time, latency, cost, reliability and tokens.

#include <crucible/telemetry/analysis/figures.hpp>
#include <crucible/telemetry/format/experiment.hpp>

namespace crucible::telemetry::detail {

inline constexpr int usual_digits = 4;

template <class Out>
class summary_text {
public:
    summary_text(Out out, summary const& of, format_options const& options)
        : of_(of), digits_(options.precision < 0 ? usual_digits : options.precision),
          parts_(begin(out, of), options.lines ? "\n  " : "; ") {}

    Out write() {
        rows();
        latency();
        cost();
        reliability();
        if (of_.tokens.count != 0)
            parts_.add("{} tokens ({} prompt, {} completion)", of_.tokens.total, of_.tokens.prompt,
                       of_.tokens.completion);
        return parts_.out();
    }

private:
    static Out begin(Out out, summary const& of) {
        return of.name.empty() ? out : fmt::format_to(write_who(out, of.name, of.condition), ": ");
    }

    void rows() {
        Out out = fmt::format_to(parts_.next(), "{} rows", of_.events);
        if (of_.time) out = write_time_span(fmt::format_to(out, " in "), of_.time->duration(), digits_);
        parts_.end(out);
    }

    void latency() {
        if (!of_.latency.mean) return;
        Out out = write_time_span(fmt::format_to(parts_.next(), "latency mean "), *of_.latency.mean, digits_);
        auto const add = [&](std::string_view name, std::optional<in_milliseconds> const& time) {
            if (time) out = write_time_span(fmt::format_to(out, ", {} ", name), *time, digits_);
        };
        add("p50", of_.latency.p50);
        add("p95", of_.latency.p95);
        add("p99", of_.latency.p99);
        add("max", of_.latency.maximum);
        parts_.end(out);
    }

    void cost() {
        if (of_.cost.count == 0 && of_.cost.unpriced == 0) return;
        Out out = fmt::format_to(write_real(fmt::format_to(parts_.next(), "cost "), of_.cost.total, digits_), " USD");
        if (of_.cost.unpriced != 0) out = fmt::format_to(out, " without {} rows that have no price", of_.cost.unpriced);
        parts_.end(out);
    }

    void reliability() {
        if (!of_.reliability.success_rate) return;
        Out const out = write_real(parts_.next(), *of_.reliability.success_rate * 100, digits_);
        parts_.end(fmt::format_to(out, "% of {} succeeded", of_.reliability.requests));
    }

    summary const& of_;
    int digits_;
    parts<Out> parts_;
};

} // namespace crucible::telemetry::detail

template <>
struct fmt::formatter<crucible::telemetry::summary> : crucible::telemetry::detail::with_format_options {
    template <class Context>
    auto format(crucible::telemetry::summary const& of, Context& context) const {
        return crucible::telemetry::detail::summary_text{context.out(), of, options}.write();
    }
};
