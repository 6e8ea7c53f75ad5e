// SPDX-License-Identifier: MIT
// Apart, because the catalog's events take the compiler a while.
#if __has_include(<nlohmann/json.hpp>)
#include "golden/stream.hpp"

auto golden::read_stream(std::string const& experiment, std::size_t most) -> stream {
    stream made;
    std::string const name = "events_" + experiment.substr(experiment.rfind('-') + 1) + ".jsonl";
    if (!std::filesystem::exists(folder() + "/" + name)) return made;
    made.run.describe({.id = experiment, .about = {.name = experiment}});
    for (json& line : read_lines(name)) {
        if (made.events.size() == most) break;
        made.events.emplace_back(std::move(line));
        with_row(made.events.back(), [&](auto const& row) { made.run.append(row); });
    }
    return made;
}

#endif
