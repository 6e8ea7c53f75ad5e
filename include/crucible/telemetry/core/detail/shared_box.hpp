// SPDX-License-Identifier: MIT
#pragma once
// A value that several own: as much of std::shared_ptr as stores need, at a quarter of what that costs a compile.

#include <crucible/telemetry/core/detail/owner.hpp>

#include <utility>

namespace crucible::telemetry::detail {

/// Empty, or one of the owners of a T. Owners may be copied and destroyed in any thread.
template <class T>
class shared_box {
    struct counted : owned<counted> {
        T value;

        template <class... Arguments>
        explicit counted(Arguments&&... arguments) : value(std::forward<Arguments>(arguments)...) {}
    };

public:
    template <class... Arguments>
    [[nodiscard]] static shared_box make(Arguments&&... arguments) {
        shared_box made;
        made.held_ = owner<counted>{new counted(std::forward<Arguments>(arguments)...)};
        return made;
    }

    explicit operator bool() const noexcept { return bool{held_}; }
    [[nodiscard]] T* get() const noexcept { return held_ ? &held_->value : nullptr; }
    [[nodiscard]] T& operator*() const noexcept { return held_->value; }
    [[nodiscard]] T* operator->() const noexcept { return &held_->value; }
    friend bool operator==(shared_box const&, shared_box const&) = default;

private:
    owner<counted> held_{};
};

} // namespace crucible::telemetry::detail
