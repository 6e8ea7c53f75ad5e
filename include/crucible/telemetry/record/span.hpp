// SPDX-License-Identifier: MIT
#pragma once
// Spans: a scope that becomes one record. Where the scope ends, the span fills in how long it took and whether it
// succeeded, and hands the record to its emitter. Two readings of steady_clock, no allocation.

#include <crucible/telemetry/core/detail/inlining.hpp>
#include <crucible/telemetry/text/utf8_prefix.hpp>
#include <crucible/telemetry/record/record.hpp>

#include <array>
#include <cstring>
#include <exception>
#include <type_traits>
#include <utility>

namespace crucible::telemetry {

/// Bytes that a span keeps of each text; longer text is cut between two characters.
inline constexpr std::size_t longest_span_text = 128;

namespace detail {

template <class Event>
struct nothing_to_time {
    static_assert(accepted<Event>, "a span fills a timer: the event declares none, or each was given at the start");
};
template <class Measurement, class Event>
struct unknown_at_start {
    static_assert(accepted<Measurement, Event>, "a span may end early: a measurement it does not know at its start "
                                                "must be optional in the event");
};

/// Places of the measurements that a span fills, and of the first required one that nobody would; `Event::size` = none.
struct span_plan {
    std::size_t timer, flag, missing;
};

template <class Event, class... Arguments>
consteval span_plan plan_span() {
    constexpr std::size_t none = Event::size;
    std::size_t const given[]{place<Event, Arguments>()..., none};
    span_plan plan{none, none, none};
    std::size_t i = 0;
    schema<Event>::walk([&]<class Entry>(auto const&) {
        std::size_t const at = i++;
        for (std::size_t const place : given)
            if (place == at) return;
        if (Entry::type::kind_of == kind::timer && plan.timer == none) plan.timer = at;
        else if (Entry::type::kind_of == kind::flag && plan.flag == none) plan.flag = at;
        else if (!Entry::optional && plan.missing == none) plan.missing = at;
    });
    return plan;
}

/// How many of an event's first measurements are text.
template <class Event>
consteval std::size_t texts_before(std::size_t end) {
    std::size_t i = 0;
    std::size_t texts = 0;
    schema<Event>::walk([&]<class Entry>(auto const&) {
        if (i++ < end && text_descriptor<typename Entry::type>) ++texts;
    });
    return texts;
}

/// An emitter may say by `wanted()` that nobody would take the record: then the span reads no clock and emits nothing.
template <class Emitter>
constexpr bool is_wanted(Emitter const& emitter) noexcept {
    if constexpr (requires { emitter.wanted(); }) return emitter.wanted();
    else return true;
}

template <class Event, class Emitter, class... Arguments>
span<Event, Emitter> make_span(Emitter emitter, Arguments const&... arguments);

} // namespace detail

/// Made by `ct::time(event, m::model = "bert")`. At the end of its scope the first timer that was not given becomes the
/// elapsed time, and the first flag that was not given becomes whether the scope was left without an exception.
/// It keeps its own copies of texts.
template <class Event, class Emitter>
class [[nodiscard("a span that has no name ends at once")]] span {
public:
    using event_type = Event;

    span(span const&) = delete;
    span& operator=(span const&) = delete;
    CRUCIBLE_TELEMETRY_FAST_PATH ~span() { // inline, so that nothing is left of a span that nobody wants
        if (live_) finish();
    }

    /// Gives or replaces measurements: `call(m::tokens = n)`.
    template <class... Arguments>
    void operator()(Arguments const&... arguments) {
        constexpr detail::verdict found = detail::judge<Event, Arguments...>(false);
        if constexpr (found.what == detail::fault::none) give(arguments...);
        else detail::diagnose<Event, found, Arguments...>();
    }

    /// Emits nothing at the end.
    void cancel() noexcept { live_ = false; }

private:
    template <class Sent, class Sender, class... Arguments>
    friend span<Sent, Sender> detail::make_span(Sender emitter, Arguments const&... arguments);

    /// One that was not made right, and was reported.
    explicit span(Emitter emitter) : emitter_(std::move(emitter)), live_(false) {}

    template <class... Arguments>
    span(Emitter emitter, detail::span_plan plan, Arguments const&... arguments)
        : emitter_(std::move(emitter)), live_(detail::is_wanted(emitter_)), timer_(plan.timer), flag_(plan.flag) {
        give(arguments...);
        if (!live_) return;
        exceptions_ = std::uncaught_exceptions();
        start_ = std::chrono::steady_clock::now();
    }

    template <class... Arguments>
    void give(Arguments const&... arguments) {
        if (live_) (set(arguments), ...);
    }

    template <class Descriptor, class Value>
    void set(binding<Descriptor, Value> const& bound) {
        constexpr std::size_t i = index_in<Event, Descriptor>;
        auto& value = values_[Descriptor{}];
        value = detail::hold<typename detail::schema<Event>::template entry_at<i>>(bound.value);
        if constexpr (text_descriptor<Descriptor>) keep(value, texts_[detail::texts_before<Event>(i)]);
        if (timer_ == i) timer_ = Event::size;
        if (flag_ == i) flag_ = Event::size;
    }

    using text_buffer = std::array<char, longest_span_text>;

    static void keep(std::string_view& text, text_buffer& buffer) {
        text = utf8_prefix(text, buffer.size());
        if (!text.empty()) std::memcpy(buffer.data(), text.data(), text.size());
        text = {buffer.data(), text.size()};
    }
    static void keep(std::optional<std::string_view>& text, text_buffer& buffer) {
        if (text) keep(*text, buffer);
    }

    void finish() noexcept {
        auto const elapsed = std::chrono::steady_clock::now() - start_;
        bool const succeeded = std::uncaught_exceptions() <= exceptions_;
        std::size_t i = 0;
        walk<Event>([&]<class Entry>(auto const& d) {
            using type = typename Entry::type;
            if constexpr (type::kind_of == kind::timer) {
                if (i == timer_) values_[d] = std::chrono::duration_cast<typename type::value_type>(elapsed);
            } else if constexpr (type::kind_of == kind::flag) {
                if (i == flag_) values_[d] = succeeded;
            }
            ++i;
        });
        std::as_const(emitter_)(std::as_const(values_));
    }

    [[no_unique_address]] Emitter emitter_;
    bool live_;
    record<Event> values_{};
    [[no_unique_address]] std::array<text_buffer, detail::texts_before<Event>(Event::size)> texts_;
    std::size_t timer_ = Event::size;
    std::size_t flag_ = Event::size;
    int exceptions_ = 0;
    std::chrono::steady_clock::time_point start_{};

    static_assert(std::is_nothrow_invocable_v<Emitter const&, record<Event> const&>,
                  "the emitter of a span is called as emitter(record) and is noexcept");
};

namespace detail {

template <class Event, verdict Found, span_plan Plan, class... Arguments>
constexpr void diagnose_span() {
    using in = in_event<Event::name_text>;
    if constexpr (Found.what != fault::none) {
        diagnose<Event, Found, Arguments...>();
    } else if constexpr (Plan.timer == Event::size) {
        (void)nothing_to_time<in>{};
    } else {
        using lacked = typename schema<Event>::template entry_at<Plan.missing>::type;
        (void)unknown_at_start<measurement<lacked::name_text>, in>{};
    }
}

/// Starts a span. `arguments` are bindings, as in a call of the event; what they lack must be optional.
template <class Event, class Emitter, class... Arguments>
span<Event, Emitter> make_span(Emitter emitter, Arguments const&... arguments) {
    constexpr verdict found = judge<Event, Arguments...>(false);
    constexpr span_plan plan = plan_span<Event, Arguments...>();
    constexpr bool complete = plan.timer != Event::size && plan.missing == Event::size;
    if constexpr (found.what == fault::none && complete && Event::distinct) {
        return span<Event, Emitter>(std::move(emitter), plan, arguments...);
    } else {
        if constexpr (Event::distinct) diagnose_span<Event, found, plan, Arguments...>();
        return span<Event, Emitter>(std::move(emitter));
    }
}

} // namespace detail
} // namespace crucible::telemetry
