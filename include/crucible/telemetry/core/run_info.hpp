// SPDX-License-Identifier: MIT
#pragma once
// What a sink is told about the run whose rows it gets, and of which events they will be.

#include <crucible/telemetry/core/clock.hpp>

#include <string>
#include <utility>
#include <vector>

namespace crucible::telemetry {

/// Identity of one run of an experiment.
struct run_info {
    std::string id{};
    std::string name{};
    std::string hypothesis{};
    std::string condition{};
    std::vector<std::string> tags{};
    std::vector<std::pair<std::string, std::string>> metadata{};
    std::uint64_t sample_size = 0; ///< rows that it is to record; 0: as many as come
    timestamp started{};
    bool weighted = false; ///< rows stand for more than themselves: the session has a sampler
};

/// The events whose rows will come.
template <class... Events>
struct event_list {};

} // namespace crucible::telemetry
