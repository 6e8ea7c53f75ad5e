// SPDX-License-Identifier: MIT
#pragma once
// JSON Lines (jsonlines.org): one object per row, `{"experiment":"a1","event":"train.stop","time":"...","thread":0,
// "loss":0.25}`. Numbers exact; NaN and infinities as "NaN", "Infinity", "-Infinity"; what a row lacks is null.

#include <crucible/telemetry/export/row_file.hpp>
#include <crucible/telemetry/export/write_value.hpp>
#include <crucible/telemetry/text/json_escape.hpp>

namespace crucible::telemetry {

struct jsonl_options {
    telemetry::identity identity = telemetry::identity::id;
};

namespace detail {

template <class Event>
inline constexpr auto& json_event = joined<"\"event\":\"", Event::name_text, "\",\"time\":\"">;
inline constexpr auto& json_thread = joined<"\",\"thread\":">;
template <class Descriptor>
inline constexpr auto& json_key = joined<",\"", Descriptor::name_text, "\":">;

struct json_format {
    template <class Out>
    static char* text(Out& out, char* to, std::string_view text) noexcept {
        *to++ = '"';
        to = out.template text<json_escape>(to, text);
        *to++ = '"';
        return to;
    }
    static char* not_finite(char* to, std::string_view name) noexcept {
        return append(append(append(to, "\""), name), "\"");
    }
};

/// `{"experiment":"a1",`
[[nodiscard]] inline std::string json_prefix(run_info const& about, identity how) {
    std::string prefix = "{";
    auto const add = [&](std::string_view key, std::string_view value) {
        prefix.append("\"").append(key).append("\":\"").append(escaped<json_escape>(value)).append("\",");
    };
    if (how != identity::none) add("experiment", about.id);
    if (how == identity::id_and_condition) add("condition", about.condition);
    return prefix;
}

/// Room for a row of `Event`, prefix and texts apart.
template <class Event>
consteval std::size_t longest_json_row() {
    std::size_t size = json_event<Event>.size() + time_text::size + json_thread.size() + 16;
    schema<Event>::walk([&]<class Entry>(auto const&) {
        size += json_key<typename Entry::type>.size() + longest_value<Entry>();
    });
    return size;
}

template <class Entry, class Out, class Row>
char* write_json_entry(Out& out, char* to, Row const& row) noexcept {
    to = write_constant(to, json_key<typename Entry::type>);
    auto const& value = row[typename Entry::type{}];
    if constexpr (!Entry::optional) return write_value(json_format{}, out, to, value);
    else if (value) return write_value(json_format{}, out, to, *value);
    else return append(to, "null");
}

/// One line, into a row_file or what is like one.
template <class Event, class Out, class Row>
void write_json_row(Out& out, std::string_view prefix, Row const& row) noexcept {
    char* to = out.begin_row();
    std::memcpy(to, prefix.data(), prefix.size());
    to = write_constant(to + prefix.size(), json_event<Event>);
    to = write_constant(out.time(to, row.at), json_thread);
    to = write_number(to, static_cast<std::uint32_t>(row.thread));
    schema<Event>::walk([&]<class Entry>(auto const&) { to = write_json_entry<Entry>(out, to, row); });
    out.end_row(append(to, "}\n"));
}

} // namespace detail

/// Made by `jsonl::open`.
template <any_event... Events>
class jsonl_writer {
public:
    jsonl_writer(jsonl_options const& options, std::string path, run_info const& about)
        : prefix_(detail::json_prefix(about, options.identity)), out_(std::move(path), prefix_.size() + longest) {
        (detail::check_names<Events>(), ...);
    }

    template <exportable_row Row>
    void write(Row const& row) noexcept {
        using event_type = typename Row::event_type;
        if constexpr (detail::event_place<event_type, Events...>() == sizeof...(Events))
            (void)detail::event_not_exported<event_named<event_type::name_text>>{};
        else detail::write_json_row<event_type>(out_, prefix_, row);
    }

    /// Puts the file in place, durably; or says why it could not, and then the old file stands.
    std::error_code close() noexcept { return out_.file().commit(); }
    /// Gives the export up; nothing is left of it.
    void abandon() noexcept { out_.file().abandon(); }

    [[nodiscard]] std::string const& path() const noexcept { return out_.file().path(); }
    [[nodiscard]] std::uint64_t written() const noexcept { return out_.written(); }
    /// After the first failure: all rows, since the file will not be put in place.
    [[nodiscard]] std::uint64_t failed() const noexcept { return out_.failed(); }
    /// U+FFFD written for bytes that are no UTF-8.
    [[nodiscard]] std::uint64_t replaced() const noexcept { return out_.replaced(); }

private:
    static constexpr std::size_t longest = std::max({std::size_t{0}, detail::longest_json_row<Events>()...});

    std::string prefix_;
    detail::row_file out_;
};

/// `jsonl{"run.jsonl"}`
struct jsonl {
    std::string path;
    jsonl_options options{};

    template <any_event... Events>
    [[nodiscard]] jsonl_writer<Events...> open(run_info const& about, event_list<Events...>) const {
        return {options, path, about};
    }
};

} // namespace crucible::telemetry
