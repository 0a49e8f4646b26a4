#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <string.h>

namespace vancrawl::keypad_solver {

/// A list of what gives a secret away: never logged, stored or compared, no formatter, wiped when
/// dropped. Moves only.
template <class Item>
class WipedList {
  static_assert(std::is_trivially_copyable_v<Item>, "what owns memory leaves copies behind");

 public:
  explicit WipedList(std::size_t capacity) { items_.reserve(capacity); }
  WipedList(WipedList&& other) noexcept : items_(std::move(other.items_)) { other.items_.clear(); }
  WipedList& operator=(WipedList&& other) noexcept {
    std::swap(items_, other.items_);
    return *this;
  }
  WipedList(const WipedList&) = delete;
  WipedList& operator=(const WipedList&) = delete;
  ~WipedList() {
    if (!items_.empty()) explicit_bzero(items_.data(), items_.size() * sizeof(Item));
  }

  [[nodiscard]] std::span<const Item> items() const { return items_; }
  /// Beyond the capacity an item is dropped: growing would leave a copy behind. Whoever adds
  /// counts.
  void add(const Item& item) {
    if (items_.size() < items_.capacity()) items_.push_back(item);
  }

 private:
  std::vector<Item> items_;
};

}  // namespace vancrawl::keypad_solver
