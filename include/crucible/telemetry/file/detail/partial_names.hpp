// SPDX-License-Identifier: MIT
#pragma once
// Names beside a target: `run.csv.partial` while it is written, `run.csv.incomplete` of what was not finished.

#include <crucible/telemetry/core/detail/hash.hpp>
#include <crucible/telemetry/text/utf8_prefix.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <unistd.h>

namespace crucible::telemetry::detail {

/// The longest name that files of a folder may have.
[[nodiscard]] inline std::size_t longest_name(int folder) noexcept {
    long const told = ::fpathconf(folder, _PC_NAME_MAX);
    return told < 64 ? 255 : static_cast<std::size_t>(told);
}

class partial_names {
public:
    static constexpr std::string_view partial = ".partial";
    static constexpr std::string_view incomplete = ".incomplete";

    /// Equal for equal names, since the partial file is what two writers meet at: a name that leaves no room is cut,
    /// and told from others by a hash.
    partial_names(std::string_view name, std::size_t longest) : stem_(name) {
        std::size_t const most = longest - incomplete.size() - std::string_view{".9999"}.size();
        if (name.size() <= most) return;
        constexpr std::size_t digits = 8;
        stem_ = std::string(utf8_prefix(name, most - digits - 1)).append("~");
        std::uint64_t left = hash(name);
        for (std::size_t i = 0; i != digits; ++i, left >>= 4U) stem_ += "0123456789abcdef"[left & 0xFU];
    }

    [[nodiscard]] std::string of_partial() const { return stem_ + std::string(partial); }

    /// `run.csv.incomplete`, `run.csv.incomplete.2`, ...
    [[nodiscard]] std::string of_incomplete(unsigned number) const {
        std::string name = stem_ + std::string(incomplete);
        return number == 1 ? name : name.append(".").append(std::to_string(number));
    }

    /// The name of what describes a file, with the ending that this name of the file has: `run.csv.meta.json.incomplete.2`
    /// of `run.csv.incomplete.2`; empty when it has none.
    [[nodiscard]] std::string as_of(std::string_view described) const {
        std::size_t const ending = described.rfind(incomplete);
        return ending == std::string_view::npos ? std::string{} : stem_ + std::string(described.substr(ending));
    }

    static constexpr unsigned most_incomplete = 9999;

private:
    std::string stem_;
};

} // namespace crucible::telemetry::detail
