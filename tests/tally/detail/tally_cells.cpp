// SPDX-License-Identifier: MIT
// Law 4: what is read from words is what an accumulator has that was given the same values.
#include "tally/vocabulary.hpp"

#include <crucible/telemetry/statistics/histogram.hpp>
#include <crucible/telemetry/statistics/shape.hpp>

#include <cmath>
#include <limits>
#include <memory>
#include <random>

namespace {

constexpr std::uint64_t key = 7, epoch = 9;
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
constexpr double endless = std::numeric_limits<double>::infinity();

// Cells of one name and other template arguments lie otherwise: an event of the one is not one of the other.
constexpr auto two_bounds = ct::tallied(ct::event<"bounds", m::loss>{}, m::loss >> ct::histogram<1, 2>);
constexpr auto three_bounds = ct::tallied(ct::event<"bounds", m::loss>{}, m::loss >> ct::histogram<1, 2, 3>);
static_assert(ct::schema_hash<std::remove_cvref_t<decltype(two_bounds)>> !=
              ct::schema_hash<std::remove_cvref_t<decltype(three_bounds)>>);

template <auto const& Event>
using cells_of = ct::detail::tally_cells<std::remove_cvref_t<decltype(Event)>>;

/// Cells that were given values of the event's first measurement, and are looked at by themselves.
template <auto const& Event>
class looked_at {
public:
    looked_at() { cells_->look_after({key, epoch, epoch}); }

    template <class... Bindings>
    void operator()(Bindings const&... given) {
        cells_->take(Event(given...));
    }
    [[nodiscard]] auto read(std::uint64_t of = epoch) { return cells_->template read<0>(of, false, [] {}); }
    [[nodiscard]] std::uint64_t rows(std::uint64_t of = key) const { return cells_->rows(of); }
    auto& operator*() { return *cells_; }

private:
    std::unique_ptr<cells_of<Event>> cells_ = std::make_unique<cells_of<Event>>();
};

std::vector<double> lognormal(std::size_t n, unsigned seed) {
    std::mt19937_64 random{seed};
    std::lognormal_distribution<double> draw;
    std::vector<double> values(n);
    for (double& x : values) x = draw(random);
    return values;
}

constexpr auto tail = m::loss >> (ct::skewness | ct::excess_kurtosis);
constexpr auto shaped = ct::tallied(ct::event<"shaped", m::loss>{}, tail);
inline constexpr ct::counter<"bytes", std::uint64_t> bytes{};
constexpr auto unsigned_sum = ct::tallied(ct::event<"unsigned.sum", bytes>{}, bytes >> ct::sum);

} // namespace

TEST_CASE("moments, extrema and sums of a tally are those of an accumulator with the same values") {
    looked_at<batch_tally> tallied;
    ct::stream_accumulator<std::remove_cvref_t<decltype(m::loss)>,
                           ct::statistics_of<decltype(ct::count | ct::mean | ct::variance | ct::min | ct::max | ct::sum |
                                                      ct::nonfinite)>>
        plain;
    for (double const x : lognormal(10'000, 1)) {
        tallied(m::loss = x);
        plain(x);
        if (x > 5) tallied(m::loss = no_number), plain(no_number);
    }
    for (double const x : {endless, -endless, 1e300, -1e300, -0.0, 5e-324}) tallied(m::loss = x), plain(x);
    CHECK(tallied.read() == plain);
    CHECK(tallied.read()[ct::nonfinite] > 2);
    CHECK(tallied.rows() == plain[ct::count] + plain[ct::nonfinite]);
}

TEST_CASE("a cell without words of its own is kept as its bytes") {
    looked_at<shaped> tallied;
    ct::stream_accumulator<std::remove_cvref_t<decltype(m::loss)>,
                           ct::statistics_of<decltype(ct::skewness | ct::excess_kurtosis)>>
        plain;
    for (double const x : lognormal(1000, 2)) tallied(m::loss = x), plain(x);
    CHECK(tallied.read() == plain);
}

TEST_CASE("the histogram of a tally is bit for bit the default one, at every size and range") {
    auto const check = [](std::vector<double> const& values) {
        looked_at<loss_quantiles> tallied;
        ct::stream_accumulator<std::remove_cvref_t<decltype(m::loss)>,
                               ct::statistics_of<decltype(ct::quantile<.1, .5, .9, .99> | ct::nonfinite)>>
            plain;
        std::size_t different = 0, n = 0;
        for (double const x : values) {
            tallied(m::loss = x);
            plain(x);
            if (++n < 3 || n % 511 == 0 || n == 1024 || n == 1025) different += tallied.read() != plain;
        }
        CHECK(different == 0);
        CHECK(tallied.read() == plain);
    };
    check({});
    check({1});
    check(lognormal(5000, 3));
    std::vector<double> widening;
    for (int i = 0; i != 3000; ++i) widening.push_back((i % 2 == 0 ? 1 : -1) * std::pow(1.1, i % 3 == 0 ? i / 4 : -i / 5));
    check(widening);
    std::vector<double> odd(2000, 0.0);
    odd.insert(odd.end(), {no_number, 1, endless, 2, -0.0, -endless, 1e-300, -1e300});
    check(odd);
    std::vector<double> sorted(4000);
    for (std::size_t i = 0; i != sorted.size(); ++i) sorted[i] = 1e6 + static_cast<double>(i);
    check(sorted);
}

TEST_CASE("sums of integers go on past 64 bits, both ways and back") {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
    looked_at<token_out> tallied;
    auto const sum = [&] { return static_cast<double>(tallied.read()[ct::sum]); };
    for (int i = 0; i != 12; ++i) tallied(m::tokens = std::int64_t{1'000'000'000'000'000'000});
    CHECK(sum() == 12e18);
    for (int i = 0; i != 36; ++i) tallied(m::tokens = std::int64_t{-1'000'000'000'000'000'000});
    CHECK(sum() == -24e18);
    for (int i = 0; i != 24; ++i) tallied(m::tokens = std::int64_t{1'000'000'000'000'000'000});
    CHECK(sum() == 0);
    tallied(m::tokens = most);
    CHECK(sum() == 0x1p63);
    tallied(m::tokens = 1);
    tallied(m::tokens = least);
    CHECK(sum() == 0);
    tallied(m::tokens = least);
    tallied(m::tokens = -1);
    tallied(m::tokens = 3);
    CHECK(sum() == -0x1p63);
    looked_at<unsigned_sum> of_unsigned;
    for (int i = 0; i != 5; ++i) of_unsigned(bytes = std::numeric_limits<std::uint64_t>::max());
    CHECK(static_cast<double>(of_unsigned.read()[ct::sum]) == 5 * 0x1p64);
    of_unsigned(bytes = std::uint64_t{1} << 63);
    CHECK(static_cast<double>(of_unsigned.read()[ct::sum]) == 5.5 * 0x1p64);
}

TEST_CASE("sums of integers are exact as far as 64 bits go") {
    looked_at<token_out> tallied;
    constexpr std::int64_t big = (std::int64_t{1} << 53) + 1;
    tallied(m::tokens = big);
    tallied(m::tokens = -1);
    CHECK(tallied.read()[ct::sum] == 0x1p53);
    for (int i = 0; i != 100; ++i) tallied(m::tokens = big), tallied(m::tokens = -big);
    CHECK(tallied.read()[ct::sum] == 0x1p53);
    CHECK(tallied.read()[ct::count] == 202);
    looked_at<unsigned_sum> large;
    large(bytes = std::uint64_t{1} << 63);
    CHECK(large.read()[ct::sum] == 0x1p63);
}

TEST_CASE("another epoch begins the statistics anew, another session the number of rows too") {
    looked_at<token_out> tallied;
    tallied(m::tokens = 5);
    CHECK(tallied.read(epoch + 1)[ct::count] == 0);
    (*tallied).look_after({key, epoch + 1, epoch + 1});
    tallied(m::tokens = 6);
    CHECK(tallied.read(epoch)[ct::count] == 0);
    CHECK(tallied.read(epoch + 1)[ct::sum] == 6);
    CHECK(tallied.rows() == 2);
    (*tallied).look_after({key + 1, epoch + 2, epoch + 2});
    CHECK(tallied.rows() == 0);
    CHECK(tallied.rows(key + 1) == 0);
    tallied(m::tokens = 7);
    CHECK(tallied.rows(key + 1) == 1);
    CHECK(tallied.read(epoch + 2)[ct::sum] == 7);
}
