// SPDX-License-Identifier: MIT
#pragma once
// A detector of which a test knows at once what it finds.

#include <crucible/telemetry/detect/detection.hpp>

namespace detectors {

namespace ct = crucible::telemetry;

/// Finds values above a bound.
template <int Bound>
struct above : ct::cells::noted {
    double latest = 0;
    void operator()(double x, double /*weight*/ = 1) {
        count_row();
        latest = x;
        if (x > Bound) note<ct::refractory_rule{}>({.score = x, .threshold = Bound, .expected_to = Bound});
    }
    [[nodiscard]] double score() const { return latest; }
    static constexpr ct::serial_form<above> form{"above", 1, Bound};
    void write(auto& to) const { noted::write(to), to.write(latest); }
    static bool read(auto& from, above& c) { return noted::read(from, c) && from.read(c.latest); }
    friend bool operator==(above const&, above const&) = default;
};
template <int Bound>
struct above_t : ct::detector_base<above<Bound>> {
    static constexpr auto name = ct::detail::as_name<[] {
        ct::detail::label<32> l;
        l.append("above_"), l.append_whole(Bound);
        return l;
    }>();
};

} // namespace detectors
