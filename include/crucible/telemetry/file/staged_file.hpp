// SPDX-License-Identifier: MIT
#pragma once
// A file that gets its name when it is complete. Until then it grows beside its target as `NAME.partial`, in whole
// rows that others can read; `commit` syncs and renames it. What was not finished becomes `NAME.incomplete`.

#include <crucible/telemetry/core/detail/compiled.hpp>
#include <crucible/telemetry/core/detail/dynamic_array.hpp>
#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/file/detail/partial_file.hpp>

#include <cstring>
#include <new>
#include <utility>

namespace crucible::telemetry {

/// Not for use by several threads at once. A process forked from the one that opened it neither writes nor renames.
template <class Calls = detail::posix_calls>
class basic_staged_file {
public:
    static constexpr std::size_t usual_buffer = std::size_t{256} << 10;

    /// Throws `error` when the file could not be put at `path`, or has a writer already, in this process or another.
    explicit basic_staged_file(std::string path, std::size_t buffer = usual_buffer)
        : basic_staged_file(std::move(path), buffer, nullptr) {}

    /// A file that describes another one, beside it: `ending` comes behind its name. It gets that one's permissions, and
    /// what a dead writer left of it stays beside what that one found.
    basic_staged_file(basic_staged_file const& described, std::string_view ending, std::size_t buffer)
        : basic_staged_file(described.target().append(ending), buffer, &described) {}

    basic_staged_file(basic_staged_file&& other) noexcept
        : path_(std::move(other.path_)), place_(std::move(other.place_)), name_(std::move(other.name_)),
          partial_(std::move(other.partial_)), incomplete_(std::move(other.incomplete_)),
          found_(std::move(other.found_)), buffer_(std::move(other.buffer_)), end_(other.end_), limit_(other.limit_),
          rows_(other.rows_), rows_written_(other.rows_written_), size_(other.size_), synced_(other.synced_),
          in_place_(other.in_place_),
          folder_(std::exchange(other.folder_, -1)), file_(std::exchange(other.file_, -1)), owner_(other.owner_),
          failure_(other.failure_) {}

    basic_staged_file& operator=(basic_staged_file&& other) noexcept {
        if (this == &other) return *this;
        this->~basic_staged_file();
        return *::new (static_cast<void*>(this)) basic_staged_file(std::move(other));
    }

    /// As `abandon`, but what was kept as incomplete stays.
    ~basic_staged_file() {
        if (file_ >= 0) abandon();
        leave_if_forked();
        (void)close(folder_);
    }

    [[nodiscard]] std::string const& path() const noexcept { return path_; }
    /// The same with its links followed.
    [[nodiscard]] std::string target() const { return place_ + name_; }
    /// Whether it has its name: it was committed.
    [[nodiscard]] bool in_place() const noexcept { return in_place_; }
    /// Where it is written until it is complete.
    [[nodiscard]] std::string partial() const { return place_ + partial_; }
    /// Where the partial file is that a writer of this target left which ended before it was complete; empty for none.
    [[nodiscard]] std::string found() const { return found_.empty() ? found_ : place_ + found_; }
    /// Where the rows are that were kept though they are not all; empty for none.
    [[nodiscard]] std::string incomplete() const { return incomplete_.empty() ? incomplete_ : place_ + incomplete_; }

    /// The first failure; once there is one, whatever is written is dropped.
    [[nodiscard]] std::error_code failure() const noexcept { return failure_; }

    /// What could not be written, why, how to mend it, and where the rows are that could; empty when nothing failed.
    [[nodiscard]] std::string failure_text() const {
        if (!failure_) return {};
        bool const by_system = failure_.category() == std::generic_category();
        std::string text = detail::cannot_write(path_, by_system ? detail::advice_on(failure_.value()) : "");
        text.append(": ").append(failure_.message());
        if (!incomplete_.empty()) text.append("; what was written is in '").append(incomplete()).append("'");
        return text;
    }

    /// Rows that were ended so far, and how many of them the file has: others can read them.
    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
    [[nodiscard]] std::uint64_t rows_written() const noexcept { return rows_written_; }

    /// Where to write next, with room for `size` bytes. Pre-condition: no more than the buffer.
    [[nodiscard]] char* room(std::size_t size) noexcept { return room(end_, size); }

    /// The same, after something was written up to `to` and not yet told to `end`.
    [[nodiscard]] char* room(char* to, std::size_t size) noexcept {
        if (static_cast<std::size_t>(limit_ - to) >= size) [[likely]] return to;
        return make_room(to, size);
    }

    /// A row ends here. Rows go into the file whole: others never find the front of one at the end of it, but for the
    /// moment in which it is written.
    void end(char* to) noexcept {
        end_ = to;
        ++rows_;
    }

    /// What is no row: a header, a last line. Any length; goes into the file whole, as rows do.
    void write(std::string_view text) noexcept {
        if (text.size() > static_cast<std::size_t>(limit_ - end_)) (void)write_out();
        if (text.size() > static_cast<std::size_t>(limit_ - end_)) return (void)put(text);
        if (!text.empty()) std::memcpy(end_, text.data(), text.size());
        end_ += text.size();
    }

    /// Puts all whole rows into the file, where others can read them, and a kill of this process loses none.
    std::error_code flush() noexcept {
        if (is_open()) (void)write_out();
        return failure_;
    }

    /// The same, and makes them durable.
    std::error_code sync() noexcept {
        if (!flush() && is_open() && detail::repeat_interrupted([&] { return Calls::sync(file_); }) != 0) fail(errno);
        return failure_;
    }

    /// Puts the complete file in place, durably: syncs it, renames it, syncs the folder. On failure keeps what was
    /// written as incomplete, and the old file stands; only when the folder could not be synced, the last step, does
    /// the new file stand all the same. `before()` is called when only the renaming is left.
    std::error_code commit() noexcept {
        return commit([] {});
    }
    template <class Before>
    std::error_code commit(Before before) noexcept {
        if (file_ < 0) return failure_;
        if (!sync() && put_in_place(before) != 0) fail(errno);
        if (failure_) return keep();
        if (detail::sync_folder<Calls>(folder_) != 0) failure_ = detail::system_failure(errno);
        (void)close(folder_);
        return failure_;
    }

    /// For rows that are not all: puts what was written beside the target as `NAME.incomplete`, durably, or, where
    /// there is one, `NAME.incomplete.2` and so on. Returns the first failure; none: whole rows, all that were ended.
    /// Of a file that describes another one: beside what is kept of that, if anything is.
    std::error_code keep_incomplete(basic_staged_file const* described = nullptr) noexcept {
        if (file_ < 0) return failure_;
        (void)sync();
        return keep(described);
    }

    /// Lets go of the old file that it is to replace.
    void remove_old() const noexcept {
        if (folder_ >= 0) (void)Calls::unlink(folder_, name_.c_str());
    }

    /// Nothing is left of it, also not what a failed `commit` kept; unless it is in place already.
    void abandon() noexcept {
        if (leave_if_forked() || folder_ < 0) return;
        if (file_ >= 0) remove_partial();
        else if (!incomplete_.empty()) (void)Calls::unlink(folder_, incomplete_.c_str());
        incomplete_.clear();
        if (file_ >= 0 && !failure_) failure_ = make_error_code(errc::incomplete_export);
        (void)close(file_);
        (void)close(folder_);
    }

private:
    basic_staged_file(std::string path, std::size_t buffer, basic_staged_file const* described)
        : path_(std::move(path)) {
        buffer_.resize_for_overwrite(buffer);
        end_ = buffer_.data();
        limit_ = end_ + buffer;
        auto const target = detail::file_target::of(path_);
        name_ = target.name;
        place_ = target.folder == "." ? "" : target.folder;
        folder_ = Calls::open(AT_FDCWD, target.folder.c_str(), O_RDONLY | O_DIRECTORY, 0);
        if (folder_ < 0) detail::refuse_file(path_, errno);
        detail::closed_in_child::add(folder_);
        try {
            begin(target, described);
        } catch (...) {
            (void)close(folder_);
            throw;
        }
    }

    void begin(detail::file_target const& target, basic_staged_file const* described) {
        detail::check_replaceable(path_, target, folder_);
        std::size_t const longest = detail::longest_name(folder_);
        if (name_.size() > longest) detail::refuse_file(path_, ENAMETOOLONG);
        if (name_.ends_with(detail::partial_names::partial))
            detail::refuse_file(path_, EINVAL, "names that end with .partial are those of unfinished files");
        detail::partial_names const names{name_, longest};
        partial_ = names.of_partial();
        auto const old = described ? detail::ownership_of(described->file_) : target.old;
        detail::partial_maker<Calls> maker{path_, folder_, names, old ? old->mode : mode_t{0666},
                                           described ? &described->found_ : nullptr};
        file_ = maker.make();
        found_ = maker.found();
        if (old) detail::take_after(file_, *old);
    }

    /// A forked child's descriptors were closed by the fork, and may be others by now.
    bool leave_if_forked() noexcept {
        if (owner_ == ::getpid()) return false;
        file_ = folder_ = -1;
        if (!failure_) failure_ = make_error_code(errc::forked_child);
        return true;
    }
    bool is_open() noexcept { return !leave_if_forked() && file_ >= 0 && !failure_; }

    static int close(int& descriptor) noexcept {
        detail::closed_in_child::remove(descriptor);
        return detail::close_once<Calls>(descriptor);
    }

    void fail(int number) noexcept {
        if (!failure_) failure_ = detail::system_failure(number);
    }

    /// Room behind the row that was begun, whose front may be moved to the front of the buffer, or into a larger one.
    [[gnu::noinline]] char* make_room(char* to, std::size_t size) noexcept {
        auto const begun = static_cast<std::size_t>(to - end_);
        char const* const from = end_;
        if (!is_open()) return end_ = buffer_.data();
        bool const written = write_out();
        if (written && room_behind(begun) < size) grow(from, begun, size);
        else if (begun != 0) std::memmove(buffer_.data(), from, begun);
        return failure_ ? buffer_.data() : buffer_.data() + begun;
    }

    [[nodiscard]] std::size_t room_behind(std::size_t begun) const noexcept {
        return static_cast<std::size_t>(limit_ - buffer_.data()) - begun;
    }

    void grow(char const* from, std::size_t begun, std::size_t size) noexcept {
        std::size_t const wanted = detail::larger(begun + size, 2 * static_cast<std::size_t>(limit_ - buffer_.data()));
        detail::dynamic_array<char> fresh;
        try {
            fresh.resize_for_overwrite(wanted);
        } catch (std::bad_alloc const&) {
            return fail(ENOMEM);
        }
        if (begun != 0) std::memcpy(fresh.data(), from, begun);
        buffer_.swap(fresh);
        end_ = buffer_.data();
        limit_ = end_ + wanted;
    }

    /// The whole rows of the buffer, which is then empty.
    bool write_out() noexcept {
        std::string_view const text{buffer_.data(), static_cast<std::size_t>(end_ - buffer_.data())};
        end_ = buffer_.data();
        return put(text);
    }

    /// Pre-condition: ends where a row does.
    bool put(std::string_view text) noexcept {
        if (!is_open()) return false;
        for (std::string_view left = text; !left.empty();) {
            ssize_t const some =
                detail::repeat_interrupted([&] { return Calls::write(file_, left.data(), left.size()); });
            if (some <= 0) return fail(some == 0 ? EIO : errno), false;
            left.remove_prefix(static_cast<std::size_t>(some));
        }
        size_ += text.size();
        rows_written_ = rows_;
        begin_sync();
        return true;
    }

    /// So that little is left to the sync of `commit`, which the host may be waiting for.
    void begin_sync() noexcept {
        constexpr std::uint64_t enough = std::uint64_t{8} << 20;
        if (size_ - synced_ < enough) return;
        Calls::begin_sync(file_, synced_, size_ - synced_);
        synced_ = size_;
    }

    /// Whether the partial file has its name still: else somebody removed it, and what has the name now is another
    /// writer's.
    bool is_named() const noexcept {
        struct stat mine {};
        return ::fstat(file_, &mine) == 0 && detail::has_name(mine, folder_, partial_.c_str());
    }

    void remove_partial() const noexcept {
        if (is_named()) (void)Calls::unlink(folder_, partial_.c_str());
    }

    /// -1 and errno on failure.
    template <class Before>
    int put_in_place(Before before) noexcept {
        if (!is_named()) return errno = ENOENT, -1;
        before();
        if (Calls::rename(folder_, partial_.c_str(), name_.c_str()) != 0) return -1;
        in_place_ = true;
        (void)close(file_); // what it could tell, the sync has told
        return 0;
    }

    /// After a failure or not. The row that was torn by it is cut off; what stands in the file is whole rows.
    std::error_code keep(basic_staged_file const* described = nullptr) noexcept {
        if (leave_if_forked() || file_ < 0) return failure_;
        if (failure_) (void)Calls::truncate(file_, size_);
        if (failure_) (void)detail::repeat_interrupted([&] { return Calls::sync(file_); });
        if (size_ == 0 || (described && described->incomplete_.empty())) remove_partial();
        else if (is_named() && !give_name(described)) fail(errno);
        if (detail::sync_folder<Calls>(folder_) != 0) fail(errno);
        (void)close(file_);
        return failure_;
    }

    /// Where it gets no other name, it keeps the one that it has.
    bool give_name(basic_staged_file const* described) noexcept {
        try {
            detail::partial_names const names{name_, detail::longest_name(folder_)};
            incomplete_ = described ? names.as_of(described->incomplete_)
                                    : detail::rename_to_incomplete<Calls>(folder_, names);
            if (described && Calls::rename(folder_, partial_.c_str(), incomplete_.c_str()) != 0) incomplete_.clear();
            if (!incomplete_.empty()) return true;
            int const number = errno;
            incomplete_ = partial_;
            return errno = number, false;
        } catch (std::bad_alloc const&) {
            return errno = ENOMEM, false;
        }
    }

    std::string path_;
    std::string place_{}; ///< of the folder, with its slash
    std::string name_{}, partial_{}, incomplete_{}, found_{}; ///< within the folder
    detail::dynamic_array<char> buffer_{};
    char* end_ = nullptr; ///< of the last whole row
    char* limit_ = nullptr;
    std::uint64_t rows_ = 0, rows_written_ = 0;
    std::uint64_t size_ = 0;   ///< of the file, up to its last whole row
    std::uint64_t synced_ = 0; ///< of that, what is on its way to the disk
    bool in_place_ = false;
    int folder_ = -1, file_ = -1;
    pid_t owner_ = ::getpid();
    std::error_code failure_{};
};

using staged_file = basic_staged_file<>;
CRUCIBLE_TELEMETRY_COMPILED_ONCE(class basic_staged_file<>);

} // namespace crucible::telemetry
