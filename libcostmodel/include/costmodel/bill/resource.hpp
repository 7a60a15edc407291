// A machine by its parts: GPUs, cores and memory, each with a price of its own by the second.
#pragma once

#include <costmodel/base/units.hpp>
#include <string>
#include <vector>

namespace costmodel {

template <class T = double>
struct Resource {
  std::string name{};       ///< "GPU", "core", "GiB"
  T amount{1};              ///< of one copy or unit
  MoneyPerTime<T> price{};  ///< of one
};

/// Sum over the parts: amount × price, in USD per second.
template <class T>
MoneyPerTime<T> price_of(const std::vector<Resource<T>>& resources) {
  MoneyPerTime<T> sum{};
  for (const auto& resource : resources) sum += resource.price * resource.amount;
  return sum;
}

}  // namespace costmodel
