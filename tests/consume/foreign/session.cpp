// SPDX-License-Identifier: MIT
// A session, a query and an export in a program that checks itself, for any compiler and standard library.
//   session [FOLDER]   where its file goes; exits with 0 if the library does what it must

#include "steps.hpp"

#ifndef SINGLE_HEADER
#include <crucible/telemetry.hpp>
#include <crucible/telemetry/query.hpp>
#endif

#include <cstdio>
#include <fstream>
#include <string>
#include <thread>

namespace {

constexpr int rows = 1000;

bool statistics_are_right(auto& run) {
    auto const loss = run[m::loss];
    return loss[ct::count] == rows && loss[ct::min] == 0.0 && loss[ct::mean] == 0.25 * (rows - 1);
}

bool query_is_right(auto& run) {
    double sum = 0;
    int found = 0;
    auto const second_half = ct::where(m::step >= rows / 2 && m::model == "b");
    for (double const loss : run.rows(step_stop) | second_half | ct::select(m::loss)) {
        sum += loss;
        ++found;
    }
    return found == rows / 2 && sum == 0.25 * (rows / 2) * (rows + rows / 2 - 1);
}

/// Whether the file holds a header, all rows, and the last one.
bool file_is_right(std::string const& path) {
    std::ifstream file(path);
    int lines = 0;
    bool has_last = false;
    for (std::string line; std::getline(file, line); ++lines)
        if (line.find(",999,499.5,b") != std::string::npos) has_last = true;
    return lines == 1 + rows && has_last;
}

int complain(char const* of) {
    std::fprintf(stderr, "session: %s\n", of);
    return 1;
}

} // namespace

int main(int count, char** arguments) {
    std::string const csv = std::string(count > 1 ? arguments[1] : ".") + "/session.csv";
    ct::session run{ct::experiment{.name = "foreign"},
                    ct::watch(on(step_stop, m::loss >> (ct::count | ct::mean | ct::min))), ct::csv{csv}};
    std::thread(emit_steps, "a", 0, rows / 2).join();
    emit_steps("b", rows / 2, rows);
    if (auto const failed = run.stop()) return complain(failed.why().c_str());
    if (!run.ledger().balanced()) return complain("rows are unaccounted for");
    if (!statistics_are_right(run)) return complain("the statistics are wrong");
    if (!query_is_right(run)) return complain("the query is wrong");
    if (!file_is_right(csv)) return complain("the file is wrong");
    return 0;
}
