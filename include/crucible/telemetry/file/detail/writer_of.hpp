// SPDX-License-Identifier: MIT
#pragma once
// Who holds the lock on a file that is being written, for the error of a second writer.

#include <crucible/telemetry/file/detail/closed_in_child.hpp>
#include <crucible/telemetry/file/detail/refusal.hpp>

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace crucible::telemetry::detail {

/// A file of /proc; empty when it cannot be read.
[[nodiscard]] inline std::string text_of_proc(std::string const& path) {
    std::string text;
    int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return text;
    char piece[4096];
    for (ssize_t size = 0; (size = ::read(file, piece, sizeof piece)) > 0;)
        text.append(piece, static_cast<std::size_t>(size));
    ::close(file);
    return text;
}

/// The process that locked a file, by /proc/locks: `1: FLOCK  ADVISORY  WRITE 4711 fe:00:1234 0 EOF`. 0 when that does
/// not tell, as in a container of the process that was started by another one.
[[nodiscard]] inline pid_t locker_of(struct stat const& file) {
    char place[64];
    std::snprintf(place, sizeof place, " %02x:%02x:%llu ", ::major(file.st_dev), ::minor(file.st_dev),
                  static_cast<unsigned long long>(file.st_ino));
    std::string const locks = text_of_proc("/proc/locks");
    std::size_t const at = locks.find(place);
    if (at == std::string::npos || at == 0) return 0;
    std::size_t const before = locks.rfind(' ', at - 1);
    return before == std::string::npos ? 0 : static_cast<pid_t>(std::strtol(locks.c_str() + before, nullptr, 10));
}

/// `process 4711 (train)`
[[nodiscard]] inline std::string name_of_process(pid_t process) {
    std::string const number = std::to_string(process);
    std::string const name = text_of_proc("/proc/" + number + "/comm"); // ends with a line feed
    return "process " + number + (name.empty() ? "" : " (" + name.substr(0, name.size() - 1) + ")");
}

[[nodiscard]] inline std::string writer_of(struct stat const& file) {
    if (closed_in_child::has(file.st_dev, file.st_ino)) return "this process";
    pid_t const process = locker_of(file);
    return process == ::getpid() ? "this process" : process > 0 ? name_of_process(process) : "another process";
}

/// Throws `error`: who writes the target already, and what to do.
[[noreturn]] inline void refuse_second_writer(std::string const& path, std::string const& partial,
                                              struct stat const& file) {
    std::string const advice =
        writer_of(file) + " writes it already, as '" + partial + "': stop that writer, or name another file";
    throw error(errc::target_in_use, cannot_write(path, advice));
}

} // namespace crucible::telemetry::detail
