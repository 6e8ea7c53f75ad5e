// SPDX-License-Identifier: MIT
#pragma once
// A value that one thread writes and any thread reads: the writer never waits, and no reader sees half a value.

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace crucible::telemetry::detail {

/// A sequence lock over atomic words (Boehm, "Can seqlocks get along with programming language memory models?", 2012),
/// without fences, which the thread sanitizer does not know: words that are released carry the odd version before them.
/// Writing costs a copy; reading a copy, and again for as long as writings come in between.
template <class T>
    requires std::is_trivially_copyable_v<T>
class published {
public:
    published() { store(T{}); }
    published(published const&) = delete;
    published& operator=(published const&) = delete;

    /// Pre-condition: one thread at a time.
    void store(T const& value) noexcept {
        std::uint64_t const before = version_.load(std::memory_order_relaxed);
        version_.store(before + 1, std::memory_order_relaxed); // odd: being written
        words copy{};
        std::memcpy(copy.data(), &value, sizeof value);
        for (std::size_t i = 0; i != size; ++i) words_[i].store(copy[i], std::memory_order_release);
        version_.store(before + 2, std::memory_order_release);
    }

    /// The value that was stored last, whole.
    [[nodiscard]] T load() const noexcept {
        words copy;
        for (;;) {
            std::uint64_t const before = version_.load(std::memory_order_acquire);
            for (std::size_t i = 0; i != size; ++i) copy[i] = words_[i].load(std::memory_order_acquire);
            if (before % 2 == 0 && version_.load(std::memory_order_relaxed) == before) break;
        }
        alignas(T) std::array<std::byte, sizeof(T)> bytes;
        std::memcpy(bytes.data(), copy.data(), sizeof(T));
        return std::bit_cast<T>(bytes);
    }

private:
    static constexpr std::size_t size = (sizeof(T) + 7) / 8;
    using words = std::array<std::uint64_t, size>;

    std::atomic<std::uint64_t> version_{0};
    std::array<std::atomic<std::uint64_t>, size> words_{};
};

} // namespace crucible::telemetry::detail
