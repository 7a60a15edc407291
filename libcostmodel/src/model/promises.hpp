// Promises on waiting: which load a unit may carry so that they are kept, and what is to be said where they are not.
#pragma once

#include <costmodel/measured/unit_under_load.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <optional>
#include <string>

namespace costmodel {

/// Share of a unit's capacity up to which the promises of a scenario are kept, and its headroom is left.
struct Kept {
  double share = 1;  ///< 0: not even by a unit that is alone with one request
  std::string
      why_not{};  ///< what an empty unit does not keep, or what was not measured; empty where the share is above 0
};

/// The queue before one unit of a path: its places are as many as are in flight at the operating point of its capacity.
ServingUnit unit_of(const Path& path, const OperatingPoint<>& point, const Workload<>& workload);

/// The promise as it holds for one try: a limit on the whole answer holds for all the tries that are allowed.
Promise of_a_try(Promise promise, const Tries<>& tries);

/// Of the path at the operating point of its capacity. Requests back to back, or evenly, have no queue, nor has what is
/// billed by the token: the whole of it.
Kept kept_share(const Scenario& scenario, const Path& path, const std::optional<OperatingPoint<>>& point,
                Arrivals arrivals);

/// Of a path without a queue of ours, by the token: a promise that its measured latency does not keep, or that was not
/// measured.
std::string broken_without_queue(const Scenario& scenario, const Path& path,
                                 const std::optional<OperatingPoint<>>& point);

/// "p99 of the wait", "mean first token"
std::string words(const Promise& promise);

}  // namespace costmodel
