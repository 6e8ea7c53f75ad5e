// COMPILES
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

double everything(stored const& all) {
    using namespace std::chrono_literals;
    double total = 0;
    for (auto g : all | ct::where(m::accuracy > 0.6 && !m::ok && m::model != "b" && m::latency < 5ms) | ct::last(5min) |
                      ct::group_by(m::model) | ct::select(m::latency) | ct::over(ct::mean))
        total += g[ct::mean].count();
    for (auto w : all | ct::sliding(1min, 10s) | ct::select(m::accuracy) | ct::over(ct::mean)) total += w[ct::mean];
    return total + all[0][m::accuracy];
}
