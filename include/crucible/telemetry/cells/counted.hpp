// SPDX-License-Identifier: MIT
#pragma once
// How many rows: the sum of weights. 16 bytes; rows of weight 1 are counted exactly, others as precisely as doubles
// add.

#include <crucible/telemetry/cells/cell.hpp>

namespace crucible::telemetry::cells {

class counted {
public:
    void operator()(double /*value*/) { ++rows_; }
    void operator()(double /*value*/, double weight) {
        if (weight == 1) ++rows_;
        else weighted_ += weight;
    }
    void operator()(std::span<double const> values) { rows_ += values.size(); }

    counted& operator+=(counted const& other) {
        rows_ += other.rows_;
        weighted_ += other.weighted_;
        return *this;
    }

    /// Rows seen, each counted by its weight.
    [[nodiscard]] double count() const { return static_cast<double>(rows_) + weighted_; }

    static constexpr serial_form<counted> form{"counted", 1};
    void write(auto& to) const { to.write(rows_, weighted_); }
    static bool read(auto& from, counted& c) { return from.read(c.rows_, c.weighted_) && c.weighted_ >= 0; }

    friend bool operator==(counted const&, counted const&) = default;

protected:
    [[nodiscard]] bool empty() const { return rows_ == 0 && weighted_ == 0; }

    std::uint64_t rows_ = 0; // of weight 1: an integer, since adding to a double takes four times as long
    double weighted_ = 0;    // weights of the others
};

} // namespace crucible::telemetry::cells
