// SPDX-License-Identifier: MIT
#pragma once
// Columns of a chunk in Arrow's layout: values as they are, flags as bits, tags as dictionary codes, text as offsets
// into bytes; a validity bitmap where rows may lack the measurement. Compiled once for each type of value, not for each
// event.

#include <crucible/telemetry/record/batch.hpp>
#include <crucible/telemetry/core/detail/shared_box.hpp>
#include <crucible/telemetry/store/detail/dictionary.hpp>

namespace crucible::telemetry::detail {

/// How much a chunk can hold.
struct chunk_shape {
    std::size_t rows = 0;
    std::size_t text_bytes = 0; ///< of each text column
};

enum class column_form : unsigned char {
    values, ///< numbers, durations, enumerations
    bits,   ///< flags
    codes,  ///< of a dictionary: int32
    text,   ///< int32 offsets, as Arrow's utf8
};

class column;

/// How the values of one type become a column.
struct column_type {
    column_form form = column_form::values;
    bool optional = false;
    std::uint32_t width = 0; ///< bytes of a value where it stands as it is
    /// Puts `n` values, the first of which is held at `from`, each `stride` bytes after the one before, from row `i` on.
    void (*put)(column& to, std::size_t i, std::byte const* from, std::size_t stride, std::size_t n) = nullptr;
};

/// The text of a value, empty where it is missing.
[[nodiscard]] inline std::string_view held_text(std::byte const* held, bool optional) {
    auto const* const text = held_value<std::string_view>(held, optional);
    return text == nullptr ? std::string_view{} : *text;
}

/// A zero stands at the place of a missing value. One thread puts values behind those that others read.
class column {
public:
    /// Codes are of `labels`, which the column keeps alive.
    column(column_type const& type, chunk_shape shape, shared_box<dictionary> labels)
        : type_(&type), values_(value_bytes(type, shape)), text_(type.form == column_form::text ? shape.text_bytes : 0),
          text_room_(shape.text_bytes), bits_(type.form == column_form::bits ? shape.rows : 0),
          present_(type.optional ? shape.rows : 0), labels_(std::move(labels)) {
        if (type.form == column_form::text) values<std::int32_t>()[0] = 0;
    }

    [[nodiscard]] column_type const& type() const { return *type_; }

    void put(std::size_t i, std::byte const* from, std::size_t stride, std::size_t n) {
        type_->put(*this, i, from, stride, n);
    }
    /// The rows [from, from + n) of a column of the same type; codes of the same dictionary.
    void put(std::size_t i, column const& other, std::size_t from, std::size_t n);

    [[nodiscard]] bool present(std::size_t i) const { return !type_->optional || present_.get(i); }
    void put_present(std::size_t i, bool value) { present_.put(i, value); }

    template <class T>
    [[nodiscard]] T* values() {
        return static_cast<T*>(values_.begin());
    }
    template <class T>
    [[nodiscard]] T const* values() const {
        return static_cast<T const*>(values_.begin());
    }

    [[nodiscard]] bool bit(std::size_t i) const { return bits_.get(i); }
    void put_bit(std::size_t i, bool value) { bits_.put(i, value); }

    [[nodiscard]] dictionary& labels() { return *labels_; }
    [[nodiscard]] std::string_view label(std::size_t i) const { return (*labels_)[values<std::int32_t>()[i]]; }

    /// Rows are put in order of their places.
    void put_text(std::size_t i, std::string_view text) {
        std::size_t const begin = text_used(i);
        if (!text.empty()) std::memcpy(static_cast<char*>(text_.begin()) + begin, text.data(), text.size());
        values<std::int32_t>()[i + 1] = static_cast<std::int32_t>(begin + text.size());
    }
    [[nodiscard]] std::string_view text(std::size_t i) const {
        return {static_cast<char const*>(text_.begin()) + text_used(i), text_used(i + 1) - text_used(i)};
    }
    /// Bytes of the texts of the first `rows` rows.
    [[nodiscard]] std::size_t text_used(std::size_t rows) const {
        return static_cast<std::size_t>(values<std::int32_t>()[rows]);
    }
    [[nodiscard]] std::size_t text_room() const { return text_room_; }

    [[nodiscard]] std::size_t bytes() const {
        return values_.bytes() + text_.bytes() + bits_.bytes() + present_.bytes();
    }

    /// As Arrow's buffers: validity (null: all are there), values or offsets, text.
    [[nodiscard]] unsigned char const* validity() const { return type_->optional ? present_.data() : nullptr; }
    [[nodiscard]] void const* data() const {
        return type_->form == column_form::bits ? static_cast<void const*>(bits_.data()) : values_.begin();
    }
    [[nodiscard]] void const* text_data() const { return text_.begin(); }

private:
    static std::size_t value_bytes(column_type const& type, chunk_shape shape) {
        switch (type.form) {
        case column_form::values: return shape.rows * type.width;
        case column_form::codes: return shape.rows * sizeof(std::int32_t);
        case column_form::text: return (shape.rows + 1) * sizeof(std::int32_t);
        case column_form::bits: break;
        }
        return 0;
    }

    column_type const* type_;
    aligned_memory values_;
    aligned_memory text_;
    std::size_t text_room_;
    bitmap bits_;
    bitmap present_;
    shared_box<dictionary> labels_;
};

inline void column::put(std::size_t i, column const& other, std::size_t from, std::size_t n) {
    if (type_->optional)
        for (std::size_t k = 0; k != n; ++k) put_present(i + k, other.present(from + k));
    switch (type_->form) {
    case column_form::bits:
        for (std::size_t k = 0; k != n; ++k) put_bit(i + k, other.bit(from + k));
        return;
    case column_form::text:
        for (std::size_t k = 0; k != n; ++k) put_text(i + k, other.text(from + k));
        return;
    case column_form::codes:
        if (!(labels_ == other.labels_)) {
            for (std::size_t k = 0; k != n; ++k) values<std::int32_t>()[i + k] = labels_->code_of(other.label(from + k));
            return;
        }
        break;
    case column_form::values: break;
    }
    std::size_t const width = type_->form == column_form::codes ? sizeof(std::int32_t) : type_->width;
    std::memcpy(values<std::byte>() + i * width, other.values<std::byte>() + from * width, n * width);
}

/// The values of one type, as rows hold them.
template <class Value, bool Optional, kind Kind>
struct column_of {
    using held = std::conditional_t<Optional, std::optional<Value>, Value>;

    static constexpr column_form form = Kind == kind::text ? column_form::text
                                        : std::same_as<Value, std::string_view> ? column_form::codes
                                        : std::same_as<Value, bool>             ? column_form::bits
                                                                                : column_form::values;

    static void put(column& to, std::size_t i, std::byte const* from, std::size_t stride, std::size_t n) {
        [[maybe_unused]] Value* const values = form == column_form::values ? to.values<Value>() + i : nullptr;
        for (std::size_t k = 0; k != n; ++k, from += stride) {
            held const& given = *reinterpret_cast<held const*>(from);
            Value value{};
            if constexpr (Optional) {
                to.put_present(i + k, given.has_value());
                if (given) value = *given;
            } else value = given;
            if constexpr (form == column_form::text) to.put_text(i + k, value);
            else if constexpr (form == column_form::bits) to.put_bit(i + k, value);
            else if constexpr (form == column_form::values) values[k] = value;
            else put_label(to, i + k, value, given);
        }
    }

    static constexpr column_type type{form, Optional, form == column_form::values ? sizeof(Value) : 0, &put};

private:
    static void put_label(column& to, std::size_t i, std::string_view label, held const& given) {
        bool missing = false;
        if constexpr (Optional) missing = !given;
        else (void)given;
        to.values<std::int32_t>()[i] = missing ? 0 : to.labels().code_of(label);
    }
};

/// A measurement of an event as a column.
template <class Entry>
using column_for = column_of<typename Entry::type::value_type, Entry::optional,
                             Entry::type::kind_of == kind::text ? kind::text : kind::gauge>;

template <class Event>
struct columns_of_event;
template <role Role, auto Name, auto const&... Ms>
struct columns_of_event<basic_event<Role, Name, Ms...>> {
    static constexpr std::array<column_type const*, sizeof...(Ms)> types{&column_for<entry_of<Ms>>::type...};
};

/// The columns of an event's rows, in declared order.
template <any_event Event>
inline constexpr auto& column_types = columns_of_event<std::remove_cv_t<Event>>::types;

/// The value of row `i` as a measurement's rows hold it.
template <class Entry>
[[nodiscard]] auto read_value(column const& from, std::size_t i) {
    using value = typename Entry::type::value_type;
    auto const one = [&]() -> value {
        constexpr column_form form = column_for<Entry>::form;
        if constexpr (form == column_form::text) return from.text(i);
        else if constexpr (form == column_form::codes) return from.label(i);
        else if constexpr (form == column_form::bits) return from.bit(i);
        else return from.template values<value>()[i];
    };
    if constexpr (Entry::optional) return from.present(i) ? std::optional<value>(one()) : std::nullopt;
    else return one();
}

} // namespace crucible::telemetry::detail
