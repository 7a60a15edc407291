// Dates and numbers of seconds as whole nanoseconds, read digit by digit: exact, and fast enough not to be seen.
#pragma once

#include <bit>
#include <chrono>
#include <cstdint>
#include <cstring>

namespace costmodel::csv {

enum class Zone : std::uint8_t { none, stated };

/// `next` is null where no timestamp stands. Every reader needs text that ends in a character which is neither digit
/// nor point nor sign, such as the line feed of its line.
struct Stamp {
  std::int64_t ns = 0;
  const char* next = nullptr;
  Zone zone = Zone::none;
};

inline bool digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

/// The digits at p, eight at most, and how many they are; without a branch that depends on their number. Eight bytes
/// are looked at (Lemire, "Quickly parsing eight digits", 2018; here for any number of them).
struct Digits {
  std::uint32_t value = 0;
  unsigned count = 0;
};
inline Digits up_to_eight_digits(const char* p) {
  std::uint64_t w = 0;
  if constexpr (std::endian::native == std::endian::little)
    std::memcpy(&w, p, 8);
  else
    for (unsigned i = 0; i < 8; ++i) w |= std::uint64_t{static_cast<unsigned char>(p[i])} << (8 * i);
  w ^= 0x3030303030303030;
  const std::uint64_t others = ((w + 0x7676767676767676) | w) & 0x8080808080808080;
  const unsigned count = others == 0 ? 8u : static_cast<unsigned>(std::countr_zero(others)) / 8;
  if (count == 0) return {};
  w <<= 8 * (8 - count);
  w = (w * 10 + (w >> 8)) & 0x00FF00FF00FF00FF;
  w = (w * 100 + (w >> 16)) & 0x0000FFFF0000FFFF;
  w = (w * 10000 + (w >> 32)) & 0x00000000FFFFFFFF;
  return {static_cast<std::uint32_t>(w), count};
}

/// Digits after a point, as billionths; those beyond the ninth are cut.
inline const char* billionths(const char* p, std::int64_t& value) {
  static constexpr std::int64_t scale[] = {1'000'000'000, 100'000'000, 10'000'000, 1'000'000, 100'000,
                                           10'000,        1'000,       100,        10};
  const Digits d = up_to_eight_digits(p);
  value = d.value * scale[d.count];
  p += d.count;
  if (d.count < 8 || !digit(*p)) return p;
  value += *p - '0';
  do ++p;
  while (digit(*p));
  return p;
}

/// [-]digits[.digits], at most eighteen digits before the point, in units of `unit_ns` nanoseconds.
inline Stamp number_stamp(const char* p, std::int64_t unit_ns) {
  const bool negative = *p == '-';
  p += negative;
  const char* const first = p;
  const Digits d = up_to_eight_digits(p);
  std::int64_t whole = d.value;
  p += d.count;
  if (d.count == 8)
    for (; digit(*p) && p - first < 18; ++p) whole = whole * 10 + (*p - '0');
  if (p == first || digit(*p) || whole > 9'000'000'000'000'000'000 / unit_ns) return {};
  std::int64_t part = 0;
  if (*p == '.') p = billionths(p + 1, part);
  const std::int64_t ns = whole * unit_ns + (unit_ns == 1'000'000'000 ? part : part / (1'000'000'000 / unit_ns));
  return {negative ? -ns : ns, p, Zone::none};
}

/// Reads dates; remembers the last minute and zone, which are nearly always the next ones too.
class DateReader {
 public:
  /// YYYY-MM-DD, a blank or T, HH:MM:SS[.digits][Z|±HH[[:]MM]]; years 1970 to 2261.
  Stamp operator()(const char* p) {
    if (std::memcmp(p, minute_, 17) != 0 && !new_minute(p)) return {};
    int second = 0;
    if (!two(p + 17, 59, second)) return {};
    Stamp stamp{minute_ns_ + second * std::int64_t{1'000'000'000}, p + 19, Zone::none};
    if (*stamp.next == '.') {
      if (!digit(stamp.next[1])) return {};
      std::int64_t part = 0;
      stamp.next = billionths(stamp.next + 1, part);
      stamp.ns += part;
    }
    return *stamp.next == ',' ? stamp : zoned(stamp);
  }

 private:
  static bool two(const char* p, int most, int& value) {
    if (!digit(p[0]) || !digit(p[1])) return false;
    value = (p[0] - '0') * 10 + (p[1] - '0');
    return value <= most;
  }

  /// The first 17 characters, up to the colon before the seconds.
  bool new_minute(const char* p) {
    if (std::memcmp(p, day_, 10) != 0 && !new_day(p)) return false;
    if (p[10] != ' ' && p[10] != 'T' && p[10] != 't') return false;
    int hour = 0, minute = 0;
    if (!two(p + 11, 23, hour) || p[13] != ':' || !two(p + 14, 59, minute) || p[16] != ':') return false;
    minute_ns_ = day_ns_ + (hour * 3600 + minute * 60) * std::int64_t{1'000'000'000};
    std::memcpy(minute_, p, 17);
    return true;
  }

  bool new_day(const char* p) {
    int century = 0, year = 0, month = 0, day = 0;
    if (!two(p, 99, century) || !two(p + 2, 99, year) || p[4] != '-' || !two(p + 5, 12, month) || p[7] != '-' ||
        !two(p + 8, 31, day))
      return false;
    const std::chrono::year_month_day date{std::chrono::year(century * 100 + year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok() || century * 100 + year < 1970 || century * 100 + year > 2261) return false;
    day_ns_ = std::chrono::sys_days(date).time_since_epoch().count() * std::int64_t{86'400'000'000'000};
    std::memcpy(day_, p, 10);
    return true;
  }

  Stamp zoned(Stamp stamp) {
    const char* p = stamp.next;
    if (*p == 'Z' || *p == 'z') return {stamp.ns, p + 1, Zone::stated};
    if (*p != '+' && *p != '-') return stamp;
    if (std::memcmp(p, zone_, 6) == 0) return {stamp.ns - zone_ns_, p + 6, Zone::stated};
    const char* const first = p;
    int hour = 0, minute = 0;
    const std::int64_t sign = *p == '+' ? 1 : -1;
    if (!two(p + 1, 23, hour)) return {};
    p += 3;
    if (const char* m = p + (*p == ':'); two(m, 59, minute))
      p = m + 2;
    else if (*p == ':' || digit(*p))
      return {};
    const std::int64_t ahead = sign * (hour * 60 + minute) * std::int64_t{60'000'000'000};
    if (p - first == 6) std::memcpy(zone_, first, 6), zone_ns_ = ahead;
    return {stamp.ns - ahead, p, Zone::stated};
  }

  char day_[10] = {'1', '9', '7', '0', '-', '0', '1', '-', '0', '1'};
  char minute_[17] = {};  ///< none yet
  char zone_[6] = {};
  std::int64_t day_ns_ = 0, minute_ns_ = 0, zone_ns_ = 0;
};

}  // namespace costmodel::csv
