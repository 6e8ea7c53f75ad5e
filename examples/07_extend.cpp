// SPDX-License-Identifier: MIT
// Everything of one's own, in one session: a statistic, a cell, a detector, a store, two exporters, a clock and an
// overflow policy. Nothing is derived but from `statistic_base`, and nothing is registered.

#include "options.hpp"

#include <crucible/telemetry.hpp>
#include <crucible/telemetry/detect/finding.hpp>
#include <crucible/telemetry/query.hpp>

#include <atomic>
#include <cmath>
#include <fstream>
#include <map>
#include <memory>
#include <tuple>

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

namespace mine {

namespace m {
inline constexpr ct::index<"step"> step{};
inline constexpr ct::gauge<"loss"> loss{.in = ct::nats};
} // namespace m

inline constexpr ct::event<"train.step.stop", m::step, m::loss> step_stop{};

//! [statistic]
/// A statistic reads a cell; this one a cell that the library has.
struct spread_t : ct::statistic_base {
    using cell = ct::cells::extrema;
    static constexpr ct::fixed_string name{"spread"};
    static double read(cell const& c) { return c.max() - c.min(); }
};
inline constexpr spread_t spread{};
//! [statistic]

//! [cell]
/// A cell takes values, and merges with others of its kind.
struct logarithms {
    double rows = 0, sum = 0;

    void operator()(double x, double weight = 1) {
        rows += weight;
        sum += weight * std::log(x);
    }
    logarithms& operator+=(logarithms const& other) {
        rows += other.rows;
        sum += other.sum;
        return *this;
    }
    friend bool operator==(logarithms const&, logarithms const&) = default;
};
struct geometric_mean_t : ct::statistic_base {
    using cell = logarithms;
    static constexpr ct::fixed_string name{"geometric_mean"};
    static double read(cell const& c) { return std::exp(c.sum / c.rows); }
};
inline constexpr geometric_mean_t geometric_mean{};
//! [cell]

//! [detector]
/// A detector is a cell that says what it found: here a value above eight times the mean of those before it.
struct spike_watch {
    static constexpr double most = 8, warm_up = 16;
    double rows = 0, mean = 0, spikes = 0;
    std::optional<ct::finding> found{};

    void operator()(double x, double weight = 1) {
        if (rows >= warm_up && x > most * mean) {
            spikes += weight;
            found = ct::finding{.severity = ct::severity::critical, .score = x / mean, .threshold = most,
                                .expected_to = most * mean};
        } else {
            rows += weight;
            mean += weight * (x - mean) / rows;
        }
    }
    spike_watch& operator+=(spike_watch const& other) {
        spikes += other.spikes;
        rows += other.rows;
        if (rows > 0) mean += other.rows * (other.mean - mean) / rows;
        return *this;
    }
    std::optional<ct::finding> take_finding() { return std::exchange(found, std::nullopt); }
    friend bool operator==(spike_watch const& a, spike_watch const& b) {
        return a.rows == b.rows && a.mean == b.mean && a.spikes == b.spikes;
    }
};
struct spikes_t : ct::statistic_base {
    using cell = spike_watch;
    static constexpr ct::dimension yields = ct::dimension::rows;
    static constexpr ct::fixed_string name{"spikes"};
    static double read(cell const& c) { return c.spikes; }
};
inline constexpr spikes_t spikes{};
//! [detector]

//! [store]
/// A store is a sink that answers: this one keeps the first 64 rows of each event, and then one in ten.
template <class... Events>
class thinning_writer {
public:
    template <class Event>
    void write(ct::row<Event> const& one) {
        auto& [seen, rows] = std::get<kept<Event>>(all_);
        std::uint64_t const i = seen++;
        if (i < 64 || i % 10 == 0) rows->append(std::span{&one, 1});
    }
    template <ct::any_event Event>
    [[nodiscard]] ct::rows<Event> rows(Event const&) const {
        return std::get<kept<Event>>(all_).rows->snapshot();
    }
    std::error_code close() noexcept { return {}; }
    void abandon() noexcept {}
    [[nodiscard]] std::uint64_t written() const noexcept {
        return (std::get<kept<Events>>(all_).rows->appended() + ... + 0);
    }
    [[nodiscard]] std::uint64_t failed() const noexcept { return 0; }

private:
    template <class Event>
    struct kept {
        std::uint64_t seen = 0;
        std::unique_ptr<ct::table<Event>> rows = std::make_unique<ct::table<Event>>();
    };
    std::tuple<kept<Events>...> all_{};
};
struct thinned {
    template <class... Events>
    [[nodiscard]] thinning_writer<Events...> open(ct::run_info const&, ct::event_list<Events...>) const {
        return {};
    }
};
//! [store]

//! [exporter by rows]
/// An exporter by rows: their numbers as lines of InfluxDB, in a file that gets its name when it is complete.
class line_writer {
public:
    explicit line_writer(std::string const& path) : file_{path} {}

    template <class Event>
    void write(ct::row<Event> const& row) {
        std::string line{Event::name};
        char before = ' ';
        ct::walk<Event>([&]<class Entry>(auto const&) {
            using value_type = typename Entry::type::value_type;
            if constexpr (ct::calculable<value_type>) {
                std::optional<value_type> const value = row[typename Entry::type{}];
                if (!value || !std::isfinite(ct::as_number(*value))) return; // InfluxDB has no word for these
                char digits[ct::longest_number<double>];
                line.append(1, std::exchange(before, ',')).append(Entry::type::name).append(1, '=');
                line.append(digits, ct::write_number(digits, ct::as_number(*value)));
            }
        });
        file_.write(line.append(1, ' ').append(std::to_string(row.at.time_since_epoch().count())).append(1, '\n'));
        ++rows_;
    }
    void tick() noexcept { (void)file_.flush(); }
    std::error_code close() noexcept { return file_.commit(); }
    std::error_code keep_incomplete() noexcept { return file_.keep_incomplete(); }
    void abandon() noexcept { file_.abandon(); }
    [[nodiscard]] std::uint64_t written() const noexcept { return rows_ - failed(); }
    [[nodiscard]] std::uint64_t failed() const noexcept { return file_.failure() ? rows_ : 0; }
    [[nodiscard]] std::string why() const { return file_.failure_text(); }
    [[nodiscard]] std::string target() const { return file_.path(); }

private:
    ct::staged_file file_;
    std::uint64_t rows_ = 0;
};
struct lines {
    std::string path;
    [[nodiscard]] line_writer open(ct::run_info const&, auto) const { return line_writer{path}; }
};
//! [exporter by rows]

//! [exporter by batches]
/// An exporter by batches, which know their event as data: it is compiled once, however many events there are.
struct volume {
    using counts = std::map<std::string_view, std::uint64_t>;
    std::shared_ptr<counts> rows = std::make_shared<counts>();

    struct writer {
        std::shared_ptr<counts> rows;
        std::uint64_t taken = 0;

        void take(ct::batch const& some) {
            (*rows)[some.schema().name] += some.size();
            taken += some.size();
        }
        std::error_code close() noexcept { return {}; }
        void abandon() noexcept {}
        [[nodiscard]] std::uint64_t written() const noexcept { return taken; }
        [[nodiscard]] std::uint64_t failed() const noexcept { return 0; }
    };
    [[nodiscard]] writer open(ct::run_info const&, auto) const { return {rows}; }
};
//! [exporter by batches]

//! [clock]
/// A clock: the time of a simulation, which moves on by itself.
struct simulated {
    using role = ct::clock_role;
    static inline std::atomic<std::int64_t> nanoseconds{0};

    static std::int64_t now() noexcept { return nanoseconds.load(std::memory_order_relaxed); }
    static ct::timestamp wall(std::int64_t reading) noexcept { return ct::timestamp{reading * 1ns}; }
};
//! [clock]

//! [overflow policy]
/// An overflow policy: a row waits for room, but not for ever.
struct patient {
    using role = ct::overflow_role;
    static constexpr bool waits = true;
    static ct::overflow_choice on_full(ct::full_ring const& full) noexcept {
        constexpr std::uint32_t two_seconds = 40'000; // of 50 us
        return full.waits < two_seconds ? ct::overflow_choice::wait : ct::overflow_choice::drop_row;
    }
};
//! [overflow policy]

constexpr std::int64_t steps = 1000;

/// A loss that falls, with two spikes; returns the mean of the logarithms.
double train() {
    double logs = 0;
    for (std::int64_t step = 0; step != steps; ++step) {
        bool const spike = step == 300 || step == 700;
        double const loss = spike ? 20 : std::exp(-.002 * static_cast<double>(step));
        logs += std::log(loss);
        simulated::nanoseconds = std::chrono::nanoseconds{step * 1ms}.count();
        ct::emit(step_stop(m::step = step, m::loss = loss));
    }
    return logs / steps;
}

std::int64_t lines_in(std::string const& path) {
    std::ifstream file{path};
    std::int64_t n = 0;
    for (std::string line; std::getline(file, line);) ++n;
    return n;
}

} // namespace mine

int main(int argc, char** argv) {
    using namespace mine;
    example::checks check;
    std::string const path = (example::output_folder(argc, argv) / "extend.lines").string();
    volume const passed;
    ct::session run{ct::experiment{.name = "extend", .hypothesis = "everything plugs in from outside"},
                    ct::watch(on(step_stop, m::loss >> (ct::count | spread | geometric_mean | spikes))),
                    ct::policies<simulated, patient, ct::ring_of<4096>>, thinned{}, lines{path}, passed};
    double const logs = train();
    if (auto const failed = run.stop()) std::fprintf(stderr, "%s\n", failed.why().c_str());

    auto const loss = run[m::loss];
    std::printf("%d steps, losses %.3f apart, geometric mean %.3f, %d spikes\n", int(loss[ct::count]), loss[spread],
                loss[geometric_mean], int(loss[spikes]));
    check(loss[ct::count] == steps, "every step waited until there was room for it");
    check(std::abs(loss[spread] - (20 - std::exp(-.002 * (steps - 1)))) < 1e-12, "the statistic reads its cell");
    check(std::abs(loss[geometric_mean] - std::exp(logs)) < 1e-12, "the cell is fed");

    auto const found = run.rows(ct::finding_raised);
    for (auto const row : found)
        std::printf("step %d: a loss of %.1f, %.0f times the mean so far\n", int(*row[ct::found::step]),
                    *row[ct::found::value], *row[ct::found::score]);
    check(found.size() == 2 && loss[spikes] == 2, "both spikes are events of the session");
    check(found.front()[ct::found::step] == 300 && found.back()[ct::found::step] == 700, "and say where they were");

    auto const kept = run.rows(step_stop);
    check(kept.size() == 157, "the store keeps 64 rows, and 93 of the others");
    check(kept.back().at == ct::timestamp{990ms}, "rows are stamped by the simulation");
    auto const late = kept | ct::where(m::step >= 500) | ct::select(m::loss) | ct::over(ct::count | ct::max);
    check(late[ct::count] == 50 && late[ct::max] == 20, "and can be queried like those of any store");

    check(lines_in(path) == steps + 2, "the file has every row, and every finding");
    check((*passed.rows)["train.step.stop"] == steps && (*passed.rows)["telemetry.finding"] == 2,
          "and so have the batches");
    for (ct::sink_report const& each : run.exports()) check(each.closed && each.complete(), "every sink is whole");
    check(run.ledger().balanced() && run.ledger().total().dropped() == 0, "no row is lost");
    return check.exit_code();
}
