// SPDX-License-Identifier: MIT
#pragma once
// What every detector is asked: streams that must not alarm, bytes, bad input; and streams to find something in.

#include <crucible/telemetry/serial/bytes.hpp>
#include <crucible/telemetry/statistics.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace detectors {

namespace ct = crucible::telemetry;
using values = std::vector<double>;

/// Which rows a detector tells something of.
template <class Cell>
std::vector<std::size_t> told(std::span<double const> stream, Cell c = {}) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i != stream.size(); ++i) {
        c(stream[i]);
        if (c.take_finding()) rows.push_back(i);
        CHECK_FALSE(c.take_finding());
    }
    return rows;
}

template <class Law = std::normal_distribution<double>>
values noise(std::size_t n, std::uint64_t seed = 1, Law law = Law{}) {
    std::mt19937_64 random(seed);
    values all(n);
    for (double& x : all) x = law(random);
    return all;
}

inline values with(values stream, std::size_t at, double added) {
    stream[at] += added;
    return stream;
}
/// From a row on, all are higher.
inline values shifted(values stream, std::size_t from, double by) {
    for (std::size_t i = from; i < stream.size(); ++i) stream[i] += by;
    return stream;
}
inline values rounded_to(double step, values stream) {
    for (double& x : stream) x = step * std::round(x / step);
    return stream;
}

struct named_stream {
    std::string name;
    values rows;
};

/// In which there is nothing to be found, or nothing of which the scale is known.
inline std::vector<named_stream> uneventful() {
    std::vector<named_stream> all{{"empty", {}}, {"one value", {7}}, {"constant", values(2000, 0.3)},
                                  {"zeros", values(2000, 0.0)}};
    all.push_back({"constant but for rounding", values(2000, 1.0)});
    for (std::size_t i = 0; i < 2000; i += 3) all.back().rows[i] += std::numeric_limits<double>::epsilon();
    all.push_back({"hardly ever another value", values(2000, 5.0)});
    for (std::size_t const i : {300U, 700U, 1500U}) all.back().rows[i] = 5.01;
    all.push_back({"coarse", rounded_to(2, noise(2000))});
    all.push_back({"next to zero", noise(2000, 4, std::normal_distribution<double>(0, 1e-170))});
    all.push_back({"far from zero", noise(2000, 3, std::normal_distribution<double>(1e9, 1))});
    return all;
}

template <class Cell>
void check_uneventful() {
    for (auto const& [name, rows] : uneventful()) {
        INFO(name);
        CHECK(told<Cell>(rows) == std::vector<std::size_t>{});
    }
}

/// Whatever comes, what follows is judged: a score is a number again after another `rows` of noise.
template <class Cell>
void check_extremes(std::size_t rows = 2000) {
    constexpr double most = std::numeric_limits<double>::max(), least = std::numeric_limits<double>::denorm_min();
    for (double const x : {most, -most, least, 1e200, -0.0}) {
        INFO("after " << x);
        Cell c;
        auto const all = noise(rows);
        for (double const each : all) c(each);
        for (int i = 0; i != 3; ++i) c(x), c(-x);
        for (double const each : all) c(each);
        CHECK(std::isfinite(c.score()));
        CHECK(c.score() >= 0);
        CHECK(c.rows() == 2 * rows + 6);
    }
}

/// However small a scale is, and however far a value is away from it, its score is a number.
template <class Cell>
void check_tiny_scale() {
    for (double const step : {1e-170, 0x1p-479, 0x1p-530}) {
        INFO("steps of " << step);
        Cell c;
        for (int i = 0; i != 2000; ++i) c(0x1p-478 + i % 5 * step);
        c(1e300);
        CHECK_FALSE(std::isinf(c.score()));
    }
}

/// A detector that was written and read in the middle goes on as the one that was not; so does a copy.
template <class Cell>
void check_bytes(std::span<double const> stream) {
    for (std::size_t const cut : {std::size_t{0}, std::size_t{1}, stream.size() / 3, stream.size() - 1}) {
        Cell c;
        for (double const x : stream.first(cut)) c(x), (void)c.take_finding();
        auto const bytes = ct::to_bytes(c);
        Cell again;
        REQUIRE_FALSE(ct::from_bytes(bytes, again));
        CHECK(again == c);
        CHECK(ct::to_bytes(again) == bytes);
        Cell const copy = c;
        auto const rest = stream.subspan(cut);
        auto const expected = told(rest, c);
        CHECK(told(rest, again) == expected);
        CHECK(told(rest, copy) == expected);
    }
}

/// Whatever state is read from bytes that somebody changed is safe to go on with (under sanitizers), or refused.
template <class Cell>
void check_damaged(std::span<double const> stream) {
    Cell c;
    for (double const x : stream.first(stream.size() / 2)) c(x), (void)c.take_finding();
    std::vector<std::byte> whole;
    ct::byte_writer to(whole);
    c.write(to);
    std::mt19937_64 random(5);
    int refused = 0;
    for (int i = 0; i != 300; ++i) {
        auto bytes = whole;
        for (auto n = random() % 3; n-- + 1 != 0;) bytes[random() % bytes.size()] = static_cast<std::byte>(random());
        if (i % 10 == 0) bytes.resize(random() % bytes.size());
        Cell read;
        ct::byte_reader from(bytes, Cell::form.version);
        if (!Cell::read(from, read)) ++refused;
        else
            for (double const x : stream.last(100)) read(x), (void)read.take_finding(), (void)read.score();
    }
    CHECK(refused >= 30); // those that end early
}

/// Through an accumulator: what is not finite, or has no weight, is no row; a weight makes a row no other one; and a
/// finding is asked for once.
template <auto Detector>
void check_accumulator(std::span<double const> stream) {
    ct::accumulator_of<double, decltype(Detector | ct::nonfinite)> plain, disturbed;
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN(), most = std::numeric_limits<double>::infinity();
    std::size_t findings = 0;
    for (double const x : stream) {
        plain(x);
        for (double const bad : {nothing, most, -most}) disturbed(bad);
        disturbed(0, -1);
        disturbed(x, 3);
        disturbed.take_findings([&](std::string_view name, ct::finding const& f) {
            ++findings;
            CHECK(name == Detector.name.view());
            CHECK(f.score.value() > f.threshold.value());
        });
    }
    CHECK(plain[Detector].found == disturbed[Detector].found);
    CHECK(plain[Detector].rows == stream.size());
    CHECK(findings == plain[Detector].found);
    CHECK(findings != 0);
}

/// What holds of whatever is looked for: `stream` is one in which the detector finds something.
template <auto Detector>
void check_common(std::span<double const> stream) {
    using cell = typename decltype(Detector)::cell;
    static_assert(ct::statistic<std::remove_const_t<decltype(Detector)>> && ct::finding_cell<cell>);
    static_assert(ct::serial_cell<cell>);
    check_extremes<cell>();
    check_tiny_scale<cell>();
    check_bytes<cell>(stream);
    check_damaged<cell>(stream);
    check_accumulator<Detector>(stream);
}

/// All of it, for detectors of what is unusual.
template <auto Detector>
void check_detector(std::span<double const> stream) {
    check_uneventful<typename decltype(Detector)::cell>();
    check_common<Detector>(stream);
}

} // namespace detectors
