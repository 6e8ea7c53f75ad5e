// COMPILES
// SPDX-License-Identifier: MIT
#include "analysis_vocabulary.hpp"

struct run {
    stored epochs;
    auto all_rows() const { return std::tuple{epochs}; }
};

std::size_t everything(stored const& all, run const& source) {
    using namespace std::chrono_literals;
    auto const c = ct::compare<m::prices>(all, source);
    return ct::summarize<m::prices>(all, source).events + ct::summarize_training(source).epochs.size() +
           ct::windowed<m::prices>(source, 1s, 1ms).size() + ct::compare(all, source, ct::summary{}).size() +
           to_text(c).size();
}
