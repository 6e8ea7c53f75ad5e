// SPDX-License-Identifier: MIT
// A disk that does not answer when files are to be put in place: the end holds to its deadline, and tells the truth.

#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>

#include "emit/child.hpp"
#include "emit/vocabulary.hpp"
#include "export/folder.hpp"
#include "session/recorder.hpp"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

std::atomic<bool> disk_hangs{false};
std::atomic<int> waiting{0};
std::atomic<char const*> hangs_for{""}; ///< files in whose path this occurs

bool hangs(int file) {
    char path[4096]{};
    if (::readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), path, sizeof path - 1) < 0) return true;
    return std::strstr(path, hangs_for) != nullptr;
}

} // namespace

/// In place of the C library's.
extern "C" int fsync(int file) {
    ++waiting;
    while (disk_hangs && hangs(file)) ::usleep(1000);
    --waiting;
    return static_cast<int>(::syscall(SYS_fsync, file));
}

namespace {

using names = std::vector<std::string>;
constexpr auto batches = ct::watch(batch);
ct::experiment const about{.name = "slow disk"};
using soon = ct::exit_within<200>;
using seldom = ct::flush_within<600'000>;

/// While it lives, nothing that is to be synced ever is.
struct hanging_disk {
    explicit hanging_disk(char const* paths = "") { hangs_for = paths, disk_hangs = true; }
    hanging_disk(hanging_disk const&) = delete;
    hanging_disk& operator=(hanging_disk const&) = delete;
    ~hanging_disk() { answers(); }
    static void answers() { disk_hangs = false; }
};

std::uint64_t rows_in(std::string const& path) {
    std::string const text = test::content(path);
    std::uint64_t rows = 0;
    for (std::size_t at = 0; (at = text.find("train.batch", at)) != std::string::npos; ++at) ++rows;
    return rows;
}

} // namespace

TEST_CASE("a last sync that hangs: stop returns by the deadline, says what is not in place, and where the rows are") {
    test::folder const folder;
    hanging_disk disk;
    ct::session run{about, batches, ct::policies<soon, seldom, ct::ignore_loss>, ct::csv{folder / "run.csv"}};
    REQUIRE_FALSE(run.flush(ages)); // from here on it is not done by itself
    emit_steps(0, 100);
    auto const begun = std::chrono::steady_clock::now();
    auto const how = run.stop();
    CHECK(std::chrono::steady_clock::now() - begun < ages);
    CHECK(waiting == 1);
    CHECK(how == ct::errc::deadline_exceeded);
    CHECK(how.why() == (folder / "run.csv") + ": the exit deadline passed before it was complete; what was written is "
                                              "in '" + (folder / "run.csv.partial") + "'");

    auto const report = run.exports()[0];
    CHECK_FALSE(report.complete());
    CHECK_FALSE(report.closed);
    CHECK(report.error == ct::errc::deadline_exceeded);
    CHECK(report.written == 100); // all of them are where `partial` says
    CHECK(report.failed == 0);
    CHECK(report.partial == folder / "run.csv.partial");
    CHECK(folder.names_without_meta() == names{"run.csv.partial"});
    CHECK(rows_in(report.partial) == 100);
    CHECK(run.ledger().sinks.size() == 1);
    check_exact(run.ledger(), 100);
    CHECK(run.ledger().lost() == 0);

    disk.answers(); // and then the file is complete, which is told from then on
    CHECK(eventually([&] { return run.exports()[0].closed; }));
    CHECK(run.exports()[0].complete());
    CHECK(run.exports()[0].partial.empty());
    CHECK(run.ledger().sinks.empty());
    CHECK(folder.names_without_meta() == names{"run.csv"});
    CHECK(rows_in(folder / "run.csv") == 100);
    CHECK(run.stop() == ct::errc::deadline_exceeded); // that it took too long remains true
}

TEST_CASE("files behind one whose sync hangs are not in place either") {
    test::folder const folder;
    hanging_disk disk;
    ct::session run{about, batches, ct::policies<soon, ct::ignore_loss>, ct::csv{folder / "run.csv"},
                    ct::jsonl{folder / "run.jsonl"}};
    emit_steps(0, 100);
    CHECK(run.stop() == ct::errc::deadline_exceeded);
    for (auto const& each : run.exports()) {
        CHECK(each.error == ct::errc::deadline_exceeded);
        CHECK(each.written == 100);
        CHECK(rows_in(each.partial) == 100);
    }
    disk.answers();
    CHECK(eventually([&] { return run.exports()[1].closed; }));
    CHECK(folder.names_without_meta() == names{"run.csv", "run.jsonl"});
}

TEST_CASE("a file before one whose sync hangs is in place, and its report says so") {
    test::folder const folder;
    hanging_disk disk{"second"};
    ct::session run{about, batches, ct::policies<soon, ct::ignore_loss>, ct::jsonl{folder / "first"},
                    ct::jsonl{folder / "second"}, ct::jsonl{folder / "third"}};
    emit_steps(0, 100);
    auto const how = run.stop();
    CHECK(how == ct::errc::deadline_exceeded);
    CHECK(how.why().find("first") == std::string::npos);
    CHECK(folder.names_without_meta() == names{"first", "second.partial", "third.partial"});
    auto const reports = run.exports();
    CHECK(reports[0].closed);
    CHECK(reports[0].complete());
    CHECK(reports[1].error == ct::errc::deadline_exceeded);
    CHECK(reports[2].error == ct::errc::deadline_exceeded);

    hangs_for = "third"; // until it hangs in turn, nothing is said of it but that it is late
    CHECK(eventually([&] { return run.exports()[1].closed; }));
    CHECK(run.exports()[1].complete());
    CHECK(eventually([&] {
        return waiting == 1 && folder.names_without_meta() == names{"first", "second", "third.partial"};
    }));
    CHECK(run.exports()[2].error == ct::errc::deadline_exceeded);
    disk.answers();
    CHECK(eventually([&] { return run.exports()[2].closed; }));
    CHECK(run.exports()[2].complete());
    CHECK(folder.names_without_meta() == names{"first", "second", "third"});
}

TEST_CASE("a sink that is stuck at the deadline: of other files only what they have by then counts as written") {
    test::folder const folder;
    test::recorder const stuck;
    ct::session run{about, batches, ct::policies<soon, seldom, ct::ignore_loss>, stuck,
                    ct::jsonl{folder / "run.jsonl"}};
    emit_steps(0, 10);
    REQUIRE_FALSE(run.flush(ages));
    emit_steps(10, 20);
    REQUIRE(eventually([&] { return run.exports()[1].written == 20; })); // in its buffer
    stuck.to->stalls = true;
    emit_steps(20, 30);
    REQUIRE(eventually([&] { return stuck.to->stalled.load(); }));
    emit_steps(30, 50);
    CHECK(run.stop() == ct::errc::deadline_exceeded);
    std::uint64_t const recorded = run.ledger().total().recorded;
    CHECK(recorded + dropped(run.ledger(), ct::drop_reason::exit_deadline) == 50);
    auto const at_deadline = run.exports()[1];
    CHECK(at_deadline.error == ct::errc::deadline_exceeded);
    CHECK(at_deadline.written == 10);
    CHECK(at_deadline.failed == recorded - 10);
    CHECK(rows_in(at_deadline.partial) == 10);

    stuck.to->go_on(); // too late to be complete; what there is is kept
    CHECK(eventually([&] { return run.exports()[1].closed; }));
    auto const in_the_end = run.exports()[1];
    CHECK(in_the_end.error == ct::errc::deadline_exceeded);
    CHECK(in_the_end.written == recorded);
    CHECK(in_the_end.failed == 0);
    CHECK(in_the_end.partial == folder / "run.jsonl.incomplete");
    CHECK(folder.names_without_meta() == names{"run.jsonl.incomplete"});
    CHECK(rows_in(in_the_end.partial) == recorded);
}

TEST_CASE("a process that ends while its disk hangs leaves the rows in the partial file, and ends") {
    test::folder const folder;
    CHECK(test::in_child([&]() -> int {
              static ct::session const run{about, batches, ct::policies<soon, ct::ignore_loss>,
                                           ct::jsonl{folder / "run.jsonl"}};
              emit_steps(0, 100);
              hangs_for = "", disk_hangs = true;
              std::exit(0);
          }) == 0);
    CHECK(folder.names_without_meta() == names{"run.jsonl.partial"});
    CHECK(rows_in(folder / "run.jsonl.partial") == 100);
}
