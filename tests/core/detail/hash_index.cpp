// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/hash_index.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

using crucible::telemetry::detail::hash_index;

namespace {

constexpr int none = -1;

/// Numbers of names, under a hash of the test's choice.
struct names {
    std::vector<std::string> all{};
    std::uint64_t (*hash)(std::string const&);
    hash_index<int, none> index{};

    [[nodiscard]] int find(std::string const& name) const {
        return index.find(hash(name), [&](int i) { return all[static_cast<std::size_t>(i)] == name; });
    }
    void add(std::string const& name) {
        all.push_back(name);
        index.insert(static_cast<int>(all.size()) - 1, [&](int i) { return hash(all[static_cast<std::size_t>(i)]); });
    }
};

std::uint64_t spread(std::string const& name) { return std::hash<std::string>{}(name); }
std::uint64_t all_the_same(std::string const&) { return ~std::uint64_t{0}; }

} // namespace

TEST_CASE("entries are found by their hash, whatever it is") {
    for (auto const hash : {&spread, &all_the_same}) {
        names some{.hash = hash};
        CHECK(some.find("0") == none);
        CHECK(some.index.bytes() == 0);
        for (int i = 0; i != 500; ++i) {
            REQUIRE(some.find(std::to_string(i)) == none);
            some.add(std::to_string(i));
            REQUIRE(some.find(std::to_string(i)) == i);
        }
        for (int i = 0; i != 500; ++i) CHECK(some.find(std::to_string(i)) == i);
        CHECK(some.find("500") == none);
        CHECK(some.index.size() == 500);
        CHECK(some.index.bytes() == 1024 * sizeof(int)); // never more than half full
    }
}
