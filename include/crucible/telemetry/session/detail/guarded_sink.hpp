// SPDX-License-Identifier: MIT
#pragma once
// A sink's writer behind a barrier. What it throws is counted, and it is left alone for a while; one that lacks rows is
// never closed as if it were whole.

#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/core/detail/compiled.hpp>
#include <crucible/telemetry/core/detail/owner.hpp>
#include <crucible/telemetry/core/error.hpp>
#include <crucible/telemetry/record/sink.hpp>
#include <crucible/telemetry/session/sink_report.hpp>

#include <utility>
#include <vector>

namespace crucible::telemetry::detail {

/// What the writers of all types share. One thread at a time.
///
/// A template, so that it is compiled only where a session is.
template <class = void>
class basic_guarded_sink {
public:
    basic_guarded_sink() = default;
    basic_guarded_sink(basic_guarded_sink const&) = delete;
    basic_guarded_sink& operator=(basic_guarded_sink const&) = delete;
    virtual ~basic_guarded_sink() = default;

    /// Whether it is a store.
    [[nodiscard]] virtual bool answers() const noexcept = 0;
    virtual void clear() noexcept {}

    /// Hands over what a pass settles.
    void take(batches const& all) noexcept {
        if (rest_ != 0 && --rest_ != 0) {
            kept_from_ += all.rows();
            return;
        }
        std::uint64_t const before = taken_;
        try {
            give(all);
            penalty_ = 1;
        } catch (std::exception const& e) {
            fail(before + all.rows() - taken_, e.what());
        } catch (...) {
            fail(before + all.rows() - taken_, "an exception that is no std::exception");
        }
        taken_ = before + all.rows();
    }

    /// Hands one event's batch to the store that answers, which is never left alone; false when it threw.
    [[nodiscard]] bool store(batches const& one, std::size_t rows) noexcept {
        try {
            give(one);
            return true;
        } catch (std::exception const& e) {
            fail(rows, e.what());
        } catch (...) {
            fail(rows, "an exception that is no std::exception");
        }
        return false;
    }

    /// Hands the batches over; throws what the writer throws.
    virtual void give(batches const& all) = 0;
    virtual void tick() noexcept = 0;

    /// Rows that could not even be offered.
    void lose(std::uint64_t rows, char const* why) noexcept { kept_from_ += rows, remember(why); }

    /// Not as whole where the session was given up at its deadline.
    void close(bool whole = true) noexcept {
        if (std::exchange(closed_, true)) return;
        if (!whole) error_ = errc::deadline_exceeded, remember("the exit deadline passed before it was complete");
        whole = whole && kept_from_ == 0;
        std::error_code failure;
        try {
            failure = whole ? close_writer() : close_incomplete();
        } catch (...) {
            failure = std::make_error_code(std::errc::io_error);
        }
        if (failure) error_ = failure;
        else if (!whole && !error_) error_ = errc::incomplete_export;
        update(report_);
    }

    [[nodiscard]] bool closed() const noexcept { return closed_; }

    /// As it was when this was last called or it was closed; throws std::bad_alloc.
    [[nodiscard]] sink_report const& report() {
        if (!closed_) update(report_);
        return report_;
    }

protected:
    void count_taken() noexcept { ++taken_; }
    virtual std::error_code close_writer() noexcept = 0;
    virtual std::error_code close_incomplete() noexcept = 0;
    /// `written`, `failed`, `why`, `target`.
    virtual void describe(sink_report& to) const = 0;

private:
    void fail(std::uint64_t rows, char const* why) noexcept {
        ++threw_;
        kept_from_ += rows;
        error_ = errc::incomplete_export;
        remember(why);
        rest_ = penalty_;
        penalty_ = smaller(penalty_ * 2, 1024U);
    }

    void remember(char const* why) noexcept {
        try {
            why_ = why;
        } catch (...) { // no memory for words
        }
    }

    void update(sink_report& to) noexcept {
        try {
            to.why.clear();
            describe(to);
            if (to.why.empty()) to.why = why_;
        } catch (...) { // no memory for words
        }
        to.failed += kept_from_;
        to.threw = threw_;
        to.error = error_;
        to.closed = closed_;
        if (closed_ && to.complete()) to.partial.clear();
    }

    std::uint64_t taken_ = 0;     ///< rows handed over one by one
    std::uint64_t kept_from_ = 0; ///< rows that it threw at, or was not given
    std::uint64_t threw_ = 0;
    unsigned rest_ = 0;    ///< batches for which it is left alone
    unsigned penalty_ = 1; ///< the next rest, doubled by each exception in a row
    std::error_code error_{};
    std::string why_{};
    sink_report report_{};
    bool closed_ = false;
};

using guarded_sink = basic_guarded_sink<>;
CRUCIBLE_TELEMETRY_COMPILED_ONCE(class basic_guarded_sink<>);

/// A writer that lacks something, after the one error about it.
struct refused_writer {
    explicit refused_writer(auto&&...) {}
    static void take(batches const&) noexcept {}
    static std::error_code close() noexcept { return {}; }
    static void abandon() noexcept {}
    static std::uint64_t written() noexcept { return 0; }
    static std::uint64_t failed() noexcept { return 0; }
};

template <class Writer, class Events>
class sink_of;

template <class Writer, class... Events>
class sink_of<Writer, event_list<Events...>> final : public guarded_sink {
public:
    explicit sink_of(Writer&& made) : writer{std::move(made)} {}

    Writer writer;

    [[nodiscard]] bool answers() const noexcept override { return detail::answers<Writer>; }

    void clear() noexcept override {
        if constexpr (requires { writer.clear(); }) writer.clear();
    }

    void give(batches const& all) override {
        if constexpr (takes_passes<Writer>) {
            writer.take(all);
        } else if constexpr (takes_batches<Writer>) {
            for (batch const& each : all.of)
                if (!each.empty()) writer.take(each);
        } else if constexpr ((takes_typed_batches<Writer, Events> && ...)) {
            std::size_t i = 0;
            (take_typed<Events>(all.of[i++]), ...);
        } else if (all.in_order.empty()) {
            for (std::uint32_t event = 0; event != all.of.size(); ++event)
                for (std::uint32_t row = 0; row != all.of[event].size(); ++row) write({event, row}, all);
        } else {
            for (batches::place const& place : all.in_order) write(place, all);
        }
    }

    void tick() noexcept override {
        if constexpr (requires { writer.tick(); }) writer.tick();
    }

protected:
    std::error_code close_writer() noexcept override { return writer.close(); }

    std::error_code close_incomplete() noexcept override {
        if constexpr (requires { writer.keep_incomplete(); }) return writer.keep_incomplete();
        else return writer.abandon(), std::error_code{};
    }

    void describe(sink_report& to) const override {
        to.written = writer.written();
        to.failed = writer.failed();
        if constexpr (requires { writer.why(); }) to.why = writer.why();
        if constexpr (requires { writer.target(); }) to.target = writer.target();
        if constexpr (requires { writer.partial(); }) to.partial = writer.partial();
        to.flushed = to.written;
        if constexpr (requires { writer.flushed(); }) to.flushed = writer.flushed();
    }

private:
    void write(batches::place const& place, batches const& all) {
        writers[place.event](*this, all.of[place.event], place.row);
        count_taken();
    }

    template <class Event>
    void take_typed(batch const& rows) {
        if (!rows.empty()) writer.take(batch_of<Event>{rows});
    }

    template <class Event>
    static void write_one(sink_of& to, batch const& rows, std::size_t i) {
        to.writer.write(rows.rows<Event>()[i]);
    }
    using row_writer = void (*)(sink_of&, batch const&, std::size_t);
    static constexpr auto writers = [] {
        if constexpr (takes_passes<Writer> || takes_batches<Writer> || (takes_typed_batches<Writer, Events> && ...))
            return nullptr;
        else return std::array<row_writer, sizeof...(Events)>{&write_one<Events>...};
    }();
};

} // namespace crucible::telemetry::detail
