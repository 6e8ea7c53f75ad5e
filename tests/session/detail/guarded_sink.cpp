// SPDX-License-Identifier: MIT
#include "emit/vocabulary.hpp"
#include "session/recorder.hpp"

namespace {

using writer = test::recording_writer;

struct a_sink {
    std::shared_ptr<test::record_of_exports> seen = std::make_shared<test::record_of_exports>();
    ct::detail::sink<writer> sink{writer{seen}};
    ct::row<std::remove_cv_t<decltype(batch)>> row{row_of(1), {}, 0};

    /// A batch of `rows`; how many of them arrived.
    std::size_t batch_of(int rows) {
        std::size_t const before = seen->rows();
        sink.begin_batch();
        for (int i = 0; i != rows; ++i) sink.write(row);
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
