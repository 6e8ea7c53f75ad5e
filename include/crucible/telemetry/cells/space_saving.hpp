// SPDX-License-Identifier: MIT
#pragma once
// Which values are the most frequent: as many counters as fit, of which the least goes to a value that has none
// (Space-Saving; Metwally, Agrawal, El Abbadi 2005). 5 kB; every count comes with a bound on its error.

#include <crucible/telemetry/fwd.hpp>
#include <crucible/telemetry/cells/cell.hpp>
#include <crucible/telemetry/cells/detail/hashing.hpp>
#include <crucible/telemetry/cells/detail/short_text.hpp>
#include <crucible/telemetry/cells/detail/simd.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <utility>

namespace crucible::telemetry::cells {

/// A frequent value: a tag's text, or a number.
struct frequent {
    double rows = 0; ///< as counted: no less than there were
    double over = 0; ///< how many of them, at most, were of other values
    double number = 0;
    detail::short_text<39> beginning{}; ///< of the tag

    [[nodiscard]] std::string_view text() const { return beginning.view(); }

    friend bool operator==(frequent const&, frequent const&) = default;
};

/// Exact while there are no more than `Counters` values. Then rows - over <= true rows <= rows for each value that
/// has a counter, and no other value has more rows than the least counter, which is W / Counters at most in one
/// stream.
template <std::size_t Counters>
class space_saving {
    static_assert(Counters >= 2 && Counters <= 16384);

public:
    void operator()(double x, double weight = 1) {
        if (auto const hash = detail::hash_of(x); !add(hash, weight)) open(hash, weight).number = x + 0.0;
    }
    void operator()(std::string_view text, double weight = 1) {
        if (auto const hash = detail::hash_of(text); !add(hash, weight))
            open(hash, weight).beginning = detail::short_text<39>(text);
    }

    /// Counts of values that both have add up; a value that one has not may have had as many rows there as its least
    /// counter. The greatest counters stay (Agarwal, Cormode, Huang, Phillips, Wei, Yi 2012).
    space_saving& operator+=(space_saving const& other) {
        if (other.size_ == 0) return *this;
        if (size_ == 0) return *this = other;
        std::array<counter, 2 * Counters> all;
        std::size_t n = 0;
        double const unseen = least(), unseen_there = other.least();
        for (std::size_t i = 0; i != size_; ++i) {
            std::size_t const there = other.find(hashes_[i]);
            auto& c = all[n++] = at(i);
            c.value.rows += there == none ? unseen_there : other.rows_[there];
            c.value.over += there == none ? unseen_there : other.values_[there].over;
        }
        for (std::size_t i = 0; i != other.size_; ++i) {
            if (find(other.hashes_[i]) != none) continue;
            auto& c = all[n++] = other.at(i);
            c.value.rows += unseen;
            c.value.over += unseen;
        }
        std::sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n), comes_first);
        assign(all, std::min(n, Counters));
        return *this;
    }

    /// The most frequent values, the most frequent first; of equally frequent ones, in an order of their hashes.
    /// Returns how many there are. O(Counters log Counters).
    template <std::size_t N>
    std::size_t top(std::array<frequent, N>& into) const {
        std::array<counter, Counters> all;
        for (std::size_t i = 0; i != size_; ++i) all[i] = at(i);
        std::sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size_), comes_first);
        std::size_t const n = std::min(N, size_);
        for (std::size_t i = 0; i != n; ++i) into[i] = all[i].value;
        return n;
    }

    /// No value that has no counter has more rows than this.
    [[nodiscard]] double least() const { return size_ == Counters ? *std::min_element(rows_.begin(), rows_.end()) : 0; }

    friend bool operator==(space_saving const& a, space_saving const& b) {
        return a.size_ == b.size_ && a.next_ == b.next_ && a.floor_ == b.floor_ && a.hashes_ == b.hashes_ &&
               a.rows_ == b.rows_ && a.values_ == b.values_;
    }

    static constexpr serial_form<space_saving> form{"space_saving", 1, Counters};
    void write(auto& to) const {
        to.write(std::uint64_t{size_}, std::uint64_t{next_}, floor_);
        for (std::size_t i = 0; i != size_; ++i) {
            to.write(hashes_[i], rows_[i], values_[i].over, values_[i].number);
            values_[i].beginning.write(to);
        }
    }
    static bool read(auto& from, space_saving& c) {
        std::size_t size = 0;
        std::uint64_t next = 0;
        if (!from.read_size(size, 16) || size > Counters || !from.read(next, c.floor_)) return false;
        if (next > Counters) return false;
        for (std::size_t i = 0; i != size; ++i)
            if (!c.read_one(from)) return false;
        c.next_ = static_cast<std::size_t>(next);
        return c.floor_ >= 0 && c.floor_ <= c.least();
    }

private:
    static constexpr std::size_t places = 2 * std::bit_ceil(Counters);
    static constexpr std::size_t none = Counters;

    struct counter {
        std::uint64_t hash;
        frequent value;
    };
    static bool comes_first(counter const& a, counter const& b) {
        return a.value.rows > b.value.rows || (a.value.rows == b.value.rows && a.hash < b.hash);
    }
    [[nodiscard]] counter at(std::size_t i) const {
        counter c{hashes_[i], values_[i]};
        c.value.rows = rows_[i];
        return c;
    }

    /// Whether the value has a counter; then it is counted.
    bool add(std::uint64_t hash, double weight) {
        std::size_t const i = find(hash);
        if (i != none) rows_[i] += weight;
        return i != none;
    }

    /// A new counter, or the least one, for a value that has none.
    frequent& open(std::uint64_t hash, double weight) {
        std::size_t i = size_;
        double over = 0;
        if (size_ != Counters) ++size_;
        else {
            i = find_least();
            over = rows_[i];
            forget(place_of(hashes_[i]));
        }
        hashes_[i] = hash;
        rows_[i] = over + weight;
        index_[place_of(hash)] = static_cast<std::uint16_t>(i + 1);
        return values_[i] = {.over = over};
    }

    /// Counters only grow, so that those which are at the floor are found one after the other until none is left.
    std::size_t find_least() {
        for (;; floor_ = least())
            for (std::size_t left = Counters; left != 0; --left) {
                std::size_t const i = next_ < Counters ? next_ : 0;
                next_ = i + 1;
                if (rows_[i] <= floor_) return i;
            }
    }

    // An open-addressed index of the hashes. Each place holds the number of a counter plus one, or 0.

    [[nodiscard]] static std::size_t home(std::uint64_t hash) { return static_cast<std::size_t>(hash) % places; }

    /// Where the hash is, or where it would be.
    [[nodiscard]] std::size_t place_of(std::uint64_t hash) const {
        std::size_t place = home(hash);
        while (index_[place] != 0 && hashes_[index_[place] - 1U] != hash) place = (place + 1) % places;
        return place;
    }
    [[nodiscard]] std::size_t find(std::uint64_t hash) const {
        std::uint16_t const found = index_[place_of(hash)];
        return found == 0 ? none : found - 1U;
    }

    /// Empties a place and moves up what had to make way for it.
    void forget(std::size_t place) {
        for (std::size_t next = (place + 1) % places; index_[next] != 0; next = (next + 1) % places) {
            std::size_t const from_home = (next - home(hashes_[index_[next] - 1U])) % places;
            if (from_home < (next - place) % places) continue;
            index_[place] = index_[next];
            place = next;
        }
        index_[place] = 0;
    }

    void assign(std::array<counter, 2 * Counters> const& all, std::size_t n) {
        *this = {};
        for (; size_ != n; ++size_) {
            hashes_[size_] = all[size_].hash;
            values_[size_] = all[size_].value;
            rows_[size_] = std::exchange(values_[size_].rows, 0);
            index_[place_of(hashes_[size_])] = static_cast<std::uint16_t>(size_ + 1);
        }
    }

    bool read_one(auto& from) {
        using telemetry::detail::is_finite;
        auto& [rows, over, number, beginning] = values_[size_];
        if (!from.read(hashes_[size_], rows_[size_], over, number)) return false;
        if (!detail::short_text<39>::read(from, beginning)) return false;
        if (!is_finite(rows_[size_]) || !(over >= 0 && over <= rows_[size_]) || !is_finite(number)) return false;
        std::size_t const place = place_of(hashes_[size_]);
        if (index_[place] != 0) return false; // twice
        index_[place] = static_cast<std::uint16_t>(++size_);
        return true;
    }

    std::array<std::uint64_t, Counters> hashes_{};
    std::array<double, Counters> rows_{};
    std::array<frequent, Counters> values_{}; // whose rows stand in rows_
    std::array<std::uint16_t, places> index_{};
    std::size_t size_ = 0;
    std::size_t next_ = 0; // to be looked at for the least
    double floor_ = 0;     // no counter is below
};

} // namespace crucible::telemetry::cells
