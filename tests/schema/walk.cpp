// SPDX-License-Identifier: MIT
#include "vocabulary.hpp"

#include <crucible/telemetry/schema/walk.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

TEST_CASE("a walk visits the measurements in declared order") {
    std::string seen;
    ct::walk<type_of<request_stop>>([&]<class Entry>(auto const& descriptor) {
        seen += descriptor.name;
        seen += Entry::optional ? "? " : " ";
        STATIC_CHECK(std::is_same_v<typename Entry::type const&, decltype(descriptor)>);
    });
    CHECK(seen == "latency ok queued? tokens? model? phase? note? ");
}

TEST_CASE("a walk hands over the descriptors themselves, with unit and help") {
    ct::walk<type_of<epoch_stop>>([&]<class Entry>(auto const& descriptor) {
        if constexpr (Entry::type::name == "loss") CHECK(&descriptor == &m::loss);
    });
}

TEST_CASE("a walk works at compile time, and through an event without measurements") {
    constexpr auto count = []<class Event>(Event const&) {
        std::size_t n = 0;
        ct::walk<Event>([&]<class>(auto const&) { ++n; });
        return n;
    };
    STATIC_CHECK(count(epoch_stop) == 3);
    STATIC_CHECK(count(train_start) == 0);
}

TEST_CASE("index_in is a descriptor's place, or the event's size") {
    STATIC_CHECK(ct::index_in<type_of<epoch_stop>, type_of<m::epoch>> == 0);
    STATIC_CHECK(ct::index_in<decltype(epoch_stop), decltype(m::accuracy)> == 2);
    STATIC_CHECK(ct::index_in<type_of<epoch_stop>, type_of<m::tokens>> == 3);
    STATIC_CHECK(ct::index_in<type_of<request_stop>, type_of<m::tokens>> == 3);
    STATIC_CHECK(ct::schema_hash<decltype(epoch_stop)> == ct::schema_hash<type_of<epoch_stop>>);
    STATIC_CHECK(ct::event_with<type_of<epoch_stop>, type_of<m::loss>>);
    STATIC_CHECK(!ct::event_with<type_of<epoch_stop>, type_of<m::model>>);
}

namespace {

namespace v {
inline constexpr ct::gauge<"x", std::int32_t> gauge{};
inline constexpr ct::counter<"x", std::int32_t> counter{};
inline constexpr ct::gauge<"x", std::uint32_t> unsigned_gauge{};
inline constexpr ct::gauge<"x", std::int64_t> wide_gauge{};
inline constexpr ct::gauge<"x", float> real_gauge{};
inline constexpr ct::gauge<"y", std::int32_t> renamed{};
inline constexpr ct::timer<"x", std::chrono::milliseconds> in_milliseconds{};
inline constexpr ct::timer<"x", std::chrono::microseconds> in_microseconds{};
} // namespace v

template <auto const&... Ms>
constexpr std::uint64_t hash_of = ct::schema_hash<ct::event<"e", Ms...>>;

} // namespace

TEST_CASE("the schema hash tells apart whatever lies differently in a row") {
    constexpr std::uint64_t hashes[]{
        ct::schema_hash<ct::event<"f", v::gauge>>, hash_of<>, hash_of<v::gauge>, hash_of<v::counter>,
        hash_of<v::unsigned_gauge>, hash_of<v::wide_gauge>, hash_of<v::real_gauge>, hash_of<v::renamed>,
        hash_of<v::in_milliseconds>, hash_of<v::in_microseconds>, hash_of<ct::optional<v::gauge>>,
        hash_of<v::gauge, v::renamed>, hash_of<v::renamed, v::gauge>};
    for (auto const& a : hashes)
        for (auto const& b : hashes) CHECK((a == b) == (&a == &b));
}

TEST_CASE("the schema hash does not depend on the program") {
    STATIC_CHECK(ct::schema_hash<ct::event<"e">> == ct::detail::hash("e"));
}
