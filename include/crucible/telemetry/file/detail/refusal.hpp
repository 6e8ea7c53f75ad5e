// SPDX-License-Identifier: MIT
#pragma once
// Why a file cannot be written, with advice: the text of the errors that files throw or remember.

#include <crucible/telemetry/core/error.hpp>

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

namespace crucible::telemetry::detail {

[[nodiscard]] inline std::error_code system_failure(int number) { return {number, std::generic_category()}; }

/// How to mend it; empty when nothing general can be said.
[[nodiscard]] inline std::string_view advice_on(int number) noexcept {
    switch (number) {
    case ENOENT: return "create its folder first";
    case EACCES:
    case EPERM:
    case EROFS: return "choose a folder that this user may write to";
    case EISDIR: return "name a file, not a folder";
    case EINVAL: return "it exists and is no regular file";
    case ENAMETOOLONG: return "choose a shorter name";
    case ELOOP: return "its symbolic links lead in a circle";
    case EXDEV: return "it is a mount of its own, which cannot be replaced: name a file in a mounted folder";
    case ENOSPC:
    case EDQUOT: return "free some space there, or choose another folder";
    case EFBIG: return "raise the limit of the file size, or write to another file system";
    case EMFILE:
    case ENFILE: return "close some files, or raise the limit of open files";
    default: return {};
    }
}

/// `cannot write 'run.csv' (create its folder first)`
[[nodiscard]] inline std::string cannot_write(std::string_view path, std::string_view advice) {
    std::string text{"cannot write '"};
    text.append(path).append("'");
    if (!advice.empty()) text.append(" (").append(advice).append(")");
    return text;
}

/// Throws `error`: what could not be written, why, and how to mend it.
[[noreturn]] inline void refuse_file(std::string_view path, int number, std::string_view advice) {
    throw error(system_failure(number), cannot_write(path, advice));
}
[[noreturn]] inline void refuse_file(std::string_view path, int number) {
    refuse_file(path, number, advice_on(number));
}

} // namespace crucible::telemetry::detail
