#include "io/own_json.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "base/problems.hpp"
#include "base/utf8.hpp"

namespace costmodel {

std::string shown(const Json& value) {
  return plain::shortened(value.dump(-1, ' ', false, Json::error_handler_t::replace), 60);
}

/// A part of a JSON Pointer, escaped by RFC 6901.
std::string pointer_part(std::string_view key) {
  std::string part;
  for (const char c : key) part += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return part;
}

namespace {

/// Where a number stands for the first time, outside texts and comments.
std::size_t place_of(std::string_view number, std::string_view text) {
  const auto past = [&](std::string_view end, std::size_t from) {
    return std::min(text.find(end, from), text.size()) + end.size();
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with('"')) {
      for (++i; i < text.size() && text[i] != '"'; ++i) i += text[i] == '\\';
      ++i;
    } else if (rest.starts_with("//"))
      i = past("\n", i);
    else if (rest.starts_with("/*"))
      i = past("*/", i + 2);
    else if (rest.starts_with(number))
      return i;
    else
      ++i;
  }
  return std::string_view::npos;
}

std::string line_and_column(std::string_view text, std::size_t place) {
  const auto before = text.substr(0, place);
  const auto start = before.rfind('\n');
  return "line " + std::to_string(1 + std::count(before.begin(), before.end(), '\n')) + ", column " +
         std::to_string(place - (start == std::string_view::npos ? 0 : start + 1) + 1);
}

/// Text that the parser would misread: it takes a NUL for the end, and knows no other encoding than UTF-8.
void check_text(std::string_view text) {
  const bool utf32 =
      text.starts_with(std::string_view("\xFF\xFE\0\0", 4)) || text.starts_with(std::string_view("\0\0\xFE\xFF", 4));
  const bool marked = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
  const bool every_other = text.size() > 3 && (text[0] == '\0') != (text[1] == '\0') &&
                           (text[0] == '\0') == (text[2] == '\0') && (text[1] == '\0') == (text[3] == '\0');
  if (utf32) throw InvalidInput("not-utf8", "", "UTF-32", "UTF-8");
  if (marked || every_other) throw InvalidInput("not-utf8", "", "UTF-16", "UTF-8");
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    throw InvalidInput("malformed-json", line_and_column(text, nul), "a NUL character",
                       "JSON, comments allowed, and nothing after it");
}

/// "line 3, column 5" of the parser's message; it has none for a number that is too large, so that is looked for.
InvalidInput malformed(const nlohmann::json::exception& error, std::string_view text) {
  const std::string message = error.what();
  const auto line = message.find("line ");
  const auto colon = message.find(": ", line);
  if (line != std::string::npos && colon != std::string::npos)
    return InvalidInput("malformed-json", message.substr(line, colon - line), message.substr(colon + 2),
                        "JSON, comments allowed");
  std::size_t place = std::string_view::npos;
  const auto quote = message.find('\'');
  if (quote != std::string::npos) place = place_of(message.substr(quote + 1, message.rfind('\'') - quote - 1), text);
  const std::string where = place == std::string_view::npos ? std::string() : line_and_column(text, place);
  return InvalidInput("malformed-json", where, message.substr(message.find("] ") + 2),
                      "JSON whose numbers fit a double");
}

/// Keys that stand twice in one object; the parser itself would keep the last and say nothing. And a floor under
/// nesting: what recurses over JSON must not run out of stack.
class DuplicateKeys {
 public:
  std::vector<Problem> problems;

  bool operator()(int, Json::parse_event_t event, Json& parsed) {
    using Event = Json::parse_event_t;
    const bool starts = event == Event::object_start || event == Event::array_start;
    if ((starts || event == Event::value) && !open_.empty() && open_.back().array)
      open_.back().last = std::to_string(open_.back().items++);
    if (starts) {
      if (open_.size() == most_levels)
        throw InvalidInput("malformed-json", place(), "deeper nesting",
                           "at most " + std::to_string(most_levels) + " levels");
      open_.push_back({.array = event == Event::array_start});
    }
    if (event == Event::object_end || event == Event::array_end) open_.pop_back();
    if (event == Event::key) {
      open_.back().last = pointer_part(parsed.get<std::string>());
      if (open_.back().keys.size() == most_keys)  // finding one among them takes as long as there are keys
        throw InvalidInput("too-large", place(), "more than " + std::to_string(most_keys) + " keys",
                           "at most so many in one object");
      if (!open_.back().keys.insert(open_.back().last).second && problems.size() < 2 * most_problems)
        problems.push_back({"duplicate-key", place(), shown(parsed) + " twice", "each key once in an object"});
    }
    return true;
  }

 private:
  static constexpr std::size_t most_levels = 100, most_keys = 20'000;
  struct Open {
    bool array = false;
    std::size_t items = 0;
    std::set<std::string> keys{};
    std::string last{};  ///< key or index
  };

  std::string place() const {
    std::string where;
    for (const auto& level : open_) where += "/" + level.last;
    return where;
  }

  std::vector<Open> open_;
};

}  // namespace

Json parse_own(std::string_view text, std::vector<Problem>& problems) {
  check_text(text);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  DuplicateKeys duplicates;
  Json root;
  try {
    root = Json::parse(text, std::ref(duplicates), true, true);
  } catch (const nlohmann::json::exception& error) {
    throw malformed(error, text);
  }
  problems.insert(problems.end(), duplicates.problems.begin(), duplicates.problems.end());
  return root;
}

}  // namespace costmodel
