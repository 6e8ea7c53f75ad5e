// SPDX-License-Identifier: MIT
#pragma once
// A track: what a session keeps of one event. Here is what does not depend on the event's type: the account, the batch of
// decoded rows, and how rows are decoded. What does (statistics, privacy, derived measurements) is virtual: track.hpp.

#include <crucible/telemetry/core/detail/compiled.hpp>
#include <crucible/telemetry/core/detail/exceptions.hpp>
#include <crucible/telemetry/emit/account.hpp>
#include <crucible/telemetry/emit/detail/wire.hpp>
#include <crucible/telemetry/record/batch.hpp>
#include <crucible/telemetry/session/detail/collector.hpp>
#include <crucible/telemetry/cells/found_in_row.hpp>

#include <cstddef>
#include <cstring>
#include <new>

namespace crucible::telemetry::detail {

/// Memory for rows that grows and is never smaller. Rows are trivially copied and destroyed.
class row_memory {
public:
    row_memory() = default;
    row_memory(row_memory const&) = delete;
    row_memory& operator=(row_memory const&) = delete;
    ~row_memory() { give_back(); }

    /// Room for `bytes`; what was in there is gone. Throws std::bad_alloc.
    void reserve(std::size_t bytes) {
        if (bytes <= bytes_) return;
        std::size_t const wider = bytes < 2 * bytes_ ? 2 * bytes_ : bytes;
        void* const fresh = ::operator new(wider, std::align_val_t{cache_line});
        give_back();
        memory_ = static_cast<std::byte*>(fresh);
        bytes_ = wider;
    }
    [[nodiscard]] std::byte* begin() const { return memory_; }

private:
    void give_back() noexcept { ::operator delete(memory_, std::align_val_t{cache_line}); }

    std::byte* memory_ = nullptr;
    std::size_t bytes_ = 0;
};

/// Copies rows of a record of `Words` words: a constant, so that each is a few moves and no call.
template <std::size_t Words>
void copy_records(std::byte* to, std::size_t stride, waiting_row const* rows, std::uint32_t const* places,
                  std::size_t n) {
    for (std::size_t i = 0; i != n; ++i, to += stride)
        std::memcpy(to, rows[places[i]].bytes + sizeof(row_header), Words * 8);
}

using record_copier = void (*)(std::byte*, std::size_t, waiting_row const*, std::uint32_t const*, std::size_t);

/// For records of so many words; null for longer ones.
[[nodiscard]] inline record_copier copier_of(std::size_t words) {
    constexpr record_copier of[]{&copy_records<0>,  &copy_records<1>,  &copy_records<2>,  &copy_records<3>,
                                 &copy_records<4>,  &copy_records<5>,  &copy_records<6>,  &copy_records<7>,
                                 &copy_records<8>,  &copy_records<9>,  &copy_records<10>, &copy_records<11>,
                                 &copy_records<12>, &copy_records<13>, &copy_records<14>, &copy_records<15>,
                                 &copy_records<16>};
    return words < std::size(of) ? of[words] : nullptr;
}

/// A template, so that it is compiled only where a session is.
template <class = void>
class basic_track {
public:
    /// A track of an event whose rows come from the rings; none come of a tallied one (`rows` is false). Of the event's
    /// measurements the last `context` are context words, which need not lie in a ring (wire.hpp).
    basic_track(event_schema const& of, bool rows, std::size_t context = 0)
        : of_(&of), keeps_rows_(rows), context_(context),
          before_context_(context == 0 ? of.layout.record_bytes
                                       : of.layout.held[of.measurements.size() - context]) {
        static_assert(row_alignment == 8);
        for (std::size_t m = 0; m != of.measurements.size(); ++m)
            if (of.measurements[m].value == value_class::text)
                texts_.push_back(text_place{of.layout.held[m], of.measurements[m].optional});
    }
    basic_track(basic_track const&) = delete;
    basic_track& operator=(basic_track const&) = delete;
    virtual ~basic_track() = default;

    account settled{};
    std::uint64_t unmeasured = 0; ///< rows that are recorded, and not in all statistics
    std::size_t sampled_out = 0;  ///< rows of the batch that the sampler did not keep
    bool stored = true;           ///< there is memory for the batch, and the store took it

    [[nodiscard]] event_schema const& schema() const { return *of_; }
    [[nodiscard]] bool keeps_rows() const { return keeps_rows_; }
    /// Rows of the batch, had there been memory for it.
    [[nodiscard]] std::size_t offered() const { return offered_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::byte* rows() const { return memory_.begin(); }
    [[nodiscard]] batch as_batch() const { return {*of_, memory_.begin(), size_, weights()}; }
    /// The same with derived measurements, as sinks are handed it.
    [[nodiscard]] virtual batch exported() { return as_batch(); }

    /// Decodes the rows that wait at these places; their texts refer to where they wait. Without memory for them they
    /// are counted, not kept.
    void decode(waiting_row const* waiting, std::uint32_t const* places, std::size_t n) noexcept {
        offered_ = n;
        size_ = sampled_out = 0;
        try {
            memory_.reserve(n * of_->layout.row_bytes);
            stored = true;
        } catch (...) {
            stored = false;
            return;
        }
        size_ = n;
        copy(waiting, places);
        std::byte* to = memory_.begin();
        for (std::size_t i = 0; i != n; ++i, to += of_->layout.row_bytes) {
            waiting_row const& from = waiting[places[i]];
            std::memcpy(to + of_->layout.at, &from.at, sizeof from.at);
            std::memcpy(to + of_->layout.thread, &from.thread, sizeof from.thread);
            if (!texts_.empty()) find_texts(to, from.bytes + sizeof(row_header) + bytes_held(from));
        }
    }

    /// Takes rows that lie elsewhere into the batch. Their texts stay where they are.
    void take(std::byte const* given, std::size_t n) noexcept {
        offered_ = n;
        sampled_out = 0;
        try {
            memory_.reserve(n * of_->layout.row_bytes);
            std::memcpy(memory_.begin(), given, n * of_->layout.row_bytes);
            stored = true;
            size_ = n;
        } catch (...) {
            stored = false;
            size_ = 0;
        }
    }

    void empty() noexcept {
        offered_ = size_ = sampled_out = 0;
        stored = true;
    }

    /// Rows for which there was no memory at all.
    void lose(std::size_t n) noexcept {
        offered_ = n;
        size_ = sampled_out = 0;
        stored = false;
    }

    void count_settled() noexcept {
        settled.sampled_out += sampled_out;
        if (stored) settled.recorded += size_;
        else settled.count(drop_reason::store_failed, offered_);
    }
    /// Updates and publishes the statistics. Pre-condition: the batch was counted.
    void measure_settled(finding_queue& found) noexcept {
        if (stored && size_ != 0) measure(settled.recorded - size_, found);
    }

    /// Has the sampler take rows out of the batch. Of each row as it was: where it is now, or `gone`; empty where all
    /// stayed.
    [[nodiscard]] virtual std::span<std::uint32_t const> thin() noexcept { return {}; }
    static constexpr std::uint32_t gone = ~std::uint32_t{0};

    /// Hides what the privacy policy says; false when there is no memory for that.
    [[nodiscard]] virtual bool hide() noexcept { return true; }
    virtual void reset() noexcept {}

protected:
    /// Keeps the rows for which `keep(row, i, k)` holds: row i, which would be the k-th that is kept.
    template <class Keep>
    void keep_rows(Keep keep) noexcept {
        std::size_t const stride = of_->layout.row_bytes;
        std::size_t kept = 0;
        for (std::size_t i = 0; i != size_; ++i) {
            std::byte* const from = rows() + i * stride;
            if (!keep(from, i, kept)) continue;
            if (kept != i) std::memcpy(rows() + kept * stride, from, stride);
            ++kept;
        }
        sampled_out = size_ - kept;
        offered_ = size_ = kept;
    }

    /// Updates and publishes the statistics. `before`: rows of the event that were recorded earlier.
    virtual void measure([[maybe_unused]] std::uint64_t before, [[maybe_unused]] finding_queue& found) noexcept {}
    [[nodiscard]] virtual std::span<double const> weights() const { return {}; }

private:
    struct text_place {
        std::uint32_t held;
        bool optional;
    };

    void copy(waiting_row const* waiting, std::uint32_t const* places) noexcept {
        std::size_t const words = (of_->layout.record_bytes + 7) / 8; // rows are padded to that, in rings and here
        std::size_t const stride = of_->layout.row_bytes;
        if (context_ != 0) return copy_with_context(waiting, places);
        if (record_copier const copy_all = copier_of(words)) return copy_all(rows(), stride, waiting, places, size_);
        for (std::size_t i = 0; i != size_; ++i)
            std::memcpy(rows() + i * stride, waiting[places[i]].bytes + sizeof(row_header), words * 8);
    }

    /// Bytes of a row's record that lie in its ring.
    [[nodiscard]] std::uint32_t bytes_held(waiting_row const& from) const noexcept {
        if (context_ == 0) return of_->layout.record_bytes;
        std::uint32_t bytes = 0;
        std::memcpy(&bytes, from.bytes + offsetof(row_header, bytes), sizeof bytes);
        return bytes / row_alignment % 2 != 0 ? before_context_ : of_->layout.record_bytes;
    }

    void copy_with_context(waiting_row const* waiting, std::uint32_t const* places) noexcept {
        std::byte* to = rows();
        for (std::size_t i = 0; i != size_; ++i, to += of_->layout.row_bytes) {
            waiting_row const& from = waiting[places[i]];
            std::uint32_t const held = bytes_held(from);
            std::memcpy(to, from.bytes + sizeof(row_header), held);
            if (held == of_->layout.record_bytes) continue;
            for (std::size_t m = of_->measurements.size() - context_; m != of_->measurements.size(); ++m)
                ::new (static_cast<void*>(to + of_->layout.held[m])) std::optional<std::string_view>{};
        }
    }

    /// Texts stand behind the record, in declared order.
    void find_texts(std::byte* to, std::byte const* from) const noexcept {
        auto const* text = reinterpret_cast<char const*>(from);
        for (text_place const& each : texts_) {
            auto* const held = const_cast<std::string_view*>(
                held_value<std::string_view>(to + each.held, each.optional));
            if (held == nullptr) continue;
            *held = {text, held->size()};
            text += held->size();
        }
    }

    event_schema const* of_;
    bool keeps_rows_;
    std::size_t context_;          ///< how many of the last measurements are context words
    std::uint32_t before_context_; ///< bytes of a record that lie before them
    dynamic_array<text_place> texts_{};
    row_memory memory_{};
    std::size_t offered_ = 0;
    std::size_t size_ = 0;
};

using untyped_track = basic_track<>;
CRUCIBLE_TELEMETRY_COMPILED_ONCE(class basic_track<>);

} // namespace crucible::telemetry::detail
