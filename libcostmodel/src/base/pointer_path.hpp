// Where a visitor stands, as a JSON Pointer.
#pragma once

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

}  // namespace costmodel::fields
