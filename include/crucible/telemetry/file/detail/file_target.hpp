// SPDX-License-Identifier: MIT
#pragma once
// Where a path leads, as `open` would follow it, and what stands there. Whatever would keep a file from being put there
// in the end is refused at once.

#include <crucible/telemetry/file/detail/refusal.hpp>

#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace crucible::telemetry::detail {

/// Whose a file is, and who may do what with it.
struct ownership {
    mode_t mode;
    uid_t user;
    gid_t group;
};

[[nodiscard]] inline std::optional<ownership> ownership_of(int file) noexcept {
    struct stat found {};
    if (::fstat(file, &found) != 0) return {};
    return ownership{found.st_mode & 0777U, found.st_uid, found.st_gid};
}

/// Gives a file the ownership of the one that it replaces, as far as this user may: the owner first, since a change of it
/// takes permissions away.
inline void take_after(int file, ownership const& old) noexcept {
    std::optional<ownership> const made = ownership_of(file);
    if (!made) return;
    bool const owned = (made->user == old.user && made->group == old.group) ||
                       ::fchown(file, old.user, old.group) == 0 ||
                       ::fchown(file, static_cast<uid_t>(-1), old.group) == 0;
    // Not into the hands of another group what the old file let its own group do.
    (void)::fchmod(file, owned ? old.mode : old.mode & ~mode_t{070});
}

/// A folder, the file's name in it, and the file that stands there now.
struct file_target {
    std::string folder{}; ///< ends with a slash, or is "."
    std::string name{};
    std::optional<ownership> old{};

    /// Throws `error`. Symbolic links are followed and stay, also one to a file that is not there yet.
    static file_target of(std::string const& path) {
        file_target target;
        target.split(path, path);
        for (int links = 0;; ++links) {
            struct stat found {};
            if (::lstat(target.path().c_str(), &found) != 0) {
                if (errno != ENOENT) refuse_file(path, errno);
                return target; // a new file; whether its folder is there, the opening of that tells
            }
            if (!S_ISLNK(found.st_mode)) return target.keep(path, found), target;
            if (links == most_links) refuse_file(path, ELOOP);
            target.follow(path, found);
        }
    }

    [[nodiscard]] std::string path() const { return folder == "." ? name : folder + name; }

private:
    static constexpr int most_links = 40; // as Linux

    void split(std::string const& asked, std::string const& path) {
        std::size_t const slash = path.rfind('/');
        folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
        name = slash == std::string::npos ? path : path.substr(slash + 1);
        if (name.empty() || name == "." || name == "..") refuse_file(asked, EISDIR);
    }

    void follow(std::string const& asked, struct stat const& link) {
        refuse_planted(asked, link);
        std::string aim(static_cast<std::size_t>(link.st_size) + 256, '\0');
        ssize_t const size = ::readlink(path().c_str(), aim.data(), aim.size());
        if (size < 0) refuse_file(asked, errno);
        aim.resize(static_cast<std::size_t>(size));
        if (!aim.starts_with('/') && folder != ".") aim.insert(0, folder);
        split(asked, aim);
    }

    /// A link that another user put into a folder where everybody may put something leads where that user likes. The
    /// rule of Linux's fs.protected_symlinks, whatever that is set to.
    void refuse_planted(std::string const& asked, struct stat const& link) const {
        struct stat in {};
        if (::stat(folder.c_str(), &in) != 0) refuse_file(asked, errno);
        constexpr mode_t shared = S_ISVTX | S_IWOTH;
        if ((in.st_mode & shared) != shared || link.st_uid == ::geteuid() || link.st_uid == in.st_uid) return;
        refuse_file(asked, EACCES, "it is another user's symbolic link in a folder that everybody may write to");
    }

    void keep(std::string const& asked, struct stat const& found) {
        if (S_ISDIR(found.st_mode)) refuse_file(asked, EISDIR);
        if (!S_ISREG(found.st_mode)) refuse_file(asked, EINVAL);
        old = ownership{found.st_mode & 0777U, found.st_uid, found.st_gid};
    }
};

/// Whether a file was mounted over the name: then it cannot be replaced. False where the kernel does not tell.
[[nodiscard]] inline bool is_mount(int folder, char const* name) noexcept {
#ifdef STATX_MNT_ID
    struct statx in {}, found {};
    constexpr int no_link = AT_SYMLINK_NOFOLLOW;
    if (::statx(folder, "", AT_EMPTY_PATH, STATX_MNT_ID, &in) != 0) return false;
    if (::statx(folder, name, no_link, STATX_MNT_ID, &found) != 0) return false;
    return (in.stx_mask & found.stx_mask & STATX_MNT_ID) != 0 && in.stx_mnt_id != found.stx_mnt_id;
#else
    return (void)folder, (void)name, false;
#endif
}

/// Throws `error` when the old file may not be replaced: it is a mount, or another user's in a sticky folder.
inline void check_replaceable(std::string const& asked, file_target const& target, int folder) {
    if (!target.old) return;
    if (is_mount(folder, target.name.c_str())) refuse_file(asked, EXDEV);
    struct stat in {};
    if (::fstat(folder, &in) != 0) refuse_file(asked, errno);
    uid_t const user = ::geteuid();
    bool const sticky = (in.st_mode & S_ISVTX) != 0;
    if (!sticky || user == 0 || user == in.st_uid || user == target.old->user) return;
    refuse_file(asked, EPERM, "it is another user's file, which its folder (sticky) lets nobody else replace");
}

} // namespace crucible::telemetry::detail
