// SPDX-License-Identifier: MIT
#include "model.hpp"

#include <cmath>

using namespace query_test;

namespace {

/// Which of the rows 0 to 9 are kept.
template <class P>
numbers kept(P const& p) {
    return epochs(seconds_of(10) | ct::where(p));
}

} // namespace

TEST_CASE("numbers compare from both sides") {
    CHECK(kept(m::epoch == 3) == numbers{3});
    CHECK(kept(m::epoch != 3).size() == 9);
    CHECK(kept(m::epoch < 2) == numbers{0, 1});
    CHECK(kept(m::epoch <= 2) == numbers{0, 1, 2});
    CHECK(kept(m::epoch > 8) == numbers{9});
    CHECK(kept(m::epoch >= 8) == numbers{8, 9});
    CHECK(kept(3 == m::epoch) == numbers{3});
    CHECK(kept(3 != m::epoch).size() == 9);
    CHECK(kept(8 < m::epoch) == numbers{9});
    CHECK(kept(8 <= m::epoch) == numbers{8, 9});
    CHECK(kept(2 > m::epoch) == numbers{0, 1});
    CHECK(kept(2 >= m::epoch) == numbers{0, 1, 2});
    CHECK(kept(m::loss > 0.75) == numbers{8, 9});
    CHECK(kept(m::loss > 0) == numbers{1, 2, 3, 4, 5, 6, 7, 8, 9});
    CHECK(kept(m::epoch > 8U) == numbers{9});
    CHECK(kept(m::epoch > 7.5) == numbers{8, 9});
    CHECK(kept(m::tokens > -1) == numbers{0, 2, 4, 6, 8});
}

TEST_CASE("timers compare with durations of any unit") {
    CHECK(kept(m::latency > 7ms) == numbers{8, 9});
    CHECK(kept(m::latency <= 1000us) == numbers{0, 1});
    CHECK(kept(m::latency < std::chrono::duration<double>(0.0015)) == numbers{0, 1});
}

TEST_CASE("flags are conditions by themselves") {
    CHECK(kept(m::ok == false) == numbers{4, 9});
    CHECK(kept(m::ok != true) == numbers{4, 9});
    CHECK(kept(!m::ok) == numbers{4, 9});
    CHECK(kept(m::ok).size() == 8);
    CHECK(kept(m::ok && m::epoch > 7) == numbers{8});
    CHECK(kept(m::epoch > 7 || !m::ok) == numbers{4, 8, 9});
}

TEST_CASE("tags and texts compare with text, enum tags also with their enumerators") {
    CHECK(kept(m::model == "b") == numbers{1, 4, 7});
    CHECK(kept(m::model == std::string("b")) == numbers{1, 4, 7});
    CHECK(kept(m::model > "b") == numbers{2, 5, 8});
    CHECK(kept(m::note == std::string_view("odd") && m::model == "a") == numbers{3, 9});
    CHECK(kept(m::in_phase == phase::validate) == numbers{2, 5, 8});
    CHECK(kept(m::in_phase == "validate") == numbers{2, 5, 8});
    CHECK(kept("validate" == m::in_phase) == numbers{2, 5, 8});
    CHECK(kept(m::in_phase < "u").size() == 7);
    CHECK(kept(m::in_phase >= phase::validate) == numbers{2, 5, 8});
    auto const made_from_a_temporary = m::model == std::string("a model name that is not small").substr(2, 1);
    CHECK(kept(made_from_a_temporary).empty());
}

TEST_CASE("a missing value satisfies neither a comparison nor its contrary") {
    CHECK(kept(m::tokens >= 0) == numbers{0, 2, 4, 6, 8});
    CHECK(kept(!(m::tokens >= 0)).empty());
    CHECK(kept(m::tokens != 20) == numbers{0, 4, 6, 8});
    CHECK(kept(m::tokens == 20 || m::epoch == 1) == numbers{1, 2});
    CHECK(kept(m::tokens >= 0 && m::epoch < 3) == numbers{0, 2});
    CHECK(kept(!(m::tokens >= 0 && m::epoch < 3)) == numbers{3, 4, 5, 6, 7, 8, 9}); // known to be false for 3, 5, 7, 9
    CHECK(kept(!(m::tokens >= 0 || m::epoch < 3)).empty());
    CHECK(kept(ct::given(m::tokens)) == numbers{0, 2, 4, 6, 8});
    CHECK(kept(!ct::given(m::tokens)) == numbers{1, 3, 5, 7, 9});
    CHECK(kept(ct::given(m::loss)).size() == 10);
}

TEST_CASE("NaN is unequal to everything and nothing else") {
    ct::table<request_t> table;
    std::vector<ct::row<request_t>> rows{make(0, 0s), make(1, 1s)};
    rows[1].values[m::loss] = std::nan("");
    table.append(std::span(rows));
    auto const stored = table.snapshot();
    CHECK(epochs(stored | ct::where(m::loss != 5)) == numbers{0, 1});
    CHECK(epochs(stored | ct::where(m::loss <= 5)) == numbers{0});
    CHECK(epochs(stored | ct::where(m::loss >= 5)).empty());
    CHECK(epochs(stored | ct::where(!(m::loss <= 5))) == numbers{1});
}

TEST_CASE("any function of the row is a condition") {
    CHECK(kept([](auto const& row) { return row[m::epoch] % 4 == 1; }) == numbers{1, 5, 9});
}

TEST_CASE("predicates work on rows that are not stored") {
    std::vector<ct::row<request_t>> rows{make(0, 0s), make(1, 1s), make(2, 2s)};
    CHECK(epochs(rows | ct::where(m::epoch > 0) | ct::last(1)) == numbers{2});
}
