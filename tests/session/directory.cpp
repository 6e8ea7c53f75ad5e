// SPDX-License-Identifier: MIT
#include "emit/vocabulary.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <set>

namespace {

constexpr auto watched = ct::watch(ct::on(batch, m::loss >> ct::count));

std::vector<std::string> names_listed() {
    std::vector<std::string> names;
    for (auto const& info : ct::experiments()) names.push_back(info.about.name);
    return names;
}

} // namespace

TEST_CASE("experiments are listed while their sessions live, oldest first") {
    CHECK(names_listed().empty());
    ct::session first_run{{.name = "first"}, watched};
    {
        ct::session second_run{{.name = "second"}, watched};
        CHECK(names_listed() == std::vector<std::string>{"first", "second"});
    }
    CHECK_FALSE(first_run.stop());
    CHECK(names_listed() == std::vector<std::string>{"first"});
}

TEST_CASE("an experiment is found by its id, with all that it was said to be") {
    ct::session const run{{.name = "bert-ft",
                           .hypothesis = "accuracy > 0.95",
                           .condition = "treatment",
                           .tags = {"nlp", "ft"},
                           .metadata = {{"seed", "7"}},
                           .sample_size = 1000},
                          watched};
    std::string const id{run.id()};
    auto const found = ct::find_experiment(id);
    REQUIRE(found);
    CHECK(found->id == id);
    CHECK(found->about.name == "bert-ft");
    CHECK(found->about.hypothesis == "accuracy > 0.95");
    CHECK(found->about.condition == "treatment");
    CHECK(found->about.tags == std::vector<std::string>{"nlp", "ft"});
    CHECK(found->about.metadata == decltype(found->about.metadata){{"seed", "7"}});
    CHECK(found->about.sample_size == 1000);
    CHECK_FALSE(ct::find_experiment("0123456789abcdef"));
    CHECK_FALSE(ct::find_experiment(""));
}

TEST_CASE("ids are 16 lower-case hexadecimal digits, each another") {
    std::set<std::string> ids;
    for (int i = 0; i != 200; ++i) {
        ct::session const run{{.name = "id"}, watched, ct::policies<ct::manual, ct::ring_of<4096>>};
        CHECK(run.id().size() == 16);
        CHECK(run.id().find_first_not_of("0123456789abcdef") == std::string_view::npos);
        ids.emplace(run.id());
    }
    CHECK(ids.size() == 200);
}

TEST_CASE("experiments are paused, resumed and stopped by their id") {
    ct::session run{{.name = "by id"}, watched};
    CHECK_FALSE(ct::pause(run.id()));
    CHECK(ct::is_paused(run.id()));
    CHECK(ct::pause(run.id()) == ct::errc::already_paused);
    CHECK_FALSE(ct::resume(run.id()));
    CHECK_FALSE(ct::is_paused(run.id()));
    CHECK_FALSE(ct::stop(run.id()));
    CHECK_FALSE(ct::stop(run.id()));
    CHECK(run.info().status == ct::status::stopped);
    for (auto const f : {&ct::pause, &ct::resume, &ct::stop}) CHECK(f("no such id") == ct::errc::not_found);
    CHECK_FALSE(ct::is_paused("no such id"));
}

TEST_CASE("cleaning up deletes rows and statistics") {
    ct::session run{{.name = "delete"}, watched};
    emit_steps(0, 10);
    REQUIRE_FALSE(run.flush(ages));
    auto const kept = run.rows(batch);
    ct::clean_up(run.id());
    CHECK_FALSE(ct::find_experiment(run.id()));
    CHECK(run.rows(batch).empty());
    CHECK(run[m::loss][ct::count] == 0);
    CHECK(run.info().status == ct::status::stopped);
    CHECK(kept.size() == 10); // a snapshot is its holder's
    check_exact(run.ledger(), 10);
    ct::clean_up(run.id());
    CHECK_FALSE(run.stop());
}

TEST_CASE("cleaning up may keep rows and statistics") {
    ct::session run{{.name = "keep"}, watched};
    emit_steps(0, 10);
    ct::clean_up(run.id(), ct::keep_data);
    CHECK_FALSE(ct::find_experiment(run.id()));
    CHECK(run.rows(batch).size() == 10);
    CHECK(run[m::loss][ct::count] == 10);
    run.clean_up(ct::delete_data);
    CHECK(run.rows(batch).empty());
}

TEST_CASE("a copied info outlives its experiment") {
    auto run =
        std::make_unique<ct::session<ct::experiment, std::remove_const_t<decltype(watched)>>>(ct::experiment{.name = "gone"}, watched);
    auto const info = ct::find_experiment(run->id());
    run.reset();
    REQUIRE(info);
    CHECK(info->about.name == "gone");
    CHECK(names_listed().empty());
}

TEST_CASE("listing while others begin and end") {
    std::atomic<bool> enough{false};
    std::vector<std::thread> composers;
    for (int i = 0; i != 2; ++i)
        composers.emplace_back([&] {
            while (!enough)
                ct::session const run{{.name = "short"}, watched, ct::policies<ct::manual, ct::ring_of<4096>>};
        });
    for (int i = 0; i != 300; ++i)
        for (auto const& info : ct::experiments()) {
            (void)ct::pause(info.id);
            (void)ct::resume(info.id);
            CHECK(info.about.name == "short");
        }
    enough = true;
    for (auto& c : composers) c.join();
    CHECK(names_listed().empty());
}
