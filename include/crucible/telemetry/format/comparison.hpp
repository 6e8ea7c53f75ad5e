// SPDX-License-Identifier: MIT
#pragma once
// Comparisons by fmt: `b against a: mean latency 12.3% faster (better); tokens 5% more`; `{:l}` has a line for each.

#include <crucible/telemetry/analysis/compare.hpp>
#include <crucible/telemetry/format/experiment.hpp>

namespace crucible::telemetry::detail {

/// `mean latency 12.3% faster (better)`
template <class Out>
Out write_difference(Out out, difference const& d) {
    out = fmt::format_to(out, "{} {}", d.of.name, to_text(d));
    bool const judged = d.verdict() == telemetry::verdict::better || d.verdict() == telemetry::verdict::worse;
    return judged ? fmt::format_to(out, " ({})", to_text(d.verdict())) : out;
}

/// Who was compared; arms of one name by their condition.
template <class Out>
Out write_arm(Out out, run_identity const& who, std::string_view otherwise) {
    return who.name.empty() ? fmt::format_to(out, "{}", otherwise) : write_who(out, who.name, who.condition);
}

/// What one side does not tell is left out.
template <class Out>
Out write_comparison(Out out, comparison const& of, bool lines) {
    out = fmt::format_to(write_arm(out, of.treatment, "treatment"), " against ");
    out = fmt::format_to(write_arm(out, of.baseline, "baseline"), ":");
    std::string_view const before = lines ? "\n  " : " ";
    bool any = false;
    of.for_each([&](difference const& d) {
        if (d.verdict() == telemetry::verdict::unknown) return;
        out = fmt::format_to(out, "{}{}", any && !lines ? ";" : "", before);
        out = write_difference(out, d);
        any = true;
    });
    return any ? out : fmt::format_to(out, "{}nothing that both tell", before);
}

} // namespace crucible::telemetry::detail

template <>
struct fmt::formatter<crucible::telemetry::difference> : crucible::telemetry::detail::with_format_options {
    template <class Context>
    auto format(crucible::telemetry::difference const& d, Context& context) const {
        return crucible::telemetry::detail::write_difference(context.out(), d);
    }
};

template <>
struct fmt::formatter<crucible::telemetry::comparison> : crucible::telemetry::detail::with_format_options {
    template <class Context>
    auto format(crucible::telemetry::comparison const& of, Context& context) const {
        return crucible::telemetry::detail::write_comparison(context.out(), of, options.lines);
    }
};
