// SPDX-License-Identifier: MIT
// Privacy: what a session hides of the people behind its rows is in no store, no statistic and no file.
#include "emit/child.hpp"
#include "emit/vocabulary.hpp"
#include "export/folder.hpp"

#include <crucible/telemetry/schema/vocabulary.hpp>

#include <algorithm>
#include <memory>
#include <mutex>
#include <numeric>
#include <set>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

namespace v = crucible::telemetry::vocabulary;

namespace {

inline constexpr ct::text<"email"> email{};
inline constexpr ct::with_context<"private.request", m::step, ct::optional<email>> asked{};
inline constexpr ct::event<"private.login", v::user_id, v::session_id, v::provider> login{};

constexpr auto watched = ct::watch(ct::on(asked, v::user_id >> ct::count, m::step >> ct::count),
                                   ct::on(login, v::user_id >> ct::count), batch);
ct::experiment const about{.name = "private"};

inline constexpr ct::pseudonym_key study_key{"000102030405060708090A0b0c0d0e0f"};
ct::pseudonym_key secret{"00000000000000000000000000000000"}; // not a constant: a program may read it from a file

/// What nobody may read again.
std::vector<std::string> const raw{"raw-user-417", "raw-session-52", "raw.mail@example.org"};

void emit_personal(std::int64_t i) {
    ct::context const here{{.session_id = raw[1], .user_id = raw[0], .correlation_id = "req-17", .cohort = "b"}};
    ct::emit(asked(m::step = i, email = raw[2]));
    ct::emit(login(v::user_id = raw[0], v::session_id = raw[1], v::provider = "local"));
    ct::emit(asked(m::step = i + 1, v::user_id = "", v::session_id = std::optional<std::string_view>{}));
}

/// Keeps all texts that it is given.
struct eavesdropper {
    std::shared_ptr<std::vector<std::string>> heard = std::make_shared<std::vector<std::string>>();

    struct writer {
        std::shared_ptr<std::vector<std::string>> to;

        template <class Row>
        void write(Row const& row) {
            ct::walk<typename Row::event_type>([&]<class Entry>(auto const& d) {
                if constexpr (ct::text_descriptor<typename Entry::type>) {
                    if constexpr (!Entry::optional) to->emplace_back(row[d]);
                    else if (row[d]) to->emplace_back(*row[d]);
                }
            });
        }
        std::error_code close() noexcept { return {}; }
        void abandon() noexcept {}
        std::uint64_t written() const noexcept { return 0; }
        std::uint64_t failed() const noexcept { return 0; }
    };
    template <class Events>
    writer open(ct::run_info const&, Events) const {
        return {heard};
    }
};

bool holds(std::string const& text, std::string const& part) { return text.find(part) != std::string::npos; }

/// All that a run leaves behind: its files, the texts of its rows, and those that an exporter was given.
struct traces {
    std::string csv, jsonl, stored, heard;
    std::vector<std::string> users;
    ct::ledger ledger;
    std::uint64_t users_counted = 0, logins_counted = 0;

    [[nodiscard]] std::string all() const { return csv + jsonl + stored + heard; }
};

template <class... Policies>
traces traces_of(ct::policy_pack<Policies...> policies, std::int64_t rounds = 3) {
    test::folder const folder;
    eavesdropper const listener;
    ct::session run{about, watched, policies, ct::csv{folder / "run.csv"}, ct::jsonl{folder / "run.jsonl"}, listener};
    for (std::int64_t i = 0; i != rounds; ++i) emit_personal(i);
    REQUIRE_FALSE(run.stop());
    traces left{.csv = test::content(folder / "run.csv"), .jsonl = test::content(folder / "run.jsonl"),
                .stored = {}, .heard = {}, .users = {}, .ledger = run.ledger()};
    auto const add = [&](std::optional<std::string_view> text) {
        left.stored += text.value_or("");
        left.stored += '\n';
    };
    auto const requests = run.rows(asked);
    for (auto const& r : requests) {
        add(r[v::user_id]), add(r[v::session_id]), add(r[v::correlation_id]), add(r[v::cohort]), add(r[email]);
        if (r[v::user_id]) left.users.emplace_back(*r[v::user_id]);
    }
    auto const logins = run.rows(login);
    for (auto const& r : logins) add(r[v::user_id]), add(r[v::session_id]), add(r[v::provider]);
    for (std::string const& text : *listener.heard) left.heard += text + "\n";
    left.users_counted = run[asked][v::user_id][ct::count];
    left.logins_counted = run[login][v::user_id][ct::count];
    check_exact(left.ledger, 3 * static_cast<std::uint64_t>(rounds));
    return left;
}

/// A policy of this program's own: the user gets a pseudonym, the session is removed.
struct of_both_kinds {
    using role = ct::privacy_role;
    template <class D>
    static constexpr ct::disclosure of = std::same_as<D, ct::text<"user_id">>      ? ct::disclosure::pseudonym
                                         : std::same_as<D, ct::text<"session_id">> ? ct::disclosure::removed
                                                                                   : ct::disclosure::kept;
    static ct::pseudonym_key key() { return study_key; }
};

template <class Policy>
using veil = ct::detail::veil<Policy, std::remove_const_t<decltype(asked)>, std::remove_const_t<decltype(login)>>;
static_assert(std::is_empty_v<veil<ct::keep_personal>> && std::is_empty_v<veil<ct::anonymize>>);
static_assert(ct::policy_of<ct::anonymize_also<email>, ct::privacy_role> &&
              ct::policy_of<ct::pseudonymize_also<email>, ct::privacy_role> &&
              ct::policy_of<ct::pseudonymize_with<study_key, email>, ct::privacy_role>);

std::string hex_of(auto const& words) {
    std::string hex(words.size() * 16, '?');
    for (std::size_t i = 0; i != words.size(); ++i) ct::detail::write_hex(hex.data() + 16 * i, words[i]);
    return hex;
}

} // namespace

TEST_CASE("the hash is SipHash-2-4, and SipHash-2-4-128") {
    // Key 000102…0f, message 000102…: 15 bytes are the example of the paper's appendix A; the others are of
    // vectors.h of the authors' reference implementation. OpenSSL 3 gives the same.
    struct vector {
        std::size_t bytes;
        std::string hash, hash_128;
    };
    std::string message(64, '\0');
    std::iota(message.begin(), message.end(), '\0');
    for (auto const& [bytes, hash, hash_128] : std::vector<vector>{
             {0, "310e0edd47db6f72", "a3817f04ba25a8e66df67214c7550293"},
             {1, "fd67dc93c539f874", "da87c1d86b99af44347659119b22fc45"},
             {7, "37d1018bf50002ab", "a1f1ebbed8dbc153c0b84aa61ff08239"},
             {8, "6224939a79f5f593", "3b62a9ba6258f5610f83e264f31497b4"},
             {9, "b0e4a90bdf82009e", "264499060ad9baabc47f8b02bb6d71ed"},
             {15, "e545be4961ca29a1", "5493e99933b0a8117e08ec0f97cfc3d9"},
             {16, "db9bc2577fcc2a3f", "6ee2a4ca67b054bbfd3315bf85230577"},
             {63, "724506eb4c328a95", "5150d1772f50834a503e069a973fbd7c"},
         }) {
        std::string_view const text = std::string_view{message}.substr(0, bytes);
        CHECK(hex_of(ct::detail::siphash<1>(study_key, text)) == hash);
        CHECK(hex_of(ct::detail::siphash<2>(study_key, text)) == hash_128);
    }
    CHECK(ct::detail::siphash<1>(study_key, std::string_view{message}.substr(0, 15))[0] == 0xa129ca6149be45e5U);
    static_assert(ct::detail::siphash<1>(study_key, "")[0] == 0x726fdb47dd0e0e31U); // also at compile time
}

TEST_CASE("keys are 32 hexadecimal digits, and nothing else is taken for one") {
    CHECK(study_key.words() == std::array<std::uint64_t, 2>{0x0706050403020100U, 0x0f0e0d0c0b0a0908U});
    for (char const* const wrong : {"", "00", "000102030405060708090a0b0c0d0e0", "000102030405060708090a0b0c0d0e0f0",
                                    "000102030405060708090a0b0c0d0e0g", "0x0102030405060708090a0b0c0d0e0f",
                                    "00010203 405060708090a0b0c0d0e0f", "000102030405060708090a0b0c0d0e\xc3\xa9"}) {
        INFO(wrong);
        try {
            ct::pseudonym_key const taken{wrong};
            FAIL("it was taken");
        } catch (ct::error const& refused) {
            CHECK(refused.code() == std::errc::invalid_argument);
            CHECK(holds(refused.what(), "32 hexadecimal digits"));
        }
    }
    CHECK(ct::pseudonym_key::random().words() != ct::pseudonym_key::random().words());
}

TEST_CASE("without a policy everything is kept") {
    for (traces const& left : {traces_of(ct::policies<>), traces_of(ct::policies<ct::keep_personal, ct::manual>)}) {
        for (std::string const& text : raw) {
            CHECK(holds(left.csv, text));
            CHECK(holds(left.jsonl, text));
            CHECK(holds(left.stored, text));
            CHECK(holds(left.heard, text));
        }
        CHECK(left.users_counted == 6);
    }
}

TEMPLATE_TEST_CASE("anonymize: users and sessions are nowhere, all else is where it was", "", ct::background,
                   ct::manual, ct::inplace) {
    traces const left = traces_of(ct::policies<TestType, ct::anonymize>);
    CHECK_FALSE(holds(left.all(), raw[0]));
    CHECK_FALSE(holds(left.all(), raw[1]));
    for (std::string const& kept : {left.csv, left.jsonl, left.stored, left.heard}) {
        CHECK(holds(kept, raw[2])); // nobody said that this one is personal
        CHECK(holds(kept, "req-17"));
        CHECK(holds(kept, "local"));
    }
    CHECK(left.users.empty());
    CHECK(left.users_counted == 0);  // they are optional there: no row has one
    CHECK(left.logins_counted == 3); // and required here: every row has an empty one
    CHECK(left.ledger.total().recorded == 9);
}

TEMPLATE_TEST_CASE("anonymize_also: and what the program calls personal, tags too", "", ct::background, ct::manual,
                   ct::inplace) {
    traces const left = traces_of(ct::policies<TestType, ct::anonymize_also<email, v::cohort, v::provider>>);
    for (std::string const& text : raw) CHECK_FALSE(holds(left.all(), text));
    CHECK_FALSE(holds(left.all(), "local"));
    CHECK(holds(left.all(), "req-17"));
    CHECK(left.ledger.total().recorded == 9);
}

TEMPLATE_TEST_CASE("pseudonymize: one pseudonym a value, in files, rows and statistics alike", "", ct::background,
                   ct::manual, ct::inplace) {
    traces const left = traces_of(ct::policies<TestType, ct::pseudonymize>);
    CHECK_FALSE(holds(left.all(), raw[0]));
    CHECK_FALSE(holds(left.all(), raw[1]));
    CHECK(holds(left.all(), raw[2]));
    REQUIRE(left.users.size() == 6); // 3 of the context, and 3 empty ones, which stay empty
    std::set<std::string> const different{left.users.begin(), left.users.end()};
    REQUIRE(different.size() == 2);
    CHECK(different.begin()->empty());
    std::string const pseudonym = *different.rbegin();
    CHECK(pseudonym.size() == 32);
    CHECK(pseudonym.find_first_not_of("0123456789abcdef") == std::string::npos);
    for (std::string const& kept : {left.csv, left.jsonl, left.stored, left.heard}) CHECK(holds(kept, pseudonym));
    CHECK(left.users_counted == 6);
    CHECK(left.ledger.total().recorded == 9);
}

TEST_CASE("two sessions have different keys, so their pseudonyms cannot be joined") {
    traces const one = traces_of(ct::policies<ct::pseudonymize>), other = traces_of(ct::policies<ct::pseudonymize>);
    CHECK(one.users[0] != other.users[0]);
}

TEMPLATE_TEST_CASE("pseudonymize_with a key: runs can be joined, and who has the key finds somebody's rows", "",
                   ct::background, ct::manual, ct::inplace) {
    traces const left = traces_of(ct::policies<TestType, ct::pseudonymize_with<study_key, email>>);
    for (std::string const& text : raw) {
        CHECK_FALSE(holds(left.all(), text));
        for (std::string const& kept : {left.csv, left.jsonl, left.stored, left.heard})
            CHECK(holds(kept, ct::pseudonym_of(study_key, text)));
    }
    CHECK(ct::pseudonym_of(study_key, "").empty());
    CHECK(ct::pseudonym_of(study_key, "a") != ct::pseudonym_of(study_key, "b"));
    CHECK(ct::pseudonym_of(study_key, "a") != ct::pseudonym_of(secret, "a"));
}

TEST_CASE("the key is read when the session begins") {
    secret = ct::pseudonym_key{"ffffffffffffffffffffffffffffffff"};
    traces const left = traces_of(ct::policies<ct::pseudonymize_with<secret>>);
    CHECK(left.users[0] == ct::pseudonym_of(ct::pseudonym_key{"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"}, raw[0]));
}

TEST_CASE("a policy of one's own may treat each word in its own way") {
    traces const left = traces_of(ct::policies<ct::manual, of_both_kinds>);
    CHECK_FALSE(holds(left.all(), raw[0]));
    CHECK_FALSE(holds(left.all(), raw[1]));
    CHECK(holds(left.all(), ct::pseudonym_of(study_key, raw[0])));
    CHECK_FALSE(holds(left.all(), ct::pseudonym_of(study_key, raw[1])));
}

TEMPLATE_TEST_CASE("whatever a full ring does, raw values stay hidden", "", ct::drop_newest, ct::overwrite_oldest,
                   ct::block) {
    traces const left = traces_of(ct::policies<ct::pseudonymize_also<email>, ct::ring_of<4096>, TestType>, 500);
    for (std::string const& text : raw) CHECK_FALSE(holds(left.all(), text));
    CHECK(left.ledger.total().recorded > 0);
}

TEST_CASE("many users of many threads: equal pseudonyms for equal users, different ones for different") {
    constexpr std::int64_t users = 2'000, threads = 3;
    ct::session run{about, watched, ct::policies<ct::pseudonymize_with<study_key>, ct::block>};
    std::vector<std::thread> all;
    for (std::int64_t t = 0; t != threads; ++t)
        all.emplace_back([] {
            for (std::int64_t i = 0; i != users; ++i) {
                std::string const user = "user " + std::to_string(i);
                ct::emit(asked(m::step = i, v::user_id = user, v::session_id = i % 2 == 0 ? user : "another"));
            }
        });
    for (auto& t : all) t.join();
    REQUIRE_FALSE(run.stop());
    auto const rows = run.rows(asked);
    REQUIRE(rows.size() == users * threads);
    std::set<std::string_view> different;
    bool right = true;
    for (auto const& r : rows) {
        std::string const user = ct::pseudonym_of(study_key, "user " + std::to_string(r[m::step]));
        right = right && r[v::user_id] == user &&
                r[v::session_id] == (r[m::step] % 2 == 0 ? user : ct::pseudonym_of(study_key, "another"));
        different.insert(*r[v::user_id]);
    }
    CHECK(right);
    CHECK(different.size() == users);
}

TEST_CASE("a text that a ring cuts has the same pseudonym in place, and by pseudonym_of") {
    std::string const huge(65536, 'x'), longer = huge + "y", hostile{"\xff\0 hostile\n", 11};
    ct::session ring{about, watched, ct::policies<ct::pseudonymize_with<study_key>, ct::manual>};
    ct::session in_place{about, watched, ct::policies<ct::pseudonymize_with<study_key>, ct::inplace>};
    ct::emit(asked(m::step = 0, v::user_id = huge));
    ct::emit(asked(m::step = 1, v::user_id = hostile));
    ring.drain();
    for (auto const& rows : {ring.rows(asked), in_place.rows(asked)}) {
        REQUIRE(rows.size() == 2);
        CHECK(rows[0][v::user_id] == ct::pseudonym_of(study_key, huge));
        CHECK(rows[0][v::user_id] == ct::pseudonym_of(study_key, longer));
        CHECK(rows[1][v::user_id] == ct::pseudonym_of(study_key, hostile));
    }
}

namespace {

bool limit_memory(rlim_t bytes) {
    rlimit const limit{bytes, RLIM_INFINITY};
    return ::setrlimit(RLIMIT_AS, &limit) == 0;
}

/// Leaves nothing but small pieces.
bool take_all_memory() {
    if (!limit_memory(0)) return false;
    while (::operator new(std::size_t{1} << 16, std::nothrow) != nullptr) {}
    return true;
}

/// Drains rows that had nothing to hide, then as many that have, for whose pseudonyms there is no memory.
int drain_without_memory() {
    constexpr std::uint64_t rows = 8'000;
    eavesdropper const listener;
    constexpr auto policies = ct::policies<ct::pseudonymize, ct::manual, ct::ring_of<(1 << 23)>>;
    ct::session run{about, ct::watch(asked), policies, listener};
    listener.heard->reserve(10 * rows);
    auto const emit_all = [&](std::string_view user) {
        for (std::uint64_t i = 0; i != rows; ++i) ct::emit(asked(m::step = 0, v::cohort = "b", v::user_id = user));
    };
    emit_all("");
    if (run.drain() != rows) return 1;
    emit_all("raw");
    if (!take_all_memory()) return 2;
    std::size_t const handled = run.drain();
    if (!limit_memory(RLIM_INFINITY)) return 3;
    if (handled != rows) return 4;
    ct::ledger const now = run.ledger();
    if (now.total().recorded != rows || now.total().dropped(ct::drop_reason::store_failed) != rows) return 5;
    if (std::count(listener.heard->begin(), listener.heard->end(), "raw") != 0) return 6;
    emit_all("raw"); // and now there is memory again
    if (run.drain() != rows || !run.ledger().balanced() || run.ledger().total().recorded != 2 * rows) return 7;
    auto const all = run.rows(asked);
    if (std::any_of(all.begin(), all.end(), [](auto const& r) { return r[v::user_id] == "raw"; })) return 8;
    return all.back()[v::user_id]->size() == 32 ? 0 : 9;
}

} // namespace

TEST_CASE("rows for whose pseudonyms there is no memory are dropped and counted, never kept raw") {
    if (under_asan || under_tsan) SKIP("the sanitizers reserve address space of their own");
    CHECK(test::in_child(drain_without_memory) == 0);
}
