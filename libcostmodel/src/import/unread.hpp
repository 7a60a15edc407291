// What a reader does not use of an entry, and must not drop without a word: what carries money, or changes what the
// numbers beside it mean.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "io/json.hpp"

namespace costmodel::import {

/// Whether a field of this name carries money: a cost, a price, a fee, a multiplier of one, a quota that is free.
bool carries_money(std::string_view key);

/// Whether it changes what the numbers beside it mean: power, parallelism, a cache, precision, what failed.
bool changes_meaning(std::string_view key);

/// Whether there is anything in it: null, 0, false, an empty text and what holds nothing else say nothing.
bool says_something(const Json& value);

/// The numbers in a value: "0.005 USD", "0.006 to 0.014 USD", of tokens "4 USD per million tokens"; else what stands
/// there.
std::string amount_in(std::string_view key, const Json& value);

/// What stands there, short enough for a note.
std::string brief(const Json& value);

}  // namespace costmodel::import
