// SPDX-License-Identifier: MIT
#pragma once
// The file that is written in place of a target, until it is complete. Its name follows from the target's, and its
// writer holds a lock on it (flock): so two writers of one target meet, and what a dead one left is known as such.
//
// Who wants to write: 1. makes the file, which must not be there. 2. locks it. 3. looks whether the name still means
// this very file. Where it is there already: locks that one; in vain: it has a writer, refuse. Else its writer has
// ended: out of the way with it, under that lock, and again from 1. Whoever loses a race at 2 or 3 begins again, too.
// Only who holds the lock of the file that has the name may rename or remove it.

#include <crucible/telemetry/file/detail/closed_in_child.hpp>
#include <crucible/telemetry/file/detail/file_target.hpp>
#include <crucible/telemetry/file/detail/partial_names.hpp>
#include <crucible/telemetry/file/detail/posix_calls.hpp>
#include <crucible/telemetry/file/detail/writer_of.hpp>

namespace crucible::telemetry::detail {

[[nodiscard]] inline bool has_name(struct stat const& file, int folder, char const* name) noexcept {
    struct stat named {};
    return ::fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 && named.st_dev == file.st_dev &&
           named.st_ino == file.st_ino;
}

/// Gives a partial file the first free name of an incomplete one, and returns that; empty, and errno, on failure.
template <class Calls>
[[nodiscard]] std::string rename_to_incomplete(int folder, partial_names const& names) {
    std::string const from = names.of_partial();
    for (unsigned i = 1; i <= partial_names::most_incomplete; ++i) {
        std::string to = names.of_incomplete(i);
        if (Calls::rename_to_free(folder, from.c_str(), to.c_str()) == 0) return to;
        if (errno != EEXIST) break;
    }
    return {};
}

/// Makes the partial file of a target, or refuses to.
template <class Calls>
class partial_maker {
public:
    /// `described`: where the leftover of the file is that this one describes, if it describes one.
    partial_maker(std::string const& path, int folder, partial_names const& names, mode_t mode,
                  std::string const* described = nullptr)
        : path_(path), folder_(folder), names_(names), name_(names.of_partial()), mode_(mode), described_(described) {}

    /// Throws `error`.
    [[nodiscard]] int make() {
        constexpr int most_races = 1000;
        for (int races = 0; races != most_races; ++races) {
            int file = Calls::open(folder_, name_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode_);
            if (file < 0 && errno != EEXIST) refuse_file(path_, errno);
            if (file < 0) take_out_of_the_way();
            else if (is_mine(file)) return file;
            else let_go(file);
        }
        refuse_file(path_, EBUSY, "others make and remove its partial file all the time");
    }

    /// Under which name stands what a dead writer left; empty when there was none.
    [[nodiscard]] std::string const& found() const noexcept { return found_; }

private:
    static void let_go(int& file) noexcept {
        closed_in_child::remove(file);
        (void)close_once<Calls>(file);
    }

    /// A file that was just made. Where the file system knows no locks, its being there must do.
    bool is_mine(int file) const noexcept {
        struct stat made {};
        closed_in_child::add(file);
        if (repeat_interrupted([&] { return Calls::lock(file); }) != 0 && errno == EWOULDBLOCK) return false;
        return ::fstat(file, &made) == 0 && has_name(made, folder_, name_.c_str());
    }

    void take_out_of_the_way() {
        int file = Calls::open(folder_, name_.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK, 0);
        if (file < 0 && errno == ENOENT) return;
        if (file < 0) refuse_leftover(errno);
        struct stat left {};
        bool const regular = ::fstat(file, &left) == 0 && S_ISREG(left.st_mode);
        int number = regular ? 0 : EINVAL;
        if (regular && repeat_interrupted([&] { return Calls::lock(file); }) != 0) number = errno;
        else if (regular && has_name(left, folder_, name_.c_str()) && !put_aside(left)) number = errno;
        let_go(file);
        if (number == EWOULDBLOCK) refuse_second_writer(path_, name_, left);
        if (number != 0) refuse_leftover(number); // without locks nobody knows whether it has a writer
    }

    /// Holding its lock. An empty file goes; one that holds anything stays, under another name. What describes a file
    /// stays beside what is left of that, if anything is.
    bool put_aside(struct stat const& left) {
        if (described_ != nullptr) found_ = names_.as_of(*described_);
        if (!found_.empty()) return Calls::rename(folder_, name_.c_str(), found_.c_str()) == 0;
        if (left.st_size == 0 || described_ != nullptr) return Calls::unlink(folder_, name_.c_str()) == 0;
        found_ = rename_to_incomplete<Calls>(folder_, names_);
        return !found_.empty();
    }

    [[noreturn]] void refuse_leftover(int number) const {
        std::string advice{"'"};
        advice.append(name_).append("' stands in its way: remove or rename that, if nobody writes it");
        refuse_file(path_, number, advice);
    }

    std::string const& path_;
    int folder_;
    partial_names const& names_;
    std::string name_;
    mode_t mode_;
    std::string const* described_;
    std::string found_{};
};

} // namespace crucible::telemetry::detail
