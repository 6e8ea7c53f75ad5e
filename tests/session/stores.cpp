// SPDX-License-Identifier: MIT
// Stores of one's own: the first sink that answers serves `run.rows`, by whatever form it takes rows, and is told of
// the events as they are watched; the others are told of derived measurements too.
#include "emit/vocabulary.hpp"

#include <crucible/telemetry/schema/derived.hpp>
#include <crucible/telemetry/session/session.hpp>

#include <catch2/catch_template_test_macros.hpp>

#include <memory>
#include <stdexcept>
#include <tuple>

namespace {

struct twice_rule {
    static constexpr ct::unit in = ct::nats;
    static constexpr std::string_view help = "twice the loss";

    template <class Event>
    static consteval bool applies() {
        return ct::event_with<Event, decltype(m::loss)>;
    }
    static std::optional<double> of(auto const& row) { return 2 * row[m::loss]; }
};
constexpr ct::derived<"twice", double, ct::kind::gauge, twice_rule> twice{};

/// What the writers of the stores below share: a table for each event, which can be read by its name.
template <class... Events>
class tables {
public:
    template <ct::any_event Event>
    [[nodiscard]] ct::rows<Event> rows(Event const&) const {
        return std::get<of<Event>>(held_)->snapshot();
    }
    std::error_code close() noexcept { return {}; }
    void abandon() noexcept {}
    [[nodiscard]] std::uint64_t written() const noexcept { return written_; }
    [[nodiscard]] std::uint64_t failed() const noexcept { return 0; }

protected:
    template <class Event>
    void put(std::span<ct::row<Event> const> some) {
        std::get<of<Event>>(held_)->append(some);
        written_ += some.size();
    }

private:
    template <class Event>
    using of = std::unique_ptr<ct::table<Event>>;

    std::tuple<of<Events>...> held_{std::make_unique<ct::table<Events>>()...};
    std::uint64_t written_ = 0;
};

template <class... Events>
struct writer_by_rows : tables<Events...> {
    template <class Event>
    void write(ct::row<Event> const& one) {
        this->put(std::span{&one, 1});
    }
};
template <class... Events>
struct writer_by_typed_batches : tables<Events...> {
    template <class Event>
    void take(ct::batch_of<Event> const& some) {
        this->put(some.rows());
    }
};
/// Takes rows of any event without its type, and knows the list.
template <class... Events>
struct writer_by_batches : tables<Events...> {
    void take(ct::batch const& some) {
        ((some.schema().hash == ct::schema_hash<Events> ? this->put(some.rows<Events>()) : void()), ...);
    }
};

template <template <class...> class Writer>
struct store {
    template <class... Events>
    [[nodiscard]] Writer<Events...> open(ct::run_info const&, ct::event_list<Events...>) const {
        return {};
    }
};
struct by_rows : store<writer_by_rows> {};
struct by_typed_batches : store<writer_by_typed_batches> {};
struct by_batches : store<writer_by_batches> {};

static_assert(ct::sink<by_rows> && ct::sink<by_typed_batches> && ct::sink<by_batches>);

constexpr auto watched = ct::watch(on(batch, twice), remark);
ct::experiment const about{.name = "stores"};

void emit_both(std::int64_t n) {
    for (std::int64_t i = 0; i != n; ++i) {
        ct::emit(row_of(i));
        ct::emit(remark(m::step = i, m::note = "kept"));
    }
}

template <class Session>
void check_rows(Session const& run, std::size_t n) {
    auto const batches = run.rows(batch);
    auto const remarks = run.rows(remark);
    REQUIRE(batches.size() == n);
    REQUIRE(remarks.size() == n);
    for (std::size_t i = 0; i != n; ++i) {
        CHECK(batches[i][m::step] == static_cast<std::int64_t>(i));
        CHECK(remarks[i][m::step] == static_cast<std::int64_t>(i));
        CHECK(remarks[i][m::note] == "kept");
    }
}

} // namespace

TEMPLATE_TEST_CASE("a store of one's own answers for the session", "", by_rows, by_typed_batches, by_batches) {
    ct::session run{about, watched, ct::policies<ct::manual>, TestType{}};
    emit_both(100);
    run.drain();
    check_rows(run, 100);
    CHECK_FALSE(run.stop());
    CHECK(run.ledger().total().recorded == 200);
    REQUIRE(run.exports().size() == 1);
    CHECK(run.exports()[0].written == 200);
    CHECK(run.exports()[0].closed);
}

TEST_CASE("a store in a session that collects in place gets row by row") {
    ct::session run{about, watched, ct::policies<ct::inplace>, by_rows{}};
    emit_both(20);
    check_rows(run, 20);
}

TEST_CASE("of several stores the first answers, and the others have what they are given") {
    ct::session run{about, watched, ct::policies<ct::manual>, ct::columnar{.rows = 64}, by_rows{}, by_typed_batches{}};
    emit_both(30);
    run.drain();
    check_rows(run, 30);
    CHECK_FALSE(run.stop());
    for (ct::sink_report const& each : run.exports()) CHECK(each.written == 60);
}

namespace {

/// Has no room after some rows.
template <class... Events>
struct small_writer : tables<Events...> {
    std::size_t room = 10;
    template <class Event>
    void take(ct::batch_of<Event> const& some) {
        if (some.rows().size() > room) throw std::runtime_error{"no room"};
        room -= some.rows().size();
        this->put(some.rows());
    }
};

} // namespace

TEST_CASE("rows that the answering store refuses are lost to all, and counted") {
    ct::session run{about, ct::watch(on(batch, m::loss >> ct::count)), ct::policies<ct::manual>,
                    store<small_writer>{}, by_rows{}};
    for (std::int64_t i = 0; i != 4; ++i) {
        for (std::int64_t k = 0; k != 4; ++k) ct::emit(row_of(4 * i + k));
        run.drain();
    }
    CHECK(run.rows(batch).size() == 8);
    CHECK(run[m::loss][ct::count] == 8);
    CHECK(run.exports()[1].written == 8);
    CHECK(dropped(run.ledger(), ct::drop_reason::store_failed) == 8);
    CHECK(run.ledger().balanced());
    auto const how = run.stop();
    CHECK(how == ct::errc::incomplete_export);
    CHECK(how.why() == "a sink: 8 rows lost: no room");
    CHECK(run.exports()[0].failed == 8);
    CHECK(run.exports()[0].threw == 2);
    CHECK(run.exports()[1].complete());
}
