// COMPILES
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

struct remote : ct::source_base {
    stored all;
    stored rows() const { return all; }
    remote take(ct::latest_rows) const { return *this; }
};

double everything(stored const& all) {
    using namespace std::chrono_literals;
    double total = 0;
    for (auto g : all | ct::where(m::accuracy > 0.6 && !m::ok && m::model != "b" && m::latency < 5ms) | ct::last(5min) |
                      ct::group_by(m::model) | ct::select(m::latency) | ct::over(ct::mean))
        total += g[ct::mean].count();
    for (auto w : all | ct::sliding(1min, 10s) | ct::select(m::accuracy) | ct::over(ct::mean)) total += w[ct::mean];
    auto const query = ct::last(3) | ct::where(m::ok) | ct::select(m::accuracy) | ct::over(ct::mean);
    remote const source{{}, all};
    total += (source | query)[ct::mean] + double(ct::explain(source, query).size());
    auto const filtered = all | ct::where(m::ok);
    for (auto const row : filtered) total += row[m::accuracy];
    for (auto const row : std::tuple{all} | ct::last(5min) | ct::where(m::model == "b")) total += *row[m::accuracy];
    if (auto const row = ct::timeline{std::tuple{all}}[0].as(m::epoch_stop)) total += (*row)[m::accuracy];
    return total + all[0][m::accuracy];
}
