// SPDX-License-Identifier: MIT
// Rows that are filled in from a context cost no allocation and no lock; nor does a context of texts that fit short
// strings.
#include "emit/vocabulary.hpp"
#include "fault/counted.hpp"

#include <crucible/telemetry/schema/vocabulary.hpp>

#include <string>

namespace v = crucible::telemetry::vocabulary;

namespace {

inline constexpr ct::with_context<"context.batch", m::step> in_context{};
inline constexpr ct::event<"context.timed", v::duration, ct::optional<v::user_id>, ct::optional<v::model>> timed{};

constexpr auto watched = ct::watch(in_context, timed);
using session = ct::session<ct::experiment, std::remove_const_t<decltype(watched)>>;
constexpr int rows = 100'000;

static_assert(noexcept(ct::emit(std::declval<ct::record_of<in_context> const&>())));
static_assert(noexcept(std::declval<session const&>().emit(std::declval<ct::record_of<in_context> const&>())));
static_assert(std::is_nothrow_destructible_v<ct::context>);

/// Emits once unwatched, so that the thread is known, then `rows` times.
template <class Emit>
void check_free(Emit emit) {
    if (!test::costs_are_counted) SKIP("sanitizers replace malloc themselves");
    emit(0);
    test::watching_costs const watch;
    for (int i = 1; i != rows; ++i) emit(i);
    CHECK(watch.so_far().allocations == 0);
    CHECK(watch.so_far().locks == 0);
}

void emit_in_context(int i) { ct::emit(in_context(m::step = i)); }

} // namespace

TEST_CASE("in a context: no allocation, no lock, for everyone, for one session, and at the end of a span") {
    ct::session const run{ct::experiment{.name = "hot path"}, watched, ct::nothing{}};
    std::string const text(65536, 'x');
    ct::context const here{{.session_id = text, .user_id = text, .model = "bert"}};
    check_free([&](int i) {
        emit_in_context(i);
        run.emit(in_context(m::step = i, v::cohort = "b"));
        auto const span = ct::time(timed);
    });
}

TEST_CASE("contexts of short texts allocate nothing") {
    ct::session const run{ct::experiment{.name = "hot path"}, watched, ct::nothing{}};
    check_free([](int i) {
        ct::context const outer{{.user_id = "u7", .model = "bert"}};
        ct::context const inner{{.correlation_id = "req-17", .model = ""}};
        emit_in_context(i);
    });
}

TEST_CASE("in a context, nobody listens: nothing allocates, nothing locks") {
    ct::context const here{{.user_id = "u7"}};
    check_free(emit_in_context);
}
