// SPDX-License-Identifier: MIT
#pragma once
// The default quantile histogram, as words: a row adds to one bucket. Only when the range of the values widens beyond
// what the buckets bear are they laid anew, which readers see by a version.

#include <crucible/telemetry/cells/log_linear.hpp>
#include <crucible/telemetry/tally/detail/tally_cell.hpp>

#include <sched.h>

namespace crucible::telemetry::detail {

template <std::size_t Buckets, int LeastBits, class V>
struct tallied_cell<cells::log_linear<Buckets, LeastBits>, V> {
    using cell_type = cells::log_linear<Buckets, LeastBits>;
    static constexpr bool possible = calculable<V>, alone = true, by_adding = false, reads_rows = false;
    static constexpr std::size_t size = 0;

    void begin() noexcept {
        grid_ = {};
        for (shared_word& slot : slots_) put(slot, std::uint64_t{0});
        for (shared_word* const w : {&low_, &high_, &kept_, &counting_, &version_}) put(*w, std::uint64_t{0});
    }

    /// False, and nothing done, unless it is known by the value that it is finite and which bucket it falls into.
    CRUCIBLE_TELEMETRY_FAST_PATH bool take_usual(V const& value) noexcept {
        double const x = as_number(value);
        bool const usual = grid_.covers(x);
        if (usual) [[likely]] add(slots_[grid_.slot(x)], cell_type::one);
        return usual;
    }

    /// A row that widens the range may need 30 kB of stack.
    CRUCIBLE_TELEMETRY_FAST_PATH void take(V const& value) noexcept {
        if (!take_usual(value)) [[unlikely]] take_slowly(as_number(value));
    }

    /// Rows that are taken meanwhile are in it or not. `stuck`: the writer may be gone for good.
    [[nodiscard]] cell_type read(bool stuck) const noexcept {
        cell_type cell;
        while (!try_read(cell)) {
            if (stuck) return {};
            ::sched_yield();
        }
        return cell;
    }

private:
    using grid_type = typename cell_type::grid_type;

    [[gnu::noinline]] void take_slowly(double x) noexcept {
        if (own(counting_) == 0) {
            std::uint64_t const kept = own(kept_);
            if (kept == Buckets) return take_by_cell(x);
            put(slots_[kept], x + 0.0); // -0.0 is zero
            put(kept_, kept + 1);
        } else if (x == 0) {
            add(slots_[grid_type::zero], cell_type::one);
        } else if (grid_.stretch(x)) {
            changing const now{version_};
            put_ends();
            add(slots_[grid_.slot(x)], cell_type::one);
        } else {
            take_by_cell(x);
        }
    }

    /// While it lives, the version is odd.
    class changing {
    public:
        explicit changing(shared_word& version) noexcept : version_{version} {
            version_.store(own(version_) + 1, std::memory_order_relaxed);
        }
        ~changing() { put(version_, own(version_) + 1); }
        changing(changing const&) = delete;
        changing& operator=(changing const&) = delete;

    private:
        shared_word& version_;
    };

    void put_ends() noexcept {
        put(low_, grid_.empty() ? 0 : grid_.low());
        put(high_, grid_.empty() ? 0 : grid_.high());
    }

    [[gnu::noinline]] void take_by_cell(double x) noexcept {
        cell_type cell;
        for (std::size_t i = 0; i != slots_.size(); ++i) cell.slots_[i] = own(slots_[i]);
        cell.grid_ = grid_;
        cell.kept_ = own(kept_);
        cell.counting_ = own(counting_) != 0;
        cell(x);
        changing const now{version_};
        grid_ = cell.grid_;
        put_ends();
        for (std::size_t i = 0; i != slots_.size(); ++i) put(slots_[i], cell.slots_[i]);
        put(kept_, std::uint64_t{cell.kept_});
        put(counting_, std::uint64_t{cell.counting_});
    }

    [[nodiscard]] bool try_read(cell_type& to) const noexcept {
        std::uint64_t const before = version_.load(std::memory_order_acquire);
        std::uint64_t kept = 0, counting = 0, ends[2]{};
        look_at(&kept_, &kept, 1); // before the slots, which are written before it
        look_at(&counting_, &counting, 1);
        look_at(&low_, ends, 1);
        look_at(&high_, ends + 1, 1);
        look_at(slots_.data(), to.slots_.data(), slots_.size());
        if (before % 2 != 0 || version_.load(std::memory_order_relaxed) != before) return false;
        auto const low = std::bit_cast<double>(ends[0]), high = std::bit_cast<double>(ends[1]);
        if (low != 0) to.grid_ = grid_type(low, high);
        to.kept_ = kept;
        to.counting_ = counting != 0;
        return true;
    }

    grid_type grid_{}; // the writer's own
    std::array<shared_word, Buckets + 1> slots_{};
    shared_word low_{}, high_{}, kept_{}, counting_{}, version_{};
};

} // namespace crucible::telemetry::detail
