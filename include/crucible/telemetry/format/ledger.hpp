// SPDX-License-Identifier: MIT
#pragma once
// Accounts and ledgers by fmt: `emitted 10: recorded 8, dropped 2 (ring_full 2)`; `{:l}` has a line for each event.

#include <crucible/telemetry/format/detail/options.hpp>
#include <crucible/telemetry/session/ledger.hpp>

namespace crucible::telemetry::detail {

/// What is 0 is left out, but for what was recorded.
template <class Out>
Out write_account(Out out, account const& of) {
    out = fmt::format_to(out, "recorded {}", of.recorded);
    if (of.sampled_out != 0) out = fmt::format_to(out, ", sampled out {}", of.sampled_out);
    if (of.dropped() == 0) return out;
    parts reasons{fmt::format_to(out, ", dropped {} (", of.dropped()), ", "};
    for (std::size_t i = 0; i != drop_reasons; ++i)
        if (of.dropped_for[i] != 0) reasons.add("{} {}", to_text(static_cast<drop_reason>(i)), of.dropped_for[i]);
    return fmt::format_to(reasons.out(), ")");
}

template <class Out>
Out write_ledger(Out out, ledger const& of, bool events) {
    out = write_account(fmt::format_to(out, "emitted {}: ", of.emitted), of.total());
    if (of.in_flight != 0) out = fmt::format_to(out, ", in flight {}", of.in_flight);
    if (of.unmeasured != 0) out = fmt::format_to(out, ", not in all statistics {}", of.unmeasured);
    if (!of.balanced()) out = fmt::format_to(out, ", NOT BALANCED");
    if (events)
        for (ledger::entry const& each : of.events)
            out = write_account(fmt::format_to(out, "\n  {}: ", each.event), each.of);
    return out;
}

} // namespace crucible::telemetry::detail

template <>
struct fmt::formatter<crucible::telemetry::account> : crucible::telemetry::detail::with_format_options {
    template <class Context>
    auto format(crucible::telemetry::account const& of, Context& context) const {
        return crucible::telemetry::detail::write_account(context.out(), of);
    }
};

template <>
struct fmt::formatter<crucible::telemetry::ledger> : crucible::telemetry::detail::with_format_options {
    template <class Context>
    auto format(crucible::telemetry::ledger const& of, Context& context) const {
        return crucible::telemetry::detail::write_ledger(context.out(), of, options.lines);
    }
};
