// SPDX-License-Identifier: MIT
#pragma once
// An exporter whose every move a test can see and spoil: it can throw, stall, and refuse to close.

#include <crucible/telemetry/record/sink.hpp>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace test {

/// What happened to one exporter; shared with the test.
struct record_of_exports {
    std::mutex mutex;
    std::condition_variable changed;
    crucible::telemetry::run_info about;
    std::vector<std::string> events; ///< of the rows, in order
    std::vector<crucible::telemetry::timestamp> times;
    std::uint64_t throws_left = 0; ///< the next rows throw
    std::uint64_t good_left = ~std::uint64_t{0}; ///< then one row throws
    std::error_code closes_with{};
    bool stalls = false; ///< `write` waits until this is false
    bool stalls_at_close = false;
    std::atomic<bool> stalled{false}; ///< somebody waits
    std::atomic<int> closed{0}, abandoned{0}, destroyed{0};

    void wait_while(bool const& stalling) {
        std::unique_lock lock{mutex};
        if (stalling) stalled = true;
        changed.wait(lock, [&] { return !stalling; });
    }
    void go_on() {
        std::lock_guard const lock{mutex};
        stalls = stalls_at_close = false;
        changed.notify_all();
    }
    std::size_t rows() {
        std::lock_guard const lock{mutex};
        return events.size();
    }
};

class recording_writer {
public:
    explicit recording_writer(std::shared_ptr<record_of_exports> to) : to_{std::move(to)} {}
    recording_writer(recording_writer&&) = default;
    recording_writer& operator=(recording_writer&&) = default;
    ~recording_writer() {
        if (to_) ++to_->destroyed;
    }

    template <class Row>
    void write(Row const& row) {
        to_->wait_while(to_->stalls);
        std::lock_guard const lock{to_->mutex};
        if (to_->good_left-- == 0) to_->throws_left = 1;
        if (to_->throws_left != 0) {
            --to_->throws_left;
            throw std::runtime_error{"the exporter's disk is on fire"};
        }
        to_->events.emplace_back(Row::event_type::name);
        to_->times.push_back(row.at);
        ++written_;
    }
    std::error_code close() noexcept {
        to_->wait_while(to_->stalls_at_close);
        ++to_->closed;
        return to_->closes_with;
    }
    void abandon() noexcept { ++to_->abandoned; }
    [[nodiscard]] std::uint64_t written() const noexcept { return written_; }
    [[nodiscard]] std::uint64_t failed() const noexcept { return 0; }

private:
    std::shared_ptr<record_of_exports> to_;
    std::uint64_t written_ = 0;
};

struct recorder {
    std::shared_ptr<record_of_exports> to = std::make_shared<record_of_exports>();

    template <class Events>
    recording_writer open(crucible::telemetry::run_info const& about, Events) const {
        to->about = about;
        return recording_writer{to};
    }
};

} // namespace test
