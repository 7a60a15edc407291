#include "import/strict_json.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/utf8.hpp"
#include "import/quick_json.hpp"
#include "import/unread.hpp"

namespace costmodel::import {

namespace {

std::vector<std::string> parts_of(std::string_view pattern) {
  std::vector<std::string> parts;
  while (pattern.starts_with('/')) {
    pattern.remove_prefix(1);
    const auto slash = std::min(pattern.find('/'), pattern.size());
    parts.emplace_back(pattern.substr(0, slash));
    pattern.remove_prefix(slash);
  }
  return parts;
}

/// The parser takes its characters from here; all copies of an iterator move together.
struct Cursor {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  Bytes* bytes = nullptr;  ///< null: the end

  char operator*() const { return bytes->peek(); }
  Cursor& operator++() {
    bytes->skip();
    return *this;
  }
  Cursor operator++(int) {
    bytes->skip();
    return *this;
  }
  friend bool operator==(const Cursor& a, const Cursor& b) {
    const Cursor& some = a.bytes != nullptr ? a : b;
    return some.bytes == nullptr || some.bytes->at_end();
  }
};

/// The parser's message without its numbers: it counts from where it was started.
std::string reason_in(const std::string& message) {
  const auto start = message.find(" - ");
  if (start != std::string::npos) return message.substr(start + 3);
  const auto bracket = message.find("] ");
  return bracket == std::string::npos ? message : message.substr(bracket + 2);
}

Problem malformed(const Input& input, Bytes& bytes, const std::string& message) {
  std::string where = input.at_line(bytes.line());
  const auto column = bytes.column();  // the parser has taken the character that it stumbled over
  where += ", column " + std::to_string(column > 1 && !bytes.at_end() ? column - 1 : column);
  const std::string reason = plain::shortened(reason_in(message), 160);
  if (bytes.at_end()) return {"malformed-json", where, "the end of the file: " + reason, "JSON that is whole"};
  if (reason.find("UTF-8") != std::string::npos) return {"not-utf8", where, reason, "text in UTF-8"};
  return {"malformed-json", where, reason, "JSON"};
}

/// Whether the parser stopped at what may be the start of NaN or Infinity.
bool is_bare_word(std::string_view message) {
  constexpr std::string_view intro = "last read: '";
  const auto start = message.find(intro);
  if (start == std::string_view::npos) return false;
  const auto end = message.find('\'', start + intro.size());
  return end != std::string_view::npos && (message[end - 1] == 'I' || message[end - 1] == 'N');
}

/// Thrown to start anew.
struct BareWord {};

ReadJson pass(Input& input, const Selection& selection, const std::function<void(Record&&)>& record,
              bool words_as_text) {
  Bytes bytes(input, words_as_text);
  ReadJson result;
  if (selection.broken_off != nullptr) selection.broken_off->reset();
  if (selection.money != nullptr) selection.money->clear();
  const bool in_lines = selection.broken_off != nullptr && (selection.records.empty() || selection.records == "/");
  Builder builder(input, selection, [&](Json&& value, const std::string& pointer) {
    record({std::move(value), pointer, bytes.line(), result.lines.size() - 1});
  });
  for (bytes.skip_blanks(); !bytes.at_end(); bytes.skip_blanks()) {
    result.lines.push_back(bytes.line());
    builder.start_document();
    if (!Json::sax_parse(Cursor{&bytes}, Cursor{}, &builder, Json::input_format_t::json, false)) {
      if (!words_as_text && is_bare_word(builder.error())) throw BareWord{};
      Problem problem = malformed(input, bytes, builder.error());
      const std::size_t n = result.lines.size();
      if (in_lines && n > 1 && result.lines[n - 1] > result.lines[n - 2] && bytes.at_end()) {
        *selection.broken_off = std::move(problem);
        result.lines.pop_back();
        break;
      }
      throw InvalidInput({std::move(problem)});
    }
    if (selection.records != "/") result.documents.push_back(builder.take());
  }
  if (!builder.problems.empty()) throw InvalidInput(std::move(builder.problems));
  if (result.lines.empty()) refuse("no-rows", input.name(), "an empty file", "JSON");
  result.bare_words = bytes.bare_words();
  return result;
}

/// By simdjson; nothing where the text is not as it should be, and the careful parser has to say where.
std::optional<ReadJson> quick_pass(Input& input, const Selection& selection,
                                   const std::function<void(Record&&)>& record) {
  if (selection.broken_off != nullptr) selection.broken_off->reset();
  if (selection.money != nullptr) selection.money->clear();
  std::optional<ReadJson> result(std::in_place);
  std::uint64_t line = 1;
  Builder builder(input, selection, [&](Json&& value, const std::string& pointer) {
    record({std::move(value), pointer, line, result->lines.size() - 1});
  });
  if (!read_quickly(input, selection, builder, *result, line)) return std::nullopt;
  if (!builder.problems.empty()) throw InvalidInput(std::move(builder.problems));
  return result;
}

}  // namespace

Builder::Builder(const Input& input, const Selection& selection, std::function<void(Json&&, const std::string&)> record)
    : input_(&input), money_(selection.money), record_(std::move(record)), levels_(most_levels) {
  for (const auto& pattern : selection.keep) patterns_.push_back(parts_of(pattern));
  records_ = !selection.records.empty();
  if (records_)
    patterns_.push_back(selection.records == "/" ? std::vector<std::string>{} : parts_of(selection.records));
}

/// How the patterns stand towards the value that comes next, below the innermost open level.
Builder::Match Builder::match() const {
  Match m;
  if (depth_ > 0 && levels_[depth_ - 1].complete) return {.alive = 0, .here = true, .complete = true};
  const Mask above = depth_ == 0 ? ~Mask{0} : levels_[depth_ - 1].alive;
  if (above == 0) return m;
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    if ((above >> i & 1) == 0) continue;
    const auto& pattern = patterns_[i];
    if (depth_ > 0) {
      const auto& part = pattern[depth_ - 1];
      if (part == "**") {
        m.here = m.complete = true;
        continue;
      }
      const auto& level = levels_[depth_ - 1];
      if (part != "*" && (level.array || part != level.key)) continue;
    }
    if (pattern.size() > depth_) {
      m.alive |= Mask{1} << i;
    } else if (records_ && i + 1 == patterns_.size()) {
      m.record = true;
    } else {
      m.here = true;
    }
  }
  return m;
}

Builder::Match Builder::enter() {
  const Match m = match();
  if (depth_ > 0 && levels_[depth_ - 1].array) ++levels_[depth_ - 1].items;
  return m;
}

bool Builder::open(bool array) {
  const Match m = match();
  if (depth_ == most_levels)
    refuse("too-deep", input_->at(place()), "deeper nesting", "at most " + std::to_string(most_levels) + " levels");
  Level& level = levels_[depth_++];
  level.array = array;
  level.record = m.record;
  level.alive = m.alive;
  level.complete = m.complete || (m.record && m.alive == 0);
  level.kept = m.here || m.record || m.alive != 0;
  level.items = 0;
  level.key.clear();
  level.seen.clear();
  if (!level.many.empty()) level.many = {};
  level.value = !level.kept ? Json() : array ? Json(Json::array()) : Json(Json::object());
  return true;
}

bool Builder::close() {
  Level& level = levels_[--depth_];
  const bool counts = depth_ > 0 && levels_[depth_ - 1].array;
  if (level.kept) put(std::move(level.value), level.record);
  if (counts) ++levels_[depth_ - 1].items;
  return true;
}

bool Builder::key(std::string_view name) {
  Level& level = levels_[depth_ - 1];
  level.key = name;
  const std::uint64_t hash = std::hash<std::string_view>{}(name);
  const bool twice =
      std::find(level.seen.begin(), level.seen.end(), hash) != level.seen.end() || level.many.contains(hash);
  if (twice && problems.size() < 20)
    problems.push_back({"duplicate-key", input_->at(place()), '"' + plain::shortened(name, 60) + "\" twice",
                        "each key once in an object"});
  if (money_ != nullptr) {
    auto known = is_money_.find(hash);
    if (known == is_money_.end() && is_money_.size() < most_kinds)
      known = is_money_.emplace(hash, carries_money(name)).first;
    level.money = known != is_money_.end() && known->second;
  }
  if (level.seen.size() < few_keys)
    level.seen.push_back(hash);
  else
    level.many.insert(hash);
  return true;
}

void Builder::put(Json&& value, bool record) {
  if (record) {
    record_(std::move(value), place());
  } else if (depth_ == 0) {
    root_ = std::move(value);
  } else if (levels_[depth_ - 1].array) {
    levels_[depth_ - 1].value.push_back(std::move(value));
  } else if (levels_[depth_ - 1].kept) {
    // the vector's own way to grow: the map's would look through all keys again, and they are known to differ
    auto& object = levels_[depth_ - 1].value.get_ref<Json::object_t&>();
    static_cast<Json::object_t::Container&>(object).emplace_back(levels_[depth_ - 1].key, std::move(value));
  }
}

void Builder::leave_out(double number) {
  std::string name;
  for (std::size_t i = 0; i < depth_; ++i) name += (i > 0 ? "/" : "") + (levels_[i].array ? "*" : levels_[i].key);
  if (name.starts_with("*/")) name.erase(0, 2);  // of a list of entries
  const auto found = money_->find(name);
  if (found == money_->end() && money_->size() >= most_kinds) return;
  LeftOut& left = found != money_->end() ? found->second : (*money_)[name];
  if (left.times++ == 0) left = {place(), 1, number, number, 0};
  left.least = std::min(left.least, number);
  left.most = std::max(left.most, number);
  left.sum += number;
}

std::string Builder::place() const {
  std::string where;
  for (std::size_t i = 0; i < depth_; ++i)
    where += "/" + (levels_[i].array ? std::to_string(levels_[i].items) : pointer_part(levels_[i].key));
  return where;
}

void add_money(std::map<std::string, LeftOut>& money, const Json& value, const std::string& pointer) {
  if (!value.is_object()) return;
  for (const auto& [key, inner] : value.items()) {
    const std::string at = pointer + "/" + pointer_part(key);
    add_money(money, inner, at);
    if (!inner.is_number() || inner == 0 || !carries_money(key)) continue;
    const double number = inner.get<double>();
    LeftOut& left = money[key];
    if (left.times++ == 0) left = {at, 1, number, number, 0};
    left.least = std::min(left.least, number);
    left.most = std::max(left.most, number);
    left.sum += number;
  }
}

ReadJson read_json(Input& input, const Selection& selection, const std::function<void()>& start,
                   const std::function<void(Record&&)>& record) {
  if (!selection.with_care) {
    if (start) start();
    if (auto read = quick_pass(input, selection, record)) return std::move(*read);
  }
  for (const bool words_as_text : {false, true}) {
    if (start) start();
    try {
      return pass(input, selection, record, words_as_text);
    } catch (const BareWord&) {  // a bare NaN or Infinity: once more, with such words as texts
    }
  }
  return {};
}

Json read_document(Input& input) {
  auto read = read_json(input);
  if (read.documents.size() > 1)
    refuse("malformed-json", input.at_line(read.lines[1]), "a second document", "one JSON document");
  return std::move(read.documents.front());
}

}  // namespace costmodel::import
