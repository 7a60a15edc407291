// Records of a CSV (RFC 4180) as they come out of a file, without ever holding more of it than one buffer.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel::csv {

/// A record longer than this, because of a quote that nobody closed, is not one.
inline constexpr std::size_t longest_record = 64 << 10;
/// Nor is a file whose lines are longer than this a CSV.
inline constexpr std::size_t longest_line = 16 << 20;

/// Splits the record at the front of `text` into fields, quotes undone. Gives its length with its line break; 0 where a
/// quoted field has no end in the text. `text` ends in a line feed.
inline std::size_t split_record(std::string_view text, std::vector<std::string>& fields, char separator = ',') {
  fields.assign(1, {});
  std::size_t i = 0;
  bool quoted = false, at_start = true;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"')
        fields.back() += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        fields.back() += text[++i];
      else
        quoted = false;
    } else if (c == '"' && at_start) {
      quoted = true;
      at_start = false;
    } else if (c == separator) {
      fields.emplace_back();
      at_start = true;
    } else if (c == '\n') {
      if (!fields.back().empty() && fields.back().back() == '\r') fields.back().pop_back();
      return i + 1;
    } else {
      fields.back() += c;
      at_start = false;
    }
  }
  return 0;
}

/// A file, or text that is already in memory, as a window of whole lines that moves on. A line feed is put after the
/// last line if it has none, and 64 bytes beyond the lines may be read without harm.
class Lines {
 public:
  explicit Lines(std::FILE* file) : file_(file), buffer_(size_ + pad_) {}
  explicit Lines(std::string_view text) : text_(text), buffer_(size_ + pad_) {}

  const char* begin() const { return buffer_.data() + begin_; }
  const char* end() const { return buffer_.data() + end_; }  ///< after a line feed, or equal to begin
  bool at_end() const { return finished_; }                  ///< no more will come
  bool final_newline() const { return final_newline_; }
  bool line_too_long() const { return size_ > longest_line; }
  bool failed() const { return file_ != nullptr && std::ferror(file_) != 0; }

  /// Goes on to what stands at `from`, with at least one more line unless the end is near. False if nothing is left.
  bool next(const char* from) {
    const auto rest = static_cast<std::size_t>(buffer_.data() + filled_ - from);
    std::memmove(buffer_.data(), from, rest);
    begin_ = 0;
    filled_ = rest;
    do {
      if (filled_ >= size_) {  // one line fills the whole buffer
        size_ *= 2;
        if (line_too_long()) return false;
        buffer_.resize(size_ + pad_);
      }
      const std::size_t got = read(buffer_.data() + filled_, size_ - filled_);
      filled_ += got;
      if (got == 0) return finish();
      end_ = end_of_lines();
    } while (end_ == 0);
    return true;
  }

 private:
  static constexpr std::size_t pad_ = 64;

  std::size_t read(char* to, std::size_t most) {
    if (file_ != nullptr) return std::fread(to, 1, most, file_);
    const std::size_t n = text_.copy(to, most);
    text_.remove_prefix(n);
    return n;
  }

  std::size_t end_of_lines() const {
    const std::string_view all(buffer_.data(), filled_);
    const auto last = all.rfind('\n');
    return last == std::string_view::npos ? 0 : last + 1;
  }

  bool finish() {
    finished_ = true;
    if (filled_ > 0 && buffer_[filled_ - 1] != '\n') {
      final_newline_ = false;
      buffer_[filled_++] = '\n';
    }
    end_ = filled_;
    return filled_ > 0;
  }

  std::FILE* file_ = nullptr;
  std::string_view text_{};
  std::size_t size_ = 1 << 20;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;     ///< of the whole lines
  std::size_t filled_ = 0;  ///< of what was read
  bool finished_ = false;
  bool final_newline_ = true;
};

}  // namespace costmodel::csv
