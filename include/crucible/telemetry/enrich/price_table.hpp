// SPDX-License-Identifier: MIT
#pragma once
// Price tables: prices of a program's own, from its code or from a file.

#include <crucible/telemetry/enrich/detail/price_file.hpp>

#include <algorithm>
#include <vector>

namespace crucible::telemetry {

/// Change it while the program is set up, before rows are priced by it: from then on any thread may read, none change.
class price_table {
public:
    /// What models cost that are not listed; nothing: such models have no cost.
    std::optional<price> otherwise{};

    price_table() = default;

    /// All prices of a list that is fixed at compile time, to add to: `ct::price_table prices = ct::default_prices;`
    template <std::size_t N>
    price_table(price_list<N> const& list) : otherwise(list.otherwise) { // NOLINT: a table of the same prices
        list.for_each([this](std::string_view model, bool versions, price const& p) { put(model, versions) = p; });
    }

    /// The prices of a file. Throws `error`.
    [[nodiscard]] static price_table load(std::string const& path) { return load(path, price_table{}); }

    /// The prices of a file, and those of `base` for models that the file does not name. Throws `error`.
    [[nodiscard]] static price_table load(std::string const& path, price_table base) {
        std::string const text = detail::read_price_file(path);
        detail::price_reader lines{text, path};
        price_table own;
        std::vector<std::size_t> line_of_row{0}; // that of `*` first
        while (auto const line = lines.next()) {
            detail::model_name const name{line->model};
            std::size_t const known = own.index().find(name.model);
            if (name.is_any() ? own.otherwise.has_value() : known != 0)
                lines.refuse(std::string(line->model).append(" is listed already in line ").append(
                    std::to_string(line_of_row[known])));
            if (name.is_any()) line_of_row[0] = lines.line();
            else line_of_row.push_back(lines.line());
            own.set(line->model, line->costs);
            base.set(line->model, line->costs);
        }
        return base;
    }

    /// Adds or replaces a price; names as in `listed_price`. Throws `error`.
    price_table& set(std::string_view model, price const& p) {
        detail::check({model, p});
        detail::model_name const name{model};
        if (name.is_any()) otherwise = p;
        else put(name.model, name.versions) = p;
        return *this;
    }

    /// The price of a model that is listed, or a version of a listed one. O(length of the name).
    [[nodiscard]] std::optional<price> find(std::string_view model) const {
        return detail::find_price(index(), model);
    }

    /// How many models are listed.
    [[nodiscard]] std::size_t size() const { return rows_.size(); }

private:
    using entry = detail::priced_model<std::string>;

    [[nodiscard]] detail::price_index<entry, std::uint32_t> index() const { return {rows_, places_, longest_}; }

    price& put(std::string_view model, bool versions) {
        std::size_t n = index().find(model);
        if (n == 0) {
            if (2 * rows_.size() >= places_.size()) grow();
            rows_.push_back({std::string(model), versions, {}});
            n = rows_.size();
            places_[index().place_of(model)] = static_cast<std::uint32_t>(n);
            longest_ = std::max(longest_, model.size());
        }
        rows_[n - 1].versions = versions;
        return rows_[n - 1].costs;
    }

    void grow() {
        places_.assign(std::max<std::size_t>(16, places_.size() * 2), 0);
        for (std::size_t i = 0; i != rows_.size(); ++i)
            places_[index().place_of(rows_[i].model)] = static_cast<std::uint32_t>(i + 1);
    }

    std::vector<entry> rows_;
    std::vector<std::uint32_t> places_; ///< at most half of them taken
    std::size_t longest_ = 0;
};

} // namespace crucible::telemetry
