// SPDX-License-Identifier: MIT
#include "emit/vocabulary.hpp"
#include "session/recorder.hpp"

namespace {

using batch_t = std::remove_cv_t<decltype(batch)>;

struct a_sink {
    std::shared_ptr<test::record_of_exports> seen = std::make_shared<test::record_of_exports>();
    ct::detail::sink_of<test::recording_writer, ct::event_list<batch_t>> sink{test::recording_writer{seen}};

    /// A batch of `rows`; how many of them arrived.
    std::size_t batch_of(std::uint32_t rows) {
        std::size_t const before = seen->rows();
        std::vector<ct::row<batch_t>> const all(rows, {row_of(1), {}, 0});
        std::vector<ct::batches::place> order;
        for (std::uint32_t i = 0; i != rows; ++i) order.push_back({0, i});
        ct::batch const one{std::span{all}};
        sink.take({{&one, 1}, order});
        return seen->rows() - before;
    }
};

} // namespace

TEST_CASE("a sink hands rows on and reports them") {
    a_sink s;
    CHECK(s.batch_of(3) == 3);
    s.sink.close();
    auto const report = s.sink.report();
    CHECK(report.written == 3);
    CHECK(report.failed == 0);
    CHECK(report.threw == 0);
    CHECK(report.closed);
    CHECK_FALSE(report.error);
}

TEST_CASE("what a sink throws is counted, and the rest of the batch is not offered") {
    a_sink s;
    s.seen->throws_left = 1;
    CHECK(s.batch_of(5) == 0);
    CHECK(s.sink.report().threw == 1);
    CHECK(s.sink.report().failed == 5);
    CHECK(s.batch_of(5) == 5); // forgiven after one batch
}

TEST_CASE("a sink that throws again and again is left alone for longer and longer") {
    a_sink s;
    s.seen->throws_left = 1000;
    for (int i = 0; i != 1000; ++i) s.batch_of(1);
    CHECK(s.sink.report().threw == 10); // after 0, 1, 3, 7, …, 511 batches
    CHECK(s.sink.report().failed == 1000);
    s.seen->throws_left = 0;
    std::size_t arrived = 0;
    for (int i = 0; i != 1024; ++i) arrived += s.batch_of(1);
    CHECK(arrived > 0);
    CHECK(s.sink.report().written + s.sink.report().failed == 2024);
}

TEST_CASE("a sink that cannot be closed says why") {
    a_sink s;
    s.seen->closes_with = ct::errc::incomplete_export;
    s.sink.close();
    CHECK(s.sink.report().closed);
    CHECK(s.sink.report().error == ct::errc::incomplete_export);
}

TEST_CASE("a sink that lacks rows is never closed as if it were whole") {
    a_sink s;
    s.seen->throws_left = 1;
    s.batch_of(2);
    s.batch_of(3);
    s.sink.close();
    CHECK(s.seen->closed == 0);
    CHECK(s.seen->abandoned == 1); // it has no other way to end
    auto const report = s.sink.report();
    CHECK(report.written == 3);
    CHECK(report.failed == 2);
    CHECK(report.error == ct::errc::incomplete_export);
    CHECK(report.why == "the exporter's disk is on fire");
    CHECK_FALSE(report.complete());
}

TEST_CASE("the rows that a sink took before it threw are written, the others have failed") {
    a_sink s;
    s.seen->good_left = 2;
    CHECK(s.batch_of(5) == 2);
    CHECK(s.sink.report().written == 2);
    CHECK(s.sink.report().failed == 3);
}
