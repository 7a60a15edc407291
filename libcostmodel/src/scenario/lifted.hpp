// A scenario over another number type, with handles on the inputs that are to vary.
#pragma once

#include <costmodel/scenario/scenario.hpp>
#include <map>
#include <set>
#include <string>

namespace costmodel::fields {

/// Sets one input of a lifted scenario, in the unit that its key names.
template <class T>
struct Setter {
  T* at = nullptr;
  double numerator = 0, denominator = 0;  ///< of the unit, as in `Named`; 0 ÷ 0: a bare number

  void operator()(const T& v) const {
    if (denominator == 0)
      *at = v;
    else
      *at = v * numerator / denominator;
  }
};

template <class T>
using Setters = std::map<std::string, Setter<T>, std::less<>>;

/// A scenario over T and the setters of the wanted inputs, by their pointers; of every input that a formula reads if
/// none is named. It stays where it is made: the setters point into it. Compiled once a number type (lifted_of.hpp).
template <class T>
class Lifted {
 public:
  Lifted(const Scenario& source, const std::set<std::string, std::less<>>& wanted);
  Lifted(const Lifted&) = delete;
  Lifted& operator=(const Lifted&) = delete;

  BasicScenario<T> scenario{};
  Setters<T> setters{};
};

}  // namespace costmodel::fields
