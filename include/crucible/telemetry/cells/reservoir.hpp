// SPDX-License-Identifier: MIT
#pragma once
// A sample of rows without replacement, drawn while they pass: a row of weight w enters with a key of rate w, and the
// least keys stay (Efraimidis, Spirakis 2006), jumping over the rows that cannot (Li 1994). 16 bytes for each kept.

#include <crucible/telemetry/fwd.hpp>
#include <crucible/telemetry/cells/cell.hpp>
#include <crucible/telemetry/cells/detail/randomness.hpp>
#include <crucible/telemetry/cells/detail/simd.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <span>

namespace crucible::telemetry::cells {

/// Every row up to `Size`; then, of rows of weight 1, each with the same probability. A merged sample is one of the
/// rows of both. The keys follow from the seed and the rows: equal rows in equal order give equal samples.
template <std::size_t Size>
class reservoir {
    static_assert(Size >= 1 && Size <= 65535);

public:
    reservoir() = default;
    explicit reservoir(std::uint64_t seed) : random_(seed) {}

    void operator()(double x) {
        if (skip_ != 0) --skip_;
        else enter(x);
    }

    /// A row whose weight is not 1 is drawn for by itself; what was to be skipped is drawn anew, which as the keys
    /// have no memory changes no probability.
    void operator()(double x, double weight) {
        if (weight == 1) return (*this)(x);
        random_.stir(x);
        if (double const key = random_.exponential() / weight; key < bound()) put({key, x});
        jump();
    }

    void operator()(std::span<double const> values) {
        while (skip_ < values.size()) {
            auto const at = static_cast<std::size_t>(skip_);
            skip_ = 0;
            enter(values[at]);
            values = values.subspan(at + 1);
        }
        skip_ -= values.size();
    }

    reservoir& operator+=(reservoir const& other) {
        if (other.size_ == 0) return *this;
        if (size_ == 0) return *this = other;
        if (this == &other) return *this += reservoir(other);
        for (keyed const& k : other.all())
            if (k.key < bound()) put(k);
        random_.stir(other.random_.state());
        jump();
        return *this;
    }

    [[nodiscard]] std::size_t size() const { return size_; }

    /// The sampled values in ascending order; beyond `size()` there are none.
    [[nodiscard]] std::array<double, Size> values() const {
        std::array<double, Size> kept{};
        std::size_t n = 0;
        for (keyed const& k : all()) kept[n++] = k.value;
        std::sort(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(n));
        return kept;
    }

    friend bool operator==(reservoir const& a, reservoir const& b) {
        return a.random_ == b.random_ && a.skip_ == b.skip_ &&
               std::equal(a.all().begin(), a.all().end(), b.all().begin(), b.all().end());
    }

    static constexpr serial_form<reservoir> form{"reservoir", 1, Size};
    void write(auto& to) const {
        to.write(random_.state(), skip_, std::uint64_t{size_});
        for (keyed const& k : all()) to.write(k.key, k.value);
    }
    static bool read(auto& from, reservoir& c) {
        std::uint64_t seed = 0;
        if (!from.read(seed, c.skip_) || !from.read_size(c.size_, sizeof(keyed)) || c.size_ > Size) return false;
        c.random_ = detail::randomness(seed);
        using telemetry::detail::is_finite;
        for (keyed& k : std::span(c.heap_).first(c.size_))
            if (!from.read(k.key, k.value) || !(k.key >= 0) || !is_finite(k.key) || !is_finite(k.value)) return false;
        return std::is_heap(c.all().begin(), c.all().end()) && (c.skip_ == 0 || c.size_ == Size);
    }

private:
    struct keyed {
        double key;
        double value;
        friend bool operator==(keyed const&, keyed const&) = default;
        friend bool operator<(keyed const& a, keyed const& b) {
            return a.key < b.key || (a.key == b.key && a.value < b.value);
        }
    };

    [[nodiscard]] std::span<keyed const> all() const { return std::span(heap_).first(size_); }

    /// A key must be below this to enter.
    [[nodiscard]] double bound() const {
        return size_ == Size ? heap_.front().key : std::numeric_limits<double>::infinity();
    }

    /// Takes a row of weight 1 that is known to enter: its key is below the bound.
    void enter(double x) {
        random_.stir(x);
        double const share = size_ == Size ? -std::expm1(-bound()) : 1;
        put({-std::log1p(-random_.unit() * share), x});
        jump();
    }

    void put(keyed next) {
        if (size_ == Size) {
            std::pop_heap(heap_.begin(), heap_.end());
            --size_;
        }
        heap_[size_++] = next;
        std::push_heap(heap_.begin(), heap_.begin() + static_cast<std::ptrdiff_t>(size_));
    }

    /// Draws how many rows of weight 1 cannot enter.
    void jump() {
        if (size_ != Size) return;
        double const rows = random_.exponential() / bound();
        skip_ = rows < 0x1p62 ? static_cast<std::uint64_t>(rows) : std::uint64_t{1} << 62;
    }

    std::array<keyed, Size> heap_{}; // the greatest key first
    detail::randomness random_{0x72657376};
    std::uint64_t skip_ = 0;
    std::size_t size_ = 0;
};

} // namespace crucible::telemetry::cells
