// SPDX-License-Identifier: MIT
#pragma once
// A source that runs what it can as SQL: stretches, conditions, windows of time, selection, groups, and the statistics
// that SQL has. Groups of an enum tag, functions of rows and other statistics run on rows.

#include "model.hpp"
#include "toy_database.hpp"

#include <memory>

namespace toy {

using namespace query_test;

struct store {
    database tables;
    ct::rows<request_t> stored; ///< the rows again, as the database's rows are read back
};

/// As a store has them in its columns: whole nanoseconds, texts, 0 and 1.
template <class Value>
value as_value(Value const& v) {
    if constexpr (requires { v.has_value(); }) return v ? as_value(*v) : value{};
    else if constexpr (std::is_enum_v<Value>) return std::string(to_text(v));
    else if constexpr (std::convertible_to<Value const&, std::string_view>) return std::string(std::string_view(v));
    else if constexpr (ct::duration_value<Value>) return static_cast<std::int64_t>(std::chrono::nanoseconds(v).count());
    else if constexpr (ct::detail::is_duration<Value>) // of fractions of a unit
        return std::chrono::duration<double, std::nano>(v).count();
    else if constexpr (std::integral<Value>) return static_cast<std::int64_t>(v);
    else return static_cast<double>(v);
}

inline std::shared_ptr<store const> make_store(std::vector<ct::row<request_t>> const& rows,
                                               std::vector<double> const& weights = {}) {
    auto const made = std::make_shared<store>();
    ct::table<request_t> table;
    table.append(std::span(rows), weights);
    made->stored = table.snapshot();
    std::int64_t id = 0;
    for (auto const row : made->stored) {
        auto& columns = made->tables.table.emplace_back();
        columns["id"] = id++;
        columns["at"] = row.at.time_since_epoch().count();
        if (!weights.empty()) columns["row_weight"] = row.weight();
        ct::walk<request_t>([&]<class Entry>(auto const& d) { columns[std::string(d.name)] = as_value(row[d]); });
    }
    return made;
}

template <class P>
constexpr bool can_say();

/// Enumerators are stored as their texts, of which the order is another.
struct can_compare {
    template <class D, ct::relation R, class V>
    constexpr auto comparison(D, ct::relation_constant<R>, V const&) const {
        constexpr bool is_equality = R == ct::relation::equal || R == ct::relation::not_equal;
        return std::bool_constant<(!std::is_enum_v<V> || is_equality)>{};
    }
    template <class D>
    constexpr std::true_type presence(D) const {
        return {};
    }
    template <class A, class B>
    constexpr auto conjunction(A const&, B const&) const {
        return std::bool_constant < can_say<A>() && can_say<B>() > {};
    }
    template <class A, class B>
    constexpr auto disjunction(A const&, B const&) const {
        return std::bool_constant < can_say<A>() && can_say<B>() > {};
    }
    template <class A>
    constexpr auto negation(A const&) const {
        return std::bool_constant<can_say<A>()>{};
    }
};

template <class P>
constexpr bool can_say() {
    return decltype(ct::walk_predicate(std::declval<P const&>(), can_compare{}))::value;
}

template <class P>
concept sayable = ct::predicate_expression<P> && can_say<P>();

struct say {
    statement& to;

    template <class D, class V>
    void comparison(D, ct::relation r, V const& operand) const {
        constexpr std::string_view signs[]{" = ", " <> ", " < ", " <= ", " > ", " >= "};
        to.add(D::name).add(signs[static_cast<std::size_t>(r)]).with(as_value(operand));
    }
    template <class D>
    void presence(D) const {
        to.add(D::name).add(" IS NOT NULL");
    }
    template <class A, class B>
    void conjunction(A const& a, B const& b) const {
        joined(a, " AND ", b);
    }
    template <class A, class B>
    void disjunction(A const& a, B const& b) const {
        joined(a, " OR ", b);
    }
    template <class A>
    void negation(A const& a) const {
        to.add("NOT (");
        ct::walk_predicate(a, *this);
        to.add(")");
    }

private:
    template <class A, class B>
    void joined(A const& a, std::string_view word, B const& b) const {
        to.add("(");
        ct::walk_predicate(a, *this);
        to.add(word);
        ct::walk_predicate(b, *this);
        to.add(")");
    }
};

/// The SQL function that is a statistic; empty when there is none.
template <class S>
constexpr std::string_view function_of{};
template <>
inline constexpr std::string_view function_of<ct::count_t>{"COUNT"};
template <>
inline constexpr std::string_view function_of<ct::sum_t>{"SUM"};
template <>
inline constexpr std::string_view function_of<ct::mean_t>{"AVG"};
template <>
inline constexpr std::string_view function_of<ct::min_t>{"MIN"};
template <>
inline constexpr std::string_view function_of<ct::max_t>{"MAX"};

struct none {};

/// Rows of a database, in windows or groups (`By`), of which a measurement (`Of`) is selected; or none of these yet.
template <class By = none, class Of = none>
class source : public ct::source_base {
    template <class, class>
    friend class source;
    static constexpr bool of_rows = std::same_as<Of, none>;
    static constexpr bool whole = std::same_as<By, none>;
    static constexpr bool windowed = std::same_as<By, ct::windows_of_time>;

public:
    explicit source(std::shared_ptr<store const> from) : store_(std::move(from)) {}

    [[nodiscard]] auto rows() const {
        if constexpr (!of_rows) return source<By>(*this, by_).rows() | ct::steps::select<Of>{};
        else if constexpr (!whole) return read_rows() | by_;
        else return read_rows();
    }
    [[nodiscard]] static ct::timestamp now() { return at(30s); }

    [[nodiscard]] source take(ct::stretch s) const requires(whole && of_rows) {
        source next = *this;
        next.condition().add("at >= ").with(as_value(s.from.time_since_epoch()));
        next.condition().add("at <= ").with(as_value(s.to.time_since_epoch()));
        return next;
    }
    [[nodiscard]] source take(ct::latest_rows s) const requires(whole && of_rows) {
        source next = *this;
        next.from_ =
            statement{}.add("(").add(select("*")).add(" ORDER BY id DESC LIMIT ").with(std::int64_t{s.count}).add(")");
        next.where_ = {};
        return next;
    }
    template <sayable P>
    [[nodiscard]] source take(ct::steps::where<P> const& s) const requires(whole && of_rows) {
        source next = *this;
        ct::walk_predicate(s.condition, say{next.condition()});
        return next;
    }
    template <class D>
        requires(!std::is_enum_v<typename D::value_type>)
    [[nodiscard]] source<ct::steps::group_by<D>> take(ct::steps::group_by<D> s) const requires(whole && of_rows) {
        return {*this, s};
    }
    [[nodiscard]] source<ct::windows_of_time> take(ct::windows_of_time s) const requires(whole && of_rows) {
        return {*this, s};
    }
    template <class D>
        requires(ct::numeric_descriptor<D>)
    [[nodiscard]] source<By, D> take(ct::steps::select<D>) const requires of_rows { return {*this, by_}; }
    /// Of rows only their number; of values what SQL has.
    template <class... S>
        requires((!function_of<S>.empty() && (!of_rows || std::same_as<S, ct::count_t>)) && ...)
    [[nodiscard]] auto take(ct::steps::over<ct::statistics<S...>>) const {
        if constexpr (whole) return aggregate<S...>();
        else if constexpr (windowed) return aggregate_windows<S...>(by_);
        else return aggregate_groups<S...>(by_);
    }

    template <class Step>
    [[nodiscard]] std::string explain(Step const& s) const {
        return take(s).select("*").text;
    }
    template <class... S>
    [[nodiscard]] std::string explain(ct::steps::over<ct::statistics<S...>>) const {
        return select(items<S...>()).text;
    }

private:
    template <class OtherBy, class OtherOf>
    source(source<OtherBy, OtherOf> const& other, By by)
        : store_(other.store_),
          from_(other.from_),
          where_(other.where_),
          by_(by) {}

    statement& condition() { return where_.add(where_.text.empty() ? " WHERE " : " AND "); }

    [[nodiscard]] statement select(std::string_view what) const {
        return statement{}.add("SELECT ").add(what).add(" FROM ").add(from_).add(where_);
    }

    [[nodiscard]] ct::rows<request_t> read_rows() const {
        ct::table<request_t> table;
        std::vector<ct::row_view<request_t>> rows;
        for (auto const& found : store_->tables.run(select("id").add(" ORDER BY id")))
            rows.push_back(store_->stored[static_cast<std::size_t>(std::get<std::int64_t>(found[0]))]);
        table.append(std::span(rows));
        return table.snapshot();
    }

    template <class... S>
    static std::string items() {
        std::string text;
        ((text.append(text.empty() ? "" : ", ").append(function_of<S>).append("(").append(name()).append(")")), ...);
        return text;
    }
    static constexpr std::string_view name() {
        if constexpr (of_rows) return "*";
        else return Of::name;
    }

    template <class D>
    struct value_of {
        using type = std::string_view;
    };
    template <ct::any_descriptor D>
    struct value_of<D> {
        using type = typename D::value_type;
    };

    template <class... S>
    static auto answers_in(value const* columns) {
        return ct::answers<typename value_of<Of>::type, ct::statistics<S...>>([&]<class T>(T) {
            std::size_t i = 0;
            (void)((std::same_as<T, S> || (++i, false)) || ...);
            if (auto const* whole_number = std::get_if<std::int64_t>(columns + i))
                return static_cast<double>(*whole_number);
            if (auto const* number = std::get_if<double>(columns + i)) return *number;
            return std::same_as<T, ct::sum_t> ? 0 : std::numeric_limits<double>::quiet_NaN();
        });
    }

    template <class... S>
    [[nodiscard]] auto aggregate() const {
        auto const found = store_->tables.run(select(items<S...>()));
        return answers_in<S...>(found.at(0).data());
    }

    template <class... S>
    [[nodiscard]] auto aggregate_windows(ct::windows_of_time windows) const {
        std::vector<decltype(ct::window<int>{}.with(answers_in<S...>(nullptr)))> all;
        auto const first_from = [&](ct::timestamp t) -> std::optional<ct::timestamp> {
            source part = *this;
            part.condition().add("at >= ").with(as_value(t.time_since_epoch()));
            auto const found = store_->tables.run(part.select("MIN(at)")).at(0);
            if (found[0].index() == 0) return std::nullopt;
            return at(std::chrono::nanoseconds{std::get<std::int64_t>(found[0])});
        };
        windows.for_each(first_from, [&](ct::timestamp from, ct::timestamp until) {
            source part = *this;
            part.condition().add("at >= ").with(as_value(from.time_since_epoch()));
            part.condition().add("at < ").with(as_value(until.time_since_epoch()));
            all.push_back(ct::window<int>{{}, from, until}.with(part.template aggregate<S...>()));
        });
        return ct::results(std::move(all));
    }

    template <class... S, class D>
    [[nodiscard]] auto aggregate_groups(ct::steps::group_by<D>) const {
        using label = ct::detail::label_of<D>;
        std::vector<decltype(ct::group<label, int>{}.with(answers_in<S...>(nullptr)))> all;
        source part = *this;
        part.condition().add(D::name).add(" IS NOT NULL");
        std::string const columns = std::string(D::name) + ", " + items<S...>();
        for (auto const& found : store_->tables.run(part.select(columns).add(" GROUP BY ").add(D::name))) {
            ct::group<label, int> group{};
            if constexpr (std::same_as<label, std::string>) group.label = std::get<std::string>(found[0]);
            else group.label = static_cast<label>(std::get<std::int64_t>(found[0]));
            all.push_back(group.with(answers_in<S...>(found.data() + 1)));
        }
        return ct::results(std::move(all));
    }

    std::shared_ptr<store const> store_;
    statement from_{"request", {}};
    statement where_{};
    By by_{};
};

} // namespace toy
