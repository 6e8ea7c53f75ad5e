// SPDX-License-Identifier: MIT
#pragma once
// The value of a recorded metric: any number, exactly. Integers stay integers (2^53 + 1 too), flags stay flags.

#include <crucible/telemetry/text/number.hpp>

#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

namespace crucible::telemetry {

template <class T>
concept metric_number = std::is_arithmetic_v<T>;

/// Made of any arithmetic type without being asked. `float` and `double` are kept bit by bit but for NaN, of which
/// there is one; `long double` becomes the nearest `double`.
class metric_value {
public:
    enum class type : unsigned char {
        integer, ///< std::int64_t
        natural, ///< std::uint64_t, beyond what std::int64_t holds
        real,    ///< double
        flag,    ///< bool
    };

    constexpr metric_value() noexcept = default;

    template <metric_number T>
    constexpr metric_value(T value) noexcept { // NOLINT: implicit on purpose
        if constexpr (std::is_same_v<T, bool>) {
            type_ = type::flag;
            bits_ = value ? 1 : 0;
        } else if constexpr (std::is_floating_point_v<T>) {
            set_real(static_cast<double>(value));
        } else {
            bits_ = static_cast<std::uint64_t>(value);
            bool const beyond = std::is_unsigned_v<T> && bits_ >> 63U != 0;
            type_ = beyond ? type::natural : type::integer;
        }
    }

    [[nodiscard]] constexpr type holds() const noexcept { return type_; }

    /// Calls `f` with the value in its own type: std::int64_t, std::uint64_t, double or bool.
    template <class F>
    constexpr decltype(auto) visit(F&& f) const {
        switch (type_) {
        case type::natural: return std::forward<F>(f)(bits_);
        case type::real: return std::forward<F>(f)(std::bit_cast<double>(bits_));
        case type::flag: return std::forward<F>(f)(bits_ != 0);
        default: return std::forward<F>(f)(static_cast<std::int64_t>(bits_));
        }
    }

    /// The nearest double; flags are 0 and 1.
    [[nodiscard]] constexpr double to_double() const noexcept {
        return visit([](auto value) { return static_cast<double>(value); });
    }

    /// The integer, when it is one that fits.
    [[nodiscard]] constexpr std::optional<std::int64_t> to_integer() const noexcept {
        if (type_ != type::integer) return std::nullopt;
        return static_cast<std::int64_t>(bits_);
    }

    /// The same type and the same bits: NaN equals itself, 0.0 and -0.0 differ, and so do 1 and 1.0.
    friend constexpr bool operator==(metric_value const&, metric_value const&) noexcept = default;

private:
    constexpr void set_real(double value) noexcept {
        bool const is_nan = magnitude_of(value) == magnitude::nan;
        type_ = type::real;
        bits_ = std::bit_cast<std::uint64_t>(is_nan ? std::numeric_limits<double>::quiet_NaN() : value);
    }

    std::uint64_t bits_ = 0;
    type type_ = type::integer;
};

} // namespace crucible::telemetry
