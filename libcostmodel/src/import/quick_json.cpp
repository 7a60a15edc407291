#include "import/quick_json.hpp"

#ifdef COSTMODEL_SIMDJSON

#include <simdjson.h>

#include <algorithm>
#include <cstring>

namespace costmodel::import {

namespace {

namespace dom = simdjson::dom;

/// What a parsed value holds, as the events that the careful parser gives. False beyond what simdjson can say.
bool feed(const dom::element& value, Builder& builder) {
  switch (value.type()) {
    case dom::element_type::ARRAY: {
      dom::array list;
      if (value.get(list) != simdjson::SUCCESS || !builder.start_array(0)) return false;
      for (const dom::element item : list)
        if (!feed(item, builder)) return false;
      return builder.end_array();
    }
    case dom::element_type::OBJECT: {
      dom::object object;
      if (value.get(object) != simdjson::SUCCESS || !builder.start_object(0)) return false;
      for (const dom::key_value_pair entry : object)
        if (!builder.key(entry.key) || !feed(entry.value, builder)) return false;
      return builder.end_object();
    }
    case dom::element_type::INT64: {
      std::int64_t number = 0;
      if (value.get(number) != simdjson::SUCCESS) return false;
      return number < 0 ? builder.number_integer(number) : builder.number_unsigned(static_cast<std::uint64_t>(number));
    }
    case dom::element_type::UINT64: {
      std::uint64_t number = 0;
      return value.get(number) == simdjson::SUCCESS && builder.number_unsigned(number);
    }
    case dom::element_type::DOUBLE: {
      double number = 0;
      return value.get(number) == simdjson::SUCCESS && builder.number_float(number, {});
    }
    case dom::element_type::STRING: {
      std::string_view text;
      return value.get(text) == simdjson::SUCCESS && builder.text(text);
    }
    case dom::element_type::BOOL: {
      bool truth = false;
      return value.get(truth) == simdjson::SUCCESS && builder.boolean(truth);
    }
    case dom::element_type::NULL_VALUE:
      return builder.null();
  }
  return false;
}

/// A document in each line is parsed line by line. Of one document, the outermost levels down to the records are taken
/// apart here and what stands in them is parsed piece by piece, so that no more than one piece is in memory.
class QuickReader {
 public:
  QuickReader(Input& input, const Selection& selection, Builder& builder, ReadJson& result, std::uint64_t& line)
      : input_(&input),
        selection_(&selection),
        builder_(&builder),
        result_(&result),
        line_(&line),
        levels_(std::max<std::ptrdiff_t>(1, std::count(selection.records.begin(), selection.records.end(), '/'))),
        block_(std::clamp<std::uint64_t>(input.bytes() + 1, least_block, block_bytes) + simdjson::SIMDJSON_PADDING) {}

  bool read() {
    restart();
    for (bool more = true; more;) {
      if (!fill()) return false;
      more = !at_end_;
      const std::string_view all = rest();
      const auto feed_at = all.rfind('\n');
      const std::size_t whole = !more ? all.size() : feed_at == std::string_view::npos ? 0 : feed_at + 1;
      for (std::size_t at = 0; at < whole; ++*line_) {
        const auto end = std::min(all.find('\n', at), whole);
        if (!take_line(all.substr(at, end - at))) return result_->lines.empty() && read_as_one();
        at = end + 1;
      }
      begin_ += whole;
    }
    return !result_->lines.empty();  // an empty file is named by the careful parser
  }

 private:
  static constexpr std::size_t least_block = 4096, block_bytes = std::size_t{1} << 20;

  void restart() {
    input_->rewind();
    begin_ = filled_ = 0;
    first_ = true, at_end_ = false;
    *line_ = 1;
  }

  std::string_view rest() const { return {block_.data() + begin_, filled_ - begin_}; }

  /// Moves the rest to the front, and reads until the block is full; a rest that fills it doubles it.
  bool fill() {
    std::memmove(block_.data(), block_.data() + begin_, filled_ - begin_);
    filled_ -= begin_;
    begin_ = 0;
    std::size_t room = block_.size() - simdjson::SIMDJSON_PADDING;
    if (filled_ == room) {
      room *= 2;
      if (room > most_quick_bytes) return false;
      block_.resize(room + simdjson::SIMDJSON_PADDING);
    }
    const std::size_t before = filled_;
    try {
      for (std::size_t got = 1; got > 0 && filled_ < room; filled_ += got)
        got = input_->read(block_.data() + filled_, room - filled_);
    } catch (const InvalidInput&) {  // what stands before the damage may be worse
      return false;
    }
    at_end_ = filled_ < room;
    if (std::memchr(block_.data() + before, 0, filled_ - before) != nullptr) return false;
    if (first_ && rest().starts_with("\xEF\xBB\xBF")) begin_ = 3;
    first_ = false;
    return true;
  }

  /// One document, or blanks.
  bool take_line(std::string_view text) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return true;
    dom::element document;
    if (parser_.parse(text.data(), text.size(), false).get(document) != simdjson::SUCCESS) return false;
    result_->lines.push_back(*line_);
    builder_->start_document();
    if (!feed(document, *builder_)) return false;
    if (selection_->records != "/") result_->documents.push_back(builder_->take());
    return true;
  }

  bool read_as_one() {
    restart();
    if (!fill() || !skip_blanks()) return false;
    result_->lines.push_back(*line_);
    builder_->start_document();
    if (!take_value(0)) return false;
    if (selection_->records != "/") result_->documents.push_back(builder_->take());
    return !skip_blanks() && at_end_ && rest().empty();
  }

  /// To what is no blank; false at the end of the text.
  bool skip_blanks() {
    for (;;) {
      for (; begin_ < filled_; ++begin_) {
        const char c = block_[begin_];
        if (c == '\n') ++*line_;
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return true;
      }
      if (at_end_ || !fill()) return false;
    }
  }

  bool takes(char wanted) {
    if (!skip_blanks() || block_[begin_] != wanted) return false;
    ++begin_;
    return true;
  }

  bool take_value(std::ptrdiff_t level) {
    if (!skip_blanks()) return false;
    const char c = block_[begin_];
    if (level >= levels_ || (c != '{' && c != '[')) return take_piece();
    ++begin_;
    if (!(c == '{' ? builder_->start_object(0) : builder_->start_array(0))) return false;
    const char close = c == '{' ? '}' : ']';
    for (bool first = true;; first = false) {
      if (!skip_blanks()) return false;
      if (block_[begin_] == close && (first || !after_comma_)) break;
      if (c == '{' && (!take_key() || !takes(':'))) return false;
      if (!take_value(level + 1) || !skip_blanks()) return false;
      after_comma_ = block_[begin_] == ',';
      if (after_comma_) ++begin_;
      if (!after_comma_ && block_[begin_] != close) return false;
    }
    ++begin_;
    after_comma_ = false;
    return c == '{' ? builder_->end_object() : builder_->end_array();
  }

  bool take_key() {
    dom::element key;
    std::string_view text;
    return block_[begin_] == '"' && parse_piece(key) && key.get(text) == simdjson::SUCCESS && builder_->key(text);
  }

  bool take_piece() {
    dom::element value;
    return parse_piece(value) && feed(value, *builder_);
  }

  /// The value at the front, which is a piece of its own up to where its brackets or quotes close.
  bool parse_piece(dom::element& value) {
    std::size_t length = 0, depth = 0;
    bool in_text = false;
    for (bool whole = false; !whole;) {
      whole = end_of_piece(length, depth, in_text);
      if (whole) break;
      if (at_end_) {
        if (in_text || depth > 0) return false;
        break;  // a number, or a word, that ends with the text
      }
      if (!fill()) return false;
    }
    const std::string_view text(block_.data() + begin_, length);
    *line_ += static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
    begin_ += length;
    return parser_.parse(text.data(), text.size(), false).get(value) == simdjson::SUCCESS;
  }

  /// Goes on from `length` to the end of the piece; false where the block ends first.
  bool end_of_piece(std::size_t& length, std::size_t& depth, bool& in_text) const {
    const char* const start = block_.data() + begin_;
    const std::size_t size = filled_ - begin_;
    while (length < size) {
      if (in_text) {
        const auto* quote = static_cast<const char*>(std::memchr(start + length, '"', size - length));
        if (quote == nullptr) return false;  // looked at once more with the next block
        const char* before = quote;
        while (before != start + length && before[-1] == '\\') --before;
        length = static_cast<std::size_t>(quote - start) + 1;
        in_text = (quote - before) % 2 != 0;  // the quote itself is escaped
        if (!in_text && depth == 0) return true;
        continue;
      }
      const char c = start[length];
      if (c == '"') {
        in_text = true;
        ++length;
      } else if (c == '{' || c == '[') {
        ++depth, ++length;
      } else if (c == '}' || c == ']') {
        if (depth == 0) return true;  // of what is around a number
        ++length;
        if (--depth == 0) return true;
      } else if (depth == 0 && (c == ',' || c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
        return true;
      } else {
        ++length;
      }
    }
    return false;
  }

  Input* input_;
  const Selection* selection_;
  Builder* builder_;
  ReadJson* result_;
  std::uint64_t* line_;
  std::ptrdiff_t levels_;  ///< that are taken apart here
  std::vector<char> block_;
  std::size_t begin_ = 0, filled_ = 0;
  bool first_ = true, at_end_ = false, after_comma_ = false;
  dom::parser parser_{};
};

}  // namespace

bool read_quickly(Input& input, const Selection& selection, Builder& builder, ReadJson& result, std::uint64_t& line) {
  return QuickReader(input, selection, builder, result, line).read();
}

}  // namespace costmodel::import

#else

namespace costmodel::import {

bool read_quickly(Input&, const Selection&, Builder&, ReadJson&, std::uint64_t&) { return false; }

}  // namespace costmodel::import

#endif
