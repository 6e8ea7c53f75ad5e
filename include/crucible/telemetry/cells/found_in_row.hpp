// SPDX-License-Identifier: MIT
#pragma once
// What statistics found in the batch that is being settled, until it is raised as events: a queue of bounded size.

#include <crucible/telemetry/cells/finding.hpp>
#include <crucible/telemetry/core/detail/dynamic_array.hpp>
#include <crucible/telemetry/core/detail/exceptions.hpp>

#include <cstdint>
#include <string>

namespace crucible::telemetry {

/// A finding with what it is about. Names live as long as the program.
struct found_in_row {
    finding what{};
    std::string_view event{}, measurement{}, statistic{};
    std::string label{};      ///< of statistics by label
    bool labelled = false;
    std::optional<double> value{};
    std::uint64_t row = 0;    ///< place among the recorded rows of its event
    std::uint32_t thread = 0;
    timestamp at{};
    std::optional<std::int64_t> step{}, epoch{};
};

namespace detail {

/// The event that findings become: detect/finding.hpp.
template <class...>
struct event_of_findings;

class finding_queue {
public:
    static constexpr std::size_t most = 4096; ///< of one pass

    /// When there are too many or there is no memory, one is counted as lost: the last place is for the most severe.
    void add(found_in_row&& found) noexcept {
        try {
            if (waiting_.size() != most) {
                waiting_.push_back(std::move(found));
                return;
            }
        } catch (...) { // no memory
        }
        ++lost_;
        if (waiting_.size() == most && found.what.severity > waiting_.back().what.severity)
            waiting_.back() = std::move(found);
    }

    [[nodiscard]] bool empty() const noexcept { return waiting_.empty(); }
    [[nodiscard]] dynamic_array<found_in_row> take() noexcept { return std::exchange(waiting_, {}); }
    /// Findings that were never raised.
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }
    void lose(std::size_t n) noexcept { lost_ += n; }

private:
    dynamic_array<found_in_row> waiting_{};
    std::uint64_t lost_ = 0;
};

} // namespace detail
} // namespace crucible::telemetry
