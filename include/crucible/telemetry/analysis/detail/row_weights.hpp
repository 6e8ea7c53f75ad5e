// SPDX-License-Identifier: MIT
#pragma once
// What analysis counts by weight: rows, sums of integers, values for exact quantiles. Where every row stands for itself
// the numbers are integers and the ways are those of rows without weights.

#include <crucible/telemetry/analysis/detail/selection.hpp>
#include <crucible/telemetry/analysis/figures.hpp>
#include <crucible/telemetry/analysis/source.hpp>
#include <crucible/telemetry/cells/exact_sample.hpp>
#include <crucible/telemetry/statistics/accumulator.hpp>
#include <crucible/telemetry/statistics/basic.hpp>

namespace crucible::telemetry::detail {

/// The weight of a row that stands for itself, as a type: code that is compiled for it is as if there were no weights.
struct unit_weight {
    constexpr operator double() const { return 1; }
};

/// `f(row, weight)` for each row; the weight is the constant 1 where no row has one.
template <class Event, class F>
void for_each_row(rows<Event> const& all, F f) {
    if (all.weighted()) [[unlikely]]
        for (auto const row : all) f(row, row.weight());
    else
        for (auto const row : all) f(row, 1.0);
}

/// How many rows, by weight.
class row_count {
public:
    void add(double weight) {
        if (weight == 1) ++single_;
        else others_ += weight;
    }
    void add_single(std::uint64_t rows) { single_ += rows; }
    row_count& operator+=(row_count const& other) {
        single_ += other.single_;
        others_ += other.others_;
        return *this;
    }

    [[nodiscard]] bool any() const { return single_ != 0 || others_ != 0; }
    [[nodiscard]] double exact() const { return static_cast<double>(single_) + others_; }
    [[nodiscard]] std::uint64_t whole() const { return others_ == 0 ? single_ : whole_rows(exact()); }

private:
    std::uint64_t single_ = 0; // of weight 1
    double others_ = 0;        // weights of the others
};

/// How many rows there are, and how much they tell.
class row_weights {
public:
    void add(double weight) {
        count_.add(weight);
        ++rows_;
        if (weight == 1) return;
        unequal_ = true;
        excess_of_squares_ += weight * weight - weight;
    }
    template <class Event>
    void add(rows<Event> const& all) {
        if (!all.weighted()) {
            rows_ += all.size();
            return count_.add_single(all.size());
        }
        for (auto const row : all) add(row.weight());
    }
    row_weights& operator+=(row_weights const& other) {
        count_ += other.count_;
        rows_ += other.rows_;
        unequal_ = unequal_ || other.unequal_;
        excess_of_squares_ += other.excess_of_squares_;
        return *this;
    }

    [[nodiscard]] row_count const& count() const { return count_; }
    /// Nothing when every row stands for itself.
    [[nodiscard]] std::optional<sampled_rows> sampled() const {
        if (!unequal_) return std::nullopt;
        double const weight = count_.exact();
        return sampled_rows{rows_, weight * weight / (weight + excess_of_squares_)};
    }

private:
    row_count count_;
    std::uint64_t rows_ = 0;
    bool unequal_ = false;         // some stand for more, or less, than themselves
    double excess_of_squares_ = 0; // sum of w^2 - w
};

/// A sum of integers, each as often as its row counts. What rows of weight 1 tell is exact, and stops at the ends of
/// the range.
class integer_sum {
public:
    void add(std::int64_t n, double weight) {
        if (weight == 1) add_to(single_, n);
        else others_ += weight * static_cast<double>(n);
    }
    integer_sum& operator+=(integer_sum const& other) {
        add_to(single_, other.single_);
        others_ += other.others_;
        return *this;
    }

    [[nodiscard]] double exact() const { return static_cast<double>(single_) + others_; }
    [[nodiscard]] std::int64_t whole() const {
        std::int64_t total = single_;
        if (others_ != 0) add_to(total, rounded(others_));
        return total;
    }

private:
    static std::int64_t rounded(double x) {
        using limits = std::numeric_limits<std::int64_t>;
        if (!(x < 0x1p63)) return limits::max();
        return x > -0x1p63 ? static_cast<std::int64_t>(round_down(x + 0.5)) : limits::min();
    }

    std::int64_t single_ = 0;
    double others_ = 0;
};

/// The rows that an accumulator has seen, not rounded.
template <class Accumulator>
[[nodiscard]] double weight_in(Accumulator const& of) {
    return cell_access::cells(of).template find<cells::counted>().count();
}

/// Values kept for exact quantiles.
class kept_values {
public:
    void reserve_more(std::size_t n) { values_.reserve(values_.size() + n); }
    void add(double x) {
        values_.push_back(x);
        if (!weights_.empty()) weights_.push_back(1);
    }
    void add(double x, double weight) {
        if (weight != 1 && weights_.empty()) weights_.assign(values_.size(), 1);
        values_.push_back(x);
        if (weight != 1 || !weights_.empty()) weights_.push_back(weight);
    }
    void add(kept_values&& more) {
        if (values_.empty()) {
            *this = std::move(more);
            return;
        }
        if (!weights_.empty() || !more.weights_.empty()) {
            weights_.resize(values_.size(), 1);
            more.weights_.resize(more.values_.size(), 1);
        }
        values_.insert(values_.end(), more.values_.begin(), more.values_.end());
        weights_.insert(weights_.end(), more.weights_.begin(), more.weights_.end());
    }

    [[nodiscard]] std::span<double const> values() const { return values_; }

    /// Quantiles of type 7, of the values as often as their rows count. O(n); O(n log n) with weights.
    template <std::size_t N>
    [[nodiscard]] std::array<std::optional<double>, N> quantiles(std::array<double, N> const& probabilities) const {
        if (weights_.empty()) return select_quantiles<N>(values_, probabilities);
        cells::exact_sample sample;
        for (std::size_t i = 0; i != values_.size(); ++i) sample(values_[i], weights_[i]);
        std::array<double, N> const found = sample.quantiles(probabilities);
        std::array<std::optional<double>, N> quantiles;
        std::copy(found.begin(), found.end(), quantiles.begin());
        return quantiles;
    }

private:
    std::vector<double> values_;
    std::vector<double> weights_; // empty where all are 1, else as long
};

} // namespace crucible::telemetry::detail
