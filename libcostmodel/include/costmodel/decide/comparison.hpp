// Two paths of a scenario against each other at equal demand, along any axis.
#pragma once

#include <costmodel/scenario/dated_prices.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <costmodel/solve/crossover.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

enum class Axis {
  demand,                    ///< accepted answers per month
  utilization,               ///< of the reference path: the owned one, else the provisioned, else the windowed one
  traffic_multiplier,        ///< multiple of the scenario's demand
  usd_per_rejected_request,  ///< at the scenario's demand
  input                      ///< any other number of the scenario, by name: `compare_on`
};

std::string_view to_string(Axis axis);
std::string_view unit_of(Axis axis);
/// The axis of that name, one of the first four. Throws InvalidInput with the nearest name.
Axis axis_named(std::string_view name);

/// A crossing with both paths' cost there.
struct PathCrossing {
  double at = 0;  ///< on the axis
  CrossingKind kind = CrossingKind::crossing;
  std::string cheaper_below{};  ///< id of the path that is cheaper just below
  std::string cheaper_above{};
  std::optional<double> demand{};       ///< accepted answers per month there; on axes that move the load
  std::optional<double> utilization{};  ///< of the reference path there
  double usd_per_accepted_a = 0;        ///< just below, in USD per accepted answer
  double usd_per_accepted_b = 0;
  Side below{};  ///< monthly cost and its slope along the axis, just below and above
  Side above{};
  std::optional<Range> range{};  ///< where it moves as each ranged input goes through its range, one at a time
  bool may_vanish = false;       ///< at an end of some range there are other crossings, or none: the range is not all
};

struct Comparison {
  std::string a;
  std::string b;
  Axis axis = Axis::demand;
  std::string axis_name = std::string(to_string(axis));
  std::string axis_unit = std::string(unit_of(axis));
  std::optional<Arrivals> arrivals{};  ///< none: neither path depends on when requests arrive
  std::string reference{};             ///< whose utilization is meant
  double low = 0;
  double high = 0;             ///< end of the stretch that both paths can carry
  Range searched{};            ///< the values looked at: the domain asked for, or the default within the model's own
  std::string ends_because{};  ///< set where the model has no meaning beyond `searched`, with the rule that ends it
  bool complete = true;        ///< every crossing between low and high is here, but for `unsettled`
  std::vector<PathCrossing> crossings{};
  std::vector<Stretch> equal{};  ///< where both cost the same
  std::vector<Stretch>
      missing{};  ///< where one of them cannot be priced: saturated, nothing accepted, latency not kept
  std::vector<Stretch> unsettled{};  ///< where the order could not be told
  std::string never{};               ///< set where there is no crossing: in which range, or why at no value at all
  bool proven_never = false;    ///< `never` holds for every value at which both can be priced, not for the range alone
  std::string carried_until{};  ///< set where `high` is the end of what one path can carry: "box ends (4 units)"
  std::optional<double> beyond{};    ///< a crossing outside of the range, the nearest that a look there found
  std::vector<DatedPrice> prices{};  ///< inputs of the two that were picked by date
  std::string unlike{};              ///< set where the two were measured at unlike operating points
  Presentation presentation{};       ///< of the scenario
};

struct ComparisonOptions {
  std::optional<Range> domain{};  ///< of the axis; without it the scenario's demand domain, or utilization 0 to 1
  bool ranges = true;             ///< also find where crossings move over the ranged inputs
  double max_work = 1e5;          ///< as in `CrossoverOptions`
};

/// Every crossing of two paths along an axis. Throws InvalidInput for unknown ids or a path against itself.
Comparison compare(const Scenario& scenario, std::string_view a, std::string_view b, Axis axis,
                   std::optional<Arrivals> arrivals = {}, const ComparisonOptions& options = {});

/// Every pair of paths, packed first and then at random where that makes a difference.
std::vector<Comparison> compare_all(const Scenario& scenario, Axis axis, const ComparisonOptions& options = {});

/// The pair under both arrival patterns, packed first; once where arrivals make no difference.
std::vector<Comparison> compare_arrivals(const Scenario& scenario, std::string_view a, std::string_view b, Axis axis,
                                         const ComparisonOptions& options = {});

}  // namespace costmodel
