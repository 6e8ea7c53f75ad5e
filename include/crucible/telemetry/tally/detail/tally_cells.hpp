// SPDX-License-Identifier: MIT
#pragma once
// One thread's cells of one tallied event in one session: the thread updates them, the session reads them, neither
// waits for the other.

#include <crucible/telemetry/core/detail/platform.hpp>
#include <crucible/telemetry/tally/tallied_event.hpp>

#include <array>
#include <tuple>
#include <utility>

namespace crucible::telemetry::detail {

template <class Cell>
consteval std::size_t numbers_of() {
    if constexpr (requires { Cell::numbers; }) return Cell::numbers;
    else return Cell::size;
}

template <class Cells, class V>
struct tallied_slots;

/// The cells of one measurement.
template <class... C, class V>
struct tallied_slots<type_set<C...>, V> {
    template <class Cell>
    using as = tallied_cell<Cell, V>;

    /// Words, cell after cell.
    static constexpr std::size_t size = (as<C>::size + ... + 0);
    static constexpr bool by_adding = (as<C>::by_adding && ...);
    static constexpr bool reads_rows = (as<C>::reads_rows || ...);
    /// Of them, those whose change a reader has to be told of: a cell may keep its own words in step.
    static constexpr std::size_t numbers = (numbers_of<as<C>>() + ... + 0);
    std::array<shared_word, size> words{};

    template <class Cell>
    struct no_object {};
    std::tuple<std::conditional_t<as<C>::alone, as<C>, no_object<C>>...> objects{};

    void begin() noexcept {
        each<C...>([&]<class Cell>(std::size_t at) {
            if constexpr (as<Cell>::alone) std::get<as<Cell>>(objects).begin();
            else as<Cell>::begin(words.data() + at);
        });
    }

    CRUCIBLE_TELEMETRY_FAST_PATH void take(V const& value) noexcept {
        each<C...>([&]<class Cell>(std::size_t at) CRUCIBLE_TELEMETRY_FAST_PATH {
            if constexpr (as<Cell>::alone) std::get<as<Cell>>(objects).take(value);
            else as<Cell>::take(words.data() + at, value);
        });
    }

    /// Whether one object is all there is; it may know at once that a value is one of many before, and a number.
    static constexpr bool one_object =
        (std::size_t{as<C>::alone} + ... + 0) == 1 && ((as<C>::alone || aside_cell<C>) && ...);

    /// Pre-condition: one_object. False when the value is to be looked at.
    CRUCIBLE_TELEMETRY_FAST_PATH bool take_usual(V const& value) noexcept {
        bool taken = false;
        each<C...>([&]<class Cell>(std::size_t) CRUCIBLE_TELEMETRY_FAST_PATH {
            if constexpr (as<Cell>::alone) taken = std::get<as<Cell>>(objects).take_usual(value);
        });
        return taken;
    }

    /// Whether the words of each cell that keeps them in step are in step in a copy just made.
    [[nodiscard]] bool agree(std::uint64_t const* copy) const noexcept {
        bool all = true;
        each<C...>([&]<class Cell>(std::size_t at) {
            if constexpr (requires { as<Cell>::agree(words.data(), copy); })
                all = all && as<Cell>::agree(words.data() + at, copy + at);
        });
        return all;
    }

    void put_aside() noexcept {
        each<C...>([&]<class Cell>(std::size_t at) {
            if constexpr (aside_cell<Cell>) add(words[at], 1);
        });
    }

    /// Makes an accumulator's cells of it.
    template <class Slots>
    void read(Slots& to, std::uint64_t const* copy, std::uint64_t rows, bool stuck) const {
        each<C...>([&]<class Cell>(std::size_t at) {
            Cell& made = static_cast<slot<Cell>&>(to).state;
            if constexpr (as<Cell>::alone) made = std::get<as<Cell>>(objects).read(stuck);
            else made = as<Cell>::read(copy + at, rows);
        });
    }

private:
    /// `f<Cell>(where its words begin)` for each.
    template <class... Each, class F>
    CRUCIBLE_TELEMETRY_FAST_PATH static void each(F&& f) {
        std::size_t at = 0;
        ((f.template operator()<Each>(at), at += as<Each>::size), ...);
    }
};

template <class Event, class Asked>
class tallied_measurement {
    using descriptor = typename Asked::descriptor;
    using value_type = typename descriptor::value_type;
    using given_type = std::remove_cvref_t<decltype(std::declval<record<Event> const&>()[descriptor{}])>;
    using cells = tallied_slots<typename Asked::statistics::cells, value_type>;

    /// Whether each row has a value that no cell refuses: then the rows need no counting apart.
    static constexpr bool always = std::same_as<given_type, value_type> && !std::is_floating_point_v<value_type>;
    static constexpr bool counts = cells::reads_rows && !always;

public:
    using accumulator = stream_accumulator<descriptor, typename Asked::statistics>;

    static constexpr bool by_adding = cells::by_adding;
    static constexpr bool reads_rows = always && cells::reads_rows;
    static constexpr std::size_t size = cells::size + (counts ? 1 : 0);
    static constexpr std::size_t numbers = cells::numbers + (counts ? 1 : 0);
    using copy = std::array<std::uint64_t, size>;

    void begin() noexcept {
        cells_.begin();
        for (shared_word& rows : rows_) put(rows, std::uint64_t{0});
    }

    CRUCIBLE_TELEMETRY_FAST_PATH void take(record<Event> const& values) noexcept { take_given(values[descriptor{}]); }

    /// False when what was copied was changing meanwhile.
    [[nodiscard]] bool look(copy& to) const noexcept {
        look_at(cells_.words.data(), to.data(), cells::size);
        look_at(rows_.data(), to.data() + cells::size, rows_.size());
        return cells_.agree(to.data());
    }

    /// What a copy holds. Cells that are read by themselves are read now.
    [[nodiscard]] accumulator read(copy const& from, std::uint64_t rows, bool stuck) const {
        accumulator made;
        if constexpr (counts) rows = from.back();
        cells_.read(cell_access::cells(made), from.data(), rows, stuck);
        return made;
    }

private:
    CRUCIBLE_TELEMETRY_FAST_PATH void take_given(value_type const& value) noexcept {
        if constexpr (cells::one_object && !counts)
            if (cells_.take_usual(value)) [[likely]] return;
        if constexpr (std::is_floating_point_v<value_type>)
            if (!is_finite(static_cast<double>(value))) [[unlikely]] return cells_.put_aside();
        cells_.take(value);
        if constexpr (counts) add(rows_[0], 1);
    }
    CRUCIBLE_TELEMETRY_FAST_PATH void take_given(std::optional<value_type> const& value) noexcept {
        if (value) take_given(*value);
    }

    cells cells_{};
    std::array<shared_word, counts ? 1 : 0> rows_{}; ///< that had a value, if not each does
};

/// For whom and since when cells are kept: the session, how often its statistics began anew, how often its threads were
/// called to look after their cells. Epochs and rounds begin at the key, so that no two sessions share one.
struct tally_era {
    std::uint64_t key = 0, epoch = 0, round = 0;
};

/// Of an event.
template <class Event>
class tally_cells;

template <class E, class... Asked>
class alignas(cache_line) tally_cells<tallied_event<E, Asked...>> {
    using event_type = tallied_event<E, Asked...>;
    template <class A>
    using measurement_of = tallied_measurement<event_type, A>;
    static constexpr bool by_adding = (measurement_of<Asked>::by_adding && ...);

    /// How many numbers are read together: words, and that of the rows. While one of several changes, they are not
    /// read.
    static constexpr std::size_t numbers =
        ((measurement_of<Asked>::numbers + (measurement_of<Asked>::reads_rows ? 1 : 0)) + ... + 0);
    static constexpr bool bracketed = numbers > 1;

public:
    /// Place of a measurement among those asked for.
    template <class Descriptor>
    static constexpr std::size_t index_of =
        first_true(std::array<bool, sizeof...(Asked)>{std::same_as<Descriptor, typename Asked::descriptor>...});
    template <std::size_t I>
    using accumulator_of = typename nth_t<I, measurement_of<Asked>...>::accumulator;

    /// Whether a signal handler may take a row while one is being taken.
    static constexpr bool nests = by_adding && adds_at_once;

    // For the thread. But for `take` of cells that nest, nothing of the thread is in here meanwhile.

    CRUCIBLE_TELEMETRY_FAST_PATH void take(record<event_type> const& values) noexcept {
        if constexpr (nests || !bracketed) {
            if constexpr (bracketed) add(begun_, 1);
            take_each(values);
            add(ended_, 1);
        } else {
            std::uint64_t const rows = own(ended_) + 1;
            begun_.store(rows, std::memory_order_relaxed);
            take_each(values);
            put(ended_, rows);
        }
    }

    /// Forgets what is of another session, or of before its statistics began anew; makes the copy that a reader wants.
    void look_after(tally_era const& now) noexcept {
        if (own(epoch_) != now.epoch) {
            put(since_, own(ended_));
            std::apply([](auto&... m) { (m.begin(), ...); }, measurements_);
            put(epoch_, now.epoch);
        }
        if (own(key_) != now.key) {
            put(first_, own(ended_));
            put(key_, now.key);
        }
        if (wanted_.load(std::memory_order_acquire) && try_look(copy_)) wanted_.store(false, std::memory_order_release);
        round_ = now.round;
    }

    /// When they were last looked after.
    [[nodiscard]] std::uint64_t round() const noexcept { return round_; }

    tally_cells* also = nullptr; ///< the thread's cells of this event in another session

    // For the session: one reader at a time.

    /// How many rows the session of this key was given.
    [[nodiscard]] std::uint64_t rows(std::uint64_t key) const noexcept {
        if (key_.load(std::memory_order_acquire) != key) return 0;
        return ended_.load(std::memory_order_acquire) - first_.load(std::memory_order_relaxed);
    }

    /// The accumulator of measurement I since the epoch began, as it was between two rows. A thread that takes rows
    /// faster than they can be looked at is asked for a copy: `ask()` has it call `look_after`. `stuck`: it may be gone
    /// for good.
    template <std::size_t I, class Ask>
    [[nodiscard]] accumulator_of<I> read(std::uint64_t epoch, bool stuck, Ask ask) {
        if (epoch_.load(std::memory_order_acquire) != epoch) return accumulator_of<I>{};
        reading const seen = look(stuck, ask);
        return std::get<I>(measurements_).read(std::get<I>(seen.copies), seen.rows, stuck);
    }

private:
    static constexpr unsigned patience = 1000;

    struct reading {
        std::uint64_t rows = 0;
        std::tuple<typename measurement_of<Asked>::copy...> copies{};
    };

    CRUCIBLE_TELEMETRY_FAST_PATH void take_each(record<event_type> const& values) noexcept {
        [&]<std::size_t... I>(std::index_sequence<I...>) CRUCIBLE_TELEMETRY_FAST_PATH {
            (std::get<I>(measurements_).take(values), ...);
        }(std::index_sequence_for<Asked...>{});
    }

    /// False when a row was being taken meanwhile.
    bool try_look(reading& to) const noexcept {
        std::uint64_t const ended = ended_.load(std::memory_order_acquire);
        bool const agree = [&]<std::size_t... I>(std::index_sequence<I...>) {
            return (int{std::get<I>(measurements_).look(std::get<I>(to.copies))} & ... & 1) != 0; // looks at all
        }(std::index_sequence_for<Asked...>{});
        to.rows = ended - since_.load(std::memory_order_acquire);
        return agree && (!bracketed || begun_.load(std::memory_order_relaxed) == ended);
    }

    template <class Ask>
    reading look(bool stuck, Ask ask) {
        reading seen;
        for (unsigned tries = 0; !try_look(seen) && !stuck; ++tries) {
            if (tries < patience) continue;
            if (tries == patience) wanted_.store(true, std::memory_order_release), ask();
            if (!wanted_.load(std::memory_order_acquire)) return copy_;
            ::sched_yield();
        }
        return seen;
    }

    // A row that is being taken has begun, if that is noted, and not ended.
    shared_word begun_{}, ended_{};
    std::tuple<measurement_of<Asked>...> measurements_{};
    shared_word first_{}, key_{};  ///< the session, and the first row that is its
    shared_word since_{}, epoch_{}; ///< the epoch, and its first row
    std::uint64_t round_ = 0;
    std::atomic<bool> wanted_{false};
    reading copy_{};
};

} // namespace crucible::telemetry::detail
