// SPDX-License-Identifier: MIT
#pragma once
// A metric as a line of JSON: {"run_id":"run-1","metric":"loss","value":0.25,"step":3,"timestamp":"...","metadata":{}}.

#include <crucible/telemetry/metrics/point.hpp>
#include <crucible/telemetry/text/json_escape.hpp>
#include <crucible/telemetry/text/json_reader.hpp>
#include <crucible/telemetry/text/read_time.hpp>
#include <crucible/telemetry/text/write_time.hpp>

#include <algorithm>
#include <charconv>
#include <memory>
#include <new>

namespace crucible::telemetry::detail {

/// Writes lines one behind the other into memory that grows.
class metric_lines {
public:
    /// False when there is no memory for the line; then it is not there. Until `clear` the texts of points must live.
    bool add(metric_view const& point) noexcept {
        if (!has_room(longest(point))) return false;
        char* to = begin_line(text_.get() + size_, point.run);
        to = quoted(write_constant(to, joined<",\"metric\":">), point.name);
        to = value(write_constant(to, joined<",\"value\":">), point.value);
        to = write_constant(to, joined<",\"step\":">);
        to = point.step ? write_number(to, *point.step) : write_constant(to, joined<"null">);
        to = time_.write(write_constant(to, joined<",\"timestamp\":\"">), point.time);
        to = write_constant(to, joined<"\",\"metadata\":{">);
        for (bool later = false; auto const& [key, text] : point.metadata) {
            if (std::exchange(later, true)) *to++ = ',';
            to = quoted(to, key);
            *to++ = ':';
            to = quoted(to, text);
        }
        to = write_constant(to, joined<"}}\n">);
        size_ = static_cast<std::size_t>(to - text_.get());
        return true;
    }

    [[nodiscard]] std::string_view text() const noexcept { return {text_.get(), size_}; }
    /// U+FFFD written for bytes that are no UTF-8.
    [[nodiscard]] std::uint64_t replaced() const noexcept { return replaced_; }

    /// Keeps the memory, unless a line of unusual length made it large.
    void clear() noexcept {
        size_ = begin_size_ = 0;
        if (room_ <= most_kept) return;
        text_.reset();
        room_ = 0;
    }

private:
    static constexpr std::size_t most_kept = std::size_t{4} << 20;

    static std::size_t longest(metric_view const& point) noexcept {
        constexpr std::size_t constant = 160; // keys, number, step, time
        constexpr std::size_t quotes = 6;     // "":"",
        std::size_t text = point.run.size() + point.name.size();
        for (auto const& [key, value] : point.metadata) text += key.size() + value.size();
        return constant + json_escape::growth * text + quotes * point.metadata.size();
    }

    bool has_room(std::size_t size) noexcept {
        if (room_ - size_ >= size) [[likely]] return true;
        std::size_t const wanted = std::max(2 * room_, size_ + size);
        std::unique_ptr<char[]> larger{new (std::nothrow) char[wanted]};
        if (!larger) return false;
        if (size_ != 0) std::memcpy(larger.get(), text_.get(), size_);
        text_ = std::move(larger);
        room_ = wanted;
        return true;
    }

    /// Points of one run come together, and a batch holds its name once: what the line before begins with is copied.
    char* begin_line(char* to, std::string_view run) noexcept {
        bool const same = begin_size_ != 0 && run.data() == run_.data() && run.size() == run_.size();
        if (same) {
            std::memcpy(to, text_.get() + begin_, begin_size_);
            return to + begin_size_;
        }
        char* const end = quoted(write_constant(to, joined<"{\"run_id\":">), run);
        run_ = run;
        begin_ = size_;
        begin_size_ = static_cast<std::size_t>(end - to);
        return end;
    }

    char* quoted(char* to, std::string_view text) noexcept {
        *to++ = '"';
        char const* const end = text.data() + text.size();
        char const* const odd = behind_plain_json(text.data(), end);
        auto const plain = static_cast<std::size_t>(odd - text.data());
        if (plain != 0) std::memcpy(to, text.data(), plain);
        escaping at{odd, to + plain};
        escape_until<json_escape>(at, end, end);
        replaced_ += at.replaced;
        *at.to++ = '"';
        return at.to;
    }

    static char* value(char* to, metric_value value) noexcept {
        return value.visit([to](auto number) mutable {
            if constexpr (std::same_as<decltype(number), bool>) {
                return write_bool(to, number);
            } else if constexpr (std::floating_point<decltype(number)>) {
                magnitude const what = magnitude_of(number);
                if (what == magnitude::finite) [[likely]] return write_number(to, number);
                *to++ = '"';
                to = append(to, to_text(what));
                *to++ = '"';
                return to;
            } else {
                return write_number(to, number);
            }
        });
    }

    std::unique_ptr<char[]> text_{};
    std::size_t size_ = 0, room_ = 0;
    std::string_view run_{}; ///< of the line before
    std::size_t begin_ = 0, begin_size_ = 0; ///< where a line of that run has its beginning up to the run's name
    time_writer time_{};
    std::uint64_t replaced_ = 0;
};

/// Reads a line back, also one that crucible_telemetry for Elixir wrote: keys in any order, others passed over, and
/// metadata that are no text as the JSON that they are.
class metric_line_reader {
public:
    explicit metric_line_reader(ill_formed on_ill_formed)
        : json_(std::string_view{}, {.on_ill_formed = on_ill_formed}) {}

    /// What is wrong with the line; empty when nothing is, and then `point()` is what it says.
    [[nodiscard]] std::string_view read(std::string_view line) {
        json_.reset(line);
        found_ = 0;
        position_ = 0;
        point_.step.reset();
        point_.metadata.clear();
        if (json_.type() != json_type::object) return "a line is an object";
        auto const wrong = json_.begin_object() ? read_members() : std::string_view{};
        if (wrong.empty() && json_.at_end()) return (found_ & required) == required ? "" : lacking;
        if (!json_.failed()) return wrong;
        position_ = json_.position();
        return json_.reason();
    }

    [[nodiscard]] metric_point const& point() const noexcept { return point_; }
    /// Bytes into the line.
    [[nodiscard]] std::size_t position() const noexcept { return position_; }
    [[nodiscard]] std::uint64_t replaced() const noexcept { return json_.replaced(); }

private:
    enum class key : unsigned char { run, metric, value, time, step, metadata, other };
    static constexpr std::string_view names[]{"run_id", "metric", "value", "timestamp", "step", "metadata"};
    static constexpr unsigned required = 1U << 0U | 1U << 1U | 1U << 2U | 1U << 3U;
    static constexpr std::string_view lacking = "run_id, metric, value or timestamp is lacking";

    [[nodiscard]] bool take(key which) noexcept { return json_.take_key(names[static_cast<std::size_t>(which)]); }

    /// Tried first in the order in which lines are written.
    [[nodiscard]] std::optional<key> next() {
        for (key const each : {key::run, key::metric, key::value, key::step, key::time, key::metadata})
            if ((found_ >> static_cast<unsigned>(each) & 1U) == 0 && take(each)) return each;
        auto const name = json_.next_key();
        if (!name) return std::nullopt;
        auto const* const found = std::find(std::begin(names), std::end(names), *name);
        return static_cast<key>(found - names);
    }

    std::string_view read_members() {
        while (auto const which = next()) {
            unsigned const bit = which == key::other ? 0U : 1U << static_cast<unsigned>(*which);
            position_ = json_.position();
            if ((found_ & bit) != 0) return "a key stands twice";
            found_ |= bit;
            if (auto const wrong = read_member(*which); !wrong.empty()) return wrong;
        }
        return {};
    }

    std::string_view read_member(key which) {
        switch (which) {
        case key::run: return read_text(point_.run) ? "" : "run_id is no string";
        case key::metric: return read_text(point_.name) ? "" : "metric is no string";
        case key::value: return read_value() ? "" : "value is no number";
        case key::step: return read_step() ? "" : "step is no integer";
        case key::time: return read_time() ? "" : "timestamp is no time";
        case key::metadata: return read_metadata() ? "" : "metadata is no object";
        default: return {};
        }
    }

    bool read_text(std::string& to) {
        auto const text = json_.read_string();
        if (text) to.assign(*text);
        return text.has_value();
    }

    bool read_value() {
        if (json_.type() == json_type::number) {
            auto const text = json_.raw();
            return text && read_number(*text);
        }
        if (json_.type() == json_type::boolean) {
            auto const flag = json_.read_bool();
            return flag && set(*flag);
        }
        auto const real = json_.read_real<double>();
        return real && set(*real);
    }

    bool read_number(std::string_view text) {
        char const* const end = text.data() + text.size();
        if (text.find_first_of(".eE") == std::string_view::npos) {
            std::int64_t integer = 0;
            if (std::from_chars(text.data(), end, integer).ec == std::errc{}) return set(integer);
            std::uint64_t natural = 0;
            if (std::from_chars(text.data(), end, natural).ec == std::errc{}) return set(natural);
        }
        number_.reset(text);
        auto const real = number_.read_number<double>();
        return real && set(*real);
    }

    bool set(metric_value value) {
        point_.value = value;
        return true;
    }

    bool read_step() {
        if (json_.read_null()) return true;
        point_.step = json_.read_number<std::int64_t>();
        return point_.step.has_value();
    }

    bool read_time() {
        auto const text = json_.read_string();
        auto const time = text ? time_.read(*text) : std::nullopt;
        if (time) point_.time = *time;
        return time.has_value();
    }

    bool read_metadata() {
        if (json_.read_null()) return true;
        if (!json_.begin_object()) return false;
        while (auto const name = json_.next_key()) {
            metric_label& label = point_.metadata.emplace_back(std::string(*name), std::string());
            if (json_.type() == json_type::string) read_text(label.second);
            else if (auto const text = json_.raw()) label.second.assign(*text);
        }
        return !json_.failed();
    }

    json_reader json_, number_{};
    time_reader time_{};
    metric_point point_{};
    unsigned found_ = 0; ///< a bit for each key
    std::size_t position_ = 0;
};

} // namespace crucible::telemetry::detail
