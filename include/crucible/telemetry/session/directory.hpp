// SPDX-License-Identifier: MIT
#pragma once
// The directory of this process's experiments: list them, find one by its id, pause, resume, stop or clean it up.

#include <crucible/telemetry/session/experiment.hpp>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <pthread.h>

namespace crucible::telemetry {

/// What becomes of the rows and statistics when an experiment is cleaned up.
enum class cleanup : unsigned char { delete_data, keep_data };
inline constexpr auto delete_data = cleanup::delete_data;
inline constexpr auto keep_data = cleanup::keep_data;

namespace detail {

/// A session as the directory sees it.
class listed_experiment {
public:
    listed_experiment() = default;
    listed_experiment(listed_experiment const&) = delete;
    listed_experiment& operator=(listed_experiment const&) = delete;
    virtual ~listed_experiment() = default;

    virtual std::error_code pause() = 0;
    virtual std::error_code resume() = 0;
    virtual std::error_code stop() = 0;
    virtual void clean_up(cleanup what) = 0;
    [[nodiscard]] virtual experiment_info info() const = 0;
    [[nodiscard]] virtual std::string_view id() const = 0;
};

class directory {
public:
    constexpr directory() = default;
    static directory& get() noexcept;

    void enter(std::shared_ptr<listed_experiment> const& entry) {
        std::lock_guard const lock{mutex_};
        if (!std::exchange(stopped_at_exit_, true)) std::atexit([] { get().stop_all(); });
        take_out({});
        entries_.push_back(entry);
    }

    void forget(std::string_view id) {
        std::lock_guard const lock{mutex_};
        take_out(id);
    }

    [[nodiscard]] std::vector<std::shared_ptr<listed_experiment>> all() const {
        std::lock_guard const lock{mutex_};
        std::vector<std::shared_ptr<listed_experiment>> living;
        for (auto const& e : entries_)
            if (auto entry = e.lock()) living.push_back(std::move(entry));
        return living;
    }

    [[nodiscard]] std::shared_ptr<listed_experiment> find(std::string_view id) const {
        for (auto& entry : all())
            if (entry->id() == id) return entry;
        return nullptr;
    }

private:
    /// Those that are gone, and the one of this id.
    void take_out(std::string_view id) {
        std::erase_if(entries_, [&](auto const& e) {
            auto const entry = e.lock();
            return entry == nullptr || entry->id() == id;
        });
    }

    /// At exit, sessions that still run are stopped: what they hold is written.
    void stop_all() noexcept {
        try {
            for (auto const& entry : all()) (void)entry->stop();
        } catch (...) { // exit goes on: the deadline of each session has bounded the wait
        }
    }

    static void lock() noexcept { get().mutex_.lock(); }
    static void unlock() noexcept { get().mutex_.unlock(); }
    /// A child must not find it locked by a thread that it lacks.
    static bool watch_forks() noexcept { return ::pthread_atfork(&lock, &unlock, &unlock) == 0; }
    inline static bool const forks_are_watched = watch_forks();

    mutable std::mutex mutex_{};
    std::vector<std::weak_ptr<listed_experiment>> entries_{};
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

template <class F>
std::error_code with_experiment(std::string_view id, F f) {
    auto const entry = directory::get().find(id);
    return entry == nullptr ? make_error_code(errc::not_found) : f(*entry);
}

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
    return entry == nullptr ? std::nullopt : std::optional<Info>{entry->info()};
}

/// Whether there is such an experiment and it is paused.
[[nodiscard]] inline bool is_paused(std::string_view id) {
    auto const entry = detail::directory::get().find(id);
    return entry != nullptr && entry->info().status == status::paused;
}

[[nodiscard]] inline std::error_code pause(std::string_view id) {
    return detail::with_experiment(id, [](auto& e) { return e.pause(); });
}
[[nodiscard]] inline std::error_code resume(std::string_view id) {
    return detail::with_experiment(id, [](auto& e) { return e.resume(); });
}
[[nodiscard]] inline std::error_code stop(std::string_view id) {
    return detail::with_experiment(id, [](auto& e) { return e.stop(); });
}

/// Stops the experiment, takes it off the list and deletes its rows and statistics unless told to keep them.
/// Cleaning up what is not there is no error.
inline void clean_up(std::string_view id, cleanup what = delete_data) {
    if (auto const entry = detail::directory::get().find(id)) entry->clean_up(what);
}

} // namespace crucible::telemetry
