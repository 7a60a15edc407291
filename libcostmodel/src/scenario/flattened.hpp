// A scenario as plain lists, from which it is made again over another number type.
#pragma once

#include <costmodel/scenario/scenario.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/fields.hpp"

namespace costmodel::fields {

/// Everything that a scenario holds, in the order in which its fields are described.
struct Flattened {
  std::vector<double> numbers{};  ///< in coherent units
  std::vector<std::string> texts{};
  std::vector<std::size_t> marks{};  ///< presence, choices, sizes, alternatives
};

/// Flattens a scenario in plain numbers.
class Recorder : public PassesOverWords {
 public:
  Flattened tape;

  template <class U>
  void number(std::string_view, Quantity<U>& q, const Named<U>&, Domain, Presence, std::string_view) {
    put(q.value());
  }
  template <class U>
  void number(std::string_view, std::optional<Quantity<U>>& q, const Named<U>&, Domain, Presence, std::string_view) {
    if (mark(q.has_value())) put(q->value());
  }
  void number(std::string_view, double& q, const Named<unit::none>&, Domain, Presence, std::string_view) { put(q); }
  void number(std::string_view, std::optional<double>& q, const Named<unit::none>&, Domain, Presence,
              std::string_view) {
    if (mark(q.has_value())) put(*q);
  }
  void limit(std::string_view, double& q, Domain, std::string_view, std::string_view = {}) { put(q); }
  void whole(std::string_view, int& q, Domain, std::string_view, std::string_view = {}) { put(q); }
  template <class U>
  void pair(std::string_view, Quantity<U>& low, Quantity<U>& high, const Named<U>&, Domain, std::string_view) {
    put(low.value());
    put(high.value());
  }
  void text(std::string_view, std::string& s, Presence, std::string_view) { tape.texts.push_back(s); }
  void flag(std::string_view, bool& b, std::string_view) { mark(b); }
  template <class E>
  void choice(std::string_view, E& e, Presence, std::string_view) {
    mark(static_cast<std::size_t>(e));
  }
  template <class S>
  void object(std::string_view, S& s, Presence, std::string_view) {
    describe(*this, s);
  }
  template <class S>
  void object(std::string_view, std::optional<S>& s, Presence, std::string_view) {
    if (mark(s.has_value())) describe(*this, *s);
  }
  template <class Body>
  void section(std::string_view, Presence, std::string_view, Body body) {
    body(*this);
  }
  template <class S>
  void list(std::string_view, std::vector<S>& items, Presence, std::string_view) {
    mark(items.size());
    for (auto& item : items) describe(*this, item);
  }
  void pricing(std::string_view, Pricing<>& p, Presence) {
    mark(p.index());
    std::visit([&](auto& alternative) { describe(*this, alternative); }, p);
  }
  void numbers(std::string_view, std::vector<double>& all, Domain, std::string_view) {
    mark(all.size());
    for (const double number : all) put(number);
  }

 private:
  void put(double value) { tape.numbers.push_back(value); }
  std::size_t mark(std::size_t value) {
    tape.marks.push_back(value);
    return value;
  }
};

}  // namespace costmodel::fields
