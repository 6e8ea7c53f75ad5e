// SPDX-License-Identifier: MIT
#pragma once
// Memory of columns as Apache Arrow lays it out: 64-byte aligned, padded to 64 bytes; bitmaps least significant bit
// first.

#include <atomic>
#include <cstddef>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

namespace crucible::telemetry::detail {

inline constexpr std::size_t buffer_alignment = 64;

/// Memory that is given back. (Not a std::unique_ptr: one for every type of value costs each compile more than all else
/// that is said of columns.)
class aligned_memory {
public:
    explicit aligned_memory(std::size_t bytes)
        : bytes_(bytes), begin_(::operator new(bytes, std::align_val_t{buffer_alignment})) {}
    aligned_memory(aligned_memory&& other) noexcept
        : bytes_(std::exchange(other.bytes_, 0)), begin_(std::exchange(other.begin_, nullptr)) {}
    aligned_memory& operator=(aligned_memory&&) = delete;
    ~aligned_memory() { ::operator delete(begin_, std::align_val_t{buffer_alignment}); }

    [[nodiscard]] void* begin() const { return begin_; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    std::size_t bytes_;
    void* begin_;
};

/// A fixed number of values that are not initialised.
template <class T>
class buffer {
    static_assert(std::is_trivially_destructible_v<T> && std::is_trivially_copyable_v<T>);

public:
    explicit buffer(std::size_t n)
        : memory_((n * sizeof(T) + buffer_alignment - 1) / buffer_alignment * buffer_alignment) {}

    [[nodiscard]] T& operator[](std::size_t i) { return data()[i]; }
    [[nodiscard]] T const& operator[](std::size_t i) const { return data()[i]; }
    [[nodiscard]] T* data() { return static_cast<T*>(memory_.begin()); }
    [[nodiscard]] T const* data() const { return static_cast<T const*>(memory_.begin()); }
    [[nodiscard]] std::size_t bytes() const { return memory_.bytes(); }

private:
    aligned_memory memory_;
};

/// Bits of which one thread writes new ones while others read older ones of the same byte.
class bitmap {
public:
    explicit bitmap(std::size_t n) : bytes_((n + 7) / 8) { std::memset(bytes_.data(), 0, bytes_.bytes()); }

    void put(std::size_t i, bool value) {
        std::atomic_ref<unsigned char> byte(bytes_[i / 8]);
        unsigned const others = byte.load(std::memory_order_relaxed) & ~(1U << i % 8);
        byte.store(static_cast<unsigned char>(others | unsigned{value} << i % 8), std::memory_order_relaxed);
    }
    [[nodiscard]] bool get(std::size_t i) const {
        std::atomic_ref<unsigned char> const byte(const_cast<unsigned char&>(bytes_[i / 8]));
        return (byte.load(std::memory_order_relaxed) >> i % 8 & 1U) != 0;
    }
    [[nodiscard]] unsigned char const* data() const { return bytes_.data(); }
    [[nodiscard]] std::size_t bytes() const { return bytes_.bytes(); }

private:
    buffer<unsigned char> bytes_;
};

} // namespace crucible::telemetry::detail
