// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/owner.hpp>

#include <catch2/catch_test_macros.hpp>
#include <thread>
#include <type_traits>
#include <vector>

namespace {

using namespace crucible::telemetry::detail;

struct counted_base : owned<counted_base> {
    explicit counted_base(int& to) : living(&to) { ++*living; }
    virtual ~counted_base() { --*living; }
    int* living;
};
struct counted : counted_base {
    using counted_base::counted_base;
};

TEST_CASE("what is owned lives as long as one of its owners") {
    int living = 0;
    {
        owner<counted> first{new counted(living)};
        owner<counted> second = first;
        CHECK(first == second);
        first = owner<counted>{};
        CHECK_FALSE(first);
        CHECK(living == 1);
        owner<counted> const third = std::move(second);
        CHECK(living == 1);
        CHECK(third->living == &living);
    }
    CHECK(living == 0);
}

TEST_CASE("an owner of what a base refers to deletes the whole") {
    int living = 0;
    { owner<counted_base> const only{new counted(living)}; }
    CHECK(living == 0);
}

TEST_CASE("who looks for an object that is about to be deleted gets none") {
    struct looking : owned<looking> {
        explicit looking(bool& to) : found(&to) {}
        ~looking() { *found = bool{owner<looking>::of_owned(*this)}; }
        bool* found;
    };
    bool found = true;
    { owner<looking> const only{new looking(found)}; }
    CHECK_FALSE(found);
}

TEST_CASE("an owner is found while there is one") {
    int living = 0;
    owner<counted> first{new counted(living)};
    owner<counted> const second = owner<counted>::of_owned(*first);
    CHECK(second == first);
    first = {};
    CHECK(living == 1);
}

TEST_CASE("owners come and go in several threads, and the last one deletes") {
    int living = 0;
    owner<counted> first{new counted(living)};
    std::vector<std::thread> threads;
    for (int t = 0; t != 4; ++t)
        threads.emplace_back([mine = first] {
            for (int i = 0; i != 10'000; ++i) owner<counted> const another = mine;
        });
    first = {};
    for (std::thread& each : threads) each.join();
    threads.clear();
    CHECK(living == 0);
}

TEST_CASE("a sole owner gives up what it releases, and deletes what it does not") {
    int living = 0;
    counted* kept = nullptr;
    {
        sole_owner one{new counted(living)};
        sole_owner two{new counted(living)};
        sole_owner const moved = std::move(two);
        CHECK(moved->living == &living);
        kept = one.release();
        CHECK(living == 2);
    }
    CHECK(living == 1);
    delete kept;
    STATIC_CHECK_FALSE(std::is_copy_constructible_v<sole_owner<int>>);
}

} // namespace
