// SPDX-License-Identifier: MIT
// Emission that interrupts emission: from signal handlers, and from exporters that emit themselves.
#include "emit/interrupted.hpp"

namespace {

constexpr auto batches = ct::watch(batch);
ct::experiment const about{.name = "reentrancy"};
using test::from_handler, test::interrupts_wanted, test::until_interrupted;

void emit_in_handler(int) {
    from_handler.fetch_add(1, std::memory_order_relaxed);
    ct::emit(row_of(-1));
}

/// Has `emit_in_handler` interrupt the process.
struct interrupted : test::interrupted {
    interrupted() : test::interrupted{&emit_in_handler} {}
};

/// Emits a row for each that it is given.
struct echo {
    struct writer {
        std::uint64_t rows = 0;

        void write(auto const& row) {
            ++rows;
            if (row[m::step] >= 0) ct::emit(row_of(-1));
        }
        std::error_code close() noexcept { return {}; }
        void abandon() noexcept {}
        std::uint64_t written() const noexcept { return rows; }
        std::uint64_t failed() const noexcept { return 0; }
    };
    template <class Events>
    writer open(ct::run_info const&, Events) const {
        return {};
    }
};

} // namespace

TEST_CASE("a signal handler that interrupts emission loses nothing uncounted") {
    ct::session run{about, batches, ct::nothing{}};
    std::uint64_t emitted = 0;
    {
        interrupted const now;
        until_interrupted([&] {
            emit_steps(0, 1000);
            emitted += 1000;
        });
    }
    CHECK(from_handler >= interrupts_wanted);
    REQUIRE_FALSE(run.stop());
    check_exact(run.ledger(), emitted + from_handler);
    CHECK(run.ledger().total().recorded >= emitted - dropped(run.ledger(), ct::drop_reason::ring_full));
}

TEST_CASE("signal handlers and rows to one session, with texts") {
    ct::session run{about, ct::watch(batch, remark), ct::nothing{}};
    std::uint64_t emitted = 0;
    std::string const text(300, 'x');
    {
        interrupted const now;
        until_interrupted([&] {
            for (int i = 0; i != 100; ++i) run.emit(remark(m::step = i, m::note = text));
            emitted += 100;
        });
    }
    REQUIRE_FALSE(run.stop());
    check_exact(run.ledger(), emitted + from_handler);
}

TEST_CASE("a signal handler may interrupt a thread's first row, its scopes and its end") {
    ct::session all{about, batches, ct::policies<ct::ring_of<16384>>, ct::nothing{}};
    std::atomic<std::uint64_t> emitted{0};
    {
        interrupted const now;
        until_interrupted([&] {
            std::thread{[&] {
                for (int i = 0; i != 20; ++i) {
                    ct::session bound{about, batches,
                                      ct::policies<ct::manual, ct::scoped, ct::ring_of<4096>>, ct::nothing{}};
                    auto const scope = bound.bind();
                    emit_steps(0, 10);
                    emitted += 10;
                }
            }}.join();
        });
    }
    REQUIRE_FALSE(all.stop());
    check_exact(all.ledger(), emitted + from_handler);
}

TEST_CASE("a bound session accounts for every row of an interrupted thread") {
    std::uint64_t in_scope = 0;
    interrupted const now;
    for (int i = 0; i != 200; ++i) {
        ct::session bound{about, batches, ct::policies<ct::manual, ct::scoped, ct::ring_of<4096>>, ct::nothing{}};
        for (int j = 0; j != 20; ++j) {
            auto const scope = bound.bind();
            emit_steps(0, 10);
            in_scope += 10;
        }
        bound.drain();
        ct::ledger const now_held = bound.ledger();
        CHECK(now_held.emitted >= in_scope);
        CHECK(now_held.emitted == now_held.total().settled());
        in_scope = 0;
    }
}

TEST_CASE("an exporter that emits in place is counted reentrant") {
    ct::session run{about, batches, ct::policies<ct::inplace>, echo{}};
    emit_steps(0, 50);
    CHECK(dropped(run.ledger(), ct::drop_reason::reentrant) == 50);
    CHECK(run.rows(batch).size() == 50);
    check_exact(run.ledger(), 100);
}

TEST_CASE("an exporter that emits on the worker's thread is one more thread") {
    ct::session run{about, batches, ct::policies<ct::background>, echo{}};
    emit_steps(0, 50);
    REQUIRE_FALSE(run.flush(ages)); // hands 50 rows to the exporter, which emits 50 more
    CHECK(eventually([&] { return run.rows(batch).size() == 100; }));
    REQUIRE_FALSE(run.stop());
    check_exact(run.ledger(), 100);
}

TEST_CASE("while one session records in place, rows to another from within are counted there") {
    ct::session other{about, batches, ct::policies<ct::manual>};
    ct::session run{about, batches, ct::policies<ct::inplace, ct::scoped>, echo{}};
    auto const scope = run.bind();
    emit_steps(0, 10);
    other.drain();
    check_exact(run.ledger(), 20);
    check_exact(other.ledger(), 20);
    CHECK(dropped(other.ledger(), ct::drop_reason::reentrant) == 10);
}
