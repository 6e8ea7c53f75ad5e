// SPDX-License-Identifier: MIT
#pragma once
// Prices of tokens by model: lists that are fixed at compile time, and how a model is found in a list.

#include <crucible/telemetry/core/error.hpp>
#include <crucible/telemetry/enrich/detail/input.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace crucible::telemetry {

/// In US dollars per million tokens. Cached tokens of a prompt cost like the rest of it where no price is given.
struct price {
    double input = 0;
    double output = 0;
    std::optional<double> cached_input{};

    friend constexpr bool operator==(price const&, price const&) = default;
};

/// One line of a price list. `gpt-4o` is this model only, `gpt-4o*` also its versions (`gpt-4o-2024-08-06`), `*` every
/// model that is not listed.
struct listed_price {
    std::string_view model{};
    price costs{};
};

/// How many tokens were read, how many of these came from a cache, and how many were written.
struct token_counts {
    std::int64_t prompt = 0;
    std::int64_t completion = 0;
    std::int64_t cached = 0;
};

/// In US dollars. More cached tokens than the prompt has count as many as it has.
[[nodiscard]] constexpr double cost_of(token_counts const& n, price const& p) {
    double const written = static_cast<double>(n.completion) * p.output / 1e6;
    std::int64_t const cached = n.cached < n.prompt ? n.cached : n.prompt;
    if (cached <= 0) return static_cast<double>(n.prompt) * p.input / 1e6 + written;
    double const anew = static_cast<double>(n.prompt - cached) * p.input / 1e6;
    return anew + static_cast<double>(cached) * p.cached_input.value_or(p.input) / 1e6 + written;
}

/// What costs are calculated from: `find` gives the price of a model; without one it costs `otherwise`, if that is set.
template <class T>
concept price_source = requires(T const& prices, std::string_view model) {
    { prices.find(model) } -> std::same_as<std::optional<price>>;
    { prices.otherwise } -> std::convertible_to<std::optional<price>>;
};

namespace detail {

[[nodiscard]] constexpr bool is_price(double x) { return is_amount(x) && x >= 0; }
[[nodiscard]] constexpr bool is_price(price const& p) {
    return is_price(p.input) && is_price(p.output) && is_price(p.cached_input.value_or(0));
}

/// A name as lists spell it, taken apart.
struct model_name {
    std::string_view model;
    bool versions = false; ///< it stands for its versions, too

    constexpr explicit model_name(std::string_view spelled)
        : model(spelled), versions(!spelled.empty() && spelled.back() == '*') {
        if (versions) model.remove_suffix(1);
    }
    [[nodiscard]] constexpr bool is_any() const { return versions && model.empty(); }
    [[nodiscard]] constexpr bool is_sound() const {
        for (char const c : model)
            if (c == '*') return false;
        return !model.empty() || versions;
    }
};

/// Eight characters as a number; compilers make one load of it.
[[nodiscard]] constexpr std::uint64_t word_at(char const* p) {
    auto const at = [p](int i) { return static_cast<std::uint64_t>(static_cast<unsigned char>(p[i])) << (8 * i); };
    return at(0) | at(1) | at(2) | at(3) | at(4) | at(5) | at(6) | at(7);
}

/// Of words instead of characters, because models are looked up once per row; the same in every process.
[[nodiscard]] constexpr std::uint64_t model_hash(std::string_view name) {
    constexpr std::uint64_t factor = 0x9e37'79b9'7f4a'7c15; // 2^64 divided by the golden ratio
    std::uint64_t h = name.size();
    auto const mix = [&h](std::uint64_t word) {
        h = (h ^ word) * factor;
        h ^= h >> 32;
    };
    std::size_t i = 0;
    for (; i + 8 <= name.size(); i += 8) mix(word_at(name.data() + i));
    if (i == name.size()) return h;
    std::uint64_t rest = 0;
    if (name.size() >= 8) rest = word_at(name.data() + name.size() - 8);
    else
        for (; i != name.size(); ++i) rest = rest << 8 | static_cast<unsigned char>(name[i]);
    mix(rest);
    return h;
}

/// How a list is searched: its rows, and a hash table of places (0: free, else a row's number from 1).
template <class Row, class Place>
struct price_index {
    std::span<Row const> rows;
    std::span<Place const> places; ///< a power of two of them, some free; none when there are no rows
    std::size_t longest;           ///< characters of the longest name

    /// Where a model is, or would be. Open addressing with linear steps.
    [[nodiscard]] constexpr std::size_t place_of(std::string_view model) const {
        std::size_t place = static_cast<std::size_t>(model_hash(model)) & (places.size() - 1);
        while (places[place] != 0 && std::string_view{rows[places[place] - 1].model} != model)
            place = (place + 1) & (places.size() - 1);
        return place;
    }

    /// Number of the row of a model, from 1; 0 when it is not listed.
    [[nodiscard]] constexpr std::size_t find(std::string_view model) const {
        return rows.empty() || model.size() > longest ? 0 : places[place_of(model)];
    }
};

/// Takes a name's last part off its end where it may be one of a version: digits, `v` and digits, or `latest`, after
/// one of `-@/:.`. True when a version may begin with it: not with a number of one or two digits, because
/// `claude-opus-4-5` is no version of `claude-opus-4`. Nothing when it is no part of a version.
[[nodiscard]] constexpr std::optional<bool> take_version_part(std::string_view& name) {
    constexpr std::string_view newest = "latest";
    std::size_t begin = name.size();
    while (begin != 0 && name[begin - 1] >= '0' && name[begin - 1] <= '9') --begin;
    bool begins = name.size() - begin >= 3;
    if (begin == name.size()) {
        if (!name.ends_with(newest)) return std::nullopt;
        begin -= newest.size();
        begins = true;
    } else if (begin != 0 && name[begin - 1] == 'v') {
        --begin;
        begins = true;
    }
    if (begin == 0) return std::nullopt;
    char const before = name[begin - 1];
    name = name.substr(0, begin - 1);
    if (before == '-' || before == '@' || before == '/' || before == ':') return begins;
    return before == '.' ? std::optional{false} : std::nullopt;
}

/// The price of a model: listed itself, or a version of a listed one that stands for its versions; of several the
/// longest. O(length of the name).
template <class Row, class Place>
[[nodiscard]] constexpr std::optional<price> find_price(price_index<Row, Place> const& in, std::string_view model) {
    if (std::size_t const row = in.find(model)) return in.rows[row - 1].costs;
    while (auto const begins = take_version_part(model)) {
        if (!*begins) continue;
        std::size_t const row = in.find(model);
        if (row != 0 && in.rows[row - 1].versions) return in.rows[row - 1].costs;
    }
    return std::nullopt;
}

/// A row of a list; `Text` is what holds its name.
template <class Text>
struct priced_model {
    Text model{};
    bool versions = false;
    price costs{};
};

// What a faulty list stops at: not constexpr, so that the compiler names them.
[[noreturn]] inline void refuse_price(std::string const& reason) {
    throw error(std::make_error_code(std::errc::invalid_argument), reason);
}
[[noreturn]] inline void a_model_is_listed_twice(std::string_view model) {
    refuse_price("a price list names a model twice: '" + std::string(model) + "'");
}
[[noreturn]] inline void a_model_has_no_name_or_a_star_within_it(std::string_view model) {
    refuse_price("a model has a name, and a star only at its end: '" + std::string(model) + "'");
}
[[noreturn]] inline void a_price_is_negative_or_no_number(std::string_view model) {
    refuse_price("a price is dollars per million tokens, finite and not below 0: that of '" + std::string(model) + "'");
}

constexpr void check(listed_price const& line) {
    if (!model_name{line.model}.is_sound()) a_model_has_no_name_or_a_star_within_it(line.model);
    if (!is_price(line.costs)) a_price_is_negative_or_no_number(line.model);
}

} // namespace detail

/// Prices fixed at compile time. A mistake in a constexpr list does not compile; in another it throws `error`.
template <std::size_t N>
class price_list {
public:
    /// What models cost that are not listed: what the line `*` says.
    std::optional<price> otherwise{};

    constexpr price_list(listed_price const (&lines)[N]) { // NOLINT: a list may be spelled {{"a", {1, 2}}, …}
        for (listed_price const& line : lines) add(line);
    }

    /// The price of a model that is listed, or a version of a listed one. O(length of the name).
    [[nodiscard]] constexpr std::optional<price> find(std::string_view model) const {
        return detail::find_price(index(), model);
    }

    [[nodiscard]] constexpr std::size_t size() const { return size_; }
    /// Calls `f(model, versions, price)` for each model: its name without the star, whether it stands for its versions.
    template <class F>
    constexpr void for_each(F&& f) const {
        for (auto const& row : index().rows) f(row.model, row.versions, row.costs);
    }

private:
    using entry = detail::priced_model<std::string_view>;

    [[nodiscard]] constexpr detail::price_index<entry, std::uint16_t> index() const {
        return {{rows_.data(), size_}, places_, longest_};
    }

    constexpr void add(listed_price const& line) {
        detail::check(line);
        detail::model_name const name{line.model};
        if (name.is_any()) {
            if (otherwise) detail::a_model_is_listed_twice(line.model);
            otherwise = line.costs;
            return;
        }
        std::uint16_t& place = places_[index().place_of(name.model)];
        if (place != 0) detail::a_model_is_listed_twice(line.model);
        rows_[size_++] = {name.model, name.versions, line.costs};
        place = static_cast<std::uint16_t>(size_);
        longest_ = std::max(longest_, name.model.size());
    }

    static_assert(N < 0xffff);
    std::array<entry, N> rows_{};
    std::array<std::uint16_t, std::bit_ceil(4 * N)> places_{};
    std::size_t size_ = 0;
    std::size_t longest_ = 0;
};

} // namespace crucible::telemetry
