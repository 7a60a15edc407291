// Results described once: a record is the list of a struct's fields, each with its name, unit and meaning. What writes
// JSON, what shows it in Python, stubs, schema and documentation walk the same lists.
#pragma once

#include <functional>
#include <memory>

#include "io/described.hpp"

namespace costmodel::results {

/// Who sees a field.
enum Seen : unsigned {
  in_json = 1,
  in_python = 2,  ///< as an attribute
  in_dict = 4,    ///< … that is also in to_dict and repr
  saved = 8,      ///< in pickles and in equality
  everywhere = 15
};

struct Field {
  std::string_view name;
  std::string_view doc;
  std::string_view unit{};
  const Type* type = nullptr;
  std::size_t offset = 0;
  std::size_t member = 0;  ///< offset of the struct's own member that it is, or is in
  double numerator = 1;    ///< of the unit, as in Named
  double denominator = 1;
  unsigned seen = everywhere;
  std::string_view place{};     ///< in JSON, where it is not the name: "domain/0"; "." merges a record into this one
  std::string_view former{};    ///< an older name that Python keeps
  std::string_view for_none{};  ///< what JSON says in place of null
  bool null_if_empty = false;   ///< an empty text is null in JSON
  bool infinite = false;        ///< a number that may be infinite, and then is null in JSON
  bool of_parent = false;       ///< read from the record that this one is a part of; JSON alone
  std::span<const std::string_view> one_of{};
  std::function<bool(const void*)> when{};                           ///< left out of JSON where this does not hold
  std::function<std::shared_ptr<const void>(const void*)> derive{};  ///< worked out from the whole record
  const Type* json_type = nullptr;                                   ///< where JSON says it otherwise
  std::function<std::shared_ptr<const void>(const void*)> json_derive{};
};

struct Record {
  std::string_view name;
  std::string_view doc;
  std::vector<Field> fields;
};

/// What a command writes as JSON.
struct Document {
  std::string_view command;
  const Record& (*record)();
};

template <class T>
const Record& record_of() {
  static const Record record = described<T>();
  return record;
}

/// What builds a record, whatever its struct: out of line, so that a table is little code.
class TableBase {
 public:
  operator Record() { return std::move(record_); }

 protected:
  TableBase(std::string_view name, std::string_view doc);
  void add(std::string_view name, std::string_view doc, const Type& type, std::size_t offset);
  void add(std::string_view name, std::string_view doc, const Type& type, decltype(Field::derive) derive);
  Field& last();

 private:
  Record record_;
};

/// A struct to find the places of members in.
template <class S>
[[gnu::noinline]] const S& sample() {
  static const S one{};
  return one;
}
template <class S, class M>
std::size_t offset_of(M S::*member) {
  const S& one = sample<S>();
  return static_cast<std::size_t>(reinterpret_cast<const char*>(&(one.*member)) - reinterpret_cast<const char*>(&one));
}

/// Builds the record of a struct; what follows a field says more of it.
template <class T>
class Table : public TableBase {
 public:
  Table(std::string_view name, std::string_view doc) : TableBase(name, doc) {}

  template <class M>
  Table& field(std::string_view name, M T::*member, std::string_view doc) {
    return add(name, doc, Described<M>::type, offset_of<T>(member)), *this;
  }
  template <class M, class U>
  Table& field(std::string_view name, M T::*member, const Named<U>& unit, std::string_view doc) {
    return field(name, member, doc).in(unit);
  }
  /// A member of a member.
  template <class A, class M>
  Table& field(std::string_view name, A T::*outer, M A::*inner, std::string_view doc) {
    add(name, doc, Described<M>::type, offset_of<T>(outer) + offset_of<A>(inner));
    last().member = offset_of<T>(outer);
    return *this;
  }
  /// Of the record that this one is a part of.
  template <class W, class M>
  requires(!std::same_as<W, T>) Table& whole(std::string_view name, M W::*member, std::string_view doc) {
    add(name, doc, Described<M>::type, offset_of<W>(member));
    last().of_parent = true;
    return json_only();
  }
  template <class W, class F>
  Table& whole(std::string_view name, F function, std::string_view doc) {
    derived_from<W>(name, function, doc).last().of_parent = true;
    return json_only();
  }
  /// What follows from the others: in JSON and an attribute, but not in to_dict unless said so.
  template <class F>
  Table& derived(std::string_view name, F function, std::string_view doc) {
    return derived_from<T>(name, function, doc).seen(in_json | in_python);
  }
  /// Compared and pickled, and not shown.
  template <class M>
  Table& kept(M T::*member) {
    return field("", member, "").seen(saved);
  }

  template <class U>
  Table& in(const Named<U>& unit) {
    Field& field = last();
    field.unit = unit.name, field.numerator = unit.numerator, field.denominator = unit.denominator;
    return *this;
  }
  Table& at(std::string_view place) { return last().place = place, *this; }
  Table& seen(unsigned by) { return last().seen = by, *this; }
  Table& json_only() { return seen(in_json); }
  Table& python_only() { return seen(everywhere & ~in_json); }
  Table& shown() { return seen(everywhere & ~saved); }  ///< of what is derived: in to_dict too
  Table& formerly(std::string_view name) { return last().former = name, *this; }
  Table& null_is(std::string_view text) { return last().for_none = text, *this; }
  Table& or_null() { return last().null_if_empty = true, *this; }
  Table& maybe_infinite() { return last().infinite = true, *this; }
  Table& one_of(std::span<const std::string_view> names) { return last().one_of = names, *this; }
  template <class F>
  Table& when(F holds) {
    last().when = [holds](const void* self) -> bool { return holds(as<T>(self)); };
    return *this;
  }
  /// What JSON says in its place.
  template <class F>
  Table& json_as(F function) {
    last().json_type = &Described<std::remove_cvref_t<std::invoke_result_t<F, const T&>>>::type;
    last().json_derive = held<T>(function);
    return *this;
  }

 private:
  template <class W, class F>
  static decltype(Field::derive) held(F function) {
    using M = std::remove_cvref_t<std::invoke_result_t<F, const W&>>;
    return [function](const void* self) -> std::shared_ptr<const void> {
      return std::make_shared<M>(std::invoke(function, as<W>(self)));
    };
  }
  template <class W, class F>
  Table& derived_from(std::string_view name, F function, std::string_view doc) {
    using M = std::remove_cvref_t<std::invoke_result_t<F, const W&>>;
    return add(name, doc, Described<M>::type, held<W>(function)), *this;
  }
};

/// Where a field of a record lies, or what was worked out for it: valid as long as `held` is.
struct Value {
  const void* at = nullptr;
  std::shared_ptr<const void> held{};
};
inline Value value_of(const Field& field, const void* self) {
  if (!field.derive) return {static_cast<const char*>(self) + field.offset, {}};
  auto held = field.derive(self);
  return {held.get(), held};
}

}  // namespace costmodel::results
