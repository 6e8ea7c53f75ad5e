// SPDX-License-Identifier: MIT
// Contexts: what rows get from the scopes around their emission, in every thread, by every way of emission.
#include "emit/vocabulary.hpp"

#include <crucible/telemetry/schema/vocabulary.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <memory>
#include <set>
#include <string>
#include <sys/time.h>
#include <vector>

namespace v = crucible::telemetry::vocabulary;

namespace trains {
enum class engine { steam, diesel };
constexpr std::string_view to_text(engine e) { return e == engine::steam ? "steam" : "diesel"; }
} // namespace trains

namespace {

inline constexpr ct::with_context<"context.all", m::step> all{};
inline constexpr ct::event<"context.some", ct::optional<v::user_id>, m::step> some{};
inline constexpr ct::event<"context.required", v::user_id, ct::optional<v::cohort>> required{};
inline constexpr ct::event<"context.timed", v::duration, ct::optional<v::correlation_id>> timed{};

constexpr auto watched = ct::watch(all, some, required, timed, batch);

struct drained : ct::session<ct::experiment, std::remove_const_t<decltype(watched)>, ct::policy_pack<ct::manual>> {
    drained() : session{ct::experiment{.name = "context"}, watched, ct::policies<ct::manual>} {}

    template <class Event>
    auto rows_of(Event const& event) {
        drain();
        return rows(event);
    }
    /// The user of each row of `some`; "-" where it has none.
    std::vector<std::string> users() {
        std::vector<std::string> found;
        auto const held = rows_of(some);
        for (auto const& r : held) found.emplace_back(r[v::user_id].value_or("-"));
        return found;
    }
};

void emit_some(std::int64_t i = 0) { ct::emit(some(m::step = i)); }

using names = std::vector<std::string>;

inline constexpr ct::tag<"model", trains::engine> kind_of_engine{};
inline constexpr ct::event<"context.engine", ct::optional<kind_of_engine>> of_an_engine{};
inline constexpr ct::with_context<"context.own", v::model, m::loss, v::user_id> own_words{};

template <class Event>
constexpr bool takes(Event const&) {
    return ct::detail::takes_context<Event>;
}
static_assert(takes(all) && takes(some) && takes(required) && takes(timed));
static_assert(!takes(batch) && !takes(of_an_engine));
static_assert(std::is_nothrow_constructible_v<ct::context, ct::context_values&&>);
static_assert(!std::is_copy_constructible_v<ct::context> && !std::is_move_constructible_v<ct::context>);
static_assert(!std::is_constructible_v<ct::context_text, std::nullptr_t>);
static_assert(!std::is_constructible_v<ct::context_text, int>);

} // namespace

TEST_CASE("a row gets the words of its thread's context, each in its place") {
    drained run;
    {
        ct::context const here{{.session_id = "s1",
                                .user_id = "u7",
                                .sample_id = "mnist/17",
                                .correlation_id = "req-17",
                                .cohort = "b",
                                .model = "bert",
                                .provider = "local"}};
        ct::emit(all(m::step = 1));
    }
    ct::emit(all(m::step = 2));
    auto const rows = run.rows_of(all);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0][v::session_id] == "s1");
    CHECK(rows[0][v::user_id] == "u7");
    CHECK(rows[0][v::sample_id] == "mnist/17");
    CHECK(rows[0][v::correlation_id] == "req-17");
    CHECK(rows[0][v::cohort] == "b");
    CHECK(rows[0][v::model] == "bert");
    CHECK(rows[0][v::provider] == "local");
    CHECK(rows[0][m::step] == 1);
    CHECK_FALSE(rows[1][v::session_id]);
    CHECK_FALSE(rows[1][v::user_id]);
    CHECK_FALSE(rows[1][v::sample_id]);
    CHECK_FALSE(rows[1][v::correlation_id]);
    CHECK_FALSE(rows[1][v::cohort]);
    CHECK_FALSE(rows[1][v::model]);
    CHECK_FALSE(rows[1][v::provider]);
}

TEST_CASE("what a row is given wins, an empty text too") {
    drained run;
    ct::context const here{{.user_id = "of the context"}};
    ct::emit(some(m::step = 0, v::user_id = "own"));
    ct::emit(some(m::step = 1, v::user_id = ""));
    ct::emit(some(m::step = 2, v::user_id = std::optional<std::string_view>{}));
    CHECK(run.users() == names{"own", "", "of the context"});
}

TEST_CASE("contexts nest: the inner one overrides, adds, takes away, and is gone at its end") {
    drained run;
    auto const emit_all = [] { ct::emit(all(m::step = 0)); };
    {
        ct::context const outer{{.user_id = "u1", .cohort = "a", .model = "m1"}};
        emit_all();
        {
            ct::context const inner{{.user_id = "u2", .sample_id = "x", .model = ""}};
            emit_all();
            {
                ct::context const nothing_new{{}};
                emit_all();
            }
        }
        emit_all();
    }
    auto const rows = run.rows_of(all);
    REQUIRE(rows.size() == 4);
    for (std::size_t i : {0U, 3U}) {
        CHECK(rows[i][v::user_id] == "u1");
        CHECK_FALSE(rows[i][v::sample_id]);
        CHECK(rows[i][v::cohort] == "a");
        CHECK(rows[i][v::model] == "m1");
    }
    for (std::size_t i : {1U, 2U}) {
        CHECK(rows[i][v::user_id] == "u2");
        CHECK(rows[i][v::sample_id] == "x");
        CHECK(rows[i][v::cohort] == "a");
        CHECK_FALSE(rows[i][v::model]);
    }
}

TEST_CASE("a context ends with its scope when an exception leaves it") {
    drained run;
    ct::context const outer{{.user_id = "outer"}};
    try {
        ct::context const inner{{.user_id = "inner"}};
        emit_some();
        throw 1;
    } catch (int) {
        emit_some();
    }
    CHECK(run.users() == names{"inner", "outer"});
}

TEST_CASE("required words and other measurements are left alone") {
    drained run;
    ct::context const here{{.user_id = "u7", .cohort = "b"}};
    ct::emit(required(v::user_id = "given"));
    ct::emit(row_of(3));
    auto const rows = run.rows_of(required);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0][v::user_id] == "given");
    CHECK(rows[0][v::cohort] == "b");
    CHECK(steps_in(run) == std::vector<std::int64_t>{3});
}

TEST_CASE("an event may list context words itself: they stay as they are listed") {
    using own = std::remove_const_t<decltype(own_words)>;
    static_assert(own::size == 8);
    static_assert(own::measurement_names == std::array<std::string_view, 8>{"model", "loss", "user_id", "session_id",
                                                                            "sample_id", "correlation_id", "cohort",
                                                                            "provider"});
    static_assert(!ct::detail::schema<own>::entry_at<0>::optional && ct::detail::schema<own>::entry_at<3>::optional);
    auto const row = own_words(v::model = "bert", m::loss = 0.5, v::user_id = "u");
    CHECK(row[v::model] == "bert");
    CHECK_FALSE(row[v::cohort]);
}

TEST_CASE("any text will do, and it is the context's own") {
    drained run;
    auto text = std::make_unique<std::string>("a text that is too long for any small-string optimisation to hold");
    std::string const copy = *text;
    char const* const nobody = nullptr;
    ct::context const of_view{{.user_id = std::string_view{*text}, .cohort = *text, .model = nobody}};
    *text = std::string(text->size(), '#');
    text.reset();
    ct::emit(all(m::step = 0));
    auto const rows = run.rows_of(all);
    CHECK(rows[0][v::user_id] == copy);
    CHECK(rows[0][v::cohort] == copy);
    CHECK_FALSE(rows[0][v::model]);
}

TEST_CASE("contexts are a thread's own, and are carried into others as values") {
    drained run;
    ct::context const here{{.user_id = "u7"}};
    ct::context_values carried = ct::current_context();
    std::thread{[] { emit_some(); }}.join();
    CHECK(run.users() == names{"-"});
    std::thread{[carried] {
        ct::context const around{{.user_id = "around", .cohort = "around"}};
        ct::context const there{carried};
        ct::emit(all(m::step = 0));
    }}.join();
    auto const rows = run.rows_of(all);
    CHECK(rows[0][v::user_id] == "u7");
    CHECK_FALSE(rows[0][v::cohort]); // bound as it was here, whatever is around it there
    carried.user_id = "changed";
    carried.cohort = "c";
    ct::context const again{carried};
    CHECK(ct::current_context() == carried);
}

TEST_CASE("values compare by what is given") {
    ct::context_values const none{}, empty{.user_id = ""}, somebody{.user_id = "u"};
    CHECK(none == ct::context_values{});
    CHECK(none != empty);
    CHECK(empty != somebody);
    CHECK(somebody == ct::context_values{.user_id = std::string{"u"}});
    CHECK_FALSE(none.user_id.given());
    CHECK(empty.user_id.given());
    CHECK(somebody.user_id.text() == "u");
}

TEST_CASE("threads, each with contexts of its own, do not mix them up") {
    constexpr std::int64_t rows = 20'000;
    ct::session run{ct::experiment{.name = "threads"}, watched, ct::policies<ct::block, ct::ring_of<65536>>};
    std::vector<std::thread> threads;
    for (int t = 0; t != 3; ++t)
        threads.emplace_back([t] {
            ct::context const whole{{.user_id = std::to_string(t)}};
            for (std::int64_t i = 0; i != rows; ++i) {
                ct::context const one{{.correlation_id = std::to_string(i)}};
                ct::emit(all(m::step = i, v::cohort = std::to_string(t)));
            }
        });
    for (auto& t : threads) t.join();
    REQUIRE_FALSE(run.stop());
    auto const held = run.rows(all);
    REQUIRE(held.size() == 3 * rows);
    bool const each_its_own = std::all_of(held.begin(), held.end(), [](auto const& r) {
        return r[v::user_id] == r[v::cohort] && r[v::correlation_id] == std::to_string(r[m::step]);
    });
    CHECK(each_its_own);
}

TEST_CASE("every way of emission fills the row in") {
    drained first, second;
    ct::session in_place{ct::experiment{.name = "in place"}, watched, ct::policies<ct::inplace>};
    ct::session bound{ct::experiment{.name = "bound"}, watched, ct::policies<ct::manual, ct::scoped>};
    ct::context const here{{.user_id = "u7"}};
    emit_some();
    first.emit(some(m::step = 1));
    in_place.emit(some(m::step = 1));
    {
        auto const scope = bound.bind();
        emit_some();
    }
    bound.drain();
    CHECK(first.users() == names{"u7", "u7", "u7"});
    CHECK(second.users() == names{"u7", "u7"});
    for (auto const& r : in_place.rows(some)) CHECK(r[v::user_id] == "u7");
    CHECK(in_place.rows(some).size() == 3);
    REQUIRE(bound.rows(some).size() == 1);
    CHECK(bound.rows(some)[0][v::user_id] == "u7");
}

TEST_CASE("a record is emitted with the context of its emission, as often as it is emitted") {
    drained run;
    auto const row = some(m::step = 0);
    for (auto const* const user : {"a", "b"}) {
        ct::context const here{{.user_id = user}};
        ct::emit(row);
    }
    ct::emit(row);
    CHECK(run.users() == names{"a", "b", "-"});
    CHECK_FALSE(row[v::user_id]);
}

TEST_CASE("a span gets the context of its end, unless it was given the word") {
    drained run;
    auto ids = [&] {
        names found;
        auto const held = run.rows_of(timed);
        for (auto const& r : held) found.emplace_back(r[v::correlation_id].value_or("-"));
        return found;
    };
    {
        ct::context const here{{.correlation_id = "req-1"}};
        auto const span = ct::time(timed);
    }
    {
        ct::context const here{{.correlation_id = "req-2"}};
        auto span = ct::time(timed);
        span(v::correlation_id = "given");
    }
    {
        ct::context const here{{.correlation_id = "req-3"}};
        auto const span = run.time(timed);
        ct::context const inner{{.correlation_id = "gone when the span ends"}};
    }
    {
        auto const span = ct::time(timed);
        ct::context const inner{{.correlation_id = "gone when the span ends"}};
    }
    CHECK(ids() == names{"req-1", "given", "req-3", "-"});
}

TEST_CASE("texts of 64 KiB are cut as in any row, at a character") {
    std::string huge;
    while (huge.size() < 65536) huge += "\xe2\x82\xac"; // the euro sign, 3 bytes
    drained run;
    ct::session in_place{ct::experiment{.name = "in place"}, watched, ct::policies<ct::inplace>};
    ct::context const here{{.session_id = huge, .user_id = huge, .provider = huge}};
    emit_some();
    ct::emit(all(m::step = 0));
    std::string const expected = huge.substr(0, 4095);
    CHECK(run.users() == names{expected});
    CHECK(in_place.rows(some)[0][v::user_id] == expected);
    auto const rows = run.rows_of(all);
    CHECK(rows[0][v::session_id] == expected);
    CHECK(rows[0][v::provider] == expected);
    check_exact(run.ledger(), 2);
}

TEST_CASE("hostile texts pass as they are") {
    using namespace std::string_literals;
    drained run;
    names const hostile{"a\0b"s,   "\xff\xfe\x80"s, "=1+1,\"\"\r\n"s, "{\"user_id\":null}"s,
                        "\x1b[2J"s, std::string(4096, '\\')};
    for (std::string const& text : hostile) {
        ct::context const here{{.user_id = text}};
        emit_some();
    }
    CHECK(run.users() == hostile);
}

namespace {

std::atomic<std::uint64_t> from_handler{0};

void emit_in_handler(int) {
    from_handler.fetch_add(1, std::memory_order_relaxed);
    ct::emit(all(m::step = -1));
}

} // namespace

TEST_CASE("a signal handler emits with a context that is whole, whenever it interrupts") {
    constexpr std::uint64_t wanted = under_tsan ? 0 : 1'000;
    ct::session run{ct::experiment{.name = "signals"}, watched, ct::policies<ct::ring_of<(1 << 22)>>};
    from_handler = 0;
    struct sigaction act {}, before {};
    act.sa_handler = &emit_in_handler;
    act.sa_flags = SA_RESTART;
    ::sigaction(SIGALRM, &act, &before);
    auto const every = [](suseconds_t microseconds) {
        itimerval const time{{0, microseconds}, {0, microseconds}};
        ::setitimer(ITIMER_REAL, &time, nullptr);
    };
    every(50);
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (from_handler < wanted && std::chrono::steady_clock::now() < deadline) {
        std::string const id = "long enough not to fit a short string " + std::to_string(from_handler);
        ct::context const outer{{.user_id = id, .correlation_id = id}};
        for (int i = 0; i != 20; ++i) {
            std::string const other = "another that does not fit a short string " + std::to_string(i);
            ct::context const inner{{.user_id = other, .correlation_id = other}};
        }
    }
    every(0);
    sigset_t waiting; // one that was raised before the timer was stopped
    while (::sigpending(&waiting) == 0 && ::sigismember(&waiting, SIGALRM) == 1) std::this_thread::yield();
    ::sigaction(SIGALRM, &before, nullptr);
    CHECK(from_handler >= wanted);
    REQUIRE_FALSE(run.stop());
    check_exact(run.ledger(), from_handler);
    auto const rows = run.rows(all);
    CHECK(std::all_of(rows.begin(), rows.end(), [](auto const& r) { return r[v::user_id] == r[v::correlation_id]; }));
    bool const any = std::any_of(rows.begin(), rows.end(), [](auto const& r) { return r[v::user_id].has_value(); });
    CHECK((any || wanted == 0));
}

TEST_CASE("correlation ids are 32 hexadecimal digits, each another") {
    constexpr std::size_t ids = 4'000;
    std::array<std::vector<std::string>, 3> made;
    std::vector<std::thread> threads;
    for (auto& mine : made)
        threads.emplace_back([&mine] {
            for (std::size_t i = 0; i != ids; ++i) mine.push_back(ct::new_correlation_id());
        });
    for (auto& t : threads) t.join();
    std::set<std::string> different;
    for (auto const& mine : made) different.insert(mine.begin(), mine.end());
    CHECK(different.size() == made.size() * ids);
    CHECK(std::all_of(different.begin(), different.end(), [](std::string const& id) {
        return id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string::npos &&
               id.find_first_not_of('0') != std::string::npos;
    }));
    std::array<std::set<char>, 32> seen{}; // every digit occurs at every place
    for (std::string const& id : different)
        for (std::size_t i = 0; i != 32; ++i) seen[i].insert(id[i]);
    CHECK(std::all_of(seen.begin(), seen.end(), [](auto const& digits) { return digits.size() == 16; }));
}
