// SPDX-License-Identifier: MIT
#pragma once
// Price lists as files: lines `model,input,output,cached`, read with one error that names file, line and reason.

#include <crucible/telemetry/core/error.hpp>
#include <crucible/telemetry/enrich/price.hpp>
#include <crucible/telemetry/text/detail/read_real.hpp>
#include <crucible/telemetry/text/detail/trimmed.hpp>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

namespace crucible::telemetry::detail {

/// The whole text of a file. Throws `error`.
[[nodiscard]] inline std::string read_price_file(std::string const& path) {
    auto const refuse = [&path](int number) {
        throw error(std::error_code{number, std::generic_category()},
                    std::string("cannot read the price list '").append(path).append("'"));
    };
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> const file{std::fopen(path.c_str(), "rb"), std::fclose};
    if (file == nullptr) refuse(errno);
    std::string text;
    std::array<char, 4096> part;
    while (std::size_t const n = std::fread(part.data(), 1, part.size(), file.get())) text.append(part.data(), n);
    if (std::ferror(file.get()) != 0) refuse(errno);
    return text;
}

/// Takes off the front what lies before the next `separator`, and this.
constexpr std::string_view take_until(std::string_view& text, char separator) {
    std::size_t const n = text.find(separator);
    std::string_view const front = text.substr(0, n);
    text.remove_prefix(n == std::string_view::npos ? text.size() : n + 1);
    return front;
}

/// Reads the lines of a price list one by one.
class price_reader {
public:
    /// Both texts must live as long as the reader.
    price_reader(std::string_view text, std::string_view file) : rest_(text), file_(file) {
        if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3); // a byte order mark, as spreadsheets write it
    }

    /// The next price; nothing at the end. Throws `error`.
    [[nodiscard]] std::optional<listed_price> next() {
        while (!rest_.empty()) {
            ++line_;
            std::string_view const line = trimmed(take_until(rest_, '\n'));
            if (line.empty() || line.front() == '#') continue;
            auto const fields = split(line);
            bool const header = !std::exchange(begun_, true) && fields[0] == "model";
            if (!header) return price_of(fields);
            if (fields[1] != "input" || fields[2] != "output" || (!fields[3].empty() && fields[3] != "cached"))
                refuse("the header is not model,input,output,cached");
        }
        return std::nullopt;
    }

    /// Of the price that `next` gave last, from 1.
    [[nodiscard]] std::size_t line() const { return line_; }

    [[noreturn]] void refuse(std::string const& reason) const {
        refuse_price(std::string(file_).append(":").append(std::to_string(line_)).append(": ").append(reason));
    }

private:
    using columns = std::array<std::string_view, 4>;

    [[nodiscard]] columns split(std::string_view line) const {
        if (line.find('"') != std::string_view::npos) refuse("quotation marks are no part of a price list: drop them");
        columns found{};
        std::size_t n = 1;
        for (char const c : line) n += c == ',';
        if (n != 3 && n != 4)
            refuse(std::to_string(n).append(n == 1 ? " column" : " columns").append(
                ", but a price is model,input,output or model,input,output,cached, in dollars with a decimal point"));
        for (std::size_t i = 0; i != n; ++i) found[i] = trimmed(take_until(line, ','));
        return found;
    }

    [[nodiscard]] listed_price price_of(columns const& found) const {
        if (!model_name{found[0]}.is_sound())
            refuse("a model has a name, and a star only at its end: '" + std::string(found[0]) + "'");
        listed_price line{found[0], {amount(found[1], "input"), amount(found[2], "output")}};
        if (!found[3].empty()) line.costs.cached_input = amount(found[3], "cached");
        return line;
    }

    [[nodiscard]] double amount(std::string_view text, char const* column) const {
        double value = 0;
        auto const [end, failed] = detail::read_real(text.data(), text.data() + text.size(), value);
        auto const complain = [&](char const* what) {
            refuse(std::string("the price of ").append(column).append(" is ").append(what).append(": '").append(
                std::string(text).append("'")));
        };
        if (failed == std::errc::result_out_of_range) complain("too large or too small");
        if (failed != std::errc{} || end != text.data() + text.size()) complain("not a number");
        if (!is_amount(value)) complain("NaN or infinite");
        if (value < 0) complain("negative");
        return value;
    }

    std::string_view rest_;
    std::string_view file_;
    std::size_t line_ = 0;
    bool begun_ = false;
};

} // namespace crucible::telemetry::detail
