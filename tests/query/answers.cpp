// SPDX-License-Identifier: MIT
#include "model.hpp"

#include <cmath>

using namespace query_test;

TEST_CASE("answers read as an accumulator of the same values does") {
    using statistics = ct::statistics_of<decltype(ct::count | ct::mean | ct::variance)>;
    auto const tell = []<class S>(S) -> double {
        if constexpr (std::same_as<S, ct::count_t>) return 3;
        else if constexpr (std::same_as<S, ct::mean_t>) return 2.5;
        else return std::nan("");
    };
    ct::answers<std::chrono::milliseconds, statistics> const told(tell);
    ct::accumulator<std::chrono::milliseconds, statistics> const kept{};
    static_assert(std::same_as<decltype(told[ct::count]), decltype(kept[ct::count])>);
    static_assert(std::same_as<decltype(told[ct::mean]), decltype(kept[ct::mean])>);
    static_assert(std::same_as<decltype(told[ct::variance]), decltype(kept[ct::variance])>);
    CHECK(told[ct::count] == 3);
    CHECK(told[ct::mean] == 2500us);
    CHECK(std::isnan(told[ct::variance]));
}
