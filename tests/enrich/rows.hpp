// SPDX-License-Identifier: MIT
#pragma once
// Reading a derived measurement from every type of row.

#include <crucible/telemetry/enrich.hpp>
#include <crucible/telemetry/record/row.hpp>
#include <crucible/telemetry/store/columnar.hpp>

#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;
namespace v = crucible::telemetry::vocabulary;
using namespace std::chrono_literals;

/// Its value on the record, which a row and a stored row must have too.
template <class D, class Event>
auto value_of(D const& derived, ct::record<Event> const& values) {
    auto const value = values[derived];
    ct::row<Event> const row{values};
    CHECK(row[derived] == value);
    ct::table<Event> table;
    table.append(std::span{&row, 1});
    ct::rows<Event> const stored = table.snapshot();
    CHECK(stored[0][derived] == value);
    return value;
}
