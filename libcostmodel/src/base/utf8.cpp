#include "base/utf8.hpp"

#include <algorithm>

namespace costmodel::plain {

namespace {

constexpr char32_t replacement = 0xFFFD;

/// The code point that starts at `i`, and moves `i` past it.
char32_t next(std::string_view text, std::size_t& i) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char first = byte(i++);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 && first < 0xF5   ? 3
                   : first >= 0xE0 && first < 0xF0 ? 2
                   : first >= 0xC2 && first < 0xE0 ? 1
                                                   : 0;
  if (more == 0) return replacement;
  char32_t c = first & (0x3Fu >> more);
  std::size_t j = i;
  for (int k = 0; k < more; ++k, ++j) {
    if (j >= text.size() || (byte(j) & 0xC0) != 0x80) return replacement;
    c = (c << 6) | (byte(j) & 0x3Fu);
  }
  constexpr char32_t least[] = {0, 0x80, 0x800, 0x10000};
  if (c < least[more] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return replacement;
  i = j;
  return c;
}

/// Controls, direction marks, invisible joiners, noncharacters.
bool is_hidden(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF0 && c < 0xFFFD) ||
         (c & 0xFFFE) == 0xFFFE || (c >= 0xE0000 && c < 0xE1000);
}

bool is_wide(char32_t c) {
  return (c >= 0x1100 && c < 0x1160) || (c >= 0x2E80 && c < 0xA4D0 && c != 0x303F) || (c >= 0xAC00 && c < 0xD7A4) ||
         (c >= 0xF900 && c < 0xFB00) || (c >= 0xFE30 && c < 0xFE70) || (c >= 0xFF00 && c < 0xFF61) ||
         (c >= 0x1F300 && c < 0x1F650) || (c >= 0x1F680 && c < 0x1F700) || (c >= 0x1F900 && c < 0x1FA00) ||
         (c >= 0x20000 && c < 0x40000);
}

bool is_combining(char32_t c) {
  return (c >= 0x300 && c < 0x370) || (c >= 0x1AB0 && c < 0x1B00) || (c >= 0x20D0 && c < 0x2100) ||
         (c >= 0xFE00 && c < 0xFE10) || (c >= 0xFE20 && c < 0xFE30);
}

/// Whether a text is wider than `limit`, without looking at more of it than that takes.
bool wider(std::u32string_view text, std::size_t limit) {
  std::size_t sum = 0;
  return std::any_of(text.begin(), text.end(), [&](char32_t c) { return (sum += width({&c, 1})) > limit; });
}

/// How much of a word that is too long fits into `limit`, at best up to a character after which it may be broken.
std::size_t fitting(std::u32string_view word, std::size_t limit) {
  std::size_t count = 0, taken = 0;
  while (count < word.size() && taken + width(word.substr(count, 1)) <= limit) taken += width(word.substr(count++, 1));
  count = std::max<std::size_t>(count, 1);
  for (std::size_t i = count; i > count / 2; --i)
    if (breaks_after(word[i - 1])) return i;
  return count;
}

}  // namespace

std::u32string code_points(std::string_view text) {
  std::u32string result;
  for (std::size_t i = 0; i < text.size();) {
    char32_t c = next(text, i);
    if (c == '\r') c = i < text.size() && text[i] == '\n' ? U'\0' : U'\n';
    if (c == 0x85 || c == 0x2028 || c == 0x2029 || c == '\v' || c == '\f') c = '\n';
    if (c == '\t') c = ' ';
    if (c == '\n' || !is_hidden(c)) result += c;
  }
  return result;
}

std::string utf8(std::u32string_view code_points) {
  std::string text;
  const auto put = [&](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  for (const char32_t c : code_points) {
    if (c < 0x80)
      put(c);
    else if (c < 0x800)
      put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
    else if (c < 0x10000)
      put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
    else
      put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
  }
  return text;
}

std::string clean(std::string_view text) { return utf8(code_points(text)); }

std::string shortened(std::string_view text, std::size_t most) {
  std::u32string all = code_points(text);
  if (all.size() > most) all.replace(most - 1, std::u32string::npos, U"…");
  return utf8(all);
}

std::size_t width(std::u32string_view text) {
  std::size_t sum = 0;
  for (const char32_t c : text) sum += is_combining(c) ? 0 : is_wide(c) ? 2 : 1;
  return sum;
}

std::vector<std::u32string> lines(std::u32string_view text) {
  std::vector<std::u32string> result(1);
  for (const char32_t c : text) {
    if (c == '\n')
      result.emplace_back();
    else
      result.back() += c;
  }
  return result;
}

std::vector<std::u32string> wrapped(std::u32string_view text, std::size_t limit) {
  std::vector<std::u32string> result;
  for (const auto& paragraph : lines(text)) {
    std::u32string line;
    std::u32string_view rest = paragraph;
    while (!rest.empty()) {
      const std::size_t space = std::min(rest.find(U' '), rest.size());
      std::u32string_view word = rest.substr(0, space);
      rest.remove_prefix(std::min(space + 1, rest.size()));
      if (word.empty()) continue;
      if (!line.empty() && wider(word, limit - std::min(limit, width(line) + 1)))
        result.push_back(std::move(line)), line.clear();
      while (line.empty() && wider(word, limit)) {
        const std::size_t part = fitting(word, limit);
        if (part == word.size()) break;
        result.emplace_back(word.substr(0, part));
        word.remove_prefix(part);
      }
      if (!line.empty()) line += U' ';
      line += word;
    }
    result.push_back(std::move(line));
  }
  return result;
}

std::size_t longest_word(std::u32string_view text) {
  std::size_t longest = 0, start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] != ' ' && text[i] != '\n') continue;
    longest = std::max(longest, width(text.substr(start, i - start)));
    start = i + 1;
  }
  return longest;
}

}  // namespace costmodel::plain
