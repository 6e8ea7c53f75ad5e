// SPDX-License-Identifier: MIT
// Google Benchmark's main, with rows under the name that they were registered with: how a row was timed
// (`/manual_time`, `/iterations:2000000`, `/threads:2`) is no part of it, on the terminal and in the JSON file alike.

#include <benchmark/benchmark.h>
#include <memory>
#include <string>
#include <vector>

namespace {

class plain_names : public benchmark::BenchmarkReporter {
public:
    explicit plain_names(benchmark::BenchmarkReporter* inner) : inner_(inner) {}

    bool ReportContext(const Context& context) override {
        inner_->SetOutputStream(&GetOutputStream());
        inner_->SetErrorStream(&GetErrorStream());
        return inner_->ReportContext(context);
    }

    void ReportRuns(const std::vector<Run>& runs) override {
        std::vector<Run> renamed = runs;
        for (Run& run : renamed) {
            benchmark::BenchmarkName plain;
            plain.function_name = run.run_name.function_name;
            plain.args = run.run_name.args;
            run.run_name = plain;
        }
        inner_->ReportRuns(renamed);
    }

    void Finalize() override { inner_->Finalize(); }

private:
    std::unique_ptr<benchmark::BenchmarkReporter> inner_;
};

// The filter is matched against the long name: `$` must accept what follows the short one.
void let_dollar_end_the_plain_name() {
    std::string filter = benchmark::GetBenchmarkFilter();
    if (!filter.ends_with('$') || filter.ends_with("\\$")) {
        return;
    }
    filter.replace(filter.size() - 1, 1, "(/(manual_time|iterations|min_time|threads).*)?$");
    benchmark::SetBenchmarkFilter(filter);
}

} // namespace

int main(int argc, char** argv) {
    bool to_file = false;
    for (int i = 1; i < argc; ++i) {
        to_file |= std::string(argv[i]).starts_with("--benchmark_out=");
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 2;
    }
    let_dollar_end_the_plain_name();
    plain_names terminal(benchmark::CreateDefaultDisplayReporter());
    plain_names file(new benchmark::JSONReporter);
    benchmark::RunSpecifiedBenchmarks(&terminal, to_file ? &file : nullptr);
    benchmark::Shutdown();
}
