// SPDX-License-Identifier: MIT
#pragma once
// Records and rows by fmt: `train.batch.stop epoch=3 loss=0.25`, a row with its time and thread in front.

#include <crucible/telemetry/format/detail/value.hpp>
#include <crucible/telemetry/record/row.hpp>
#include <crucible/telemetry/store/rows.hpp>

namespace crucible::telemetry::detail {

/// The event's name and what was measured, in declared order; what a row lacks is left out.
template <class Out, class Row>
Out write_measured(Out out, Row const& row, format_options const& options) {
    using event = typename Row::event_type;
    out = fmt::format_to(out, "{}", event::name);
    walk<event>([&]<class Entry>(auto const& measurement) {
        auto const put = [&](auto const& value) {
            out = fmt::format_to(out, " {}=", Entry::type::name);
            out = write_any(out, value, options.precision);
            if (options.units)
                out = fmt::format_to(out, "{}", unit_behind<typename Entry::type::value_type>(measurement.in));
        };
        auto const& value = row[measurement];
        if constexpr (!Entry::optional) put(value);
        else if (value) put(*value);
    });
    return out;
}

template <class Out, class Row>
Out write_row_text(Out out, Row const& row, format_options const& options) {
    out = fmt::format_to(write_timestamp(out, row.at), " #{} ", row.thread);
    return write_measured(out, row, options);
}

struct row_formatter : with_format_options {
    template <class Row, class Context>
    auto format(Row const& row, Context& context) const {
        return write_row_text(context.out(), row, options);
    }
};

} // namespace crucible::telemetry::detail

template <class Event>
struct fmt::formatter<crucible::telemetry::record<Event>> : crucible::telemetry::detail::with_format_options {
    template <class Context>
    auto format(crucible::telemetry::record<Event> const& record, Context& context) const {
        return crucible::telemetry::detail::write_measured(context.out(), record, options);
    }
};

template <class Event>
struct fmt::formatter<crucible::telemetry::row<Event>> : crucible::telemetry::detail::row_formatter {};

template <class Event>
struct fmt::formatter<crucible::telemetry::row_view<Event>> : crucible::telemetry::detail::row_formatter {};

/// A line for each row.
template <class Event>
struct fmt::formatter<crucible::telemetry::rows<Event>> : crucible::telemetry::detail::with_format_options {
    template <class Context>
    auto format(crucible::telemetry::rows<Event> const& rows, Context& context) const {
        crucible::telemetry::detail::parts lines{context.out(), "\n"};
        for (auto const& row : rows)
            lines.end(crucible::telemetry::detail::write_row_text(lines.next(), row, options));
        return lines.out();
    }
};
