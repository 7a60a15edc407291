// JSON as it nearly always is, well formed, read by simdjson; what it does not take is read anew with care, which names
// the place.
#pragma once

#include "import/strict_json.hpp"

namespace costmodel::import {

/// The longest line, or piece of a document, that is parsed at once; a file with a longer one is read with care.
inline constexpr std::size_t most_quick_bytes = std::size_t{64} << 20;

/// Feeds `builder` with what the careful parser would feed it with, and fills `result`; `line` is that of the value
/// that is fed. False where the text is anything but one document, or one in each line, or where simdjson is not
/// compiled in: then nothing that came of it counts.
bool read_quickly(Input& input, const Selection& selection, Builder& builder, ReadJson& result, std::uint64_t& line);

}  // namespace costmodel::import
