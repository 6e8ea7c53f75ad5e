// SPDX-License-Identifier: MIT
// A sampler of one's own: rows have weights, in statistics, panes, groups, the store, CSV and JSON Lines; what is left
// out is accounted for.
#include "emit/vocabulary.hpp"
#include "export/folder.hpp"

#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>
#include <crucible/telemetry/live/panes.hpp>

namespace {

/// Every tenth row, which stands for ten.
struct every_tenth {
    using role = ct::sampling_role;
    std::uint64_t seen = 0;
    double weight(auto const&) noexcept { return seen++ % 10 == 0 ? 10 : 0; }
};
static_assert(ct::sampling_policy<every_tenth>);

/// Steps whose loss is their number.
void emit_losses(std::int64_t n) {
    for (std::int64_t i = 0; i != n; ++i) ct::emit(batch(m::step = i, m::loss = static_cast<double>(i)));
}

} // namespace

TEMPLATE_TEST_CASE("rows that are kept stand for those that are not", "", ct::manual, ct::background, ct::inplace) {
    test::folder const folder;
    ct::session run{ct::experiment{.name = "sampled"},
                    ct::watch(on(batch, m::loss >> (ct::count | ct::sum | ct::mean) >> ct::panes<100, 10'000>,
                                 m::loss.by(m::step) >> ct::count)),
                    ct::policies<TestType, every_tenth>, ct::csv{folder / "run.csv"},
                    ct::jsonl{folder / "run.jsonl", {.identity = ct::identity::none}}};
    emit_losses(1000);
    REQUIRE_FALSE(run.stop());
    CHECK(run[m::loss][ct::count] == 1000);
    CHECK(run[m::loss][ct::sum] == 10 * (99 * 100 / 2) * 10);
    CHECK(run[m::loss][ct::mean] == 495);
    CHECK(run[m::loss.by(m::step)][std::int64_t{10}][ct::count] == 10);
    auto const ledger = run.ledger();
    CHECK(ledger.balanced());
    CHECK(ledger["train.batch"].recorded == 100);
    CHECK(ledger["train.batch"].sampled_out == 900);
    auto const rows = run.rows(batch);
    REQUIRE(rows.size() == 100);
    for (std::size_t i = 0; i != rows.size(); ++i) {
        REQUIRE(rows[i][m::step] == static_cast<std::int64_t>(10 * i));
        REQUIRE(rows[i].weight() == 10);
    }
    std::string const csv = test::content(folder / "run.csv"), json = test::content(folder / "run.jsonl");
    CHECK(csv.find("time,event,thread,row_weight,step,loss") == 0);
    CHECK(csv.find(",train.batch,0,10.0,990,990.0") != std::string::npos);
    CHECK(json.find(R"("thread":0,"row_weight":10.0,"step":990,"loss":990.0})") != std::string::npos);
}

TEST_CASE("without a sampler every row stands for itself, and no file says so") {
    test::folder const folder;
    ct::session run{ct::experiment{.name = "all"}, ct::watch(batch), ct::csv{folder / "run.csv"}};
    emit_losses(3);
    REQUIRE_FALSE(run.stop());
    CHECK(run.rows(batch)[2].weight() == 1);
    CHECK(test::content(folder / "run.csv").find("time,event,thread,step,loss") == 0);
}

TEST_CASE("rows of several events keep their order across events when some are left out") {
    test::folder const folder;
    ct::session run{ct::experiment{.name = "two"}, ct::watch(batch, remark), ct::policies<ct::manual, every_tenth>,
                    ct::csv{folder / "run.csv"}};
    for (std::int64_t i = 0; i != 200; ++i) {
        ct::emit(batch(m::step = i, m::loss = 1));
        ct::emit(remark(m::step = i, m::note = "x"));
    }
    REQUIRE_FALSE(run.stop());
    CHECK(run.ledger().total().recorded == 40);
    std::string const text = test::content(folder / "run.csv");
    std::string latest;
    std::size_t lines = 0;
    for (std::size_t from = text.find('\n') + 1; from < text.size(); from = text.find('\n', from) + 1, ++lines) {
        std::string const time = text.substr(from, 30);
        CHECK(time >= latest);
        latest = time;
    }
    CHECK(lines == 40);
}
