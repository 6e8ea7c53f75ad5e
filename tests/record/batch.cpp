// SPDX-License-Identifier: MIT
#include <crucible/telemetry/record/batch.hpp>

#include <catch2/catch_test_macros.hpp>
#include <array>

namespace {

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

constexpr ct::index<"step"> step{};
constexpr ct::event<"batch.step", step> a_step{};
using step_t = std::remove_const_t<decltype(a_step)>;

std::vector<ct::row<step_t>> some_rows() {
    std::vector<ct::row<step_t>> rows;
    for (std::int64_t i = 0; i != 5; ++i) rows.push_back({a_step(step = i), ct::timestamp{std::chrono::nanoseconds{i}}, 0});
    return rows;
}

} // namespace

TEST_CASE("a batch without rows is empty") {
    CHECK(ct::batch{}.empty());
    CHECK(ct::batches{}.rows() == 0);
}

TEST_CASE("a typed batch gives the rows of an erased one") {
    auto const rows = some_rows();
    ct::batch_of<step_t> const typed{ct::batch{std::span{rows}}};
    CHECK(typed.rows().data() == rows.data());
    CHECK(typed.rows().size() == 5);
    CHECK(typed.weights().empty());
    CHECK(typed.erased().size() == 5);
}

TEST_CASE("a slice has the rows and the weights of its place") {
    auto const rows = some_rows();
    std::array const weights{1.0, 2.0, 3.0, 4.0, 5.0};
    ct::batch const part = ct::batch{std::span{rows}, weights}.slice(1, 3);
    REQUIRE(part.size() == 3);
    CHECK(part.at(0) == ct::timestamp{1ns});
    CHECK(*part.value<std::int64_t>(2, 0) == 3);
    CHECK(part.weight(0) == 2);
    CHECK(part.weights().size() == 3);
}
