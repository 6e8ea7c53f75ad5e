// SPDX-License-Identifier: MIT
#pragma once
// Clusters of neighbouring values, small ones at both ends (Dunning, Ertl 2019): what other systems exchange quantiles
// as. 7.5 kB, of which 512 values wait to be taken in; no bound on the error holds for every stream.

#include <crucible/telemetry/fwd.hpp>
#include <crucible/telemetry/cells/cell.hpp>
#include <crucible/telemetry/cells/detail/sorting.hpp>
#include <crucible/telemetry/cells/detail/simd.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace crucible::telemetry::cells {

/// A cluster of weight w that begins and ends at ranks q and r of W rows holds one value, or w^2 (Compression / pi)^2
/// <= min(q (W - q), r (W - r)): the scale function k_1, by its slope. So there are Compression to 2 Compression of
/// them, and the least and the greatest value stay alone.
template <unsigned Compression>
class tdigest {
    static_assert(Compression >= 10 && Compression <= 1000);

public:
    static constexpr std::size_t capacity = 2 * Compression + 10;

    struct cluster {
        double mean;
        double weight;
        friend bool operator==(cluster const&, cluster const&) = default;
    };

    void operator()(double x) {
        waiting_[filled_++] = x;
        if (filled_ == waiting_.size()) take_in();
    }

    void operator()(double x, double weight) {
        if (weight == 1) return (*this)(x);
        cluster const one{x, weight};
        add({&one, 1}, x, x);
    }

    void operator()(std::span<double const> values) {
        while (!values.empty()) {
            std::size_t const n = std::min(values.size(), waiting_.size() - filled_);
            std::copy_n(values.begin(), n, waiting_.begin() + filled_);
            filled_ = static_cast<std::uint16_t>(filled_ + n);
            if (filled_ == waiting_.size()) take_in();
            values = values.subspan(n);
        }
    }

    tdigest& operator+=(tdigest const& other) {
        if (this == &other) return *this += tdigest(other);
        if (other.size_ != 0) add(other.taken_in(), other.min_, other.max_);
        (*this)(std::span<double const>(other.waiting_).first(other.filled_));
        return *this;
    }

    /// Adds clusters in order, of which the least value is `least` and the greatest `greatest`.
    void add(std::span<cluster const> sorted, double least, double greatest) {
        auto const from = [](cluster const& c) { return c; };
        if (!sorted.empty()) merge(sorted, from, least, greatest);
    }

    /// The clusters, in order; takes in what waits.
    [[nodiscard]] std::span<cluster const> clusters() {
        if (filled_ != 0) take_in();
        return taken_in();
    }

    [[nodiscard]] double rows() const {
        double all = filled_;
        for (cluster const& c : taken_in()) all += c.weight;
        return all;
    }

    /// The least and the greatest value; NaN when there are none.
    [[nodiscard]] double min() const { return empty() ? nothing : settled().min_; }
    [[nodiscard]] double max() const { return empty() ? nothing : settled().max_; }

    /// Quantiles: position (W - 1) p between the middles of clusters, linear, so of type 7 (Hyndman, Fan 1996) where
    /// they hold one value. NaN when there are none. O(Compression), and what it takes to take in what waits.
    template <std::size_t N>
    [[nodiscard]] std::array<double, N> quantiles(std::array<double, N> const& probabilities) const {
        tdigest const all = settled();
        std::array<double, N> result;
        for (std::size_t i = 0; i != N; ++i) result[i] = all.at(std::max(0.0, all.rows() - 1) * probabilities[i]);
        return result;
    }

    friend bool operator==(tdigest const& a, tdigest const& b) {
        auto const x = a.taken_in(), y = b.taken_in();
        return a.min_ == b.min_ && a.max_ == b.max_ && std::equal(x.begin(), x.end(), y.begin(), y.end()) &&
               std::equal(a.waiting_.begin(), a.waiting_.begin() + a.filled_, b.waiting_.begin(),
                          b.waiting_.begin() + b.filled_);
    }

    static constexpr serial_form<tdigest> form{"tdigest", 1, Compression};
    void write(auto& to) const {
        to.write(size_, filled_, min_, max_);
        for (cluster const& c : taken_in()) to.write(c.mean, c.weight);
        to.write_array(std::span<double const>(waiting_).first(filled_));
    }
    static bool read(auto& from, tdigest& c) {
        if (!from.read(c.size_, c.filled_, c.min_, c.max_) || c.size_ > capacity || c.filled_ >= c.waiting_.size())
            return false;
        for (std::size_t i = 0; i != c.size_; ++i)
            if (!from.read(c.clusters_[i].mean, c.clusters_[i].weight)) return false;
        return from.read_array(std::span<double>(c.waiting_).first(c.filled_)) && c.sound();
    }

private:
    static constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

    [[nodiscard]] bool empty() const { return size_ == 0 && filled_ == 0; }
    [[nodiscard]] std::span<cluster const> taken_in() const { return std::span<cluster const>(clusters_).first(size_); }
    [[nodiscard]] tdigest settled() const {
        tdigest all = *this;
        (void)all.clusters();
        return all;
    }

    void take_in() {
        auto const filled = std::exchange(filled_, std::uint16_t{0});
        if (filled == waiting_.size()) detail::sort_all(waiting_);
        else std::sort(waiting_.begin(), waiting_.begin() + filled);
        auto const sorted = std::span<double const>(waiting_).first(filled);
        merge(sorted, [](double x) { return cluster{x, 1}; }, sorted.front(), sorted.back());
    }

    /// One pass over both, in order: what comes next joins the open cluster or opens one.
    template <class T, class AsCluster>
    void merge(std::span<T const> sorted, AsCluster as_cluster, double least, double greatest) {
        builder to(clusters_, rows_taken_in() + rows_of(sorted, as_cluster));
        auto const before = clusters_;
        std::size_t i = 0, j = 0;
        for (std::size_t const n = size_; i != n;) {
            if (j == sorted.size() || before[i].mean <= as_cluster(sorted[j]).mean) to.add(before[i++]);
            else to.add(as_cluster(sorted[j++]));
        }
        while (j != sorted.size()) to.add(as_cluster(sorted[j++]));
        min_ = size_ == 0 ? least : std::min(min_, least);
        max_ = size_ == 0 ? greatest : std::max(max_, greatest);
        size_ = to.finish();
    }

    [[nodiscard]] double rows_taken_in() const {
        double all = 0;
        for (cluster const& c : taken_in()) all += c.weight;
        return all;
    }
    template <class T, class AsCluster>
    static double rows_of(std::span<T const> sorted, AsCluster as_cluster) {
        double all = 0;
        for (T const& x : sorted) all += as_cluster(x).weight;
        return all;
    }

    /// Writes clusters one after the other.
    class builder {
    public:
        builder(std::array<cluster, capacity>& to, double rows) : to_(to), rows_(rows) {}

        void add(cluster const& next) {
            double const joined = weight_ + next.weight;
            double const end = begin_ + joined;
            double const square = joined * joined * (Compression / pi) * (Compression / pi);
            bool const fits = square <= begin_ * (rows_ - begin_) && square <= end * (rows_ - end);
            if (weight_ != 0 && !fits && size_ + 1 != capacity) close();
            if (weight_ == 0) origin_ = next.mean;
            shift_ += next.weight * (next.mean - origin_);
            weight_ += next.weight;
            last_ = next.mean;
        }

        [[nodiscard]] std::uint16_t finish() {
            if (weight_ != 0) close();
            return size_;
        }

    private:
        static constexpr double pi = 3.14159265358979323846;

        void close() {
            to_[size_++] = {std::clamp(origin_ + shift_ / weight_, origin_, last_), weight_};
            begin_ += weight_;
            weight_ = shift_ = 0;
        }

        std::array<cluster, capacity>& to_;
        double rows_;
        double begin_ = 0;                           // rows in the clusters that are closed
        double weight_ = 0, origin_ = 0, shift_ = 0; // of the open one: its first value, sum of what is beyond that
        double last_ = 0;
        std::uint16_t size_ = 0;
    };

    /// The value at a position between rows, linear between the middles of clusters and the two ends.
    [[nodiscard]] double at(double position) const {
        if (size_ == 0) return nothing;
        double left = 0, low = min_, begin = 0;
        for (cluster const& c : taken_in()) {
            double const middle = begin + (c.weight - 1) / 2;
            if (position <= middle) return between(left, low, middle, c.mean, position);
            left = middle, low = c.mean, begin += c.weight;
        }
        return between(left, low, begin - 1, max_, position);
    }
    static double between(double left, double low, double right, double high, double position) {
        return right > left ? std::lerp(low, high, std::clamp((position - left) / (right - left), 0.0, 1.0)) : high;
    }

    /// Whether this, from elsewhere, may be a digest.
    [[nodiscard]] bool sound() const {
        using telemetry::detail::is_finite;
        for (double const x : std::span<double const>(waiting_).first(filled_))
            if (!is_finite(x)) return false;
        if (size_ == 0) return min_ == 0 && max_ == 0;
        double low = min_;
        for (cluster const& c : taken_in()) {
            if (!(c.mean >= low && c.weight > 0) || !is_finite(c.weight)) return false;
            low = c.mean;
        }
        return is_finite(min_) && low <= max_ && is_finite(max_);
    }

    std::array<cluster, capacity> clusters_{};
    std::array<double, 512> waiting_{};
    double min_ = 0, max_ = 0; // of what is taken in
    std::uint16_t size_ = 0, filled_ = 0;
};

} // namespace crucible::telemetry::cells
