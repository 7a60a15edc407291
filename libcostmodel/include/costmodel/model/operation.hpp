// How a path runs at a load: the operating point that its capacity is stated at, how many requests are in flight, and how
// long its users wait. Nothing here enters a bill: what a load costs follows from the capacity (docs/decisions/0020).
#pragma once

#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/measured/throughput_curve.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace costmodel {

enum class Running {
  back_to_back,    ///< requests packed: always as many in flight as at the operating point of the capacity
  settled,         ///< at a concurrency inside the measured range
  below_measured,  ///< fewer in flight than were ever measured: the latency there is not known
  saturated        ///< the load is above what all units carry: nothing about it is a number
};

std::string_view to_string(Running running);

/// Of each unit, while it is up. Latencies are means; none where they were not measured.
struct Operation {
  double capacity_concurrency = 1;            ///< requests in flight at the operating point of the capacity
  OutputRate<> capacity_output{};             ///< all streams together, there
  bool estimated = false;                     ///< the point follows from memory bandwidth: nobody measured it
  TimePerAnswer<> decode{};                   ///< machine time of one attempt at that point
  std::optional<TimePerAnswer<>> prefill{};   ///< beside it, where prefill was measured apart
  Running running = Running::saturated;
  std::optional<double> in_flight{};          ///< in the machine; not those that wait for it
  std::optional<OutputRate<>> stream_output{};  ///< that one user sees
  std::optional<Time<>> first_token{};        ///< without the wait in line
  std::optional<Time<>> response{};           ///< of one try at an answer, with the wait in line
  int tries = 1;                              ///< that a request may take: the limit on a whole answer holds for all of them
  std::optional<Time<>> wait{};               ///< in line; only for a unit that serves one at a time
  std::string note{};                         ///< why something is not known, or which limit the wait breaks
};

/// The path at a load in attempts a month, spread evenly over the units that it needs. Random arrivals: the concurrency by
/// Little's law (`settle`); in line for a unit that serves one at a time by Pollaczek and Khinchine with answers all alike
/// (M/D/1). Nothing for a path whose capacity is not known.
std::optional<Operation> operation(const Scenario& scenario, const Path& path, const PathModel& model, Load<> load,
                                   Arrivals arrivals);

}  // namespace costmodel
