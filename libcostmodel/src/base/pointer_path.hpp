// JSON Pointers: where a visitor stands, and which path of the scenario a pointer leads into.
#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace costmodel::fields {

class PointerPath {
 public:
  const std::string& text() const { return text_; }
  std::string at(std::string_view key) const { return text_ + "/" + std::string(key); }

  /// Runs `body` one level deeper.
  template <class Body>
  void within(std::string_view key, Body body) {
    const auto length = text_.size();
    text_ += '/';
    text_ += key;
    body();
    text_.resize(length);
  }

 private:
  std::string text_;
};

/// A place in a path: "/paths/3/pricing/kind" is "/pricing/kind" of path 3.
struct PlaceInPath {
  std::size_t path = 0;
  std::string_view rest{};
};

/// None where the pointer is the scenario's own.
inline std::optional<PlaceInPath> in_path(std::string_view pointer) {
  constexpr std::string_view paths = "/paths/";
  if (!pointer.starts_with(paths)) return {};
  PlaceInPath place;
  const char* const end = pointer.data() + pointer.size();
  const auto [rest, error] = std::from_chars(pointer.data() + paths.size(), end, place.path);
  if (error != std::errc()) return {};
  place.rest = pointer.substr(static_cast<std::size_t>(rest - pointer.data()));
  return place;
}

}  // namespace costmodel::fields
