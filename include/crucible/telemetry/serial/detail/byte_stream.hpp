// SPDX-License-Identifier: MIT
#pragma once
// Numbers to bytes and back, little-endian on every machine. The reader checks every length before it looks or
// allocates, and never throws.

#include <crucible/telemetry/core/clock.hpp>

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

namespace crucible::telemetry {

/// A number with a form in bytes: whole numbers of 1, 2, 4 or 8 bytes, float, double, and bool as one byte, 0 or 1.
template <class T>
concept byte_number = std::is_arithmetic_v<T> && sizeof(T) <= 8;

/// A number of a list.
template <class T>
concept byte_element = byte_number<T> && !std::same_as<T, bool>;

namespace detail {

template <std::size_t Size>
using unsigned_of = std::conditional_t<
    Size == 1, std::uint8_t,
    std::conditional_t<Size == 2, std::uint16_t, std::conditional_t<Size == 4, std::uint32_t, std::uint64_t>>>;

/// Whether numbers are in memory what they are in bytes.
inline constexpr bool same_in_memory = std::endian::native == std::endian::little;

template <byte_number T>
[[nodiscard]] constexpr std::array<std::byte, sizeof(T)> to_little_endian(T value) {
    auto const bits = std::bit_cast<unsigned_of<sizeof(T)>>(value);
    std::array<std::byte, sizeof(T)> data{};
    for (std::size_t i = 0; i != sizeof(T); ++i) data[i] = static_cast<std::byte>((bits >> (8 * i)) & 0xff);
    return data;
}

/// Pre-condition: `data` is as long as T, and for a bool 0 or 1.
template <byte_number T>
[[nodiscard]] constexpr T from_little_endian(std::span<std::byte const> data) {
    using bits_type = unsigned_of<sizeof(T)>;
    bits_type bits = 0;
    for (std::size_t i = 0; i != sizeof(T); ++i)
        bits = static_cast<bits_type>(bits | static_cast<bits_type>(std::to_integer<bits_type>(data[i]) << (8 * i)));
    return std::bit_cast<T>(bits);
}

} // namespace detail

/// Appends to a vector. May throw std::bad_alloc.
class byte_writer {
public:
    explicit byte_writer(std::vector<std::byte>& to) : to_(&to) {}

    /// Numbers and time stamps (nanoseconds since the epoch, 8 bytes), one after the other.
    template <class... T>
    void write(T const&... values) {
        (put(values), ...);
    }

    /// Numbers of an array, without its length.
    template <byte_element T>
    void write_array(std::span<T const> values) {
        if constexpr (detail::same_in_memory) write_bytes(std::as_bytes(values));
        else
            for (T const value : values) put(value);
    }

    /// How many there are, in 8 bytes, then their numbers: what `read_vector` reads.
    template <byte_element T>
    void write_vector(std::vector<T> const& values) {
        put(std::uint64_t{values.size()});
        write_array(std::span<T const>(values));
    }

    /// Bytes as they are.
    void write_bytes(std::span<std::byte const> data) {
        if (data.empty()) return;
        to_->resize(to_->size() + data.size());
        std::memcpy(to_->data() + (to_->size() - data.size()), data.data(), data.size());
    }

private:
    template <byte_number T>
    void put(T value) {
        write_bytes(detail::to_little_endian(value));
    }
    void put(timestamp at) { put(std::int64_t{at.time_since_epoch().count()}); }

    std::vector<std::byte>* to_;
};

/// Reads what a byte_writer wrote. Every read says whether there was enough; after one that says no, all do.
class byte_reader {
public:
    explicit byte_reader(std::span<std::byte const> from, std::uint16_t form_version = 0)
        : left_(from), version_(form_version) {}

    /// Numbers and time stamps. False when there are too few bytes, or when a bool is neither 0 nor 1.
    template <class... T>
    [[nodiscard]] bool read(T&... values) {
        return (get(values) && ...);
    }

    /// As many numbers as `values` has places.
    template <byte_element T>
    [[nodiscard]] bool read_array(std::span<T> values) {
        if (values.size() > left_.size() / sizeof(T)) return fail();
        if constexpr (detail::same_in_memory) {
            if (!values.empty()) std::memcpy(values.data(), left_.data(), values.size_bytes());
            left_ = left_.subspan(values.size_bytes());
        } else {
            for (T& value : values)
                if (!get(value)) return false;
        }
        return true;
    }

    /// A length, then as many numbers. Allocates nothing for a length that the bytes cannot hold.
    template <byte_element T>
    [[nodiscard]] bool read_vector(std::vector<T>& values) {
        std::size_t size = 0;
        if (!read_size(size, sizeof(T))) return false;
        values.resize(size);
        return read_array(std::span<T>(values));
    }

    /// A length (8 bytes) of a list whose elements take `each` bytes at least: false when so many cannot follow.
    [[nodiscard]] bool read_size(std::size_t& size, std::size_t each) {
        std::uint64_t said = 0;
        if (!get(said)) return false;
        if (said > left_.size() / each) return fail();
        size = static_cast<std::size_t>(said);
        return true;
    }

    /// The next bytes, as they are.
    [[nodiscard]] bool read_bytes(std::span<std::byte const>& data, std::size_t size) {
        if (size > left_.size()) return fail();
        data = left_.first(size);
        left_ = left_.subspan(size);
        return true;
    }

    /// How many bytes are left.
    [[nodiscard]] std::size_t left() const { return left_.size(); }

    /// The version of the form that is read: a cell reads those before its own, too.
    [[nodiscard]] std::uint16_t version() const { return version_; }

private:
    bool fail() {
        left_ = {};
        return false;
    }

    template <byte_number T>
    bool get(T& value) {
        if (left_.size() < sizeof(T)) return fail();
        auto const data = left_.first(sizeof(T));
        if constexpr (std::same_as<T, bool>)
            if (std::to_integer<unsigned>(data[0]) > 1) return fail();
        value = detail::from_little_endian<T>(data);
        left_ = left_.subspan(sizeof(T));
        return true;
    }

    bool get(timestamp& at) {
        std::int64_t count_since_epoch = 0;
        if (!get(count_since_epoch)) return false;
        at = timestamp{std::chrono::nanoseconds{count_since_epoch}};
        return true;
    }

    std::span<std::byte const> left_;
    std::uint16_t version_;
};

} // namespace crucible::telemetry
