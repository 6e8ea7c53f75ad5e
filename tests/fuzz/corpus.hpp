// SPDX-License-Identifier: MIT
#pragma once
// Where a fuzzer begins: with what a program would write.

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

namespace fuzz {

/// Calls `make(save)`, which calls `save(bytes)` for each example; they become files of the corpus's folder, the first
/// argument that is no option, where there is one.
template <class Make>
void fill_corpus(int count, char const* const* arguments, Make make) {
    for (int i = 1; i < count; ++i) {
        std::filesystem::path const folder = arguments[i];
        if (folder.native().starts_with('-')) continue;
        std::filesystem::create_directories(folder);
        int number = 0;
        make([&](std::span<std::byte const> example) {
            std::ofstream file(folder / ("example_" + std::to_string(number++)), std::ios::binary);
            file.write(reinterpret_cast<char const*>(example.data()), static_cast<std::streamsize>(example.size()));
        });
        return;
    }
}

} // namespace fuzz
