// SPDX-License-Identifier: MIT
#pragma once
// A value that several own: as much of std::shared_ptr as stores need, at a quarter of what that costs a compile.

#include <atomic>
#include <cstdint>
#include <utility>

namespace crucible::telemetry::detail {

/// Empty, or one of the owners of a T. Owners may be copied and destroyed in any thread.
template <class T>
class shared_box {
    struct counted {
        std::atomic<std::uint32_t> owners{1};
        T value;

        template <class... Arguments>
        explicit counted(Arguments&&... arguments) : value(std::forward<Arguments>(arguments)...) {}
    };

public:
    shared_box() = default;
    shared_box(shared_box const& other) noexcept : held_(other.held_) {
        if (held_ != nullptr) held_->owners.fetch_add(1, std::memory_order_relaxed);
    }
    shared_box(shared_box&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
    shared_box& operator=(shared_box other) noexcept {
        std::swap(held_, other.held_);
        return *this;
    }
    ~shared_box() {
        if (held_ != nullptr && held_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete held_;
    }

    template <class... Arguments>
    [[nodiscard]] static shared_box make(Arguments&&... arguments) {
        shared_box made;
        made.held_ = new counted(std::forward<Arguments>(arguments)...);
        return made;
    }

    explicit operator bool() const noexcept { return held_ != nullptr; }
    [[nodiscard]] T* get() const noexcept { return held_ == nullptr ? nullptr : &held_->value; }
    [[nodiscard]] T& operator*() const noexcept { return held_->value; }
    [[nodiscard]] T* operator->() const noexcept { return &held_->value; }
    friend bool operator==(shared_box const& a, shared_box const& b) noexcept { return a.held_ == b.held_; }

private:
    counted* held_ = nullptr;
};

} // namespace crucible::telemetry::detail
