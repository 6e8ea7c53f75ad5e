// SPDX-License-Identifier: MIT
#pragma once
// An array that grows: as much of std::vector as sessions and stores need. A std::vector of each of their types would
// cost every compile a second and more.

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace crucible::telemetry::detail {

template <class T>
class dynamic_array {
public:
    using value_type = T;

    dynamic_array() = default;
    explicit dynamic_array(std::size_t n) { grow(n); }
    dynamic_array(dynamic_array const& other) {
        reserve(other.size_);
        for (T const& each : other) ::new (static_cast<void*>(first_ + size_)) T(each), ++size_;
    }
    dynamic_array(dynamic_array&& other) noexcept
        : first_(std::exchange(other.first_, nullptr)), size_(std::exchange(other.size_, 0)),
          capacity_(std::exchange(other.capacity_, 0)) {}
    dynamic_array& operator=(dynamic_array other) noexcept {
        swap(other);
        return *this;
    }
    ~dynamic_array() {
        clear();
        give_back();
    }

    void swap(dynamic_array& other) noexcept {
        std::swap(first_, other.first_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] T* data() noexcept { return first_; }
    [[nodiscard]] T const* data() const noexcept { return first_; }
    [[nodiscard]] T* begin() noexcept { return first_; }
    [[nodiscard]] T* end() noexcept { return first_ + size_; }
    [[nodiscard]] T const* begin() const noexcept { return first_; }
    [[nodiscard]] T const* end() const noexcept { return first_ + size_; }
    [[nodiscard]] T& operator[](std::size_t i) noexcept { return first_[i]; }
    [[nodiscard]] T const& operator[](std::size_t i) const noexcept { return first_[i]; }
    [[nodiscard]] T& back() noexcept { return first_[size_ - 1]; }
    [[nodiscard]] T const& back() const noexcept { return first_[size_ - 1]; }

    /// Throws std::bad_alloc, and then nothing has changed. Elements must move without throwing.
    void reserve(std::size_t n) {
        if (n <= capacity_) return;
        std::size_t const wider = n < 2 * capacity_ ? 2 * capacity_ : n;
        T* const fresh = static_cast<T*>(::operator new(wider * sizeof(T), std::align_val_t{alignof(T)}));
        for (std::size_t i = 0; i != size_; ++i) {
            ::new (static_cast<void*>(fresh + i)) T(std::move(first_[i]));
            first_[i].~T();
        }
        give_back();
        first_ = fresh;
        capacity_ = wider;
    }

    template <class... Arguments>
    T& emplace_back(Arguments&&... arguments) {
        if (size_ == capacity_) reserve(size_ == 0 ? 4 : 2 * size_);
        T* const made = ::new (static_cast<void*>(first_ + size_)) T{std::forward<Arguments>(arguments)...};
        ++size_;
        return *made;
    }
    void push_back(T value) { emplace_back(std::move(value)); }

    /// New elements are zero, or as T makes them.
    void resize(std::size_t n) {
        grow(n);
        resize_down(n);
    }
    /// New elements of a trivial type are left as the memory was.
    void resize_for_overwrite(std::size_t n) {
        static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
        reserve(n);
        size_ = n;
    }
    void clear() noexcept {
        while (size_ != 0) first_[--size_].~T();
    }
    void fill(T const& value) {
        for (T& each : *this) each = value;
    }
    /// Keeps the order. Elements are assigned.
    template <class Unwanted>
    void erase_if(Unwanted unwanted) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i != size_; ++i)
            if (!unwanted(std::as_const(first_[i]))) {
                if (kept != i) first_[kept] = std::move(first_[i]);
                ++kept;
            }
        resize_down(kept);
    }

private:
    void grow(std::size_t n) {
        reserve(n);
        for (; size_ < n; ++size_) ::new (static_cast<void*>(first_ + size_)) T{};
    }
    void resize_down(std::size_t n) noexcept {
        while (size_ > n) first_[--size_].~T();
    }
    void give_back() noexcept { ::operator delete(first_, std::align_val_t{alignof(T)}); }

    T* first_ = nullptr;
    std::size_t size_ = 0, capacity_ = 0;
};

} // namespace crucible::telemetry::detail
