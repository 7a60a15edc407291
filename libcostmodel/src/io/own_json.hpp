// JSON as our own files are written: comments allowed, every key once, numbers that fit a double.
#pragma once

#include <costmodel/base/error.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "io/json.hpp"

namespace costmodel {

/// A value for messages: one line, at most 60 characters.
std::string shown(const Json& value);

/// A part of a JSON Pointer, escaped by RFC 6901.
std::string pointer_part(std::string_view key);

/// The document. Keys that stand twice are added to `problems`. Throws InvalidInput: "malformed-json", with line and
/// column, also for a NUL and for more than 100 levels; "not-utf8" for UTF-16 and UTF-32.
Json parse_own(std::string_view text, std::vector<Problem>& problems);

/// The whole text of a file or a pipe; "-" is the standard input. `what` says what should have been there. Throws
/// InvalidInput: "unreadable-file", "too-large".
std::string text_of_file(const std::string& file, std::string_view what);

}  // namespace costmodel
