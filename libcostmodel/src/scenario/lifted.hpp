// A scenario over another number type, with handles on the inputs that are to vary.
#pragma once

#include <costmodel/scenario/scenario.hpp>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "scenario/fields.hpp"
#include "base/number_text.hpp"
#include "base/pointer_path.hpp"

namespace costmodel::fields {

/// Everything that a scenario holds, in the order in which its fields are described.
struct Tape {
  std::vector<double> numbers{};     ///< in coherent units
  std::vector<std::string> texts{};
  std::vector<std::size_t> marks{};  ///< presence, choices, sizes, alternatives
};

/// Writes the tape of a scenario in plain numbers.
class Recorder {
 public:
  Tape tape;

  template <class U> void number(std::string_view, Quantity<U>& q, const Named<U>&, Domain, Presence, std::string_view) { put(q.value()); }
  template <class U> void number(std::string_view, std::optional<Quantity<U>>& q, const Named<U>&, Domain, Presence, std::string_view) {
    if (mark(q.has_value())) put(q->value());
  }
  void number(std::string_view, double& q, const Named<unit::none>&, Domain, Presence, std::string_view) { put(q); }
  void number(std::string_view, std::optional<double>& q, const Named<unit::none>&, Domain, Presence, std::string_view) {
    if (mark(q.has_value())) put(*q);
  }
  void limit(std::string_view, double& q, Domain, std::string_view, std::string_view = {}) { put(q); }
  void whole(std::string_view, int& q, Domain, std::string_view, std::string_view = {}) { put(q); }
  template <class U> void pair(std::string_view, Quantity<U>& low, Quantity<U>& high, const Named<U>&, Domain, std::string_view) {
    put(low.value());
    put(high.value());
  }
  void text(std::string_view, std::string& s, Presence, std::string_view) { tape.texts.push_back(s); }
  void flag(std::string_view, bool& b, std::string_view) { mark(b); }
  template <class E> void choice(std::string_view, E& e, Presence, std::string_view) { mark(static_cast<std::size_t>(e)); }
  template <class S> void object(std::string_view, S& s, Presence, std::string_view) { describe(*this, s); }
  template <class S> void object(std::string_view, std::optional<S>& s, Presence, std::string_view) {
    if (mark(s.has_value())) describe(*this, *s);
  }
  template <class Body> void section(std::string_view, Presence, std::string_view, Body body) { body(*this); }
  template <class S> void list(std::string_view, std::vector<S>& items, Presence, std::string_view) {
    mark(items.size());
    for (auto& item : items) describe(*this, item);
  }
  void pricing(std::string_view, Pricing<>& p) {
    mark(p.index());
    std::visit([&](auto& alternative) { describe(*this, alternative); }, p);
  }
  // What no formula reads stays behind.
  template <class M> void texts(std::string_view, M&, std::string_view) {}
  void numbers(std::string_view, std::vector<double>& all, Domain, std::string_view) {
    mark(all.size());
    for (const double number : all) put(number);
  }
  template <class M> void cells(std::string_view, M&) {}
  template <class M> void placements(std::string_view, M&) {}
  template <class M> void matrix(std::string_view, M&, std::string_view) {}
  template <class M> void map(std::string_view, M&, std::string_view) {}

 private:
  void put(double value) { tape.numbers.push_back(value); }
  std::size_t mark(std::size_t value) {
    tape.marks.push_back(value);
    return value;
  }
};

/// Plays a tape into a scenario over T, and keeps a setter for each input that is wanted; for every one if none is named.
template <class T>
class Player {
 public:
  std::map<std::string, std::function<void(const T&)>, std::less<>> setters;

  Player(const Tape& tape, const std::set<std::string, std::less<>>& wanted) : tape_(tape), wanted_(wanted) {}

  template <class U, class N> void number(std::string_view key, Quantity<U, N>& q, const Named<U>& unit, Domain, Presence, std::string_view) {
    q = Quantity<U, N>::from_value(N(number()));
    if constexpr (std::is_same_v<N, T>) keep(key, [&q, unit](const T& v) { q = unit(v); });
  }
  template <class U, class N>
  void number(std::string_view key, std::optional<Quantity<U, N>>& q, const Named<U>& unit, Domain domain, Presence presence, std::string_view doc) {
    if (mark()) number(key, q.emplace(), unit, domain, presence, doc);
  }
  template <class N>
    requires std::is_same_v<N, T> || std::is_same_v<N, double>
  void number(std::string_view key, N& q, const Named<unit::none>&, Domain, Presence, std::string_view) {
    q = N(number());
    if constexpr (std::is_same_v<N, T>) keep(key, [&q](const T& v) { q = v; });
  }
  void number(std::string_view, std::optional<double>& q, const Named<unit::none>&, Domain, Presence, std::string_view) {
    if (mark()) q = number();
  }
  void limit(std::string_view, double& q, Domain, std::string_view, std::string_view = {}) { q = number(); }
  void whole(std::string_view, int& q, Domain, std::string_view, std::string_view = {}) { q = static_cast<int>(number()); }
  template <class Q, class U> void pair(std::string_view, Q& low, Q& high, const Named<U>&, Domain, std::string_view) {
    low = Q::from_value(typename Q::value_type(number()));
    high = Q::from_value(typename Q::value_type(number()));
  }
  void text(std::string_view, std::string& s, Presence, std::string_view) { s = tape_.texts[text_++]; }
  void flag(std::string_view, bool& b, std::string_view) { b = mark() != 0; }
  template <class E> void choice(std::string_view, E& e, Presence, std::string_view) { e = static_cast<E>(mark()); }
  template <class S> void object(std::string_view key, S& s, Presence, std::string_view) {
    place_.within(key, [&] { describe(*this, s); });
  }
  template <class S> void object(std::string_view key, std::optional<S>& s, Presence, std::string_view) {
    if (mark()) place_.within(key, [&] { describe(*this, s.emplace()); });
  }
  template <class Body> void section(std::string_view key, Presence, std::string_view, Body body) {
    place_.within(key, [&] { body(*this); });
  }
  template <class S> void list(std::string_view key, std::vector<S>& items, Presence, std::string_view) {
    items.resize(mark());
    place_.within(key, [&] {
      for (std::size_t i = 0; i < items.size(); ++i) place_.within(std::to_string(i), [&] { describe(*this, items[i]); });
    });
  }
  void pricing(std::string_view key, Pricing<T>& p) {
    emplace(p, mark());
    place_.within(key, [&] { std::visit([&](auto& alternative) { describe(*this, alternative); }, p); });
  }
  template <class M> void texts(std::string_view, M&, std::string_view) {}
  void numbers(std::string_view, std::vector<double>& all, Domain, std::string_view) {
    all.resize(mark());
    for (double& one : all) one = number();
  }
  template <class M> void cells(std::string_view, M&) {}
  template <class M> void placements(std::string_view, M&) {}
  template <class M> void matrix(std::string_view, M&, std::string_view) {}
  template <class M> void map(std::string_view, M&, std::string_view) {}

 private:
  double number() { return tape_.numbers[number_++]; }
  std::size_t mark() { return tape_.marks[mark_++]; }
  void keep(std::string_view key, std::function<void(const T&)> setter) {
    if (auto pointer = place_.at(key); wanted_.empty() || wanted_.contains(pointer)) setters.emplace(std::move(pointer), std::move(setter));
  }
  template <std::size_t I = 0> static void emplace(Pricing<T>& p, std::size_t index) {
    if constexpr (I < std::variant_size_v<Pricing<T>>) {
      if (index == I) p.template emplace<I>();
      else emplace<I + 1>(p, index);
    }
  }

  const Tape& tape_;
  const std::set<std::string, std::less<>>& wanted_;
  PointerPath place_;
  std::size_t number_ = 0, text_ = 0, mark_ = 0;
};

/// A scenario over T and the setters of the wanted inputs; each setter takes the unit that the input's key names.
/// It stays where it is made: the setters point into it.
template <class T>
class Lifted {
 public:
  Lifted(const Scenario& source, const std::set<std::string, std::less<>>& wanted) {
    Recorder recorder;
    describe(recorder, const_cast<Scenario&>(source));  // the visitor stores nothing in it
    Player<T> player(recorder.tape, wanted);
    describe(player, scenario);
    setters = std::move(player.setters);
  }
  Lifted(const Lifted&) = delete;
  Lifted& operator=(const Lifted&) = delete;

  BasicScenario<T> scenario{};
  std::map<std::string, std::function<void(const T&)>, std::less<>> setters{};
};

}  // namespace costmodel::fields
