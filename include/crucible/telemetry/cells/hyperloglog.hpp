// SPDX-License-Identifier: MIT
#pragma once
// How many different values there are: the values' hashes while they are few, then HyperLogLog (Flajolet, Fusy,
// Gandouet, Meunier 2007), read by the estimator of Ertl (2017). 4.1 kB; merging is exact in any order.

#include <crucible/telemetry/fwd.hpp>
#include <crucible/telemetry/cells/cell.hpp>
#include <crucible/telemetry/cells/detail/hashing.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <span>

namespace crucible::telemetry::cells {

/// Exact up to 3/4 2^(Precision - 3) different values; beyond, the standard error is 1.04 / 2^(Precision / 2). What it
/// holds depends on which values were seen, not on their order or how often.
template <int Precision>
class hyperloglog {
    static_assert(Precision >= 7 && Precision <= 18);

public:
    static constexpr std::size_t exact_up_to = (std::size_t{3} << Precision) / 32;

    void operator()(double x, double /*weight*/ = 1) { add(detail::hash_of(x)); }
    void operator()(std::string_view text, double /*weight*/ = 1) { add(detail::hash_of(text)); }
    void operator()(std::span<double const> values) {
        for (double const x : values) add(detail::hash_of(x));
    }

    hyperloglog& operator+=(hyperloglog const& other) {
        if (this == &other) return *this;
        if (!other.dense_) {
            for (std::uint64_t const hash : other.words_)
                if (hash != 0) add(hash);
            return *this;
        }
        if (!dense_) become_dense();
        for (std::size_t i = 0; i != registers; ++i) raise(i, other.at(i));
        return *this;
    }

    /// How many different values; an estimate once there are more than `exact_up_to`. O(2^Precision).
    [[nodiscard]] double distinct() const { return dense_ ? estimate() : static_cast<double>(kept_); }

    friend bool operator==(hyperloglog const& a, hyperloglog const& b) {
        if (a.dense_ || b.dense_) return a.dense_ == b.dense_ && a.words_ == b.words_;
        return a.kept_ == b.kept_ && a.sorted() == b.sorted();
    }

    static constexpr serial_form<hyperloglog> form{"hyperloglog", 1, Precision};
    void write(auto& to) const {
        to.write(dense_);
        if (dense_) {
            for (std::size_t i = 0; i != registers; ++i) to.write(at(i));
            return;
        }
        to.write(std::uint64_t{kept_});
        to.write_array(std::span<std::uint64_t const>(sorted()).last(kept_));
    }
    static bool read(auto& from, hyperloglog& c) {
        bool dense = false;
        if (!from.read(dense)) return false;
        return dense ? c.read_registers(from) : c.read_hashes(from);
    }

private:
    static constexpr std::size_t registers = std::size_t{1} << Precision;
    static constexpr std::size_t places = registers / sizeof(std::uint64_t);
    static constexpr int bits = 64 - Precision;

    [[nodiscard]] unsigned char at(std::size_t i) const {
        return reinterpret_cast<unsigned char const*>(words_.data())[i];
    }
    void raise(std::size_t i, unsigned char to) {
        auto& now = reinterpret_cast<unsigned char*>(words_.data())[i];
        now = std::max(now, to);
    }

    void add(std::uint64_t hash) {
        if (dense_) count(hash);
        else keep(std::max<std::uint64_t>(hash, 1)); // 0 marks an empty place
    }

    /// The position of the first 1 among the bits that did not choose the register.
    void count(std::uint64_t hash) {
        int const zeros = std::countl_zero(hash << Precision | std::uint64_t{1} << (Precision - 1));
        raise(hash >> bits, static_cast<unsigned char>(zeros + 1));
    }

    /// Into an open-addressed table, from its hash on.
    void keep(std::uint64_t hash) {
        std::size_t i = hash >> (bits + 3);
        for (; words_[i] != 0; i = (i + 1) % places)
            if (words_[i] == hash) return;
        if (kept_ == exact_up_to) {
            become_dense();
            return count(hash);
        }
        words_[i] = hash;
        ++kept_;
    }

    void become_dense() {
        auto const hashes = words_;
        words_ = {};
        dense_ = true;
        kept_ = 0;
        for (std::uint64_t const hash : hashes)
            if (hash != 0) count(hash);
    }

    /// The hashes in order, after the zeros.
    [[nodiscard]] std::array<std::uint64_t, places> sorted() const {
        auto all = words_;
        std::sort(all.begin(), all.end());
        return all;
    }

    /// Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", algorithm 6: no bias, no ranges.
    [[nodiscard]] double estimate() const {
        std::array<unsigned, std::size_t{bits} + 2> with{}; // how many registers have a value
        for (std::size_t i = 0; i != registers; ++i) ++with[at(i)];
        constexpr double m = registers;
        double z = m * tau(1 - with[bits + 1] / m);
        for (std::size_t k = bits; k != 0; --k) z = 0.5 * (z + with[k]);
        z += m * sigma(with[0] / m);
        return 0.721347520444481703680 * m * m / z; // 1 / (2 ln 2)
    }

    /// x + sum over k of x^(2^k) 2^(k-1), for x < 1.
    static double sigma(double x) {
        double y = 1, z = x, before = 0;
        do {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        } while (z != before);
        return z;
    }

    /// (1 - x - sum over k of (1 - x^(2^-k))^2 2^-k) / 3.
    static double tau(double x) {
        if (x == 0 || x == 1) return 0;
        double y = 1, z = 1 - x, before = 0;
        do {
            x = std::sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        } while (z != before);
        return z / 3;
    }

    bool read_registers(auto& from) {
        dense_ = true;
        bool any = false;
        for (std::size_t i = 0; i != registers; ++i) {
            unsigned char value = 0;
            if (!from.read(value) || value > bits + 1) return false;
            raise(i, value);
            any = any || value != 0;
        }
        return any;
    }

    bool read_hashes(auto& from) {
        std::size_t size = 0;
        if (!from.read_size(size, sizeof(std::uint64_t)) || size > exact_up_to) return false;
        for (std::uint64_t hash = 0, before = 0; kept_ != size; before = hash) {
            if (!from.read(hash) || hash <= before) return false;
            keep(hash);
        }
        return true;
    }

    std::array<std::uint64_t, places> words_{}; // hashes, or a byte for each register
    std::size_t kept_ = 0;
    bool dense_ = false;
};

} // namespace crucible::telemetry::cells
