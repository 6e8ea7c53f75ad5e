// SPDX-License-Identifier: MIT
#pragma once
// A file as lines, read in large pieces: a line is a view into the piece that stands in memory now.

#include <crucible/telemetry/core/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace crucible::telemetry {

namespace detail {

/// Throws `error`: what could not be read, why, and how to mend it.
[[noreturn]] inline void refuse_reading(std::string const& path, int number) {
    char const* advice = "";
    switch (number) {
    case ENOENT: advice = " (is the path right?)"; break;
    case EACCES: advice = " (choose a file that this user may read)"; break;
    case EISDIR: advice = " (name a file, not a folder)"; break;
    default: break;
    }
    throw error(std::error_code{number, std::generic_category()},
                std::string("cannot read '").append(path).append("'").append(advice));
}

} // namespace detail

/// `while (file.refill()) while (file.next()) use(file.line());`
class line_file {
public:
    /// Throws `error`. A line of more than `longest` bytes is not kept: it reads as empty, and `overlong()`.
    explicit line_file(std::string path, std::size_t longest)
        : path_(std::move(path)), longest_(std::max(longest, std::size_t{1})) {
        file_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
        if (file_ < 0) detail::refuse_reading(path_, errno);
        struct stat found {};
        int const number = ::fstat(file_, &found) != 0 ? errno : S_ISDIR(found.st_mode) ? EISDIR : 0;
        if (number != 0) {
            ::close(file_);
            detail::refuse_reading(path_, number);
        }
        if (S_ISREG(found.st_mode)) // one byte more, so that the end is seen at once
            size_ = std::clamp(static_cast<std::size_t>(found.st_size) + 1, std::size_t{256}, size_);
    }
    line_file(line_file const&) = delete;
    line_file& operator=(line_file const&) = delete;
    ~line_file() { ::close(file_); }

    /// Reads the next piece, which ends the life of all lines so far; false at the end of the file. Throws `error`.
    bool refill() {
        if (ended_) return false;
        make_room();
        while (end_ != size_ && !ended_) read_some();
        return true;
    }

    /// Whether there is another line in this piece. The last line of a file may lack its end.
    bool next() {
        char const* const from = buffer_.get() + begin_;
        auto const* const end = static_cast<char const*>(std::memchr(from, '\n', end_ - begin_));
        if (end == nullptr && (!ended_ || (begin_ == end_ && !dropping_))) return false;
        terminated_ = end != nullptr;
        std::size_t const size = terminated_ ? static_cast<std::size_t>(end - from) : end_ - begin_;
        overlong_ = std::exchange(dropping_, false) || size > longest_;
        line_ = overlong_ ? std::string_view{} : std::string_view{from, size};
        begin_ += size + (terminated_ ? 1 : 0);
        ++number_;
        return true;
    }

    [[nodiscard]] std::string_view line() const noexcept { return line_; }
    /// Of the line, from 1.
    [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
    /// Whether a line feed ends the line.
    [[nodiscard]] bool terminated() const noexcept { return terminated_; }
    [[nodiscard]] bool overlong() const noexcept { return overlong_; }
    [[nodiscard]] std::string const& path() const noexcept { return path_; }

private:
    /// Moves the unfinished line to the front, and grows until there is room behind it.
    void make_room() {
        if (end_ - begin_ > longest_) { // its rest is passed over, up to its end
            dropping_ = true;
            begin_ = end_;
        }
        std::size_t const left = end_ - begin_;
        std::size_t const wanted = left == size_ ? 2 * size_ : size_;
        if (!buffer_ || wanted != size_) {
            std::unique_ptr<char[]> larger(new char[wanted]);
            if (left != 0) std::memcpy(larger.get(), buffer_.get() + begin_, left);
            buffer_ = std::move(larger);
            size_ = wanted;
        } else if (left != 0) {
            std::memmove(buffer_.get(), buffer_.get() + begin_, left);
        }
        begin_ = 0;
        end_ = left;
    }

    void read_some() {
        ssize_t const some = ::read(file_, buffer_.get() + end_, size_ - end_);
        if (some < 0 && errno != EINTR) detail::refuse_reading(path_, errno);
        if (some > 0) end_ += static_cast<std::size_t>(some);
        ended_ = some == 0;
    }

    std::string path_;
    std::size_t longest_;
    int file_ = -1;
    std::unique_ptr<char[]> buffer_{};
    std::size_t size_ = std::size_t{1} << 20; ///< of the buffer: a piece of a large file
    std::size_t begin_ = 0, end_ = 0; ///< what was read and not yet given
    bool ended_ = false;
    bool dropping_ = false; ///< the front of the line was passed over
    std::string_view line_{};
    std::uint64_t number_ = 0;
    bool terminated_ = false, overlong_ = false;
};

} // namespace crucible::telemetry
