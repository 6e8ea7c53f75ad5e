// SPDX-License-Identifier: MIT
// The concepts of sinks and their writers, by models and by what lacks one member each.
#include <crucible/telemetry/record/sink.hpp>

namespace ct = crucible::telemetry;

namespace {

struct writer {
    template <class Row>
    void write(Row const&) {}
    static std::error_code close() noexcept { return {}; }
    static void abandon() noexcept {}
    static std::uint64_t written() noexcept { return 0; }
    static std::uint64_t failed() noexcept { return 0; }
};
struct by_rows {
    template <class Events>
    writer open(ct::run_info const&, Events) const {
        return {};
    }
};
static_assert(ct::sink_writer<writer> && ct::sink<by_rows>);

using example = ct::detail::example_event<void>;
static_assert(ct::detail::takes_rows<writer, example> && !ct::detail::takes_batches<writer>);

struct by_batches : writer {
    void take(ct::batch const&) {}
};
struct by_passes : writer {
    void take(ct::batches const&) {}
};
struct by_typed_batches : writer {
    template <class Event>
    void take(ct::batch_of<Event> const&) {}
};
static_assert(ct::detail::takes_batches<by_batches> && !ct::detail::takes_passes<by_batches>);
static_assert(ct::detail::takes_passes<by_passes> && !ct::detail::takes_batches<by_passes>);
static_assert(ct::detail::takes_typed_batches<by_typed_batches, example>);
static_assert(!ct::detail::answers<writer>);

struct does_not_close {
    static void abandon() noexcept {}
    static std::uint64_t written() noexcept { return 0; }
    static std::uint64_t failed() noexcept { return 0; }
};
struct may_throw_at_its_end : writer {
    static std::error_code close() { return {}; }
};
static_assert(!ct::sink_writer<does_not_close> && !ct::sink_writer<may_throw_at_its_end>);
static_assert(!ct::sink<int> && !ct::sink<writer>);

} // namespace
