// Text from files and people made safe to print: valid UTF-8, no control characters, and its width on a line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace costmodel::plain {

/// The code points of a text. What is not valid UTF-8 becomes U+FFFD; control characters (but the line feed), and marks
/// that turn the direction of text or hide in it, are left out; tabs and other line ends become a space and a line
/// feed.
std::u32string code_points(std::string_view text);

std::string utf8(std::u32string_view code_points);

/// The text as above.
std::string clean(std::string_view text);

/// The same, of at most `most` code points; the last is an ellipsis where some were left out.
std::string shortened(std::string_view text, std::size_t most);

/// Columns that it takes on a terminal: two for wide East Asian characters, none for combining ones.
std::size_t width(std::u32string_view text);

/// Lines of at most `limit` columns, broken at spaces, else after a slash or the like, else anywhere.
std::vector<std::u32string> wrapped(std::u32string_view text, std::size_t limit);

/// Columns that the widest piece takes which should not be broken, as `wrapped` sees it.
std::size_t longest_word(std::u32string_view text);

/// The text cut at line feeds.
std::vector<std::u32string> lines(std::u32string_view text);

/// Characters after which a long word may be broken.
constexpr bool breaks_after(char32_t c) {
  return std::u32string_view(U"/_-?=&,:;.|").find(c) != std::u32string_view::npos;
}

}  // namespace costmodel::plain
