// SPDX-License-Identifier: MIT
#pragma once
// Columns of a chunk in Arrow's layout: values as they are, flags as bits, tags as dictionary codes, text as offsets
// into bytes; a validity bitmap where rows may lack the measurement.

#include <crucible/telemetry/schema/event.hpp>
#include <crucible/telemetry/store/detail/dictionary.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace crucible::telemetry::detail {

/// How much a chunk can hold.
struct chunk_shape {
    std::size_t rows = 0;
    std::size_t text_bytes = 0; ///< of each text column
};

/// Numbers, durations and enumerations.
template <class T>
class plain_column {
public:
    static constexpr bool contiguous = true;

    plain_column(chunk_shape shape, std::shared_ptr<dictionary> const&) : values_(shape.rows) {}
    void put(std::size_t i, T value) { values_[i] = value; }
    void put_missing(std::size_t i) { values_[i] = T{}; }
    [[nodiscard]] T get(std::size_t i) const { return values_[i]; }
    [[nodiscard]] T const* data() const { return values_.data(); }
    [[nodiscard]] std::size_t bytes() const { return values_.bytes(); }

private:
    buffer<T> values_;
};

class flag_column {
public:
    static constexpr bool contiguous = false;

    flag_column(chunk_shape shape, std::shared_ptr<dictionary> const&) : bits_(shape.rows) {}
    void put(std::size_t i, bool value) { bits_.put(i, value); }
    void put_missing(std::size_t i) { bits_.put(i, false); }
    [[nodiscard]] bool get(std::size_t i) const { return bits_.get(i); }
    [[nodiscard]] std::size_t bytes() const { return bits_.bytes(); }

private:
    bitmap bits_;
};

/// Texts of a tag. A chunk keeps its dictionary alive.
class label_column {
public:
    static constexpr bool contiguous = false;

    label_column(chunk_shape shape, std::shared_ptr<dictionary> labels)
        : codes_(shape.rows), labels_(std::move(labels)) {}
    void put(std::size_t i, std::string_view label) { codes_[i] = labels_->code_of(label); }
    void put_missing(std::size_t i) { codes_[i] = 0; }
    [[nodiscard]] std::string_view get(std::size_t i) const { return (*labels_)[codes_[i]]; }
    [[nodiscard]] std::size_t bytes() const { return codes_.bytes(); }

private:
    buffer<std::int32_t> codes_;
    std::shared_ptr<dictionary> labels_;
};

/// Free text. Rows are put in order of their places.
class text_column {
public:
    static constexpr bool contiguous = false;

    text_column(chunk_shape shape, std::shared_ptr<dictionary> const&)
        : ends_(shape.rows + 1), text_(shape.text_bytes), room_(shape.text_bytes) {
        ends_[0] = 0;
    }
    void put(std::size_t i, std::string_view text) {
        std::size_t const begin = used(i);
        if (!text.empty()) std::memcpy(&text_[begin], text.data(), text.size());
        ends_[i + 1] = static_cast<std::int32_t>(begin + text.size());
    }
    void put_missing(std::size_t i) { put(i, {}); }
    [[nodiscard]] std::string_view get(std::size_t i) const {
        return {text_.data() + ends_[i], static_cast<std::size_t>(ends_[i + 1] - ends_[i])};
    }
    /// Bytes of the texts of the first `rows` rows.
    [[nodiscard]] std::size_t used(std::size_t rows) const { return static_cast<std::size_t>(ends_[rows]); }
    [[nodiscard]] std::size_t room() const { return room_; }
    [[nodiscard]] std::size_t bytes() const { return ends_.bytes() + text_.bytes(); }

private:
    buffer<std::int32_t> ends_; // of row i - 1; int32 as Arrow's utf8 type
    buffer<char> text_;
    std::size_t room_;
};

/// A measurement that rows may lack. A zero stands at the place of a missing value.
template <class Column, class T>
class optional_column {
public:
    static constexpr bool contiguous = false;

    optional_column(chunk_shape shape, std::shared_ptr<dictionary> const& labels)
        : values_(shape, labels), present_(shape.rows) {}
    void put(std::size_t i, std::optional<T> const& value) {
        if (value) values_.put(i, *value);
        else values_.put_missing(i);
        present_.put(i, value.has_value());
    }
    [[nodiscard]] std::optional<T> get(std::size_t i) const {
        return present_.get(i) ? std::optional<T>(values_.get(i)) : std::nullopt;
    }
    [[nodiscard]] Column const& values() const { return values_; }
    [[nodiscard]] std::size_t bytes() const { return values_.bytes() + present_.bytes(); }

private:
    Column values_;
    bitmap present_;
};

template <any_descriptor D>
consteval auto required_column() {
    if constexpr (D::kind_of == kind::text) return std::type_identity<text_column>{};
    else if constexpr (text_descriptor<D>) return std::type_identity<label_column>{};
    else if constexpr (D::kind_of == kind::flag) return std::type_identity<flag_column>{};
    else return std::type_identity<plain_column<typename D::value_type>>{};
}

/// The column of one measurement of an event.
template <class Entry, class D = typename Entry::type, class Required = typename decltype(required_column<D>())::type>
using column_for =
    std::conditional_t<Entry::optional, optional_column<Required, typename D::value_type>, Required>;

/// A type of its own for each measurement, so that a chunk can inherit them all.
template <class Entry>
struct column : column_for<Entry> {
    using column_for<Entry>::column_for;
    static constexpr bool is_text = Entry::type::kind_of == kind::text;
    static constexpr bool is_label = text_descriptor<typename Entry::type> && !is_text;

    [[nodiscard]] text_column const& text() const {
        if constexpr (Entry::optional) return this->values();
        else return *this;
    }
};

} // namespace crucible::telemetry::detail
