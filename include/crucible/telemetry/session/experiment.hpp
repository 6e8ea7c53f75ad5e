// SPDX-License-Identifier: MIT
#pragma once
// Experiments: who they are, where in their life they are, and the arithmetic of running, paused and wall time.

#include <crucible/telemetry/core/detail/compiled.hpp>
#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/core/error.hpp>
#include <crucible/telemetry/core/run_info.hpp>
#include <crucible/telemetry/session/detail/pauses.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crucible::telemetry {

/// What an experiment is about. Only the name is required.
struct experiment {
    std::string name;
    std::string hypothesis{};
    std::string condition{"default"}; ///< the arm: control, treatment, …
    std::vector<std::string> tags{};
    std::vector<std::pair<std::string, std::string>> metadata{};
    std::uint64_t sample_size = 0; ///< rows to record; 0: as many as come
    bool stop_at_sample_size = false;
};

enum class status : unsigned char { running, paused, stopped, archived };

constexpr std::string_view to_text(status now) {
    switch (now) {
    case status::running: return "running";
    case status::paused: return "paused";
    case status::stopped: return "stopped";
    case status::archived: return "archived";
    }
    return "unknown";
}

/// An experiment as it stands at one moment.
struct experiment_info {
    std::string id; ///< 16 lower-case hexadecimal digits
    experiment about;
    telemetry::status status = telemetry::status::running;
    timestamp started{};
    std::optional<timestamp> paused{};  ///< since when, while paused; kept when stopped during a pause
    std::optional<timestamp> stopped{};
    std::uint32_t pause_count = 0;
    std::chrono::nanoseconds wall{};     ///< from start to stop, or to now
    std::chrono::nanoseconds pausing{};  ///< the part of it that was paused
    std::chrono::nanoseconds active{};   ///< the rest
    bool sample_size_reached = false;
};

namespace detail {

/// The states of an experiment and what leads from one to another. Times are the caller's.
class lifecycle {
public:
    explicit lifecycle(timestamp now) : started_{now} {}

    std::error_code pause(timestamp now);
    std::error_code resume(timestamp now);
    /// Stopping twice is no error; the first stop's time stays.
    void stop(timestamp now);

    /// When it was paused; alone in that it may be asked while the life goes on in another thread.
    [[nodiscard]] pauses const& when_paused() const { return pauses_; }

    [[nodiscard]] status now() const { return status_; }
    [[nodiscard]] timestamp started() const { return started_; }

    void describe(experiment_info& info, timestamp now) const;

private:
    status status_ = status::running;
    timestamp started_;
    std::optional<timestamp> paused_{}, stopped_{};
    std::uint32_t pause_count_ = 0;
    std::chrono::nanoseconds pausing_{};
    pauses pauses_;
};

/// What exporters are told. (A template, so that its copying is compiled only where a session is.)
template <class Experiment>
run_info describe(std::string const& id, Experiment const& about, timestamp started) {
    return {.id = id,
            .name = about.name,
            .hypothesis = about.hypothesis,
            .condition = about.condition,
            .tags = about.tags,
            .metadata = about.metadata,
            .sample_size = about.sample_size,
            .started = started};
}

} // namespace detail
} // namespace crucible::telemetry

#include <crucible/telemetry/session/detail/experiment_functions.hpp>
