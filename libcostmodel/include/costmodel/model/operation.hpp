// How a path runs at a load: the operating point that its capacity is stated at, how many requests are in flight, and
// how long its users wait (docs/under_load.md).
#pragma once

#include <costmodel/measured/unit_under_load.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace costmodel {

enum class Running {
  back_to_back,    ///< requests packed: always as many in flight as at the operating point of the capacity
  steady,          ///< the line stays finite
  below_measured,  ///< fewer in flight than were ever measured: the latency there is not known
  saturated  ///< the load is no less than all units carry: the line grows without bound, and nothing about it is a
             ///< number
};

std::string_view to_string(Running running);

/// Mean and percentiles. A percentile without a number has no bound that is known.
struct Latency {
  Time<> mean{};
  std::optional<Time<>> p50{}, p90{}, p95{}, p99{};
};

/// Of each unit, while it is up. None where they were not measured.
struct Operation {
  double capacity_concurrency = 1;           ///< requests in flight at the operating point of the capacity
  OutputRate<> capacity_output{};            ///< all streams together, there
  bool estimated = false;                    ///< the point follows from memory bandwidth: nobody measured it
  TimePerAnswer<> decode{};                  ///< machine time of one attempt at that point
  std::optional<TimePerAnswer<>> prefill{};  ///< beside it, where prefill was measured apart
  Running running = Running::saturated;
  std::optional<double> in_flight{};            ///< mean in the machine; not those that wait for it
  std::optional<OutputRate<>> stream_output{};  ///< mean that one user sees
  std::optional<Time<>> first_token{};          ///< mean without the wait in line
  std::optional<Time<>> response{};             ///< mean of one try at an answer, with the wait in line
  int tries = 1;                   ///< that a request may take: the limit on a whole answer holds for all of them
  double units_in_line = 1;        ///< that requests at random wait for in one line
  std::optional<double> p_wait{};  ///< probability that a request finds all places taken
  std::optional<Latency> wait{};   ///< in line
  std::optional<Latency> first_token_after_wait{};
  std::optional<Latency> answer{};  ///< of one try, with the wait; percentiles are upper bounds
  std::string note{};               ///< why something is not known, or which limit the wait breaks
};

/// The path at a load in attempts a month, spread evenly over the units that it needs, each with a line of its own
/// unless they share one. Random arrivals: the chain of unit_under_load.hpp. Evenly: the concurrency by Little's law
/// (`settle`), and no line. Nothing for a path whose capacity is not known.
std::optional<Operation> operation(const Scenario& scenario, const Path& path, const PathModel& model, Load<> load,
                                   Arrivals arrivals);

}  // namespace costmodel
