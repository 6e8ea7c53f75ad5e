// SPDX-License-Identifier: MIT
#pragma once
// Owners of one object: as much of std::unique_ptr and std::shared_ptr as sessions need. <memory> brings streams, and
// costs every compile as much as <vector> and <string>.

#include <atomic>
#include <cstdint>
#include <utility>

namespace crucible::telemetry::detail {

/// The only owner of what `new` made, or of nothing.
template <class T>
class sole_owner {
public:
    explicit sole_owner(T* made) noexcept : held_(made) {}
    sole_owner(sole_owner&& other) noexcept : held_(other.release()) {}
    sole_owner& operator=(sole_owner&&) = delete;
    ~sole_owner() { delete held_; }

    [[nodiscard]] T* get() const noexcept { return held_; }
    [[nodiscard]] T& operator*() const noexcept { return *held_; }
    [[nodiscard]] T* operator->() const noexcept { return held_; }
    [[nodiscard]] T* release() noexcept { return std::exchange(held_, nullptr); }

private:
    T* held_;
};

/// Base of a T that counts its owners, of which the last deletes it, as a T.
template <class T>
class owned {
public:
    owned() = default;
    owned(owned const&) = delete;
    owned& operator=(owned const&) = delete;

    void add_owner() const noexcept { owners_.fetch_add(1, std::memory_order_relaxed); }
    /// False when its last owner has left, and it is about to be deleted.
    [[nodiscard]] bool add_owner_if_owned() const noexcept {
        std::uint32_t now = owners_.load(std::memory_order_relaxed);
        while (now != 0)
            if (owners_.compare_exchange_weak(now, now + 1, std::memory_order_relaxed)) return true;
        return false;
    }
    void drop_owner() const noexcept {
        if (owners_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete static_cast<T const*>(this);
    }

protected:
    ~owned() = default;

private:
    mutable std::atomic<std::uint32_t> owners_{0};
};

/// One of the owners of a T, which is `owned`, or derived from what is; or of nothing. Owners may be copied and destroyed in any thread.
template <class T>
class owner {
public:
    owner() = default;
    explicit owner(T* what) noexcept : held_(what) {
        if (held_ != nullptr) held_->add_owner();
    }
    owner(owner const& other) noexcept : owner(other.held_) {}
    owner(owner&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
    owner& operator=(owner other) noexcept {
        std::swap(held_, other.held_);
        return *this;
    }
    ~owner() {
        if (held_ != nullptr) held_->drop_owner();
    }

    /// An owner of what others own, or of nothing when the last of them has left. Pre-condition: it is not deleted yet.
    [[nodiscard]] static owner of_owned(T& what) noexcept {
        owner made;
        if (what.add_owner_if_owned()) made.held_ = &what;
        return made;
    }

    explicit operator bool() const noexcept { return held_ != nullptr; }
    [[nodiscard]] T& operator*() const noexcept { return *held_; }
    [[nodiscard]] T* operator->() const noexcept { return held_; }
    friend bool operator==(owner const&, owner const&) = default;

private:
    T* held_ = nullptr;
};

} // namespace crucible::telemetry::detail
