// SPDX-License-Identifier: MIT
#pragma once
// An event with every kind of column, and a plain model of a table to compare with.

#include <crucible/telemetry/record/row.hpp>
#include <crucible/telemetry/store/columnar.hpp>

#include <deque>
#include <string>

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

namespace store_test {

enum class phase : unsigned char { train, validate };
constexpr std::string_view to_text(phase p) { return p == phase::train ? "train" : "validate"; }

namespace m {
inline constexpr ct::index<"step"> step{};
inline constexpr ct::gauge<"loss"> loss{.in = ct::nats};
inline constexpr ct::gauge<"norm", float> norm{};
inline constexpr ct::counter<"tokens"> tokens{};
inline constexpr ct::timer<"latency"> latency{};
inline constexpr ct::timer<"wait", std::chrono::milliseconds> wait{};
inline constexpr ct::flag<"ok"> ok{};
inline constexpr ct::flag<"cached"> cached{};
inline constexpr ct::tag<"model"> model{};
inline constexpr ct::tag<"cohort"> cohort{};
inline constexpr ct::tag<"phase", phase> in_phase{};
inline constexpr ct::text<"note"> note{};
inline constexpr ct::text<"error"> error{};
} // namespace m

inline constexpr ct::event<"store.everything", m::step, m::loss, m::norm, ct::optional<m::tokens>, m::latency,
                           ct::optional<m::wait>, m::ok, ct::optional<m::cached>, m::model, ct::optional<m::cohort>,
                           m::in_phase, m::note, ct::optional<m::error>>
    everything{};
using everything_t = std::remove_const_t<decltype(everything)>;

inline constexpr ct::event<"store.batch", m::step, m::loss> batch{};
using batch_t = std::remove_const_t<decltype(batch)>;

inline ct::timestamp at(std::int64_t ns) { return ct::timestamp{std::chrono::nanoseconds{ns}}; }

inline ct::row<batch_t> batch_row(std::int64_t ns, std::int64_t step, std::uint32_t thread = 0) {
    return {batch(m::step = step, m::loss = 0.5 * static_cast<double>(step)), at(ns), thread};
}

/// Rows whose texts live in the model.
class everything_rows {
public:
    ct::row<everything_t> make(std::int64_t ns, std::int64_t i) {
        ct::row<everything_t> row{};
        row.at = at(ns);
        row.thread = static_cast<std::uint32_t>(i % 3);
        auto& values = row.values;
        values[m::step] = i;
        values[m::loss] = 1.0 / static_cast<double>(i + 1);
        values[m::norm] = static_cast<float>(i) / 4;
        if (i % 2) values[m::tokens] = i * 100;
        values[m::latency] = std::chrono::nanoseconds{i * 7};
        if (i % 5 == 0) values[m::wait] = std::chrono::milliseconds{i};
        values[m::ok] = i % 3 == 0;
        if (i % 4) values[m::cached] = i % 8 > 4;
        values[m::model] = keep("model-" + std::to_string(i % 7));
        if (i % 3) values[m::cohort] = keep("cohort-" + std::to_string(i % 11));
        values[m::in_phase] = i % 9 ? phase::train : phase::validate;
        values[m::note] = keep(std::string(static_cast<std::size_t>(i % 41), static_cast<char>('a' + i % 26)));
        if (i % 10 == 0) values[m::error] = keep("error " + std::to_string(i));
        return row;
    }

private:
    std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }
    std::deque<std::string> texts_;
};

} // namespace store_test
