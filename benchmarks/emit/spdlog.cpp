// SPDX-License-Identifier: MIT
// spdlog's asynchronous logger with a sink that drops what it gets: the whole row as four arguments. The queue holds
// more than a burst, so that no burst waits for room.

#ifdef HAVE_SPDLOG
#include "../burst.hpp"

#include <chrono>
#include <memory>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/null_sink.h>
#include <thread>

namespace {

void log(bench::series& bursts) {
    const auto pool = std::make_shared<spdlog::details::thread_pool>(8192, 1);
    const auto logger = std::make_shared<spdlog::async_logger>("batch", std::make_shared<spdlog::sinks::null_sink_mt>(),
                                                               pool, spdlog::async_overflow_policy::block);
    bursts.run(
        [&](std::size_t i) {
            const bench::batch row = bench::measure(i);
            logger->info("epoch {} batch {} loss {} accuracy {}", row.epoch, row.index, row.loss, row.accuracy);
        },
        [&] {
            while (pool->queue_size() != 0) {
                std::this_thread::sleep_for(std::chrono::microseconds(50));
            }
        });
}

const bool row = bench::add("emit/spdlog_async", log, {.setups = 1});

} // namespace
#endif
