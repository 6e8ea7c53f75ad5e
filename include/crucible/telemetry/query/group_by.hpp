// SPDX-License-Identifier: MIT
#pragma once
// `rows | group_by(model)`: rows by label, in ascending order of labels. Reads the rows once, when they are piped in;
// keeps 24 bytes for each.

#include <crucible/telemetry/query/step.hpp>

#include <range/v3/view/facade.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crucible::telemetry {

/// Groups in order of their labels; a view. Rows that lack the tag are in none.
template <class Label, class Row>
class groups : public ranges::view_facade<groups<Label, Row>, ranges::finite> {
public:
    using rows_of_label = results<Row>;

    groups() = default;

    template <class D, class Rows>
    groups(D const& by, Rows rows) {
        auto const read = std::make_shared<reading<typename D::value_type, Rows>>(std::move(rows));
        for (auto&& row : read->base) read->add(row[by], row);
        std::optional<timestamp> const taken_at = detail::taken_at(read->base);
        for (auto const& [label, found] : read->found)
            all_.push_back(
                {{rows_of_label(std::shared_ptr<std::vector<Row> const>(read, &found), taken_at)}, Label(label)});
    }

    [[nodiscard]] std::size_t size() const { return all_.size(); }

    /// The rows of one label; none when there is no such label.
    [[nodiscard]] rows_of_label at(Label const& label) const {
        auto const less = [](auto const& g, Label const& l) { return g.label < l; };
        auto const found = std::lower_bound(all_.begin(), all_.end(), label, less);
        return found != all_.end() && found->label == label ? found->content : rows_of_label{};
    }

private:
    friend ranges::range_access;

    template <class Key, class Rows>
    struct reading {
        explicit reading(Rows rows) : base(std::move(rows)) {}

        void add(std::optional<Key> const& key, Row const& row) {
            if (!key) return;
            if (latest == nullptr || latest->first != *key) latest = &*found.try_emplace(*key).first;
            latest->second.push_back(row);
        }
        Rows base;
        std::map<Key, std::vector<Row>> found{};
        typename std::map<Key, std::vector<Row>>::value_type* latest = nullptr; // neighbours are mostly of one label
    };

    using items = std::vector<group<Label, rows_of_label>>;

    struct cursor {
        typename items::const_iterator at{};

        [[nodiscard]] auto const& read() const { return *at; }
        [[nodiscard]] bool equal(cursor const& other) const { return at == other.at; }
        [[nodiscard]] std::ptrdiff_t distance_to(cursor const& other) const { return other.at - at; }
        void next() { ++at; }
        void prev() { --at; }
        void advance(std::ptrdiff_t n) { at += n; }
    };
    [[nodiscard]] cursor begin_cursor() const { return {all_.begin()}; }
    [[nodiscard]] cursor end_cursor() const { return {all_.end()}; }

    items all_;
};

namespace detail {
template <any_descriptor D>
using label_of = std::conditional_t<text_descriptor<D>, std::string, typename D::value_type>;
}

namespace steps {

template <any_descriptor D>
struct group_by : step_base {
    using measurement = D;

    template <class Range>
    auto on_rows(Range&& range) const {
        return detail::apply_within(
            []<class Rows>(Rows&& rows) {
                using view = ranges::views::all_t<Rows>;
                return groups<detail::label_of<D>, ranges::range_value_t<view>>(
                    D{}, view(ranges::views::all(std::forward<Rows>(rows))));
            },
            std::forward<Range>(range));
    }
};

} // namespace steps

/// By a tag, an index or a flag; the label is of the measurement's type, a std::string for text.
template <any_descriptor D>
constexpr steps::group_by<D> group_by(D const&) {
    if constexpr (!detail::is_label<D::kind_of>) (void)detail::ungroupable<measurement<D::name_text>>{};
    return {};
}

} // namespace crucible::telemetry
