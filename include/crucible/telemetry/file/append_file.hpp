// SPDX-License-Identifier: MIT
#pragma once
// A file to which several processes append whole lines: each append is made under the file's lock (flock), after a torn
// line that a killed process left was given an end; an append that fails half way is taken back.

#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/core/detail/platform.hpp>
#include <crucible/telemetry/file/detail/file_target.hpp>
#include <crucible/telemetry/file/detail/posix_calls.hpp>

#include <algorithm>
#include <memory>
#include <time.h>
#include <utility>

namespace crucible::telemetry {

namespace detail {

/// What an append needs to know of the file.
struct file_facts {
    std::uint64_t size = 0;
    bool linked = true; ///< it still has a name
    bool regular = true;
};

/// The system calls of an append file, so that tests can make each of them fail. -1 and errno mean failure.
struct append_calls {
    static int open(int folder, char const* name, int flags, mode_t mode) noexcept {
        return ::openat(folder, name, flags | O_CLOEXEC, mode);
    }
    static int facts(int file, file_facts& to) noexcept {
        struct stat found {};
        if (::fstat(file, &found) != 0) return -1;
        to = {static_cast<std::uint64_t>(found.st_size), found.st_nlink != 0, S_ISREG(found.st_mode)};
        return 0;
    }
    static ssize_t read(int file, void* to, std::size_t size, std::uint64_t at) noexcept {
        return ::pread(file, to, size, static_cast<off_t>(at));
    }
    static ssize_t write(int file, void const* from, std::size_t size) noexcept { return ::write(file, from, size); }
    static int truncate(int file, std::uint64_t size) noexcept { return ::ftruncate(file, static_cast<off_t>(size)); }
    static int sync(int file) noexcept { return ::fsync(file); }
    static int lock(int file, int how) noexcept { return ::flock(file, how); }
    static int close(int file) noexcept { return ::close(file); }
};

} // namespace detail

/// Bytes of whole lines that stand in the file since, and why not all.
struct appended_lines {
    std::size_t size = 0;
    std::error_code error{};
};

/// Not for use by several threads at once.
template <class Calls = detail::append_calls>
class basic_append_file {
public:
    /// Throws `error` when the file cannot be opened, or made, at `path`. For the file's lock an append waits
    /// `patience` at most, and, when that was in vain, no more until it got the lock.
    explicit basic_append_file(std::string path, std::chrono::milliseconds patience = {})
        : path_(std::move(path)), patience_(patience) {
        auto target = detail::file_target::of(path_);
        name_ = std::move(target.name);
        folder_ = Calls::open(AT_FDCWD, target.folder.c_str(), O_RDONLY | O_DIRECTORY, 0);
        if (folder_ < 0) detail::refuse_file(path_, errno);
        std::error_code const error = open();
        if (!error) return;
        close();
        detail::refuse_file(path_, error.value());
    }

    basic_append_file(basic_append_file&& other) noexcept
        : path_(std::move(other.path_)), name_(std::move(other.name_)), patience_(other.patience_),
          gave_up_(other.gave_up_),
          folder_(std::exchange(other.folder_, -1)), file_(std::exchange(other.file_, -1)) {}

    basic_append_file& operator=(basic_append_file&& other) noexcept {
        if (this == &other) return *this;
        std::destroy_at(this);
        return *std::construct_at(this, std::move(other));
    }

    ~basic_append_file() { close(); }

    [[nodiscard]] std::string const& path() const noexcept { return path_; }

    /// While another process holds the lock: `timed_out`, or `resource_unavailable_try_again` when it did not wait.
    /// Pre-condition: `lines` is empty or ends with a line feed.
    [[nodiscard]] appended_lines append(std::string_view lines) noexcept {
        if (lines.empty()) return {};
        for (;;) {
            bool locked = false;
            if (auto const error = lock(locked)) return {0, error};
            detail::file_facts facts{};
            if (Calls::facts(file_, facts) != 0) return unlocked(locked, {0, last_failure()});
            if (facts.linked) return unlocked(locked, append_at(facts.size, lines, locked));
            (void)unlocked(locked, {}); // somebody removed the file
            if (auto const error = reopen()) return {0, error};
        }
    }

    /// Makes durable what was appended.
    [[nodiscard]] std::error_code sync() noexcept { return code(repeat([&] { return Calls::sync(file_); })); }

private:
    template <class Call>
    static auto repeat(Call call) noexcept {
        return detail::repeat_interrupted(call);
    }

    static std::error_code last_failure() noexcept { return detail::system_failure(errno); }
    static std::error_code code(int result) noexcept { return result < 0 ? last_failure() : std::error_code{}; }

    void close() noexcept {
        if (file_ >= 0) Calls::close(std::exchange(file_, -1));
        if (folder_ >= 0) Calls::close(std::exchange(folder_, -1));
    }

    /// Opens the file, or makes it, and sees to it that its name is durable.
    std::error_code open() noexcept {
        constexpr int flags = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK; // the last one for what is no file
        file_ = Calls::open(folder_, name_.c_str(), flags, 0666);
        if (file_ < 0) return last_failure();
        detail::file_facts facts{};
        if (Calls::facts(file_, facts) != 0) return last_failure();
        if (!facts.regular) return detail::system_failure(EINVAL);
        return code(detail::sync_folder<Calls>(folder_));
    }

    std::error_code reopen() noexcept {
        int const old = std::exchange(file_, -1);
        std::error_code const error = open();
        if (error && file_ >= 0) Calls::close(file_);
        if (error) file_ = old;
        else Calls::close(old);
        return error;
    }

    /// Takes the lock. Where the file system knows none, whole lines rest on O_APPEND alone.
    std::error_code lock(bool& locked) noexcept {
        std::uint64_t const patience = gave_up_ ? 0 : static_cast<std::uint64_t>(patience_.count()) * 1'000'000;
        stamp const begin = detail::read_steady();
        for (long pause = 20'000;; pause = std::min(2 * pause, 1'000'000L)) { // ns
            locked = repeat([&] { return Calls::lock(file_, LOCK_EX | LOCK_NB); }) == 0;
            gave_up_ = !locked && errno == EWOULDBLOCK && detail::read_steady() - begin >= patience;
            if (gave_up_) return detail::system_failure(patience == 0 ? EAGAIN : ETIMEDOUT);
            if (locked || errno != EWOULDBLOCK) return {};
            timespec const while_others_write{0, pause};
            ::nanosleep(&while_others_write, nullptr);
        }
    }

    appended_lines unlocked(bool locked, appended_lines result) noexcept {
        if (locked) repeat([&] { return Calls::lock(file_, LOCK_UN); });
        return result;
    }

    /// Pre-condition: the file has `size` bytes.
    appended_lines append_at(std::uint64_t size, std::string_view lines, bool locked) noexcept {
        if (auto const error = mend(size)) return {0, error};
        std::size_t written = 0;
        while (written != lines.size()) {
            ssize_t const some =
                repeat([&] { return Calls::write(file_, lines.data() + written, lines.size() - written); });
            if (some <= 0) return take_back(size, lines.substr(0, written), locked, some == 0 ? EIO : errno);
            written += static_cast<std::size_t>(some);
        }
        return {written};
    }

    /// Ends the torn line that a killed process left.
    std::error_code mend(std::uint64_t& size) noexcept {
        if (size == 0) return {};
        char last_byte = '\n';
        if (repeat([&] { return Calls::read(file_, &last_byte, 1, size - 1); }) < 0) return last_failure();
        if (last_byte == '\n') return {};
        ssize_t const written = repeat([&] { return Calls::write(file_, "\n", 1); });
        if (written <= 0) return written == 0 ? detail::system_failure(EIO) : last_failure();
        ++size;
        return {};
    }

    /// Cuts off the line that was not written whole. Where that fails the next append ends it.
    appended_lines take_back(std::uint64_t begin, std::string_view written, bool locked, int number) noexcept {
        std::size_t const whole = written.rfind('\n') + 1; // 0 when there is none
        detail::file_facts facts{};
        if (locked && whole != written.size() && Calls::facts(file_, facts) == 0 &&
            facts.size == begin + written.size())
            repeat([&] { return Calls::truncate(file_, begin + whole); });
        return {whole, detail::system_failure(number)};
    }

    std::string path_;
    std::string name_{};
    std::chrono::milliseconds patience_;
    bool gave_up_ = false; ///< the last append did not get the lock
    int folder_ = -1;
    int file_ = -1;
};

using append_file = basic_append_file<>;

} // namespace crucible::telemetry
