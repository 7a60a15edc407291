#include "import/input.hpp"

#include <openssl/evp.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <costmodel/import/imported.hpp>
#include <cstring>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <system_error>

namespace costmodel::import {

namespace {

constexpr std::uint64_t most_bytes_at_once = 64u << 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

ParquetReader& parquet_reader() {
  static ParquetReader reader;
  return reader;
}

using Conversions = std::map<std::string, std::shared_ptr<const std::string>>;

/// Of the innermost ConvertedOnce; null without one.
Conversions*& conversions() {
  thread_local Conversions* kept = nullptr;
  return kept;
}

std::shared_ptr<const std::string> converted(const std::string& file) {
  if (conversions() == nullptr) return std::make_shared<const std::string>(parquet_reader()(file));
  auto& text = (*conversions())[file];
  if (!text) text = std::make_shared<const std::string>(parquet_reader()(file));
  return text;
}

}  // namespace

ConvertedOnce::ConvertedOnce() { conversions() = new Conversions; }
ConvertedOnce::~ConvertedOnce() {
  delete conversions();
  conversions() = nullptr;
}

/// gzip, one member after another (RFC 1952), as a stream of bytes.
class Unpacking {
 public:
  Unpacking() {
    if (inflateInit2(&stream_, 15 + 16) != Z_OK) throw std::runtime_error("zlib cannot be used");
  }
  Unpacking(const Unpacking&) = delete;
  Unpacking& operator=(const Unpacking&) = delete;
  ~Unpacking() { inflateEnd(&stream_); }

  void restart() {
    inflateReset(&stream_);
    stream_.avail_in = 0;
    whole_ = false;
    damage_.clear();
    packed_ = unpacked_ = 0;
  }

  const std::string& damage() const { return damage_; }  ///< why there is no more; empty at a good end

  /// `raw` hands on packed bytes, none at the end.
  template <class Raw>
  std::size_t read(char* to, std::size_t most, const Raw& raw) {
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(most, 1u << 30));
    const auto asked = stream_.avail_out;
    while (stream_.avail_out == asked && damage_.empty()) {
      if (stream_.avail_in == 0) {
        const std::size_t got = raw(block_.data(), block_.size());
        stream_.next_in = reinterpret_cast<Bytef*>(block_.data());
        stream_.avail_in = static_cast<uInt>(got);
        packed_ += got;
        if (got == 0) {
          if (!whole_) damage_ = "packed data that break off";
          break;
        }
      }
      if (whole_) inflateReset(&stream_), whole_ = false;  // one more member
      const int state = inflate(&stream_, Z_NO_FLUSH);
      whole_ = state == Z_STREAM_END;
      if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) damage_ = "packed data that are damaged";
    }
    const std::size_t made = asked - stream_.avail_out;
    unpacked_ += made;
    if (unpacked_ > most_bytes_at_once && unpacked_ / 200 > packed_)
      damage_ = "more than 200 times as much as is packed in it";
    return made;
  }

 private:
  z_stream stream_{};
  bool whole_ = false;
  std::string damage_{};
  std::uint64_t packed_ = 0, unpacked_ = 0;
  std::vector<char> block_ = std::vector<char>(1 << 16);
};

Input::Input() = default;
Input::Input(Input&&) noexcept = default;
Input& Input::operator=(Input&&) noexcept = default;
Input::~Input() = default;

void Input::open() {
  rewind_raw();
  std::array<char, 4> magic{};
  const std::string_view start(magic.data(), read_raw(magic.data(), magic.size()));
  rewind_raw();
  if (start.starts_with("\x1f\x8b")) unpacking_ = std::make_unique<Unpacking>();
  head_.resize(head_bytes);
  std::size_t filled = 0;
  try {
    if (start == "PAR1" && file_ && parquet_reader()) converted_ = converted(name_);
    for (std::size_t n = 1; n > 0 && filled < head_bytes; filled += n)
      n = read(head_.data() + filled, head_bytes - filled);
  } catch (const InvalidInput& invalid) {  // the file is known by what could be read of it
    damage_ = invalid.problems().front();
    if (start == "PAR1") filled = start.copy(head_.data(), start.size());
  }
  head_.resize(filled);
  head_is_all_ = filled < head_bytes;
  if (head_.starts_with(byte_order_mark)) head_.erase(0, byte_order_mark.size());
  rewind();
}

Input Input::file(const std::string& name) {
  Input input = as_it_lies(name);
  input.open();
  return input;
}

Input Input::as_it_lies(const std::string& name) {
  Input input;
  input.name_ = name;
  std::error_code error;
  const auto status = std::filesystem::status(name, error);
  if (error || !std::filesystem::exists(status)) refuse("unreadable-file", name, "No such file or directory", "a file");
  if (!std::filesystem::is_regular_file(status)) refuse("unreadable-file", name, "not a plain file", "a file");
  input.file_.reset(std::fopen(name.c_str(), "rb"));
  if (!input.file_) refuse("unreadable-file", name, std::strerror(errno), "a file that can be read");
  input.bytes_ = std::filesystem::file_size(name, error);
  if (error) refuse("unreadable-file", name, error.message(), "a file that can be read");
  return input;
}

Input Input::of_text(std::string_view text, std::string name) {
  Input input;
  input.name_ = std::move(name);
  input.text_ = text;
  input.bytes_ = text.size();
  input.open();
  return input;
}

std::size_t Input::read_raw(char* to, std::size_t most) {
  if (!file_) {
    const std::size_t n = text_.copy(to, most, place_);
    place_ += n;
    return n;
  }
  const std::size_t n = std::fread(to, 1, most, file_.get());
  if (n < most && std::ferror(file_.get()) != 0)
    refuse("unreadable-file", name_, "an error while reading", "a file that can be read");
  return n;
}

std::size_t Input::read(char* to, std::size_t most) {
  if (converted_) {
    const std::size_t n = converted_->copy(to, most, converted_place_);
    converted_place_ += n;
    return n;
  }
  if (!unpacking_) return read_raw(to, most);
  const std::size_t n =
      unpacking_->read(to, most, [this](char* into, std::size_t room) { return read_raw(into, room); });
  const std::string& damage = unpacking_->damage();
  if (n > 0 || damage.empty()) return n;
  refuse(damage.starts_with("more") ? "too-large" : "unreadable-file", name_, damage, "gzip that is whole");
}

void Input::rewind_raw() {
  place_ = 0;
  if (file_) std::rewind(file_.get());
}

void Input::rewind() {
  rewind_raw();
  converted_place_ = 0;
  if (unpacking_) unpacking_->restart();
}

std::string Input::text() {
  constexpr const char* allowed = "at most 64 MiB for a file of this format";
  if (!unpacking_ && bytes_ > most_bytes_at_once)
    refuse("too-large", name_, std::to_string(bytes_) + " bytes", allowed);
  rewind();
  std::string all(unpacking_ || converted_ ? std::size_t{1} << 20 : bytes_, '\0');
  std::size_t filled = 0;
  for (std::size_t n = 1; n > 0; filled += n) {
    if (filled == all.size() && (unpacking_ || converted_)) all.resize(all.size() * 2);
    n = read(all.data() + filled, all.size() - filled);
    if (filled + n > most_bytes_at_once) refuse("too-large", name_, "more than 64 MiB", allowed);
  }
  all.resize(filled);
  if (const auto nul = all.find('\0'); nul != std::string::npos)
    refuse_nul(
        1 + static_cast<std::uint64_t>(std::count(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(nul), '\n')));
  if (all.starts_with(byte_order_mark)) all.erase(0, byte_order_mark.size());
  return all;
}

void Input::check_is_short() {
  if (unpacking_ || converted_ || bytes_ > most_bytes_at_once) text();
}

void Input::refuse_nul(std::uint64_t line) const {
  refuse("bad-line", at_line(line), "a NUL character", "text: a NUL ends or hides what follows");
}

std::string Input::sha256() {
  rewind_raw();
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  bool fine = context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
  std::vector<char> block(std::clamp<std::size_t>(bytes_, 1, 1 << 20));
  for (std::size_t n = 0; fine && (n = read_raw(block.data(), block.size())) > 0;)
    fine = EVP_DigestUpdate(context.get(), block.data(), n) == 1;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (!fine || EVP_DigestFinal_ex(context.get(), digest.data(), &length) != 1)
    throw std::runtime_error("libcrypto has no SHA-256");
  std::string text;
  for (unsigned i = 0; i < length; ++i) {
    constexpr std::string_view digits = "0123456789abcdef";
    text += digits[digest[i] >> 4];
    text += digits[digest[i] & 15];
  }
  return text;
}

Checksum::Checksum(Input& input) : input_(&input) {
  if (!input.is_file() || input.bytes() < large) return;
  try {
    beside_ = std::async(std::launch::async, [name = input.name()] { return Input::as_it_lies(name).sha256(); });
  } catch (const std::system_error&) {  // no more threads: without one, then
  }
}

std::string Checksum::value() { return beside_.valid() ? beside_.get() : input_->sha256(); }

bool Bytes::refill() {
  count_lines();
  const std::size_t held = held_.copy(block_.data(), held_.size());
  held_.clear();
  const std::size_t got = input_->read(block_.data() + held, block_.size() - held);
  now_ = block_.data();
  end_ = now_ + held + got;
  if (const auto* nul = static_cast<const char*>(std::memchr(block_.data() + held, 0, got)))
    input_->refuse_nul(lines_ + static_cast<std::uint64_t>(std::count(now_, nul, '\n')));
  if (first_ && std::string_view(now_, end_).starts_with(byte_order_mark)) now_ += byte_order_mark.size();
  first_ = false;
  if (quoting_ && now_ != end_) quote_words();
  counted_ = now_;
  return now_ != end_ || (got > 0 && refill());
}

/// NaN, Infinity and -Infinity outside texts become texts, so that what follows can name the field that they stand in.
void Bytes::quote_words() {
  constexpr std::array<std::string_view, 3> words{"-Infinity", "Infinity", "NaN"};
  quoted_.clear();
  for (const char* p = now_; p != end_; ++p) {
    const std::string_view rest(p, end_);
    if (in_text_) {
      in_text_ = escaped_ || *p != '"';
      escaped_ = !escaped_ && *p == '\\';
    } else if (*p == '"') {
      in_text_ = true;
    } else if (*p == '\n') {
      ++quoting_line_;
    } else if (*p == '-' || *p == 'I' || *p == 'N') {
      const auto word = std::find_if(words.begin(), words.end(), [&](auto w) { return rest.starts_with(w); });
      if (word != words.end()) {
        bare_words_.push_back(quoting_line_);
        quoted_.push_back('"');
        quoted_.insert(quoted_.end(), word->begin(), word->end());
        quoted_.push_back('"');
        p += word->size() - 1;
        continue;
      }
      const bool cut = std::any_of(words.begin(), words.end(), [&](auto w) { return w.starts_with(rest); });
      if (cut && static_cast<std::size_t>(end_ - block_.data()) == block_.size()) {  // not at the end of the file
        held_ = rest;
        break;
      }
    }
    quoted_.push_back(*p);
  }
  now_ = quoted_.data();
  end_ = now_ + quoted_.size();
}

void Bytes::count_lines() {
  for (; counted_ != now_; ++counted_) {
    const auto* feed = static_cast<const char*>(std::memchr(counted_, '\n', static_cast<std::size_t>(now_ - counted_)));
    if (feed == nullptr) {
      since_line_ += static_cast<std::uint64_t>(now_ - counted_);
      counted_ = now_;
      return;
    }
    ++lines_;
    since_line_ = 0;
    counted_ = feed;
  }
}

std::uint64_t Bytes::line() {
  count_lines();
  return lines_;
}

std::uint64_t Bytes::column() {
  count_lines();
  return since_line_ + 1;
}

void Bytes::skip_blanks() {
  while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) skip();
}

}  // namespace costmodel::import

namespace costmodel {

void read_parquet_by(ParquetReader reader) { import::parquet_reader() = std::move(reader); }

}  // namespace costmodel
