// SPDX-License-Identifier: MIT
#pragma once
// A staged file and a small one beside it that says what it is: `run.csv` and `run.csv.meta.json`. The small one can be
// read as soon as both are there, and has the same fate: in place, incomplete, or gone.

#include <crucible/telemetry/file/staged_file.hpp>

#include <optional>

namespace crucible::telemetry {

/// What comes behind a file's name in that of the file which describes it.
inline constexpr std::string_view meta_ending = ".meta.json";

template <class Calls = detail::posix_calls>
class basic_described_file {
public:
    using file_type = basic_staged_file<Calls>;

    /// As the constructor of a staged file.
    explicit basic_described_file(std::string path, std::size_t buffer = file_type::usual_buffer)
        : file_(std::move(path), buffer) {}

    /// Throws `error` when the text could not be written.
    void describe(std::string_view text) {
        about_.emplace(file_, meta_ending, std::size_t{64});
        about_->write(text);
        if (about_->flush()) detail::refuse_file(about_->path(), about_->failure().value());
    }

    [[nodiscard]] file_type& file() noexcept { return file_; }
    [[nodiscard]] file_type const& file() const noexcept { return file_; }

    /// Puts both in place, durably. At no moment, also not of a crash, does a file stand beside the description of
    /// another one: the old description goes before the new file comes. The file that is whole stands, and with it this
    /// may fail: its description could not be put in place.
    std::error_code commit() noexcept {
        if (!about_) return file_.commit();
        (void)about_->sync();
        std::error_code const failure = file_.commit([this] { about_->remove_old(); });
        if (!file_.in_place()) (void)about_->keep_incomplete(&file_);
        else if (std::error_code const lost = about_->commit(); lost && !failure) return lost;
        return failure;
    }

    std::error_code keep_incomplete() noexcept {
        std::error_code const failure = file_.keep_incomplete();
        if (about_) (void)about_->keep_incomplete(&file_);
        return failure;
    }

    /// Nothing is left of either.
    void abandon() noexcept {
        file_.abandon();
        if (about_) about_->abandon();
    }

    /// Of the file, or else of what describes it; empty when nothing failed.
    [[nodiscard]] std::string failure_text() const {
        return file_.failure() || !about_ ? file_.failure_text() : about_->failure_text();
    }

private:
    file_type file_;
    std::optional<file_type> about_{};
};

using described_file = basic_described_file<>;

} // namespace crucible::telemetry
