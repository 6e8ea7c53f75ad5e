// SPDX-License-Identifier: MIT
// What can be archived, and what reads like rows. Asserted here: in the headers it would cost every compile.
#include <crucible/telemetry/archive.hpp>
#include <crucible/telemetry/session/session.hpp>

#include <type_traits>

namespace ct = crucible::telemetry;

using run = ct::recording<ct::event<"e">>;
static_assert(ct::archivable<run>);
static_assert(ct::archivable<ct::session<ct::experiment, decltype(ct::watch(ct::event<"e">{}))>>);
static_assert(!ct::archivable<ct::ledger> && !ct::archivable<std::vector<run>>);
static_assert(std::is_nothrow_move_constructible_v<run> && !std::is_copy_constructible_v<run>);
static_assert(std::is_move_constructible_v<ct::imported<ct::event<"e">>>);
static_assert(std::is_base_of_v<std::vector<run>, ct::archived<ct::event<"e">>>);
static_assert(!std::is_copy_constructible_v<ct::json_reader>);
static_assert(ct::exportable_rows<decltype(std::declval<run>().rows(ct::event<"e">{}))>);
