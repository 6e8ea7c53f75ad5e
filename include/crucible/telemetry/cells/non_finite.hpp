// SPDX-License-Identifier: MIT
#pragma once
// The first value that is NaN or infinite.

#include <crucible/telemetry/cells/detail/rule.hpp>

namespace crucible::telemetry {

struct non_finite_rule {
    telemetry::severity severity = severity::critical;
    /// Told once, whatever follows; with `.rows = 1000` again when one comes a thousand rows after one that was told.
    refractory_rule refractory{.rows = std::numeric_limits<std::uint32_t>::max()};

    [[nodiscard]] constexpr bool sensible() const { return refractory.sensible(); }
    constexpr void for_each(auto f) const { f("severity", severity), refractory.for_each(f); }
};

namespace cells {

/// Sees what accumulators put aside. The score is how many came, one after the other.
template <non_finite_rule Rule = non_finite_rule{}>
class non_finite : public noted {
public:
    void operator()(double /*finite*/, double /*weight*/ = 1) { count_row(), in_a_row_ = 0; }
    void put_aside(double /*weight*/) {
        count_row();
        ++in_a_row_;
        note<Rule.refractory>({.severity = Rule.severity, .score = score(), .threshold = 0.0});
    }

    [[nodiscard]] double score() const { return static_cast<double>(in_a_row_); }

    static constexpr serial_form<non_finite> form{"non_finite", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const { noted::write(to), to.write(in_a_row_); }
    static bool read(auto& from, non_finite& c) {
        return noted::read(from, c) && from.read(c.in_a_row_) && c.in_a_row_ <= c.rows();
    }
    friend bool operator==(non_finite const&, non_finite const&) = default;

private:
    std::uint64_t in_a_row_ = 0;
};

} // namespace cells
} // namespace crucible::telemetry
