// SPDX-License-Identifier: MIT
#pragma once
// The system calls of a staged file, so that tests can make each of them fail. -1 and errno mean failure.

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crucible::telemetry::detail {

struct posix_calls {
    static int open(int folder, char const* name, int flags, mode_t mode) noexcept {
        return ::openat(folder, name, flags | O_CLOEXEC, mode);
    }
    static ssize_t write(int file, void const* from, std::size_t size) noexcept { return ::write(file, from, size); }
    static int sync(int file) noexcept { return ::fsync(file); }
    static int close(int file) noexcept { return ::close(file); }
    static int lock(int file) noexcept { return ::flock(file, LOCK_EX | LOCK_NB); }
    static int truncate(int file, std::uint64_t size) noexcept { return ::ftruncate(file, static_cast<off_t>(size)); }
    static int rename(int folder, char const* from, char const* to) noexcept {
        return ::renameat(folder, from, folder, to);
    }
    /// Fails with EEXIST where there is something at `to`.
    static int rename_to_free(int folder, char const* from, char const* to) noexcept {
#ifdef RENAME_NOREPLACE
        int const result = ::renameat2(folder, from, folder, to, RENAME_NOREPLACE);
        if (result == 0 || (errno != EINVAL && errno != ENOSYS)) return result;
#endif
        // Not all file systems know how; then a file that is made in between by another program would be lost.
        struct stat found {};
        if (::fstatat(folder, to, &found, AT_SYMLINK_NOFOLLOW) == 0) return errno = EEXIST, -1;
        return rename(folder, from, to);
    }
    static int unlink(int folder, char const* name) noexcept { return ::unlinkat(folder, name, 0); }
    /// Begins to write out to the disk what the file got last, and does not wait for it.
    static void begin_sync(int file, std::uint64_t from, std::uint64_t size) noexcept {
#ifdef SYNC_FILE_RANGE_WRITE
        (void)::sync_file_range(file, static_cast<off64_t>(from), static_cast<off64_t>(size), SYNC_FILE_RANGE_WRITE);
#else
        (void)file, (void)from, (void)size;
#endif
    }
};

/// Again while signals interrupt it.
template <class Call>
auto repeat_interrupted(Call call) noexcept {
    auto result = call();
    while (result < 0 && errno == EINTR) result = call();
    return result;
}

/// -1 and errno on failure. Linux closes a descriptor even when a signal interrupts that, so never twice.
template <class Calls>
int close_once(int& descriptor) noexcept {
    if (descriptor < 0) return 0;
    int const closed = descriptor;
    descriptor = -1;
    int const result = Calls::close(closed);
    return result != 0 && errno == EINTR ? 0 : result;
}

/// EINVAL: this file system does not sync folders, which is no failure.
template <class Calls>
int sync_folder(int folder) noexcept {
    return repeat_interrupted([&] { return Calls::sync(folder); }) != 0 && errno != EINVAL ? -1 : 0;
}

} // namespace crucible::telemetry::detail
