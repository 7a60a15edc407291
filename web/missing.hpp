// What the C++20 library of Debian's Emscripten (libc++ 13) lacks, made of what it has. Included before every source of
// the web build, so that the library itself stays plain C++20.
#pragma once

#include <version>

#ifdef _LIBCPP_VERSION

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace std {

namespace costmodel_missing {

inline to_chars_result print(char* first, char* last, const char* pattern, int digits, double value) {
  char buffer[512];
  const int length = snprintf(buffer, sizeof buffer, pattern, digits, value);
  if (length < 0 || length >= static_cast<int>(sizeof buffer) || length > last - first)
    return {last, errc::value_too_large};
  memcpy(first, buffer, static_cast<size_t>(length));
  return {first + length, errc{}};
}

/// The same digits without an exponent, of a number whose shortest text is `%.*e` with `digits` behind the point.
inline to_chars_result without_exponent(char* first, char* last, int digits, int exponent, double value) {
  return print(first, last, "%.*f", exponent >= digits ? 0 : digits - exponent, value);
}

}  // namespace costmodel_missing

inline to_chars_result to_chars(char* first, char* last, double value, chars_format format, int digits) {
  return costmodel_missing::print(first, last, format == chars_format::fixed ? "%.*f" : "%.*g", digits, value);
}

/// The fewest digits that read back as the same number, with an exponent only where that is shorter.
inline to_chars_result to_chars(char* first, char* last, double value) {
  if (!isfinite(value)) return costmodel_missing::print(first, last, "%.*g", 6, value);
  char text[40];
  int digits = 0;
  while (snprintf(text, sizeof text, "%.*e", digits, value), strtod(text, nullptr) != value && digits < 16) ++digits;
  const string_view scientific(text);
  const int exponent = atoi(text + scientific.find('e') + 1);
  char plain[512];
  const auto end = costmodel_missing::without_exponent(plain, plain + sizeof plain, digits, exponent, value).ptr;
  const string_view chosen = static_cast<size_t>(end - plain) <= scientific.size()
                                 ? string_view(plain, static_cast<size_t>(end - plain))
                                 : scientific;
  if (static_cast<ptrdiff_t>(chosen.size()) > last - first) return {last, errc::value_too_large};
  memcpy(first, chosen.data(), chosen.size());
  return {first + chosen.size(), errc{}};
}

/// Reads what `to_chars` above writes.
inline from_chars_result from_chars(const char* first, const char* last, double& value) {
  const string text(first, last);
  char* end = nullptr;
  const double read = strtod(text.c_str(), &end);
  if (end == text.c_str()) return {first, errc::invalid_argument};
  value = read;
  return {first + (end - text.c_str()), errc{}};
}

/// A thread that is joined where it goes.
class jthread : public thread {
 public:
  using thread::thread;
  jthread(jthread&&) noexcept = default;
  ~jthread() {
    if (joinable()) join();
  }
};

namespace ranges {  // those of the algorithms that the library calls

template <class R>
bool is_sorted(R&& r) {
  return std::is_sorted(r.begin(), r.end());
}
template <class R, class Less = std::less<void>>
void sort(R&& r, Less before = {}) {
  std::sort(r.begin(), r.end(), before);
}
template <class R, class T>
auto lower_bound(R&& r, const T& x) {
  return std::lower_bound(r.begin(), r.end(), x);
}
template <class R, class T>
auto count(R&& r, const T& x) {
  return std::count(r.begin(), r.end(), x);
}
template <class R>
auto max(R&& r) {
  return *std::max_element(r.begin(), r.end());
}
template <class R, class Holds>
bool any_of(R&& r, Holds holds) {
  return std::any_of(r.begin(), r.end(), holds);
}
template <class R, class T>
auto find(R&& r, const T& x) {
  return std::find(r.begin(), r.end(), x);
}
template <class R, class T, class Of>
auto find(R&& r, const T& x, Of of) {
  return std::find_if(r.begin(), r.end(), [&](const auto& element) { return std::invoke(of, element) == x; });
}
template <class R, class I>
void nth_element(R&& r, I nth) {
  std::nth_element(r.begin(), nth, r.end());
}

}  // namespace ranges

}  // namespace std

#endif
