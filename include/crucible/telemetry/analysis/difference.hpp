// SPDX-License-Identifier: MIT
#pragma once
// Differences whose sign cannot be misread: two values, which of them is the better one, and words for it.

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crucible::telemetry {

/// What became of a value, seen from the baseline. Of two runs only: whether it is more than chance is for a test to
/// say.
enum class verdict : unsigned char {
    better,
    worse,
    same,      ///< equal, but for what the order of additions changes: 1e-12 of the greater one
    different, ///< of what is neither better nor worse
    unknown,   ///< one side has no value
};

[[nodiscard]] constexpr std::string_view to_text(verdict v) {
    switch (v) {
    case verdict::better: return "better";
    case verdict::worse: return "worse";
    case verdict::same: return "same";
    case verdict::different: return "different";
    case verdict::unknown: break;
    }
    return "unknown";
}

/// Which values are the better ones.
enum class preference : unsigned char { lower, higher, neither };

/// How differences of one quantity are judged and told.
struct quantity {
    std::string_view name;
    std::string_view less; ///< of a treatment below the baseline: "faster"
    std::string_view more; ///< of one above it: "slower"
    preference better = preference::neither;
    bool share = false; ///< between 0 and 1: changes are told in percentage points
    std::string_view in{}; ///< the unit that changes from nothing are told in: "ms"
};

/// One quantity of a baseline and of a treatment.
struct difference {
    quantity of{};
    std::optional<double> baseline{};
    std::optional<double> treatment{};

    /// Treatment minus baseline: above zero when the treatment has more of it.
    [[nodiscard]] std::optional<double> change() const {
        return baseline && treatment ? std::optional<double>(*treatment - *baseline) : std::nullopt;
    }
    /// The change in percent of the baseline, of the change's sign; nothing when the baseline is 0.
    [[nodiscard]] std::optional<double> percent() const {
        auto const by = change();
        if (!by || *baseline == 0) return std::nullopt;
        return *by / (*baseline < 0 ? -*baseline : *baseline) * 100;
    }
    /// The change of a share in percentage points: from 0.90 to 0.95 it is 5 (and 5.6 percent).
    [[nodiscard]] std::optional<double> percentage_points() const {
        auto const by = change();
        return by && of.share ? std::optional<double>(*by * 100) : std::nullopt;
    }
    [[nodiscard]] telemetry::verdict verdict() const {
        auto const by = change();
        if (!by) return telemetry::verdict::unknown;
        if (is_same()) return telemetry::verdict::same;
        if (of.better == preference::neither) return telemetry::verdict::different;
        return (*by < 0) == (of.better == preference::lower) ? telemetry::verdict::better : telemetry::verdict::worse;
    }

private:
    [[nodiscard]] bool is_same() const {
        auto const size = [](double x) { return x < 0 ? -x : x; };
        double const a = size(*baseline);
        double const b = size(*treatment);
        return size(*treatment - *baseline) <= 1e-12 * (a > b ? a : b);
    }
};

namespace detail {

/// Three digits or all before the point.
inline std::string short_number(double x) {
    char text[400];
    bool const large = x >= 1000 || x <= -1000;
    auto const end = large && x < 1e15 && x > -1e15
                         ? std::to_chars(text, text + sizeof text, x, std::chars_format::fixed, 0)
                         : std::to_chars(text, text + sizeof text, x, std::chars_format::general, 3);
    return {text, end.ptr};
}

} // namespace detail

/// "12.3% faster" (than the baseline, in percent of its time; "3 ms slower" where that is 0), "2.5 percentage points lower (2.63%)", "the same",
/// "unknown: the baseline has none".
[[nodiscard]] inline std::string to_text(difference const& d) {
    auto const by = d.change();
    if (!by) {
        if (!d.baseline && !d.treatment) return "unknown: neither has any";
        return d.baseline ? "unknown: the treatment has none" : "unknown: the baseline has none";
    }
    if (d.verdict() == verdict::same) return "the same";
    std::string_view const word = *by < 0 ? d.of.less : d.of.more;
    auto const size = [](double x) { return detail::short_number(x < 0 ? -x : x); };
    auto const relative = d.percent();
    std::string text;
    if (auto const points = d.percentage_points()) {
        text.append(size(*points)).append(" percentage points ").append(word);
        if (relative) text.append(" (").append(size(*relative)).append("%)");
    } else if (relative) text.append(size(*relative)).append("% ").append(word);
    else text.append(size(*by)).append(d.of.in.empty() ? "" : " ").append(d.of.in).append(" ").append(word);
    return text;
}

} // namespace crucible::telemetry
