// What was worked out last, where the same is asked again and again: along an axis that does not move it.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <utility>

namespace costmodel {

/// The last few values of a function of plain numbers, which takes far longer than to compare its arguments.
template <class Key, class Value>
class Remembered {
 public:
  template <class F>
  const Value& of(const Key& key, const F& work_out) {
    for (const auto& entry : entries_)
      if (entry && entry->first == key) return entry->second;
    auto& place = entries_[next_];
    place.emplace(key, work_out());
    next_ = (next_ + 1) % entries_.size();
    return place->second;
  }

 private:
  std::array<std::optional<std::pair<Key, Value>>, 16> entries_{};
  std::size_t next_ = 0;
};

}  // namespace costmodel
