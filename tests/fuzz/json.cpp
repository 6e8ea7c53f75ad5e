// SPDX-License-Identifier: MIT
// Text that nobody wrote, read as JSON and as the lines of an archive: whatever it is, the readers stay within it.
#include "text/json_members.hpp"
#include "fuzz/corpus.hpp"

#include <crucible/telemetry/archive/detail/archive_lines.hpp>

#include <cstdlib>

namespace {

namespace ct = crucible::telemetry;

constexpr std::string_view lines[]{
    R"({"experiment":"a\"1","event":"train.batch.stop","time":"2026-11-23T09:30:00.000000001Z","thread":0,"loss":0.25})",
    R"({"a":[1,-2.5,3e7,0.125E-2,{"b":null,"c":[true,false]},[]],"d":{},"e":"\u00e4\ud83d\ude42\n\\","f":-0.0})",
    R"({"id":"0000000000000001","name":"n","tags":["a","b"],"metadata":[["k","v"]],"started":"2026-11-23T09:30:00Z","pause_count":1})",
    R"({"deep":[[[[[[{"x":[{"y":"z"}]}]]]]]],"s":"","n":9007199254740993,"u":"NaN"})"};

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    fuzz::fill_corpus(*count, *arguments, [](auto save) {
        for (std::string_view const line : lines) save(std::as_bytes(std::span(line)));
    });
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    ct::json_reader strict{text, {.on_ill_formed = ct::ill_formed::refuse}};
    bool const is_json = strict.skip() && strict.at_end();
    if (strict.position() > size || strict.failed() == is_json) std::abort();
    ct::json_reader members{text, {.on_ill_formed = ct::ill_formed::refuse}};
    if (test::read_members(members) && members.at_end() != is_json) std::abort(); // however it is read
    ct::json_reader line{text, {}};
    ct::experiment_info info;
    if (line.begin_object()) (void)ct::detail::read_experiment(line, info);
    return 0;
}
