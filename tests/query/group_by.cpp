// SPDX-License-Identifier: MIT
#include "model.hpp"

using namespace query_test;

TEST_CASE("groups come in order of labels, with their rows in order of time") {
    auto const groups = seconds_of(7) | ct::group_by(m::model);
    REQUIRE(groups.size() == 3);
    std::vector<std::pair<std::string_view, numbers>> found;
    for (auto const& group : groups) found.emplace_back(group.label, epochs(group));
    CHECK(found == std::vector<std::pair<std::string_view, numbers>>{{"a", {0, 3, 6}}, {"b", {1, 4}}, {"c", {2, 5}}});
    CHECK(epochs(groups.at("b")) == numbers{1, 4});
    CHECK(epochs(groups.at("z")).empty());
}

TEST_CASE("enum tags, flags and indices group too") {
    auto const by_phase = seconds_of(4) | ct::group_by(m::in_phase);
    CHECK(epochs(by_phase.at(phase::validate)) == numbers{2});
    auto const by_flag = seconds_of(6) | ct::group_by(m::ok);
    CHECK(epochs(by_flag.at(false)) == numbers{4});
    CHECK((seconds_of(6) | ct::group_by(m::epoch)).size() == 6);
}

TEST_CASE("rows without the tag are in no group") {
    auto const groups = seconds_of(8) | ct::group_by(m::region);
    REQUIRE(groups.size() == 1);
    CHECK(epochs(groups[0]) == numbers{0, 1, 2, 4, 5, 6});
}

TEST_CASE("a row without the tag between two of one label, or of two, is in no group and ends none") {
    static constexpr ct::event<"q.absent", m::epoch, ct::optional<m::region>> some{};
    using some_t = std::remove_const_t<decltype(some)>;
    std::vector<ct::row<some_t>> rows;
    auto const add = [&](auto... region) {
        auto const n = static_cast<std::int64_t>(rows.size());
        rows.push_back({some(m::epoch = n, (m::region = region)...), at(std::chrono::seconds{n}), 0});
    };
    add("a"), add(), add("a"), add(), add("b"), add("a"), add();
    ct::table<some_t> table;
    table.append(std::span(rows));
    auto const groups = table.snapshot() | ct::group_by(m::region);
    REQUIRE(groups.size() == 2);
    CHECK(epochs(groups.at("a")) == numbers{0, 2, 5});
    CHECK(epochs(groups.at("b")) == numbers{4});
}

TEST_CASE("groups keep their rows alive, and are of filtered rows as well") {
    auto const group = *(seconds_of(9) | ct::where(m::epoch > 3) | ct::group_by(m::model)).begin();
    CHECK(epochs(group) == numbers{6});
    CHECK(group.label == "a");
    CHECK(group[0][m::note] == "even");
}

TEST_CASE("nothing to group") { CHECK((ct::rows<request_t>{} | ct::group_by(m::model)).size() == 0); }
