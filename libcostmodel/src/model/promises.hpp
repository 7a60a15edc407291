// Promises on waiting: which load a unit may carry so that they are kept, and what is to be said where they are not.
#pragma once

#include <costmodel/bill/bill.hpp>
#include <costmodel/measured/unit_under_load.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <optional>
#include <string>

namespace costmodel {

/// Share of its units' capacity up to which the promises of a scenario are kept, and its headroom is left.
struct Kept {
  Shares shares{1};  ///< 0: not even by a unit that is alone with one request
  std::string
      why_not{};  ///< what an empty unit does not keep, or what was not measured; empty where the share is above 0
};

/// Units that wait behind one line, of n that a path has.
double units_in_line(const Path& path, const OperatingPoint<>& point, double n);

/// What working out the shares takes: the places behind lines of 1, 2, … units, those of its widest point.
double shares_work(const Path& path);

/// The queue before one unit of a path, or before so many: each has as many places as are in flight at the operating
/// point of its capacity.
ServingUnit unit_of(const Path& path, const OperatingPoint<>& point, const Workload<>& workload, double units = 1);

/// Shares up to which the path's units keep one promise; nothing where it was not measured, 0 where a unit alone breaks
/// it.
std::optional<Shares> shares_that_keep(const Path& path, const OperatingPoint<>& point, const Workload<>& workload,
                                       const Promise& promise);

/// What people often promise who state nothing: 95 % of the requests wait no longer than an answer takes.
Promise usual_promise(const Path& path, const OperatingPoint<>& point, const Workload<>& workload);

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
