// Per token: a shared endpoint. Nothing is paid for idle time.
#pragma once

#include <costmodel/bill.hpp>

namespace costmodel {

template <class T = double>
struct PerToken {
  InputPrice<T> input{};
  InputPrice<T> cached_input{};
  OutputPrice<T> output{};
  MoneyPerAnswer<T> per_answer{};  ///< for each call, beside its tokens
  T multiplier{1};                 ///< batch or service tier, on all of the above
  MoneyPerMonth<T> hosting{};      ///< fee of a deployment that is billed by tokens beside it
};

/// Bill of a per-token path: tokens × price. No unit is added at any load.
template <class T>
Bill<T> bill(const PerToken<T>& p, const Service<T>& s) {
  return {.terms = {{.name = "input tokens", .per_answer = p.input * s.workload.input * p.multiplier},
                    {.name = "cached input tokens", .per_answer = p.cached_input * s.workload.cached_input * p.multiplier},
                    {.name = "output tokens", .per_answer = p.output * s.workload.output * p.multiplier},
                    {.name = "calls", .per_answer = p.per_answer * p.multiplier},
                    {.name = "hosting", .fixed = p.hosting}},
          .month = s.month};
}

}  // namespace costmodel
