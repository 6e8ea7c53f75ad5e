// SPDX-License-Identifier: MIT
#pragma once
// A value that one thread writes and any thread reads: the writer never waits, and no reader sees half a value.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <type_traits>

namespace crucible::telemetry::detail {

/// Two copies, written in turn under a count, over atomic words (after Boehm, "Can seqlocks get along with programming
/// language memory models?", 2012), without fences, which the thread sanitizer does not know: words that are released
/// carry the count before them. Writing costs a copy; reading a copy, and again only if two writings began meanwhile: a
/// writer that was interrupted within one, even for good, leaves the last whole value to be read.
template <class T>
class published {
public:
    static constexpr bool waits = false;

    published() { store(T{}); }
    published(published const&) = delete;
    published& operator=(published const&) = delete;

    /// Pre-condition: one thread at a time.
    void store(T const& value) noexcept {
        std::uint64_t const n = begun_.load(std::memory_order_relaxed) + 1;
        begun_.store(n, std::memory_order_relaxed);
        auto const* const from = reinterpret_cast<unsigned char const*>(&value);
        words& to = copies_[n % 2];
        for (std::size_t i = 0; i != whole_words; ++i) put(to[i], from + i * 8, 8);
        if constexpr (size != whole_words) put(to[whole_words], from + whole_words * 8, sizeof(T) % 8);
        done_.store(n, std::memory_order_release);
    }

    /// The value that was stored last, whole.
    [[nodiscard]] T load() const noexcept {
        std::array<std::uint64_t, size> copy;
        for (;;) {
            std::uint64_t const n = done_.load(std::memory_order_acquire);
            words const& from = copies_[n % 2];
            for (std::size_t i = 0; i != size; ++i) copy[i] = from[i].load(std::memory_order_acquire);
            if (begun_.load(std::memory_order_relaxed) <= n + 1) break; // else this copy is being written again
        }
        T value{};
        std::memcpy(static_cast<void*>(&value), copy.data(), sizeof(T));
        return value;
    }

private:
    static constexpr std::size_t whole_words = sizeof(T) / 8;
    static constexpr std::size_t size = (sizeof(T) + 7) / 8;
    using words = std::array<std::atomic<std::uint64_t>, size>;

    static void put(std::atomic<std::uint64_t>& to, unsigned char const* from, std::size_t bytes) noexcept {
        std::uint64_t word = 0;
        std::memcpy(&word, from, bytes);
        to.store(word, std::memory_order_release);
    }

    std::atomic<std::uint64_t> begun_{0}, done_{0};
    std::array<words, 2> copies_{};
};

/// A value that is more than its bytes cannot be read while it is written: both sides take a lock for a copy.
template <class T>
    requires(!std::is_trivially_copyable_v<T>)
class published<T> {
public:
    static constexpr bool waits = true;

    published() = default;
    published(published const&) = delete;
    published& operator=(published const&) = delete;

    void store(T const& value) {
        std::lock_guard const lock{mutex_};
        value_ = value;
    }

    [[nodiscard]] T load() const {
        std::lock_guard const lock{mutex_};
        return value_;
    }

private:
    mutable std::mutex mutex_;
    T value_{};
};

/// The same for one thread alone.
template <class T>
class unshared {
public:
    void store(T const& value) { value_ = value; }
    [[nodiscard]] T load() const { return value_; }

private:
    T value_{};
};

} // namespace crucible::telemetry::detail
