// SPDX-License-Identifier: MIT
#pragma once
// Memory of columns as Apache Arrow lays it out: 64-byte aligned, padded to 64 bytes; bitmaps least significant bit
// first.

#include <cstddef>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

namespace crucible::telemetry::detail {

inline constexpr std::size_t buffer_alignment = 64;

/// Memory that is given back.
class aligned_memory {
public:
    /// `bytes`, rounded up; of none, no memory.
    explicit aligned_memory(std::size_t bytes)
        : bytes_((bytes + buffer_alignment - 1) / buffer_alignment * buffer_alignment),
          begin_(bytes_ == 0 ? nullptr : ::operator new(bytes_, std::align_val_t{buffer_alignment})) {}
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
    explicit buffer(std::size_t n) : memory_(n * sizeof(T)) {}

    [[nodiscard]] T& operator[](std::size_t i) { return data()[i]; }
    [[nodiscard]] T const& operator[](std::size_t i) const { return data()[i]; }
    [[nodiscard]] T* data() { return static_cast<T*>(memory_.begin()); }
    [[nodiscard]] T const* data() const { return static_cast<T const*>(memory_.begin()); }
    [[nodiscard]] std::size_t bytes() const { return memory_.bytes(); }

private:
    aligned_memory memory_;
};

/// Bits of which one thread writes new ones while others read older ones of the same byte. (By builtins: libc++ 16 has
/// no std::atomic_ref.)
class bitmap {
public:
    explicit bitmap(std::size_t n) : bytes_((n + 7) / 8) {
        if (n != 0) std::memset(bytes_.data(), 0, bytes_.bytes());
    }

    void put(std::size_t i, bool value) {
        unsigned char& byte = bytes_[i / 8];
        unsigned const others = __atomic_load_n(&byte, __ATOMIC_RELAXED) & ~(1U << i % 8);
        __atomic_store_n(&byte, static_cast<unsigned char>(others | unsigned{value} << i % 8), __ATOMIC_RELAXED);
    }
    [[nodiscard]] bool get(std::size_t i) const {
        return (__atomic_load_n(&bytes_[i / 8], __ATOMIC_RELAXED) >> i % 8 & 1U) != 0;
    }
    [[nodiscard]] unsigned char const* data() const { return bytes_.data(); }
    [[nodiscard]] std::size_t bytes() const { return bytes_.bytes(); }

private:
    buffer<unsigned char> bytes_;
};

} // namespace crucible::telemetry::detail
