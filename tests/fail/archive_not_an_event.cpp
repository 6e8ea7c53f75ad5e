// EXPECT: static assertion failed.*name events, or registries, categories, catalogs or a ct::event_list of them
// EXPECT: neither_event_nor_list<.*descriptor<
#include <crucible/telemetry/archive.hpp>

namespace ct = crucible::telemetry;
inline constexpr ct::gauge<"loss"> loss{};

auto work() { return ct::read_jsonl<loss>("run.jsonl"); }
