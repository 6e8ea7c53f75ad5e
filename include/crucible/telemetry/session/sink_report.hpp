// SPDX-License-Identifier: MIT
#pragma once
// How a session's sinks fare: what they wrote, what they lost and why.

#include <concepts>
#include <cstdint>
#include <string>
#include <system_error>

namespace crucible::telemetry {

struct sink_report {
    std::string target{};       ///< what it writes to, where it says so: a path, an address
    std::string partial{};      ///< where what it wrote is until it is complete, where it says so: a file that grows
    std::uint64_t written = 0;
    std::uint64_t flushed = 0;  ///< of those written: others can read them there; all where it does not say
    std::uint64_t failed = 0;   ///< rows that it could not write, or was not given while it was left alone
    std::uint64_t threw = 0;    ///< exceptions that came out of it
    std::error_code error{};    ///< the last failure
    std::string why{};          ///< the same in words
    bool closed = false;        ///< no more rows come

    /// Every row that it was to have is where it should be.
    [[nodiscard]] bool complete() const { return failed == 0 && !error; }
};

/// What `stop` came to: true when there is something to complain about.
class outcome {
public:
    outcome() = default;
    outcome(std::error_code code, std::string why = {}) : code_{code}, why_{std::move(why)} {}
    template <class Code>
        requires(std::is_error_code_enum_v<Code>)
    outcome(Code code) : code_{code} {}

    [[nodiscard]] std::error_code code() const noexcept { return code_; }
    /// In words: which sink, what failed, and where what it has is now. Empty when nothing did.
    [[nodiscard]] std::string const& why() const noexcept { return why_; }

    explicit operator bool() const noexcept { return static_cast<bool>(code_); }
    operator std::error_code() const noexcept { return code_; }

    template <class Code>
        requires(std::is_error_code_enum_v<Code> || std::is_error_condition_enum_v<Code> ||
                 std::same_as<Code, std::error_code>)
    friend bool operator==(outcome const& a, Code b) {
        return a.code_ == b;
    }

private:
    std::error_code code_{};
    std::string why_{};
};

} // namespace crucible::telemetry
