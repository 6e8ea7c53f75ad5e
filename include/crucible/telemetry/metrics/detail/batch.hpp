// SPDX-License-Identifier: MIT
#pragma once
// Points on their way to an adapter, with the texts that they refer to, in memory of a fixed size.

#include <crucible/telemetry/metrics/point.hpp>

#include <cstddef>
#include <cstring>
#include <memory>

namespace crucible::telemetry::detail {

class metric_batch {
public:
    static constexpr std::size_t most_points = 1024;
    static constexpr std::size_t usual_text = std::size_t{64} << 10;

    /// Throws std::bad_alloc. `text` is the room for texts and metadata.
    explicit metric_batch(std::size_t text)
        : points_(std::make_unique<metric_view[]>(most_points)), text_(new char[text]), room_(text) {}

    /// Room for texts and metadata that a point takes at most.
    template <metric_labels Labels>
    [[nodiscard]] static std::size_t room_for(metric_view const& point, Labels const& labels) noexcept {
        std::size_t room = point.run.size() + point.name.size() + alignof(metric_label_view) - 1;
        for (auto const& each : labels) {
            metric_label_view const label{each.first, each.second};
            room += sizeof label + label.first.size() + label.second.size();
        }
        return room;
    }

    /// Copies a point; its metadata are `labels`. False when there is no room for it.
    template <metric_labels Labels>
    bool add(metric_view const& point, Labels const& labels, std::size_t room) noexcept {
        if (end_ == most_points || room > room_ - used_) return false;
        metric_view& copy = points_[end_];
        copy.value = point.value;
        copy.step = point.step;
        copy.time = point.time;
        copy.metadata = keep_labels(labels);
        bool const same_run = end_ != 0 && points_[end_ - 1].run == point.run; // most often it is
        copy.run = same_run ? points_[end_ - 1].run : keep(point.run);
        copy.name = keep(point.name);
        ++end_;
        return true;
    }

    /// Those that still wait.
    [[nodiscard]] std::span<metric_view const> left() const noexcept { return {&points_[begin_], end_ - begin_}; }
    void pass(std::size_t points) noexcept { begin_ += points; }
    void clear() noexcept { begin_ = end_ = used_ = 0; }

    [[nodiscard]] std::size_t room() const noexcept { return room_; }
    [[nodiscard]] std::size_t bytes() const noexcept { return room_ + most_points * sizeof(metric_view); }

private:
    std::string_view keep(std::string_view text) noexcept {
        if (text.empty()) return {};
        char* const to = text_.get() + used_;
        std::memcpy(to, text.data(), text.size());
        used_ += text.size();
        return {to, text.size()};
    }

    template <metric_labels Labels>
    std::span<metric_label_view const> keep_labels(Labels const& labels) noexcept {
        std::size_t size = 0;
        for (auto const& each : labels) (void)each, ++size;
        if (size == 0) return {};
        constexpr std::size_t mask = alignof(metric_label_view) - 1;
        used_ = (used_ + mask) & ~mask; // the memory itself is aligned for anything
        auto* const views = reinterpret_cast<metric_label_view*>(text_.get() + used_);
        used_ += size * sizeof(metric_label_view);
        auto* to = views;
        for (auto const& each : labels) std::construct_at(to++, keep(each.first), keep(each.second));
        return {views, size};
    }

    std::unique_ptr<metric_view[]> points_;
    std::unique_ptr<char[]> text_;
    std::size_t room_;
    std::size_t used_ = 0;
    std::size_t begin_ = 0, end_ = 0;
};

} // namespace crucible::telemetry::detail
