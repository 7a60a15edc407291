// How a scenario is lifted to a number type: for the one source of each type that instantiates it.
#pragma once

#include <set>

#include "base/pointer_path.hpp"
#include "scenario/flattened.hpp"
#include "scenario/lifted.hpp"

namespace costmodel::fields {

/// Plays a tape into a scenario over T, and keeps a setter for each input that is wanted; for every one if none is
/// named.
template <class T>
class Player : public PassesOverWords {
 public:
  Setters<T> setters;

  Player(const Flattened& tape, const std::set<std::string, std::less<>>& wanted) : tape_(tape), wanted_(wanted) {}

  template <class U, class N>
  void number(std::string_view key, Quantity<U, N>& q, const Named<U>& unit, Domain, Presence, std::string_view) {
    q = Quantity<U, N>::from_value(N(number()));
    if constexpr (std::is_same_v<N, T>) keep(key, {&const_cast<T&>(q.value()), unit.numerator, unit.denominator});
  }
  template <class U, class N>
  void number(std::string_view key, std::optional<Quantity<U, N>>& q, const Named<U>& unit, Domain domain,
              Presence presence, std::string_view doc) {
    if (mark()) number(key, q.emplace(), unit, domain, presence, doc);
  }
  template <class N>
  requires std::is_same_v<N, T> || std::is_same_v<N, double>
  void number(std::string_view key, N& q, const Named<unit::none>&, Domain, Presence, std::string_view) {
    q = N(number());
    if constexpr (std::is_same_v<N, T>) keep(key, {&q});
  }
  void number(std::string_view, std::optional<double>& q, const Named<unit::none>&, Domain, Presence,
              std::string_view) {
    if (mark()) q = number();
  }
  void limit(std::string_view, double& q, Domain, std::string_view, std::string_view = {}) { q = number(); }
  void whole(std::string_view, int& q, Domain, std::string_view, std::string_view = {}) {
    q = static_cast<int>(number());
  }
  template <class Q, class U>
  void pair(std::string_view, Q& low, Q& high, const Named<U>&, Domain, std::string_view) {
    low = Q::from_value(typename Q::value_type(number()));
    high = Q::from_value(typename Q::value_type(number()));
  }
  void text(std::string_view, std::string& s, Presence, std::string_view) { s = tape_.texts[text_++]; }
  void flag(std::string_view, bool& b, std::string_view) { b = mark() != 0; }
  template <class E>
  void choice(std::string_view, E& e, Presence, std::string_view) {
    e = static_cast<E>(mark());
  }
  template <class S>
  void object(std::string_view key, S& s, Presence, std::string_view) {
    place_.within(key, [&] { describe(*this, s); });
  }
  template <class S>
  void object(std::string_view key, std::optional<S>& s, Presence, std::string_view) {
    if (mark()) place_.within(key, [&] { describe(*this, s.emplace()); });
  }
  template <class Body>
  void section(std::string_view key, Presence, std::string_view, Body body) {
    place_.within(key, [&] { body(*this); });
  }
  template <class S>
  void list(std::string_view key, std::vector<S>& items, Presence, std::string_view) {
    items.resize(mark());
    place_.within(key, [&] {
      for (std::size_t i = 0; i < items.size(); ++i)
        place_.within(std::to_string(i), [&] { describe(*this, items[i]); });
    });
  }
  void pricing(std::string_view key, Pricing<T>& p, Presence) {
    emplace(p, mark());
    place_.within(key, [&] { std::visit([&](auto& alternative) { describe(*this, alternative); }, p); });
  }
  void numbers(std::string_view, std::vector<double>& all, Domain, std::string_view) {
    all.resize(mark());
    for (double& one : all) one = number();
  }

 private:
  double number() { return tape_.numbers[number_++]; }
  std::size_t mark() { return tape_.marks[mark_++]; }
  void keep(std::string_view key, Setter<T> setter) {
    if (auto pointer = place_.at(key); wanted_.empty() || wanted_.contains(pointer))
      setters.emplace(std::move(pointer), setter);
  }
  template <std::size_t I = 0>
  static void emplace(Pricing<T>& p, std::size_t index) {
    if constexpr (I < std::variant_size_v<Pricing<T>>) {
      if (index == I)
        p.template emplace<I>();
      else
        emplace<I + 1>(p, index);
    }
  }

  const Flattened& tape_;
  const std::set<std::string, std::less<>>& wanted_;
  PointerPath place_;
  std::size_t number_ = 0, text_ = 0, mark_ = 0;
};

template <class T>
Lifted<T>::Lifted(const Scenario& source, const std::set<std::string, std::less<>>& wanted) {
  Recorder recorder;
  describe(recorder, const_cast<Scenario&>(source));  // the visitor stores nothing in it
  Player<T> player(recorder.tape, wanted);
  describe(player, scenario);
  setters = std::move(player.setters);
}

}  // namespace costmodel::fields
