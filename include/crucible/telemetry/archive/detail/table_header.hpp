// SPDX-License-Identifier: MIT
#pragma once
// Which column of a table of CSV holds what: by name, with the unit that the name tells.

#include <crucible/telemetry/archive/detail/csv_cells.hpp>
#include <crucible/telemetry/export/meta.hpp>

namespace crucible::telemetry::detail {

/// Nanoseconds in a unit of time by its symbol, name or usual short form; 0: it is none.
[[nodiscard]] inline double nanoseconds_in(std::string_view unit) {
    struct time_unit {
        std::string_view symbol, name, short_name;
        double nanoseconds;
    };
    constexpr time_unit known[]{{"ns", "nanoseconds", "nanosecond", 1}, {"us", "microseconds", "\xC2\xB5s", 1e3},
                                {"ms", "milliseconds", "millis", 1e6},  {"s", "seconds", "sec", 1e9},
                                {"min", "minutes", "minute", 60e9},     {"h", "hours", "hour", 3'600e9},
                                {"d", "days", "day", 86'400e9}};
    for (time_unit const& each : known)
        if (unit == each.symbol || unit == each.name || unit == each.short_name) return each.nanoseconds;
    return 0;
}

/// What a number in the one unit is to be multiplied by to be in the other; 0: they have nothing in common.
[[nodiscard]] inline double factor_between(std::string_view from, std::string_view to) {
    if (from == to) return 1;
    if (double const a = nanoseconds_in(from), b = nanoseconds_in(to); a != 0 && b != 0) return a / b;
    bool const per_cent = from == "%" || from == "percent" || from == "pct";
    if (per_cent && (to == "1" || to == "ratio")) return 0.01;
    if (per_cent && (to == "%" || to == "percent")) return 1;
    return 0;
}

/// What behind a name need not be a unit: `latency_min`, `accuracy_1`.
[[nodiscard]] constexpr bool is_common_word(std::string_view unit) {
    return unit == "min" || unit == "d" || unit == "h" || unit == "1";
}

/// The unit that a column's name tells behind `name`: `latency_ms`, `latency [ms]`, `latency (ms)`. Empty when it tells
/// none; nothing when the column is of something else.
[[nodiscard]] inline std::optional<std::string_view> unit_in(std::string_view column, std::string_view name) {
    if (!column.starts_with(name)) return std::nullopt;
    std::string_view rest = column.substr(name.size());
    if (rest.empty()) return rest;
    bool const bracketed = rest.ends_with(']') || rest.ends_with(')');
    if (!bracketed) return rest.starts_with('_') ? std::optional{rest.substr(1)} : std::nullopt;
    rest = trimmed(rest.substr(0, rest.size() - 1));
    return rest.starts_with('[') || rest.starts_with('(') ? std::optional{trimmed(rest.substr(1))} : std::nullopt;
}

/// The unit that a column's name ends with, whatever it begins with; empty when it tells none.
[[nodiscard]] inline std::string_view unit_at_end(std::string_view column) {
    std::size_t const behind = column.find_last_of("_[(");
    return behind == column.npos ? std::string_view{} : unit_in(column.substr(behind), "").value_or("");
}

/// Where a value is read from.
struct csv_column {
    std::size_t at = none; ///< the number of the column
    double factor = 1;
    bool told = false; ///< the column tells its unit

    static constexpr std::size_t none = ~std::size_t{0};
    [[nodiscard]] bool there() const { return at != none; }
};

/// A table's first record.
class table_header {
public:
    table_header() = default;
    explicit table_header(std::vector<csv_cell> const& cells) {
        for (csv_cell const& each : cells) columns_.emplace_back(trimmed(each.text));
        used_.resize(columns_.size());
    }

    [[nodiscard]] std::size_t size() const { return columns_.size(); }
    [[nodiscard]] std::string const& name(std::size_t column) const { return columns_[column]; }
    /// Whether values of the column are asked for.
    [[nodiscard]] bool used(std::size_t column) const { return used_[column]; }

    /// The column of exactly this name.
    [[nodiscard]] csv_column find(std::string_view name) {
        for (std::size_t i = 0; i != columns_.size(); ++i)
            if (columns_[i] == name) return take({i});
        return {};
    }

    /// The column that holds `name` in a unit that can be made the one that is wanted, a symbol or a suffix; the name
    /// without a unit comes before others.
    [[nodiscard]] csv_column find(std::string_view name, std::string_view symbol, std::string_view suffix) {
        if (csv_column const plain = find(name); plain.there()) return plain;
        for (std::size_t i = 0; i != columns_.size(); ++i) {
            auto const unit = unit_in(columns_[i], name);
            if (!unit) continue;
            bool const ambiguous = !columns_[i].ends_with(']') && !columns_[i].ends_with(')') && is_common_word(*unit);
            double const factor = *unit == suffix ? 1 : ambiguous ? 0 : factor_between(*unit, symbol);
            if (factor != 0) return take({i, factor, true});
        }
        return {};
    }

    /// Where a measurement stands.
    [[nodiscard]] csv_column find(measurement_schema const& of) {
        unit_text const unit = unit_of(of);
        return find(of.name, unit.symbol, suffix_of(unit));
    }

    /// `'epoch', 'Loss'`
    [[nodiscard]] std::string in_words() const {
        std::string words;
        for (std::string const& each : columns_)
            words.append(words.empty() ? "'" : ", '").append(each).append("'");
        return words;
    }

private:
    csv_column take(csv_column found) {
        used_[found.at] = true;
        return found;
    }

    std::vector<std::string> columns_{};
    std::vector<bool> used_{};
};

} // namespace crucible::telemetry::detail
