// SPDX-License-Identifier: MIT
#include "schema/vocabulary.hpp"

#include <crucible/telemetry/record/any_row.hpp>
#include <crucible/telemetry/record/row.hpp>

namespace {

struct read_back {
    using event_type = type_of<epoch_stop>;
    ct::timestamp at{};
    std::uint32_t thread = 0;
};
struct without_thread {
    using event_type = type_of<epoch_stop>;
    ct::timestamp at{};
};
struct of_no_event {
    using event_type = int;
    ct::timestamp at{};
    std::uint32_t thread = 0;
};

} // namespace

static_assert(ct::any_row<ct::row<type_of<epoch_stop>>> && ct::any_row<ct::row<type_of<epoch_stop>> const&>);
static_assert(ct::any_row<read_back>);
static_assert(!ct::any_row<without_thread> && !ct::any_row<of_no_event> && !ct::any_row<int>);
