// SPDX-License-Identifier: MIT
// The floors: the least that any telemetry can do, written by hand for this one row. A single-producer ring of plain
// rows, its limit cached, each row published by a release store, and a thread of its own that reads them.

#include "../burst.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>

namespace {

std::uint64_t ticks() {
#if defined(__x86_64__) || defined(__i386__)
    return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
    std::uint64_t count;
    asm volatile("mrs %0, cntvct_el0" : "=r"(count));
    return count;
#else
    return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
}

struct row {
    std::uint64_t header;
    std::uint64_t stamp;
    bench::batch values;
};
static_assert(sizeof(row) == 48);

class ring {
public:
    bool push(std::uint64_t stamp, const bench::batch& values) {
        const std::uint64_t head = head_.load(std::memory_order_relaxed);
        if (head == limit_ && !has_room(head)) {
            return false;
        }
        rows_[head % size] = {.header = 1, .stamp = stamp, .values = values};
        head_.store(head + 1, std::memory_order_release);
        return true;
    }

    // Reads what is published; a checksum of it, so that the reading is done.
    std::uint64_t drain() {
        const std::uint64_t head = head_.load(std::memory_order_acquire);
        std::uint64_t sum = 0;
        for (std::uint64_t i = tail_.load(std::memory_order_relaxed); i != head; ++i) {
            const row& next = rows_[i % size];
            sum += next.header + next.stamp + static_cast<std::uint64_t>(next.values.index);
        }
        tail_.store(head, std::memory_order_release);
        return sum;
    }

private:
    static constexpr std::size_t size = std::size_t{1} << 14U;

    bool has_room(std::uint64_t head) {
        limit_ = tail_.load(std::memory_order_acquire) + size;
        return head != limit_;
    }

    alignas(64) std::atomic<std::uint64_t> head_ = 0;
    std::uint64_t limit_ = size;
    std::unique_ptr<row[]> rows_ = std::make_unique<row[]>(size);
    alignas(64) std::atomic<std::uint64_t> tail_ = 0;
};

// The emitting thread's ring; and one stamp for a whole step.
constinit thread_local ring* mine = nullptr;
constinit thread_local std::uint64_t step_stamp = 0;

// Drains a ring when asked, on a thread of its own, so that the rows cross to another core as they would for real.
class reader {
public:
    explicit reader(ring& source) : source_(source), thread_([this] { serve(); }) {}
    ~reader() { ask(leave); }

    void drain() {
        ask(work);
        state_.wait(work);
    }

private:
    enum request : int { idle, work, leave };

    void ask(request wanted) {
        state_.store(wanted);
        state_.notify_all();
    }

    void serve() {
        for (;;) {
            state_.wait(idle);
            if (state_.load() == leave) {
                return;
            }
            benchmark::DoNotOptimize(source_.drain());
            ask(idle);
        }
    }

    ring& source_;
    std::atomic<request> state_ = idle;
    std::jthread thread_;
};

template <class Stamp>
void push_rows(bench::series& bursts, Stamp stamp) {
    ring rows;
    reader reading(rows);
    mine = &rows;
    step_stamp = ticks();
    std::uint64_t lost = 0;
    bursts.run([&](std::size_t i) { lost += mine->push(stamp(), bench::measure(i)) ? 0 : 1; },
               [&] { reading.drain(); });
    if (lost != 0) {
        bursts.fail("the ring was full");
    }
}

const bool with_clock = bench::add("emit/floor_timestamp_store",
                                   [](bench::series& bursts) { push_rows(bursts, ticks); }, {.by_turns = true});

const bool without_clock =
    bench::add("emit/floor_store", [](bench::series& bursts) { push_rows(bursts, [] { return step_stamp; }); },
               {.by_turns = true});

} // namespace
