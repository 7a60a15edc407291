// A CSV, one row at a time, under its column names.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "import/reading.hpp"

namespace costmodel::import {

/// Calls `row` for each row with as many fields as there are columns; others are refused with their line. Throws
/// InvalidInput "unclosed-quote", "duplicate-column", "no-rows", and "too-large" above 64 MiB.
std::vector<std::string> read_table(
    Reading& reading, const std::function<void(const std::vector<std::string>& columns)>& header,
    const std::function<void(std::uint64_t line, const std::vector<std::string>& fields)>& row);

}  // namespace costmodel::import
