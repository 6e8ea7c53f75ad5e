// SPDX-License-Identifier: MIT
#pragma once
// Several detectors over one stream, of which so many have to find something within so many rows.

#include <crucible/telemetry/cells/detail/rule.hpp>

#include <array>
#include <tuple>

namespace crucible::telemetry {

struct agreement_rule {
    std::uint32_t least = 1;  ///< detectors that have to find something
    std::uint32_t within = 1; ///< rows in which they do, the one that is judged included
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const { return least >= 1 && within >= 1 && refractory.sensible(); }
    constexpr void for_each(auto f) const {
        f("least", least), f("within", within), f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

/// The score is how many agree; they do when it is `least` or more, and one of them has found something just now.
template <agreement_rule Rule, class... Detectors>
class agreement : public noted {
    static constexpr std::size_t size = sizeof...(Detectors);

public:
    void operator()(double x, double weight = 1, timestamp at = {}) {
        count_row();
        for_each([&]<class C>(C& each, std::uint64_t&) {
            if constexpr (timed_cell<C>) each(x, weight, at);
            else each(x, weight);
        });
        judge();
    }
    void put_aside(double weight) {
        count_row();
        for_each([&]<class C>(C& each, std::uint64_t&) {
            if constexpr (aside_cell<C>) each.put_aside(weight);
        });
        judge();
    }

    [[nodiscard]] double score() const { return agreeing_; }

    static constexpr serial_form<agreement> form{"agreement", 1, [] {
        std::uint64_t bits = telemetry::detail::rule_bits(Rule);
        ((bits = telemetry::detail::hash_number(Detectors::form.parameters,
                                                telemetry::detail::hash(Detectors::form.name, bits))), ...);
        return bits;
    }()};
    void write(auto& to) const {
        noted::write(to);
        std::apply([&](auto const&... each) { (each.write(to), ...); }, detectors_);
        for (std::uint64_t const row : latest_) to.write(row);
        to.write(agreeing_);
    }
    static bool read(auto& from, agreement& c) {
        bool good = noted::read(from, c);
        c.for_each([&]<class C>(C& each, std::uint64_t&) { good = good && C::read(from, each); });
        for (std::uint64_t& row : c.latest_) good = good && from.read(row) && row <= c.rows();
        return good && from.read(c.agreeing_) && c.agreeing_ >= 0 && c.agreeing_ <= size;
    }
    friend bool operator==(agreement const&, agreement const&) = default;

private:
    /// `f(detector, row of its latest finding)`
    template <class F>
    void for_each(F f) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (f(std::get<I>(detectors_), latest_[I]), ...);
        }(std::index_sequence_for<Detectors...>{});
    }

    void judge() {
        std::optional<finding> latest;
        for_each([&]<class C>(C& each, std::uint64_t& row) {
            if constexpr (finding_cell<C>) // else the statistic says what is wrong
                if (auto const found = each.take_finding()) latest = found, row = rows();
        });
        agreeing_ = 0;
        for (std::uint64_t const row : latest_) agreeing_ += row != 0 && rows() - row < Rule.within;
        if (!latest || agreeing_ < Rule.least) [[likely]]
            return;
        note<Rule.refractory>({.severity = Rule.severity, .score = score(), .threshold = Rule.least - 1.0,
                               .expected_from = latest->expected_from, .expected_to = latest->expected_to});
    }

    std::tuple<Detectors...> detectors_{};
    std::array<std::uint64_t, size> latest_{}; // of each detector: the row of its latest finding, from 1
    double agreeing_ = 0;
};

} // namespace cells
} // namespace crucible::telemetry
