// SPDX-License-Identifier: MIT
#pragma once
// Cells and accumulators to bytes and back: framed, versioned, checksummed, the same on every machine. Whatever is not
// exactly what was written is refused with an error code; see docs/reference/serial/bytes.md for every byte.

#include <crucible/telemetry/statistics/accumulator.hpp>
#include <crucible/telemetry/serial/detail/byte_stream.hpp>
#include <crucible/telemetry/core/detail/crc32c.hpp>
#include <crucible/telemetry/core/detail/hash.hpp>

#include <string>
#include <system_error>

namespace crucible::telemetry {

/// Why bytes were refused.
enum class bytes_errc {
    truncated = 1,     ///< they end before what they announce
    foreign,           ///< they do not begin as these frames do
    newer_format,      ///< a frame of a later version of this library
    damaged,           ///< the checksum is wrong
    other_cell,        ///< sound, but of another type of cell
    newer_cell,        ///< sound, but of a later version of this cell
    other_composition, ///< sound, but of an accumulator with other cells, or of values in other units
    invalid,           ///< sound, but no state that this cell can be in
    trailing,          ///< something follows the frame
};

namespace detail {

class bytes_error_category final : public std::error_category {
public:
    [[nodiscard]] char const* name() const noexcept override { return "crucible_telemetry.bytes"; }

    [[nodiscard]] std::string message(int code) const override {
        switch (static_cast<bytes_errc>(code)) {
        case bytes_errc::truncated: return "the bytes end before what they announce";
        case bytes_errc::foreign: return "the bytes are no frame of a cell";
        case bytes_errc::newer_format: return "the bytes are of a later version of the format";
        case bytes_errc::damaged: return "the bytes are damaged: their checksum is wrong";
        case bytes_errc::other_cell: return "the bytes are of another type of cell";
        case bytes_errc::newer_cell: return "the bytes are of a later version of this cell";
        case bytes_errc::other_composition:
            return "the bytes are of an accumulator with other cells or of values in other units";
        case bytes_errc::invalid: return "the bytes hold no state that this cell can be in";
        case bytes_errc::trailing: return "something follows the cell in the bytes";
        }
        return "unknown error";
    }
};

} // namespace detail

[[nodiscard]] inline std::error_category const& bytes_category() noexcept {
    static detail::bytes_error_category const category;
    return category;
}

[[nodiscard]] inline std::error_code make_error_code(bytes_errc code) noexcept {
    return {static_cast<int>(code), bytes_category()};
}

} // namespace crucible::telemetry

template <>
struct std::is_error_code_enum<crucible::telemetry::bytes_errc> : std::true_type {};

namespace crucible::telemetry {

/// A cell with a form in bytes: `C::form` names it, `c.write(to)` writes its payload, and `C::read(from, c)` reads one
/// into a fresh cell and says whether it is a state that a cell can be in: whatever it accepts must be safe to use.
/// What it does not consume makes the payload invalid.
template <class C>
concept serial_cell = std::regular<C> && requires(C& c, C const& seen, byte_writer& to, byte_reader& from) {
    { C::form } -> std::same_as<serial_form<C> const&>;
    seen.write(to);
    { C::read(from, c) } -> std::same_as<bool>;
};

namespace detail {

inline constexpr std::array<std::byte, 4> frame_magic{std::byte{0x89}, std::byte{'C'}, std::byte{'T'}, std::byte{'C'}};
inline constexpr std::uint16_t frame_format = 1;
inline constexpr std::size_t frame_length_at = 16;
inline constexpr std::size_t frame_header = 24;
inline constexpr std::size_t frame_trailer = 4;

struct cell_frame {
    std::uint64_t type = 0;
    std::uint16_t version = 0;
    std::span<std::byte const> payload{};
};

/// What tells the frames of one type of cell from all others.
template <class C>
inline constexpr std::uint64_t cell_type = hash_number(C::form.parameters, hash(C::form.name));

/// Appends a frame whose payload `write_payload(byte_writer&)` writes.
template <class WritePayload>
void write_frame(std::vector<std::byte>& to, std::uint64_t type, std::uint16_t version, WritePayload write_payload) {
    std::size_t const begin = to.size();
    byte_writer out(to);
    out.write_bytes(frame_magic);
    out.write(frame_format, version, type, std::uint64_t{0});
    write_payload(out);
    auto const length = to_little_endian(std::uint64_t{to.size() - begin - frame_header});
    for (std::size_t i = 0; i != length.size(); ++i) to[begin + frame_length_at + i] = length[i];
    out.write(crc32c(std::span<std::byte const>(to).subspan(begin)));
}

/// The next frame, checked but for what its payload means.
[[nodiscard]] inline std::error_code read_frame(byte_reader& from, cell_frame& into) {
    byte_reader const start = from;
    std::span<std::byte const> magic, whole, payload;
    if (!from.read_bytes(magic, frame_magic.size())) return bytes_errc::truncated;
    for (std::size_t i = 0; i != magic.size(); ++i)
        if (magic[i] != frame_magic[i]) return bytes_errc::foreign;
    std::uint16_t format = 0;
    if (!from.read(format)) return bytes_errc::truncated;
    if (format == 0) return bytes_errc::foreign;
    if (format > frame_format) return bytes_errc::newer_format;
    std::uint64_t length = 0;
    std::uint32_t checksum = 0;
    if (!from.read(into.version, into.type, length) || from.left() < frame_trailer ||
        length > from.left() - frame_trailer)
        return bytes_errc::truncated;
    byte_reader again = start;
    if (!again.read_bytes(whole, frame_header + static_cast<std::size_t>(length)) ||
        !from.read_bytes(payload, static_cast<std::size_t>(length)) || !from.read(checksum))
        return bytes_errc::truncated;
    if (crc32c(whole) != checksum) return bytes_errc::damaged;
    into.payload = payload;
    return {};
}

/// The cell of a frame of its type.
template <serial_cell C>
[[nodiscard]] std::error_code read_payload(cell_frame const& from, C& into) {
    if (from.version > C::form.version) return bytes_errc::newer_cell;
    if (from.version == 0) return bytes_errc::invalid;
    byte_reader payload(from.payload, from.version);
    C fresh{};
    if (!C::read(payload, fresh) || payload.left() != 0) return bytes_errc::invalid;
    into = std::move(fresh);
    return {};
}

template <class C>
struct cell_without_bytes {
    static_assert(accepted<C>, "this cell has no form in bytes; give it form, write and read");
};

/// The verdict on writing an accumulator of such cells.
template <class C>
using verdict_on_bytes = std::conditional_t<serial_cell<C>, sound, cell_without_bytes<given_type<C>>>;

/// What a number in a cell stands for: a duration's ticks are no other duration's.
template <class Value>
consteval std::uint64_t hash_of_values() {
    if constexpr (is_duration<Value>)
        return hash_number(Value::period::den, hash_number(Value::period::num, hash("duration")));
    else if constexpr (calculable<Value>) return hash("number");
    else return hash("text");
}

template <class Value, class Cells>
struct packed_cells;
/// The cells of an accumulator in bytes. Their order, which is that of the statistics, is of no importance.
template <class Value, class... C>
struct packed_cells<Value, type_set<C...>> {
    using mistake = typename first_mistake<verdict_on_bytes<C>...>::type;
    static_assert(sizeof(mistake) != 0);

    static constexpr std::uint64_t type = hash("accumulator");
    static constexpr std::uint16_t version = 1;
    static constexpr std::uint64_t composition = [] {
        if constexpr (std::same_as<mistake, sound>)
            return (hash_of_values<Value>() + ... + hash_number(cell_type<C>, hash_seed));
        else return std::uint64_t{};
    }();

    static void write(byte_writer& out, std::vector<std::byte>& to, cell_set<type_set<C...>> const& all) {
        if constexpr (std::same_as<mistake, sound>) {
            out.write(composition, std::uint64_t{sizeof...(C)});
            (write_frame(to, cell_type<C>, C::form.version, [&](byte_writer& o) { all.template get<C>().write(o); }),
             ...);
        }
    }

    [[nodiscard]] static std::error_code read(byte_reader& from, cell_set<type_set<C...>>& all) {
        if constexpr (std::same_as<mistake, sound>) {
            std::uint64_t of = 0, cells = 0;
            if (!from.read(of, cells)) return bytes_errc::invalid;
            if (of != composition || cells != sizeof...(C)) return bytes_errc::other_composition;
            std::array<bool, sizeof...(C)> seen{};
            for (std::size_t i = 0; i != sizeof...(C); ++i)
                if (auto const failed = read_one(from, all, seen)) return failed;
        }
        return from.left() == 0 ? std::error_code{} : bytes_errc::invalid;
    }

private:
    [[nodiscard]] static std::error_code read_one(byte_reader& from, cell_set<type_set<C...>>& all,
                                                  std::array<bool, sizeof...(C)>& seen) {
        cell_frame next;
        if (auto const failed = read_frame(from, next)) return failed;
        std::error_code result = bytes_errc::other_composition;
        std::size_t i = 0;
        auto const offer = [&]<class Cell>(Cell& into) {
            bool& taken = seen[i++];
            if (taken || next.type != cell_type<Cell>) return;
            taken = true;
            result = read_payload(next, into);
        };
        all.for_each(offer);
        return result;
    }
};

} // namespace detail

/// Appends the frame of a cell. O(its size).
template <serial_cell C>
void write_bytes(std::vector<std::byte>& to, C const& c) {
    detail::write_frame(to, detail::cell_type<C>, C::form.version, [&](byte_writer& out) { c.write(out); });
}

/// Appends the frame of an accumulator, which holds those of its cells.
template <class Value, class... S>
void write_bytes(std::vector<std::byte>& to, accumulator<Value, statistics<S...>> const& a) {
    using form = detail::packed_cells<Value, typename statistics<S...>::cells>;
    detail::write_frame(to, form::type, form::version,
                        [&](byte_writer& out) { form::write(out, to, detail::cell_access::cells(a)); });
}

/// Reads the next frame, which must be of a cell of this type. On an error `into` is as before, and the reader is
/// where the error was found. May throw only std::bad_alloc, for no more than a multiple of the bytes given.
template <serial_cell C>
[[nodiscard]] std::error_code read_bytes(byte_reader& from, C& into) {
    detail::cell_frame next;
    if (auto const failed = detail::read_frame(from, next)) return failed;
    if (next.type != detail::cell_type<C>) return bytes_errc::other_cell;
    return detail::read_payload(next, into);
}

/// Reads the next frame, which must be of an accumulator with the same cells over values in the same units.
template <class Value, class... S>
[[nodiscard]] std::error_code read_bytes(byte_reader& from, accumulator<Value, statistics<S...>>& into) {
    using form = detail::packed_cells<Value, typename statistics<S...>::cells>;
    detail::cell_frame next;
    if (auto const failed = detail::read_frame(from, next)) return failed;
    if (next.type != form::type) return bytes_errc::other_cell;
    if (next.version > form::version) return bytes_errc::newer_cell;
    byte_reader payload(next.payload, next.version);
    accumulator<Value, statistics<S...>> fresh{};
    if (auto const failed = form::read(payload, detail::cell_access::cells(fresh))) return failed;
    into = std::move(fresh);
    return {};
}

/// The bytes of a cell or an accumulator.
template <class T>
[[nodiscard]] std::vector<std::byte> to_bytes(T const& state) {
    std::vector<std::byte> data;
    write_bytes(data, state);
    return data;
}

/// Reads a cell or an accumulator from exactly these bytes. On an error `into` is as before.
template <class T>
[[nodiscard]] std::error_code from_bytes(std::span<std::byte const> data, T& into) {
    byte_reader from(data);
    T fresh{};
    if (auto const failed = read_bytes(from, fresh)) return failed;
    if (from.left() != 0) return bytes_errc::trailing;
    into = std::move(fresh);
    return {};
}

} // namespace crucible::telemetry
