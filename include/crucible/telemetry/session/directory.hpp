// SPDX-License-Identifier: MIT
#pragma once
// The directory of this process's experiments: list them, find one by its id, pause, resume, stop or clean it up.

#include <crucible/telemetry/core/detail/at_fork.hpp>
#include <crucible/telemetry/core/detail/compiled.hpp>
#include <crucible/telemetry/core/detail/dynamic_array.hpp>
#include <crucible/telemetry/core/detail/owner.hpp>
#include <crucible/telemetry/session/experiment.hpp>
#include <crucible/telemetry/session/ledger.hpp>

#include <mutex>

namespace crucible::telemetry {

/// What becomes of the rows and statistics when an experiment is cleaned up.
enum class cleanup : unsigned char { delete_data, keep_data };
inline constexpr auto delete_data = cleanup::delete_data;
inline constexpr auto keep_data = cleanup::keep_data;

namespace detail {

/// A session as the directory sees it.
class listed_experiment : public owned<listed_experiment> {
public:
    listed_experiment() = default;
    virtual ~listed_experiment(); // takes it off the directory

    virtual std::error_code pause() = 0;
    virtual std::error_code resume() = 0;
    virtual void request_stop() noexcept = 0;
    [[nodiscard]] virtual bool stop_requested() const noexcept = 0;
    virtual outcome stop() = 0;
    /// As `stop`, of whose deadline this much has passed.
    virtual outcome stop_less(std::chrono::nanoseconds passed) = 0;
    /// Has it begin to stop, and does not wait.
    virtual void begin_to_stop() noexcept = 0;
    virtual std::error_code flush(std::chrono::nanoseconds deadline) = 0;
    virtual void reset() = 0;
    [[nodiscard]] virtual ledger account_now() const = 0;
    [[nodiscard]] virtual std::vector<sink_report> exports() const = 0;
    virtual void clean_up(cleanup what) = 0;
    [[nodiscard]] virtual experiment_info info() const = 0;
    [[nodiscard]] virtual std::string_view id() const = 0;
};

class directory {
public:
    constexpr directory() = default;
    static directory& get() noexcept;

    void enter(listed_experiment& entry);
    void forget(listed_experiment const& entry) noexcept;
    [[nodiscard]] dynamic_array<owner<listed_experiment>> all() const;
    [[nodiscard]] owner<listed_experiment> find(std::string_view id) const;

private:
    /// At exit, sessions that still run are stopped: what they hold is written. All at once, so that those which are
    /// stuck share one deadline.
    void stop_all() noexcept;

    static void lock() noexcept { get().mutex_.lock(); }
    static void unlock() noexcept { get().mutex_.unlock(); }
    /// A child must not find it locked by a thread that it lacks.
    inline static at_fork const forks_find_it_unlocked{&lock, &unlock, &unlock};

    mutable std::mutex mutex_{};
    dynamic_array<listed_experiment*> entries_{}; ///< each until it is deleted; its last owner may have left
    bool stopped_at_exit_ = false;
};

/// Made before any code runs and never destroyed: experiments may begin before and end after any static object.
union immortal_directory {
    directory value{};
    constexpr immortal_directory() {} // NOLINT: the member initialiser does it
    ~immortal_directory() {}          // NOLINT: on purpose
};
inline constinit immortal_directory the_directory{};

inline directory& directory::get() noexcept { return the_directory.value; }

} // namespace detail

/// All experiments whose session lives and was not cleaned up, oldest first.
template <class Info = experiment_info> // a template, as the next one, so that it is compiled only where it is called
[[nodiscard]] std::vector<Info> experiments() {
    std::vector<Info> list;
    for (auto const& entry : detail::directory::get().all()) list.push_back(entry->info());
    return list;
}

/// The experiment of this id; nothing when there is none.
template <class Info = experiment_info>
[[nodiscard]] std::optional<Info> find_experiment(std::string_view id) {
    auto const entry = detail::directory::get().find(id);
    return entry ? std::optional<Info>{entry->info()} : std::nullopt;
}

/// Whether there is such an experiment and it is paused.
[[nodiscard]] CRUCIBLE_TELEMETRY_FUNCTION bool is_paused(std::string_view id);
[[nodiscard]] CRUCIBLE_TELEMETRY_FUNCTION std::error_code pause(std::string_view id);
[[nodiscard]] CRUCIBLE_TELEMETRY_FUNCTION std::error_code resume(std::string_view id);
[[nodiscard]] CRUCIBLE_TELEMETRY_FUNCTION std::error_code stop(std::string_view id);

/// Stops the experiment, takes it off the list and deletes its rows and statistics unless told to keep them.
/// Cleaning up what is not there is no error.
CRUCIBLE_TELEMETRY_FUNCTION void clean_up(std::string_view id, cleanup what = delete_data);

} // namespace crucible::telemetry

#include <crucible/telemetry/session/detail/directory_functions.hpp>
