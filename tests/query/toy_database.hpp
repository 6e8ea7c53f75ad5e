// SPDX-License-Identifier: MIT
#pragma once
// A database of one table in memory that understands a little SQL: SELECT of columns or aggregates, FROM a table or a
// SELECT, WHERE with AND, OR, NOT, comparisons with parameters, IS NOT NULL, then GROUP BY, ORDER BY and LIMIT.
// Aggregates take a row `row_weight` times, which SQL would say as SUM(row_weight) and SUM(row_weight * x).

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace toy {

using null = std::monostate;
using value = std::variant<null, std::int64_t, double, std::string>;
using tuple = std::map<std::string, value, std::less<>>; // a row, by names of columns

struct statement {
    std::string text;
    std::vector<value> parameters;

    statement& add(std::string_view more) {
        text.append(more);
        return *this;
    }
    /// A value is never a part of the text.
    statement& with(value parameter) {
        parameters.push_back(std::move(parameter));
        return add("?");
    }
    statement& add(statement const& more) {
        parameters.insert(parameters.end(), more.parameters.begin(), more.parameters.end());
        return add(more.text);
    }
};

/// -1, 0, 1: numbers of two types as doubles.
inline int compare(value const& a, value const& b) {
    auto const order = [](auto const& x, auto const& y) { return x < y ? -1 : y < x ? 1 : 0; };
    if (a.index() == b.index()) {
        if (auto const* text = std::get_if<std::string>(&a)) return order(*text, std::get<std::string>(b));
        if (auto const* whole = std::get_if<std::int64_t>(&a)) return order(*whole, std::get<std::int64_t>(b));
    }
    auto const number = [](value const& v) {
        auto const* whole = std::get_if<std::int64_t>(&v);
        return whole ? static_cast<double>(*whole) : std::get<double>(v);
    };
    return order(number(a), number(b));
}

class database {
public:
    std::vector<tuple> table; ///< in the order of their column `id`

    [[nodiscard]] std::vector<std::vector<value>> run(statement const& asked) const {
        ++statements;
        return evaluation{table, asked}.whole();
    }

    mutable int statements = 0;

private:
    using truth = std::optional<bool>;

    struct evaluation {
        std::vector<tuple> const& table;
        statement const& asked;
        std::string_view left = asked.text;
        std::size_t parameter = 0;

        [[nodiscard]] std::vector<std::vector<value>> whole() {
            auto found = select();
            if (!left.empty()) throw std::invalid_argument("rest of a statement: " + std::string(left));
            if (parameter != asked.parameters.size()) throw std::invalid_argument("parameters are left");
            std::vector<std::vector<value>> result;
            for (auto& [names, row] : found) {
                auto& values = result.emplace_back();
                for (auto const& name : names) values.push_back(row.at(name));
            }
            return result;
        }

        struct output {
            std::vector<std::string> names;
            tuple row;
        };

        std::vector<output> select() {
            expect("SELECT");
            std::vector<std::string> items;
            do items.push_back(item());
            while (take(","));
            expect("FROM");
            std::vector<tuple> rows = from();
            if (take("WHERE")) keep(rows);
            std::string by;
            if (take("GROUP BY")) by = word();
            std::vector<output> result = by.empty() ? plain(items, rows) : grouped(items, rows, by);
            if (take("ORDER BY")) {
                std::string const column = word();
                bool const falling = take("DESC");
                std::stable_sort(result.begin(), result.end(), [&](output const& a, output const& b) {
                    int const order = compare(a.row.at(column), b.row.at(column));
                    return falling ? order > 0 : order < 0;
                });
            }
            if (take("LIMIT")) {
                auto const most = static_cast<std::size_t>(std::get<std::int64_t>(next_parameter()));
                if (result.size() > most) result.resize(most);
            }
            return result;
        }

        std::vector<tuple> from() {
            if (!take("(")) return word() == "request" ? table : throw std::invalid_argument("no such table");
            std::vector<tuple> rows;
            for (auto& each : select()) rows.push_back(std::move(each.row));
            expect(")");
            return rows;
        }

        /// Each row reads the condition from its beginning.
        void keep(std::vector<tuple>& rows) {
            auto const text = left;
            auto const first = parameter;
            std::vector<tuple> kept;
            tuple const nothing;
            (void)any_of(nothing);
            auto const behind = left;
            auto const last = parameter;
            for (auto& row : rows) {
                left = text;
                parameter = first;
                if (any_of(row) == truth(true)) kept.push_back(std::move(row));
            }
            left = behind;
            parameter = last;
            rows = std::move(kept);
        }

        truth any_of(tuple const& row) {
            truth result = all_of(row);
            while (take("OR")) {
                truth const other = all_of(row);
                if (result == truth(true) || other == truth(true)) result = true;
                else if (!result || !other) result = std::nullopt;
            }
            return result;
        }
        truth all_of(tuple const& row) {
            truth result = one_of(row);
            while (take("AND")) {
                truth const other = one_of(row);
                if (result == truth(false) || other == truth(false)) result = false;
                else if (!result || !other) result = std::nullopt;
            }
            return result;
        }
        truth one_of(tuple const& row) {
            if (take("NOT")) {
                truth const inner = one_of(row);
                return inner ? truth(!*inner) : inner;
            }
            if (take("(")) {
                truth const inner = any_of(row);
                expect(")");
                return inner;
            }
            std::string const column = word();
            auto const found = row.find(column);
            if (found == row.end() && !row.empty()) throw std::invalid_argument("no column " + column);
            value const here = found == row.end() ? value{} : found->second;
            if (take("IS NOT NULL")) return here.index() != 0;
            for (auto const& [sign, holds] : signs) {
                if (!take(sign)) continue;
                value const& other = next_parameter();
                if (here.index() == 0) return std::nullopt;
                return holds(compare(here, other));
            }
            throw std::invalid_argument("no comparison: " + std::string(left));
        }

        static constexpr std::pair<std::string_view, bool (*)(int)> signs[]{
            {"<>", [](int c) { return c != 0; }}, {"<=", [](int c) { return c <= 0; }},
            {">=", [](int c) { return c >= 0; }}, {"=", [](int c) { return c == 0; }},
            {"<", [](int c) { return c < 0; }},   {">", [](int c) { return c > 0; }}};

        std::string item() {
            if (take("*")) return "*";
            std::string name = word();
            if (!take("(")) return name;
            name.append("(").append(take("*") ? "*" : word()).append(")");
            expect(")");
            return name;
        }

        static std::vector<output> plain(std::vector<std::string> const& items, std::vector<tuple>& rows) {
            if (items.front().find('(') != std::string::npos) return {summary(items, rows)};
            std::vector<output> result;
            for (auto& row : rows) result.push_back({items, std::move(row)});
            return result;
        }

        static std::vector<output> grouped(std::vector<std::string> const& items, std::vector<tuple> const& rows,
                                           std::string const& by) {
            std::map<value, std::vector<tuple>> groups;
            for (auto const& row : rows) groups[row.at(by)].push_back(row);
            std::vector<output> result;
            for (auto const& [label, of_label] : groups) {
                result.push_back(summary(items, of_label));
                result.back().row[by] = label;
            }
            return result;
        }

        /// COUNT(*), COUNT(x), SUM(x), AVG(x), MIN(x), MAX(x): NULL is passed over; of nothing all but COUNT are NULL.
        static output summary(std::vector<std::string> const& items, std::vector<tuple> const& rows) {
            output result{items, {}};
            for (auto const& text : items) {
                std::size_t const open = text.find('(');
                if (open == std::string::npos) continue;
                std::string const column = text.substr(open + 1, text.size() - open - 2);
                long double n = 0;
                long double total = 0;
                value least, most;
                for (auto const& row : rows) {
                    value const here = column == "*" ? value(std::int64_t{1}) : row.at(column);
                    if (here.index() == 0) continue;
                    auto const weighted = row.find("row_weight");
                    long double const weight = weighted == row.end() ? 1 : std::get<double>(weighted->second);
                    if (n == 0) least = most = here;
                    n += weight;
                    if (compare(here, least) < 0) least = here;
                    if (compare(here, most) > 0) most = here;
                    if (auto const* whole = std::get_if<std::int64_t>(&here))
                        total += weight * static_cast<long double>(*whole);
                    else if (auto const* real = std::get_if<double>(&here)) total += weight * *real;
                }
                value& to = result.row[text];
                std::string const function = text.substr(0, open);
                if (function == "COUNT") to = static_cast<std::int64_t>(n);
                else if (n == 0) to = null{};
                else if (function == "SUM") to = static_cast<double>(total);
                else if (function == "AVG") to = static_cast<double>(total / n);
                else to = function == "MIN" ? least : most;
            }
            return result;
        }

        value const& next_parameter() {
            expect("?");
            return asked.parameters.at(parameter++);
        }
        void skip_spaces() {
            while (!left.empty() && left.front() == ' ') left.remove_prefix(1);
        }
        bool take(std::string_view what) {
            skip_spaces();
            if (!left.starts_with(what)) return false;
            bool const is_word = std::isalpha(static_cast<unsigned char>(what.back())) != 0;
            if (is_word && left.size() > what.size() && is_part_of_word(left[what.size()])) return false;
            left.remove_prefix(what.size());
            skip_spaces();
            return true;
        }
        void expect(std::string_view what) {
            if (!take(what)) throw std::invalid_argument(std::string(what) + " expected: " + std::string(left));
        }
        static bool is_part_of_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
        std::string word() {
            skip_spaces();
            std::size_t n = 0;
            while (n != left.size() && is_part_of_word(left[n])) ++n;
            if (n == 0) throw std::invalid_argument("a name expected: " + std::string(left));
            std::string const result(left.substr(0, n));
            left.remove_prefix(n);
            skip_spaces();
            return result;
        }
    };
};

} // namespace toy
