// What a value of a result is, whatever its C++ type: described once for each type, not once for each field, so that
// little code is made.
#pragma once

#include <array>
#include <concepts>
#include <costmodel/base/units.hpp>
#include <costmodel/stats/distribution.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace costmodel::results {

enum class Kind { flag, whole, number, text, optional, list, tuple, map, record, distribution };

struct Record;

/// What a value is, and how to read it and put it back, whatever its C++ type.
struct Type {
  Kind kind = Kind::number;
  const Type* of = nullptr;  ///< what an optional, a list, a tuple, a map holds
  const Record& (*record)() = nullptr;
  std::vector<std::string_view> (*names)() = nullptr;  ///< all texts that there are; of a tuple, its keys in JSON
  std::size_t (*size)(const void*) = nullptr;          ///< of an optional 0 or 1
  const void* (*at)(const void*, std::size_t) = nullptr;
  const void* (*parent)(const void*) = nullptr;  ///< of a record that stands for a part of another
  double (*number)(const void*) = nullptr;       ///< flags and whole numbers too
  std::string_view (*text)(const void*) = nullptr;
  void (*resize)(void*, std::size_t) = nullptr;
  std::string& (*key)(void*, std::size_t) = nullptr;
  void (*set_number)(void*, double) = nullptr;
  void (*set_text)(void*, std::string_view) = nullptr;
};

/// The table of a struct: specialised where its fields are described.
template <class T>
Record described();

/// The record of a struct, made at its first use.
template <class T>
const Record& record_of();

/// A part of a record, with the whole.
template <class Part, class Whole>
struct PartOf {
  const Part* part = nullptr;
  const Whole* whole = nullptr;
};

template <class E>
inline constexpr E last_enumerator = E{};

template <class T>
const T& as(const void* p) {
  return *static_cast<const T*>(p);
}
template <class T>
T& as(void* p) {
  return *static_cast<T*>(p);
}

template <class M>
struct Described {
  static constexpr Type type{.kind = Kind::record, .record = []() -> const Record& { return record_of<M>(); }};
};
template <class P, class W>
struct Described<PartOf<P, W>> {
  static constexpr Type type{.kind = Kind::record,
                             .record = []() -> const Record& { return record_of<P>(); },
                             .at = [](const void* p, std::size_t) -> const void* { return as<PartOf<P, W>>(p).part; },
                             .parent = [](const void* p) -> const void* { return as<PartOf<P, W>>(p).whole; }};
};
template <class M>
requires std::is_arithmetic_v<M>
struct Described<M> {
  static constexpr Type type{.kind = std::same_as<M, bool> ? Kind::flag
                                     : std::integral<M>    ? Kind::whole
                                                           : Kind::number,
                             .number = [](const void* p) { return static_cast<double>(as<M>(p)); },
                             .set_number = [](void* p, double value) { as<M>(p) = static_cast<M>(value); }};
};
template <class U>
struct Described<Quantity<U>> {
  static constexpr Type type{
      .kind = Kind::number,
      .number = [](const void* p) { return as<Quantity<U>>(p).value(); },
      .set_number = [](void* p, double value) { as<Quantity<U>>(p) = Quantity<U>::from_value(value); }};
};
template <>
struct Described<std::string> {
  static constexpr Type type{.kind = Kind::text,
                             .text = [](const void* p) { return std::string_view(as<std::string>(p)); },
                             .set_text = [](void* p, std::string_view text) { as<std::string>(p) = text; }};
};
template <class E>
requires std::is_enum_v<E>
struct Described<E> {
  static std::vector<std::string_view> names() {
    std::vector<std::string_view> all;
    for (int i = 0; i <= static_cast<int>(last_enumerator<E>); ++i) all.push_back(to_string(static_cast<E>(i)));
    return all;
  }
  static constexpr Type type{.kind = Kind::text,
                             .names = names,
                             .text = [](const void* p) { return std::string_view(to_string(as<E>(p))); },
                             .set_text =
                                 [](void* p, std::string_view text) {
                                   for (int i = 0; i <= static_cast<int>(last_enumerator<E>); ++i)
                                     if (to_string(static_cast<E>(i)) == text) as<E>(p) = static_cast<E>(i);
                                 }};
};
template <>
struct Described<Distribution> {
  static constexpr Type type{.kind = Kind::distribution};
};
template <class M>
struct Described<std::optional<M>> {
  static constexpr Type type{
      .kind = Kind::optional,
      .of = &Described<M>::type,
      .size = [](const void* p) { return std::size_t{as<std::optional<M>>(p).has_value()}; },
      .at = [](const void* p, std::size_t) -> const void* { return &*as<std::optional<M>>(p); },
      .resize = [](void* p,
                   std::size_t n) { n ? void(as<std::optional<M>>(p).emplace()) : as<std::optional<M>>(p).reset(); }};
};
template <class M>
struct Described<std::vector<M>> {
  static constexpr Type type{
      .kind = Kind::list,
      .of = &Described<M>::type,
      .size = [](const void* p) { return as<std::vector<M>>(p).size(); },
      .at = [](const void* p, std::size_t i) -> const void* { return &as<std::vector<M>>(p)[i]; },
      .resize = [](void* p, std::size_t n) { as<std::vector<M>>(p).resize(n); }};
};
template <class M, std::size_t n>
struct Described<std::array<M, n>> {
  static constexpr Type type{
      .kind = Kind::tuple,
      .of = &Described<M>::type,
      .size = [](const void*) { return n; },
      .at = [](const void* p, std::size_t i) -> const void* { return &as<std::array<M, n>>(p)[i]; }};
};
template <class M>
struct Described<std::pair<M, M>> {
  static constexpr Type type{.kind = Kind::tuple,
                             .of = &Described<M>::type,
                             .size = [](const void*) { return std::size_t{2}; },
                             .at = [](const void* p, std::size_t i) -> const void* {
                               return i ? &as<std::pair<M, M>>(p).second : &as<std::pair<M, M>>(p).first;
                             }};
};
template <class M>
struct Described<std::vector<std::pair<std::string, M>>> {
  using Map = std::vector<std::pair<std::string, M>>;
  static constexpr Type type{.kind = Kind::map,
                             .of = &Described<M>::type,
                             .size = [](const void* p) { return as<Map>(p).size(); },
                             .at = [](const void* p, std::size_t i) -> const void* { return &as<Map>(p)[i].second; },
                             .resize = [](void* p, std::size_t n) { as<Map>(p).resize(n); },
                             .key = [](void* p, std::size_t i) -> std::string& { return as<Map>(p)[i].first; }};
};
/// Two or three numbers that are a tuple in Python, a list in JSON.
template <class T, auto... members>
struct TupleOf {
  static constexpr Type type{.kind = Kind::tuple,
                             .of = &Described<double>::type,
                             .size = [](const void*) { return sizeof...(members); },
                             .at = [](const void* p, std::size_t i) -> const void* {
                               return std::array<const double*, sizeof...(members)>{&(as<T>(p).*members)...}[i];
                             }};
};

}  // namespace costmodel::results
