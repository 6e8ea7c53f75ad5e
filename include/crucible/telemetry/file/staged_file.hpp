// SPDX-License-Identifier: MIT
#pragma once
// A file that is seen whole or not at all: rows go through a buffer into a temporary file of the same folder, which
// `commit` syncs and renames. Until then, and after any failure, the old file stands untouched.

#include <crucible/telemetry/core/error.hpp>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace crucible::telemetry {

namespace detail {

/// The system calls of a staged file, so that tests can make each of them fail. -1 and errno mean failure.
struct posix_calls {
    static int open(int folder, char const* name, int flags, mode_t mode) noexcept {
        return ::openat(folder, name, flags | O_CLOEXEC, mode);
    }
    static ssize_t write(int file, void const* from, std::size_t size) noexcept { return ::write(file, from, size); }
    static int sync(int file) noexcept { return ::fsync(file); }
    static int close(int file) noexcept { return ::close(file); }
    static int rename(int folder, char const* from, char const* to) noexcept {
        return ::renameat(folder, from, folder, to);
    }
    static int unlink(int folder, char const* name) noexcept { return ::unlinkat(folder, name, 0); }
};

[[nodiscard]] inline std::error_code system_failure(int number) { return {number, std::generic_category()}; }

/// Throws `error`: what could not be written, why, and how to mend it.
[[noreturn]] inline void refuse_file(std::string const& path, int number) {
    char const* advice = "";
    switch (number) {
    case ENOENT: advice = " (create its folder first)"; break;
    case EACCES:
    case EPERM:
    case EROFS: advice = " (choose a folder that this user may write to)"; break;
    case EISDIR: advice = " (name a file, not a folder)"; break;
    case EINVAL: advice = " (it exists and is no regular file)"; break;
    case ENOSPC:
    case EDQUOT: advice = " (free some space there, or choose another folder)"; break;
    default: break;
    }
    throw error(system_failure(number), std::string("cannot write '").append(path).append("'").append(advice));
}

/// Where a path leads: its folder, the file's name in it, and the permissions that a new file gets.
struct file_target {
    std::string folder{};
    std::string name{};
    mode_t mode = 0666;

    /// Throws `error`. A symbolic link is followed, so that the link stays; an existing file keeps its permissions.
    static file_target of(std::string const& path) {
        file_target target;
        target.split(path);
        if (target.name.empty() || target.name == "." || target.name == "..") refuse_file(path, EISDIR);
        struct stat found {};
        if (::lstat(path.c_str(), &found) != 0) return target;
        if (S_ISLNK(found.st_mode)) {
            char* const real = ::realpath(path.c_str(), nullptr);
            if (real == nullptr) refuse_file(path, errno);
            std::string const aim = real;
            std::free(real);
            if (::stat(aim.c_str(), &found) != 0) refuse_file(path, errno);
            target.split(aim);
        }
        if (S_ISDIR(found.st_mode)) refuse_file(path, EISDIR);
        if (!S_ISREG(found.st_mode)) refuse_file(path, EINVAL);
        target.mode = found.st_mode & 0777;
        return target;
    }

private:
    void split(std::string const& path) {
        std::size_t const slash = path.rfind('/');
        folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
        name = slash == std::string::npos ? path : path.substr(slash + 1);
    }
};

/// `.run.csv.4711-0.partial`: found by people who look for what a killed process left.
[[nodiscard]] inline std::string partial_name(std::string_view name) {
    static std::atomic<unsigned> count{0};
    constexpr std::size_t longest = 200; // of the 255 bytes that file systems allow
    std::string result{"."};
    result.append(name.substr(0, longest)).append(".").append(std::to_string(::getpid())).append("-");
    return result.append(std::to_string(count.fetch_add(1, std::memory_order_relaxed))).append(".partial");
}

} // namespace detail

/// Not for use by several threads at once. A process forked from the one that opened it only closes its descriptors.
template <class Calls = detail::posix_calls>
class basic_staged_file {
public:
    static constexpr std::size_t usual_buffer = std::size_t{256} << 10;

    /// Throws `error` when the file could not be put at `path`. No piece of more than `buffer` bytes may be written.
    explicit basic_staged_file(std::string path, std::size_t buffer = usual_buffer)
        : path_(std::move(path)), buffer_(new char[buffer]), end_(buffer_.get()), limit_(end_ + buffer) {
        auto target = detail::file_target::of(path_);
        name_ = std::move(target.name);
        folder_ = Calls::open(AT_FDCWD, target.folder.c_str(), O_RDONLY | O_DIRECTORY, 0);
        if (folder_ < 0) detail::refuse_file(path_, errno);
        create(target.mode);
        if (file_ >= 0) return;
        int const number = errno;
        close(folder_);
        detail::refuse_file(path_, number);
    }

    basic_staged_file(basic_staged_file&& other) noexcept
        : path_(std::move(other.path_)), name_(std::move(other.name_)), partial_(std::move(other.partial_)),
          buffer_(std::move(other.buffer_)), end_(other.end_), limit_(other.limit_),
          folder_(std::exchange(other.folder_, -1)), file_(std::exchange(other.file_, -1)), owner_(other.owner_),
          failure_(other.failure_) {}

    basic_staged_file& operator=(basic_staged_file&& other) noexcept {
        if (this == &other) return *this;
        std::destroy_at(this);
        return *std::construct_at(this, std::move(other));
    }

    ~basic_staged_file() { abandon(); }

    [[nodiscard]] std::string const& path() const noexcept { return path_; }

    /// The first failure; once there is one, whatever is written is dropped.
    [[nodiscard]] std::error_code failure() const noexcept { return failure_; }

    /// Where to write next, with room for `size` bytes.
    [[nodiscard]] char* room(std::size_t size) noexcept { return room(end_, size); }

    /// The same, after something was written up to `to` and not yet told to `end`.
    [[nodiscard]] char* room(char* to, std::size_t size) noexcept {
        if (static_cast<std::size_t>(limit_ - to) >= size) [[likely]] return to;
        return flush(to);
    }

    /// What was written ends here.
    void end(char* to) noexcept { end_ = to; }

    void write(std::string_view text) noexcept {
        auto const longest = static_cast<std::size_t>(limit_ - buffer_.get());
        for (std::string_view piece = text.substr(0, longest); !piece.empty(); piece = text.substr(0, longest)) {
            std::memcpy(room(piece.size()), piece.data(), piece.size());
            end_ += piece.size();
            text.remove_prefix(piece.size());
        }
    }

    /// Puts the file in place, durably. On failure the temporary file is removed; only when the folder itself could not
    /// be synced, the last step, does the new file stand all the same.
    std::error_code commit() noexcept {
        if (file_ < 0) return failure_;
        flush(end_);
        if (failure_) return failure_;
        if (repeat([&] { return Calls::sync(file_); }) != 0 || close(file_) != 0 ||
            Calls::rename(folder_, partial_.c_str(), name_.c_str()) != 0) {
            fail(errno);
            return failure_;
        }
        // EINVAL: this file system does not sync folders
        if (repeat([&] { return Calls::sync(folder_); }) != 0 && errno != EINVAL)
            failure_ = detail::system_failure(errno);
        close(folder_);
        return failure_;
    }

    /// Removes the temporary file, unless it is in place already.
    void abandon() noexcept {
        if (file_ >= 0) drop(make_error_code(owner_ == ::getpid() ? errc::incomplete_export : errc::forked_child));
    }

private:
    template <class Call>
    static auto repeat(Call call) noexcept {
        auto result = call();
        while (result < 0 && errno == EINTR) result = call();
        return result;
    }

    /// -1 and errno on failure. Linux closes a descriptor even when a signal interrupts that, so never twice.
    static int close(int& descriptor) noexcept {
        int const result = Calls::close(std::exchange(descriptor, -1));
        return result != 0 && errno == EINTR ? 0 : result;
    }

    void create(mode_t mode) {
        constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
        do partial_ = detail::partial_name(name_);
        while ((file_ = Calls::open(folder_, partial_.c_str(), flags, mode)) < 0 && errno == EEXIST);
    }

    /// Writes out what the buffer holds up to `to`; returns its beginning.
    [[gnu::noinline]] char* flush(char const* to) noexcept {
        char const* from = buffer_.get();
        if (file_ >= 0 && owner_ != ::getpid()) drop(make_error_code(errc::forked_child));
        while (file_ >= 0 && from != to) {
            ssize_t const written =
                repeat([&] { return Calls::write(file_, from, static_cast<std::size_t>(to - from)); });
            if (written > 0) from += written;
            else fail(written == 0 ? EIO : errno);
        }
        return end_ = buffer_.get();
    }

    void fail(int number) noexcept { drop(detail::system_failure(number)); }

    /// The temporary file goes at once: on a full disk the host needs the space.
    void drop(std::error_code reason) noexcept {
        failure_ = reason;
        if (file_ >= 0) close(file_);
        if (folder_ >= 0 && owner_ == ::getpid()) Calls::unlink(folder_, partial_.c_str());
        if (folder_ >= 0) close(folder_);
    }

    std::string path_;
    std::string name_{};
    std::string partial_{};
    std::unique_ptr<char[]> buffer_;
    char* end_;
    char* limit_;
    int folder_ = -1;
    int file_ = -1;
    pid_t owner_ = ::getpid();
    std::error_code failure_{};
};

using staged_file = basic_staged_file<>;

} // namespace crucible::telemetry
