// SPDX-License-Identifier: MIT
// The collector by itself: rings that threads filled become one batch in order, and are given back.
#include "emit/vocabulary.hpp"

#include <crucible/telemetry/session/detail/collector.hpp>

#include <memory>

namespace {

using namespace ct::detail;
using batch_t = std::remove_const_t<decltype(batch)>;

std::int64_t time_now = 1'000;
ct::stamp read_time() noexcept { return static_cast<ct::stamp>(time_now); }

constexpr stamp_source by_hand{.read = &read_time, .ticks = tick_kind::own_nanoseconds};
constexpr std::uint32_t ids[]{row_id<batch_t>};

/// An inlet, its collector, and producers as threads would have them.
struct collected {
    inlet* home = inlet::make(ids, 1);
    wall_clock clock{by_hand};
    std::unique_ptr<collector<wall_clock>> rows;

    explicit collected(inlet_settings settings = {.ring_bytes = 4096}) {
        settings.clock = by_hand;
        home->settings = settings;
        rows = std::make_unique<collector<wall_clock>>(*home);
    }
    collected(collected const&) = delete;
    collected& operator=(collected const&) = delete;
    ~collected() {
        rows->let_go_all();
        home->release();
    }

    producer* thread() const { return producer::make(home).by; }

    static void emit_at(producer& by, std::int64_t time, std::int64_t step = 0) {
        time_now = time;
        by.write(by.how, 0, row_of(step));
    }

    struct seen {
        std::int64_t after; ///< nanoseconds after reading 1000 of the clock
        std::uint32_t thread;
        std::int64_t step;
        friend bool operator==(seen const&, seen const&) = default;
    };

    /// All that waits, handled.
    std::vector<seen> take() {
        std::vector<seen> all;
        for (waiting_row const& w : rows->gather(clock))
            all.push_back({(w.at - clock.at(1'000)).count(), w.thread, decode<batch_t>(w.bytes)[m::step]});
        rows->settle();
        rows->release();
        return all;
    }
};

} // namespace

TEST_CASE("rows are in order of time; equal times in order of thread, then of emission") {
    collected c;
    producer *const a = c.thread(), *const b = c.thread();
    c.emit_at(*b, 1'200, 1);
    c.emit_at(*b, 1'300, 2);
    c.emit_at(*a, 1'100, 3);
    c.emit_at(*a, 1'200, 4);
    c.emit_at(*a, 1'200, 5);
    CHECK(c.take() == std::vector<collected::seen>{{100, 0, 3}, {200, 0, 4}, {200, 0, 5}, {200, 1, 1}, {300, 1, 2}});
    a->leave(), b->leave();
}

TEST_CASE("a thread whose clock steps back has its times stand still, in a batch and from batch to batch") {
    collected c;
    producer* const a = c.thread();
    c.emit_at(*a, 1'500, 0);
    c.emit_at(*a, 1'400, 1);
    CHECK(c.take() == std::vector<collected::seen>{{500, 0, 0}, {500, 0, 1}});
    c.emit_at(*a, 1'100, 2);
    c.emit_at(*a, 1'501, 3);
    CHECK(c.take() == std::vector<collected::seen>{{500, 0, 2}, {501, 0, 3}});
    a->leave();
    producer* const next = c.thread(); // the same ring, another thread: its times are its own
    CHECK(next == a);
    c.emit_at(*next, 1'200, 4);
    CHECK(c.take() == std::vector<collected::seen>{{200, 1, 4}});
    next->leave();
}

TEMPLATE_TEST_CASE_SIG("the ring of an ended thread goes on with its rows, and is unmapped when all is read", "",
                       ((bool Overwrites), Overwrites), false, true) {
    collected c{{.ring_bytes = 4096, .overwrites = Overwrites}};
    producer* const a = c.thread();
    c.emit_at(*a, 1'001, 0);
    a->leave();
    producer* const b = c.thread();
    REQUIRE(b == a);
    c.emit_at(*b, 1'002, 1);
    CHECK(c.take() == std::vector<collected::seen>{{1, 0, 0}, {2, 1, 1}});
    CHECK(c.rows->emitted() == 2);
    c.emit_at(*b, 1'003, 2);
    b->leave();
    CHECK(c.home->ring_bytes > 0);
    CHECK(c.take() == std::vector<collected::seen>{{3, 1, 2}});
    CHECK(c.home->producers.load() == nullptr);
    CHECK(c.home->ring_bytes == 0);
    CHECK(c.rows->emitted() == 3);
}

TEST_CASE("a ring that is more than half full is not for the next thread, unless there is no other") {
    collected c{{.ring_bytes = 4096, .all_ring_bytes = 2 * (4096 + producer::header_bytes())}};
    producer* const a = c.thread();
    for (int i = 0; i != 70; ++i) c.emit_at(*a, 1'001, i);
    a->leave();
    producer* const b = c.thread();
    CHECK(b != a);
    producer* const last = c.thread(); // the bound is reached
    CHECK(last == a);
    CHECK(producer::make(c.home).why == ct::drop_reason::ring_limit);
    c.emit_at(*last, 1'002, 70);
    CHECK(c.take().back() == collected::seen{2, 2, 70});
    b->leave(), last->leave();
}

TEST_CASE("one pass takes so many rows of a thread, and says that there are more") {
    collected c{{.ring_bytes = std::size_t{1} << 20}};
    producer* const a = c.thread();
    for (int i = 0; i != 20'000; ++i) c.emit_at(*a, 1'001, i);
    CHECK(c.take().size() == 16'384);
    CHECK(c.rows->more());
    auto const rest = c.take();
    CHECK(rest.size() == 20'000 - 16'384);
    CHECK(rest.front().step == 16'384);
    CHECK_FALSE(c.rows->more());
    a->leave();
}

TEST_CASE("what is left in rings is told, and what was taken is not") {
    collected c;
    producer* const a = c.thread();
    c.emit_at(*a, 1'001, 0);
    (void)c.take();
    c.emit_at(*a, 1'002, 1);
    a->leave();
    producer* const b = c.thread();
    c.emit_at(*b, 1'003, 2);
    std::size_t left = 0;
    c.rows->for_each_left([&](std::size_t event) { left += ids[event] == row_id<batch_t>; });
    CHECK(left == 2);
    b->leave();
}
