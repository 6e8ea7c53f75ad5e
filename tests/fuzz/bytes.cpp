// SPDX-License-Identifier: MIT
// Bytes that nobody wrote, under a right checksum, read as cells of every kind: refused, or a state that can be used, and
// whose own bytes are read again as itself. The first byte says which cell.
#include "cells/some_rows.hpp"
#include "fuzz/corpus.hpp"

#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/serial/bytes.hpp>
#include <crucible/telemetry/statistics/distinct.hpp>
#include <crucible/telemetry/statistics/ewma.hpp>
#include <crucible/telemetry/statistics/histogram.hpp>
#include <crucible/telemetry/statistics/kll.hpp>
#include <crucible/telemetry/statistics/paired.hpp>
#include <crucible/telemetry/statistics/peaks.hpp>
#include <crucible/telemetry/statistics/quantiles.hpp>
#include <crucible/telemetry/statistics/random_sample.hpp>
#include <crucible/telemetry/statistics/recent_rate.hpp>
#include <crucible/telemetry/statistics/ridgelines.hpp>
#include <crucible/telemetry/statistics/shape.hpp>
#include <crucible/telemetry/statistics/tdigest.hpp>
#include <crucible/telemetry/statistics/top.hpp>

#include <cstdlib>

namespace {

namespace ct = crucible::telemetry;
namespace cells = ct::cells;
using namespace std::chrono_literals;
using cell_bytes::after;
using bytes = std::vector<std::byte>;

double volatile seen;

template <class Cell>
void read_all(Cell const& cell) {
    if constexpr (requires { cell.quantiles(std::array{.5}); }) seen = cell.quantiles(std::array{0.0, .3, 1.0})[1];
    if constexpr (requires { cell.distinct(); }) seen = cell.distinct();
    if constexpr (requires { cell.variance(); }) seen = cell.variance();
    if constexpr (requires { cell.excess_kurtosis(); }) seen = cell.excess_kurtosis();
    if constexpr (requires { cell.correlation(); }) seen = cell.correlation();
    if constexpr (requires { cell.clusters(); }) seen = static_cast<double>(cell.clusters().size());
    if constexpr (requires { cell.least(); }) seen = cell.least();
}

/// A state that was read may hold any numbers; what it goes on to must stay within its memory, and within its own form.
template <class Cell>
void use(Cell cell) {
    read_all(cell);
    bytes const again = ct::to_bytes(cell);
    Cell back;
    if (ct::from_bytes(again, back) || ct::to_bytes(back) != again) std::abort();
    cell += after<Cell>(5);
    for (std::size_t i = 0; i != 70; ++i) cell_bytes::feed(cell, static_cast<double>(i), 1.5, i);
    Cell other = after<Cell>(5);
    other += cell;
    cell += cell;
    read_all(cell);
    read_all(other);
}

template <class Cell>
bytes payload_of(Cell const& cell) {
    bytes const frame = ct::to_bytes(cell);
    return {frame.begin() + ct::detail::frame_header, frame.end() - ct::detail::frame_trailer};
}

template <class Cell>
void read(std::span<std::byte const> payload) {
    bytes frame;
    ct::detail::write_frame(frame, ct::detail::cell_type<Cell>, Cell::form.version,
                            [&](auto& to) { to.write_bytes(payload); });
    Cell cell;
    if (!ct::from_bytes(frame, cell)) use(cell);
}

struct kind_of_cell {
    void (*read)(std::span<std::byte const> payload);
    bytes (*example)(std::size_t rows);
};

template <class... Cells>
constexpr std::array<kind_of_cell, sizeof...(Cells)> kinds_of{
    kind_of_cell{&read<Cells>, [](std::size_t rows) { return payload_of(after<Cells>(rows)); }}...};

constexpr auto kinds =
    kinds_of<cells::counted, cells::aside, cells::total, cells::moments, cells::shape, cells::extrema, cells::elapsed,
             cells::edges, cells::flow, cells::successes, cells::exact_sample, cells::peaks, cells::decayed_rows<20>,
             cells::decayed_time<1s>, cells::decayed_flow<1s>, cells::comoments, cells::located, cells::log_linear<64, 1>,
             cells::log_linear<>, cells::kll<64>, cells::tdigest<10>, cells::hyperloglog<7>, cells::space_saving<8>,
             cells::reservoir<8>, cells::buckets<ct::fixed_bounds<0, 1, 10>>, cells::exponential_buckets<16>,
             cells::ridges<4, 8, 0>>;

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    fuzz::fill_corpus(*count, *arguments, [](auto save) {
        for (std::size_t kind = 0; kind != kinds.size(); ++kind)
            for (std::size_t const rows : std::array<std::size_t, 4>{0, 1, 70, 300}) {
                bytes seed = kinds[kind].example(rows);
                seed.insert(seed.begin(), static_cast<std::byte>(kind));
                save(seed);
            }
    });
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
    if (size == 0) return 0;
    kinds[data[0] % kinds.size()].read(std::as_bytes(std::span(data, size)).subspan(1));
    return 0;
}
