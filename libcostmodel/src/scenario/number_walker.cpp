#include "scenario/number_walker.hpp"

#include <limits>

#include "base/number_text.hpp"
#include "base/pointer_path.hpp"

namespace costmodel::fields {

namespace {

/// Shows each number to the visitor.
class NumberWalker : public PassesOverWords {
 public:
  explicit NumberWalker(const NumberVisitor& visit) : f_(visit) {}

  template <class U>
  void number(std::string_view key, Quantity<U>& q, const Named<U>& unit, Domain domain, Presence presence,
              std::string_view) {
    const double value = as_written(unit, q);
    if (const auto set = f_(NumberRef{at(key), value, domain, presence, value == 0, false, unit.name})) q = unit(*set);
  }
  template <class U>
  void number(std::string_view key, std::optional<Quantity<U>>& q, const Named<U>& unit, Domain domain,
              Presence presence, std::string_view) {
    const auto value = q ? std::optional(as_written(unit, *q)) : std::nullopt;
    if (const auto set = f_(NumberRef{at(key), value, domain, presence, !value, false, unit.name})) q = unit(*set);
  }
  void number(std::string_view key, double& q, const Named<unit::none>& unit, Domain domain, Presence presence,
              std::string_view) {
    if (const auto set = f_(NumberRef{at(key), q, domain, presence, q == 0 || q == 1, false, unit.name})) q = *set;
  }
  void number(std::string_view key, std::optional<double>& q, const Named<unit::none>& unit, Domain domain,
              Presence presence, std::string_view) {
    if (const auto set = f_(NumberRef{at(key), q, domain, presence, !q, false, unit.name})) q = *set;
  }
  void limit(std::string_view key, double& q, Domain domain, std::string_view, std::string_view counted = "units") {
    const bool none = q == std::numeric_limits<double>::infinity();
    const auto value = none ? std::nullopt : std::optional(q);
    if (const auto set = f_(NumberRef{at(key), value, domain, optional, none, false, counted})) q = *set;
  }
  void whole(std::string_view key, int& q, Domain domain, std::string_view, std::string_view counted = "count") {
    if (const auto set = f_(NumberRef{at(key), q, domain, optional, q == 1, true, counted})) q = static_cast<int>(*set);
  }
  template <class U>
  void pair(std::string_view key, Quantity<U>& low, Quantity<U>& high, const Named<U>& unit, Domain domain,
            std::string_view) {
    inside(key, [&] {
      number("0", low, unit, domain, required, "");
      number("1", high, unit, domain, required, "");
    });
  }

  void text(std::string_view, std::string&, Presence, std::string_view) {}
  void flag(std::string_view, bool&, std::string_view) {}
  template <class E>
  void choice(std::string_view, E&, Presence, std::string_view) {}
  void numbers(std::string_view, std::vector<double>&, Domain, std::string_view) {}

  template <class S>
  void object(std::string_view key, S& s, Presence, std::string_view) {
    inside(key, [&] { describe(*this, s); });
  }
  template <class S>
  void object(std::string_view key, std::optional<S>& s, Presence, std::string_view) {
    if (s) inside(key, [&] { describe(*this, *s); });
  }
  template <class Body>
  void section(std::string_view key, Presence, std::string_view, Body body) {
    inside(key, [&] { body(*this); });
  }
  template <class S>
  void list(std::string_view key, std::vector<S>& items, Presence, std::string_view) {
    inside(key, [&] {
      for (std::size_t i = 0; i < items.size(); ++i) inside(std::to_string(i), [&] { describe(*this, items[i]); });
    });
  }
  template <class P>
  void pricing(std::string_view key, P& p, Presence presence) {
    if (presence == Presence::required)  // a path of several calls has none of its own
      inside(key, [&] { std::visit([&](auto& kind) { describe(*this, kind); }, p); });
  }

 private:
  std::string at(std::string_view key) const { return place_.at(key); }
  template <class Body>
  void inside(std::string_view key, Body body) {
    place_.within(key, body);
  }

  const NumberVisitor& f_;
  PointerPath place_;
};

}  // namespace

void walk_numbers(Scenario& scenario, const NumberVisitor& visit) {
  NumberWalker walker(visit);
  describe(walker, scenario);
}

void walk_numbers(const Scenario& scenario, const std::function<void(const NumberRef&)>& visit) {
  const NumberVisitor look = [&](const NumberRef& ref) { return visit(ref), std::optional<double>(); };
  walk_numbers(const_cast<Scenario&>(scenario), look);  // nothing is stored: no value comes back
}

void walk_numbers(Requirements& requirements, const NumberVisitor& visit) {
  NumberWalker walker(visit);
  describe(walker, requirements);
}

}  // namespace costmodel::fields
