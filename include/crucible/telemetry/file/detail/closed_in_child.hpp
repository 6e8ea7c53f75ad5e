// SPDX-License-Identifier: MIT
#pragma once
// Descriptors that a forked child closes at once. The lock on a file is that of its open description, which a child
// shares: a worker of a data loader that outlives a killed trainer would else keep the trainer's file locked.

#include <crucible/telemetry/core/detail/at_fork.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <sys/stat.h>
#include <unistd.h>

namespace crucible::telemetry::detail {

/// Of this process; one in each shared library that hides its symbols. A bit stands for a descriptor from before its
/// lock is taken until before it is closed, so that a child never closes what is somebody else's. Beyond the bits, and
/// where a process is forked past the handlers of pthread_atfork, children keep the descriptor open.
class closed_in_child {
public:
    static void add(int descriptor) noexcept {
        (void)forks_are_watched; // named, so that it is there
        if (!has_bit(descriptor)) return;
        word_of(descriptor).fetch_or(bit_of(descriptor), std::memory_order_relaxed);
    }
    static void remove(int descriptor) noexcept {
        if (has_bit(descriptor)) word_of(descriptor).fetch_and(~bit_of(descriptor), std::memory_order_relaxed);
    }

    /// Whether one of them is open on this file.
    [[nodiscard]] static bool has(dev_t device, ino_t inode) noexcept {
        bool found = false;
        for_each([&](int descriptor) {
            struct stat of {};
            found |= ::fstat(descriptor, &of) == 0 && of.st_dev == device && of.st_ino == inode;
        });
        return found;
    }

private:
    static constexpr int most = 8192;
    static constexpr int bits = 64;

    static bool has_bit(int descriptor) noexcept { return descriptor >= 0 && descriptor < most; }
    static std::atomic<std::uint64_t>& word_of(int descriptor) noexcept {
        return open_[static_cast<std::size_t>(descriptor / bits)];
    }
    static std::uint64_t bit_of(int descriptor) noexcept { return std::uint64_t{1} << (descriptor % bits); }

    template <class F>
    static void for_each(F f) noexcept {
        for (int first = 0; first != most; first += bits)
            for (std::uint64_t left = word_of(first).load(std::memory_order_relaxed); left != 0; left &= left - 1)
                f(first + __builtin_ctzll(left));
    }

    static void close_all() noexcept {
        for_each([](int descriptor) { ::close(descriptor); });
        for (auto& each : open_) each.store(0, std::memory_order_relaxed);
    }

    inline static std::array<std::atomic<std::uint64_t>, most / bits> open_{};
    inline static at_fork const forks_are_watched{nullptr, nullptr, &close_all};
};

} // namespace crucible::telemetry::detail
