// A file that is read from the front, in blocks, as often as needed; or text that stands in for one. What is packed
// with gzip is unpacked on the way, and Parquet is read as the CSV that a reader of it makes.
#pragma once

#include <costmodel/base/error.hpp>
#include <cstdint>
#include <cstdio>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel::import {

/// A number in a file is refused by where it stands: "file#/pointer" or "file:line".
[[noreturn]] inline void refuse(std::string id, std::string where, std::string found, std::string allowed) {
  throw InvalidInput(std::move(id), std::move(where), std::move(found), std::move(allowed));
}

class Unpacking;

class Input {
 public:
  Input(Input&&) noexcept;
  Input& operator=(Input&&) noexcept;
  ~Input();

  /// Throws InvalidInput "unreadable-file" for what is not a plain file that can be opened.
  static Input file(const std::string& name);
  /// Without a look into it: for its bytes alone.
  static Input as_it_lies(const std::string& name);
  static Input of_text(std::string_view text, std::string name = "text");

  const std::string& name() const { return name_; }
  std::uint64_t bytes() const { return bytes_; }   ///< as it lies there, packed or not
  std::string_view head() const { return head_; }  ///< the first 256 KiB, a byte-order mark left out
  bool head_is_all() const { return head_is_all_; }
  /// Why its head cannot be unpacked.
  const std::optional<Problem>& damage() const { return damage_; }
  bool is_as_it_lies() const { return !unpacking_ && !converted_; }

  /// The whole of it. Throws InvalidInput "too-large" above 64 MiB.
  std::string text();
  /// Throws as text() does.
  void check_is_short();
  /// Of the file as it lies there.
  std::string sha256();
  bool is_file() const { return file_ != nullptr; }

  void rewind();
  /// The next bytes; 0 at the end. Throws InvalidInput "unreadable-file", also for gzip that is damaged or breaks off,
  /// and "too-large" for more than 200 × the bytes that are packed, beyond 64 MiB.
  std::size_t read(char* to, std::size_t most);

  /// A NUL ends a text for some readers and hides in it for others. Throws InvalidInput "bad-line".
  [[noreturn]] void refuse_nul(std::uint64_t line) const;

  std::string at_line(std::uint64_t line) const { return name_ + ":" + std::to_string(line); }
  std::string at(std::string_view pointer) const {
    return pointer.empty() ? name_ : name_ + "#" + std::string(pointer);
  }

  static constexpr std::size_t head_bytes = 256 << 10;

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  Input();
  std::size_t read_raw(char* to, std::size_t most);
  void rewind_raw();
  void open();

  std::string name_{};
  std::unique_ptr<std::FILE, Close> file_{};
  std::string_view text_{};
  std::size_t place_ = 0;  ///< in text_
  std::uint64_t bytes_ = 0;
  std::string head_{};
  bool head_is_all_ = false;
  std::optional<Problem> damage_{};
  std::unique_ptr<Unpacking> unpacking_{};          ///< of gzip
  std::shared_ptr<const std::string> converted_{};  ///< CSV of a Parquet file
  std::size_t converted_place_ = 0;
};

/// While it lives, this thread has a Parquet file converted once, however often it is opened.
class ConvertedOnce {
 public:
  ConvertedOnce();
  ConvertedOnce(const ConvertedOnce&) = delete;
  ConvertedOnce& operator=(const ConvertedOnce&) = delete;
  ~ConvertedOnce();
};

/// The checksum of an Input, beside the reading of it: hashing takes as long as parsing, so that of a large file is
/// worked out by a thread of its own, which reads the file a second time.
class Checksum {
 public:
  explicit Checksum(Input& input);
  /// Waits for it. Without a thread it is worked out now, and the Input is at its end.
  std::string value();

 private:
  static constexpr std::uint64_t large = 8 << 20;
  Input* input_;
  std::future<std::string> beside_{};
};

/// Bytes of an Input one at a time, with the line they stand on.
class Bytes {
 public:
  explicit Bytes(Input& input, bool words_as_text = false)
      : input_(&input), quoting_(words_as_text), block_(block_bytes) {
    input.rewind();
  }

  bool at_end() { return now_ == end_ && !refill(); }
  char peek() { return *now_; }  ///< not at the end
  void skip() { ++now_; }
  void skip_blanks();
  std::uint64_t line();    ///< of the next byte, from 1
  std::uint64_t column();  ///< likewise
  /// Lines on which a bare NaN or Infinity stood; they come out as texts where that was asked for.
  const std::vector<std::uint64_t>& bare_words() const { return bare_words_; }

 private:
  static constexpr std::size_t block_bytes = 1 << 18;
  bool refill();
  void quote_words();
  void count_lines();

  Input* input_;
  bool quoting_;
  std::vector<char> block_;
  std::vector<char> quoted_{};
  std::string held_{};  ///< the start of a word that goes on in the next block
  bool in_text_ = false, escaped_ = false;
  std::uint64_t quoting_line_ = 1;
  std::vector<std::uint64_t> bare_words_{};
  const char* now_ = nullptr;
  const char* end_ = nullptr;
  const char* counted_ = nullptr;  ///< lines up to here are counted
  std::uint64_t lines_ = 1;
  std::uint64_t since_line_ = 0;  ///< bytes after the last line feed before counted_
  bool first_ = true;
};

}  // namespace costmodel::import
