// SPDX-License-Identifier: MIT
#pragma once
// What may stand behind the colon of a replacement field, and the parts that texts of several figures consist of.

#include <crucible/telemetry/core/detail/exceptions.hpp>

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace crucible::telemetry::detail {

/// `{:.3}`: so many significant digits of floating-point numbers. `{:u}`: with units. `{:l}`: a line for each part.
struct format_options {
    int precision = -1; ///< the fewest digits that read back as the same number
    bool units = false;
    bool lines = false;
};

/// A base of formatters. Refuses what it does not know, where the text is a constant when the program is compiled.
struct with_format_options {
    format_options options{};

    constexpr char const* parse(fmt::format_parse_context& context) {
        char const* at = context.begin();
        for (; at != context.end() && *at != '}'; ++at) {
            if (*at == 'u') options.units = true;
            else if (*at == 'l') options.lines = true;
            else if (*at != '.') throw fmt::format_error("this field takes a precision (.3), u for units, l for lines");
            else at = parse_precision(at + 1, context.end()) - 1;
        }
        return at;
    }

private:
    constexpr char const* parse_precision(char const* at, char const* end) {
        if (at == end || *at < '0' || *at > '9') throw fmt::format_error("a precision is a number");
        for (options.precision = 0; at != end && *at >= '0' && *at <= '9'; ++at) {
            options.precision = options.precision * 10 + (*at - '0');
            if (options.precision > 17) throw fmt::format_error("a double has 17 significant digits at most");
        }
        return at;
    }
};

/// Parts with something in between: `; `, or the end of a line.
template <class Out>
class parts {
public:
    parts(Out out, std::string_view between) : out_(out), between_(between) {}

    /// Where the next part is to be written.
    [[nodiscard]] Out next() {
        if (!first_) out_ = fmt::format_to(out_, "{}", between_);
        first_ = false;
        return out_;
    }
    void end(Out out) { out_ = out; }

    template <class... Arguments>
    void add(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
        out_ = fmt::format_to(next(), text, std::forward<Arguments>(arguments)...);
    }

    [[nodiscard]] Out out() const { return out_; }

private:
    Out out_;
    std::string_view between_;
    bool first_ = true;
};

} // namespace crucible::telemetry::detail
