// Any number of a scenario as an axis: found by name, moved, and carried through the formulas over any number type.
#pragma once

#include <costmodel/measured/evidence.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/solve/isolate.hpp>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/several_calls.hpp"
#include "scenario/lifted.hpp"

namespace costmodel {

struct InputAxis {
  enum class Kind {
    smooth,    ///< the formulas read it
    whole,     ///< tries and units: counted, not measured
    switching  ///< decides which measured operating point holds, or nothing that costs
  };
  std::string name{};  ///< for people: "box/pricing/flat_usd_per_month", "acceptance of box"
  std::string unit{};
  std::string pointer{};            ///< empty: the acceptance rate of a path
  std::vector<std::string> also{};  ///< pointers of the inputs that share its unknown, and so move with it
  std::size_t rate_of{};            ///< index of that path
  Kind kind = Kind::smooth;
  std::optional<double> value{};  ///< where the scenario stands; none where the input was not given
  Range limits{};                 ///< of the field
  double most_whole = 10'000;     ///< values of a counted axis that are looked at, one by one
};

/// What the input at that pointer is counted in; empty where there is none.
std::string unit_of_input(const Scenario& scenario, std::string_view pointer);

/// The axis of that name; among several inputs that it fits, one of the preferred paths'. Throws InvalidInput.
InputAxis input_axis(const Scenario& scenario, std::string_view name, const std::vector<std::string>& preferred);

/// Index of the path that the axis belongs to; none: the scenario.
std::optional<std::size_t> path_on(const InputAxis& axis);

/// The scenario at a point of the axis. Throws InvalidInput outside the field's domain.
Scenario moved(const Scenario& scenario, const InputAxis& axis, double x);

/// The scenario without its prose and where its numbers come from: it costs the same, and is quicker to copy and move.
Scenario without_words(Scenario scenario);

/// The values of an axis that are looked at.
struct AxisDomain {
  Range range{};
  std::string because{};  ///< rules that no value beyond a cut end keeps: "residual_usd at most price_usd"
  bool cut_low = false, cut_high = false;  ///< ends at which the model ends
  bool all = false;                        ///< every value that has a meaning
};

/// The domain asked for, or value ÷ 100 to value × 100 (a fraction: all of it) as far as that makes a valid scenario.
/// Throws InvalidInput for one of zero width, for one without a valid scenario in it, and for one that was asked for
/// and reaches beyond the valid ones.
AxisDomain domain_on(const Scenario& scenario, const InputAxis& axis, std::optional<Range> asked);

/// The part of the range in which the scenario is valid; nothing where it nowhere is.
std::optional<AxisDomain> meaningful_part(const Scenario& scenario, const InputAxis& axis, Range range);

/// "residual_usd at most price_usd": why the model has no meaning at a point of the axis; empty where it has one.
std::string no_meaning_at(const Scenario& scenario, const InputAxis& axis, double x);

namespace along {

inline Enclosure value(double x) { return x; }
inline Enclosure value(const Enclosure& x) { return x; }
inline Enclosure value(const Jet& x) { return x.value.value; }

inline Existence at_most(const Enclosure& a, const Enclosure& b) {
  return a.high <= b.low ? Existence::yes : a.low > b.high ? Existence::no : Existence::perhaps;
}

/// Whether the point keeps the limits.
template <class T>
Existence keeps(const LatencyLimits& limits, const OperatingPoint<T>& point, const Workload<T>& workload) {
  Existence kept = Existence::yes;
  if (limits.min_stream_output)
    kept = std::min(kept, at_most(limits.min_stream_output->value(), value(stream_rate(point).value())));
  if (limits.max_time_to_first_token)
    kept = std::min(kept, point.time_to_first_token ? at_most(value(point.time_to_first_token->value()),
                                                              limits.max_time_to_first_token->value())
                                                    : Existence::no);
  if (limits.max_response_time)
    kept = std::min(kept, at_most(value(response_time(point, workload).value()), limits.max_response_time->value()));
  return kept;
}

/// The points that may be the one of capacity, and whether there is one.
template <class T>
std::pair<std::vector<std::size_t>, Existence> capacity_points(const BasicPath<T>& path, const Workload<T>& workload,
                                                               const LatencyLimits& limits) {
  std::vector<Existence> kept;
  std::vector<Enclosure> busy;
  Existence any = Existence::no;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < path.operating_point_count(); ++i) {
    const auto point = path.operating_point(i);
    kept.push_back(keeps(limits, point, workload));
    busy.push_back(value(busy_time(point, workload).value()));
    any = std::max(any, kept.back());
    if (kept.back() == Existence::yes) least = std::min(least, busy.back().high);
  }
  std::vector<std::size_t> possible;
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (kept[i] != Existence::no && busy[i].low <= least) possible.push_back(i);
  if constexpr (std::is_same_v<T, double>)  // plain numbers that tie: the first
    if (!possible.empty()) possible.resize(1);
  return {possible, any};
}

inline double either(double a, double) { return a; }
inline Enclosure either(const Enclosure& a, const Enclosure& b) { return hull(a, b); }
inline Jet either(const Jet& a, const Jet& b) {
  const Dual<Enclosure> unknown(Enclosure::line(), Enclosure::line());
  return {{hull(a.value.value, b.value.value), Enclosure::line()}, unknown};
}

/// Monthly cost of a path at a demand, and whether the path can be priced there.
template <class T>
struct Priced {
  T usd_per_month{};
  Existence exist = Existence::yes;
};

/// Rates below are "nothing is accepted": there is no finite cost at 0.
inline constexpr double least_rate = 1e-9;

/// Operating points that each offer of a path of several calls may have: those that no other certainly beats.
template <class T>
std::vector<std::vector<std::optional<std::size_t>>> possible_points(const BasicScenario<T>& scenario,
                                                                     const BasicPath<T>& path,
                                                                     const Effort<T>& needed) {
  std::vector<std::vector<std::optional<std::size_t>>> all;
  for (const std::size_t index : offers_of(scenario, path)) {
    const auto& offer = scenario.paths[index];
    std::vector<Enclosure> busy;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < offer.operating_point_count(); ++i) {
      T sum(0.0);
      for (const auto& stage : path.stages)
        if (stage.offer == offer.id)
          sum += calls_of(stage, needed, scenario.rejected.handling) *
                 busy_time(offer.operating_point(i), workload_of(scenario, stage)).value();
      busy.push_back(value(sum));
      least = std::min(least, busy.back().high);
    }
    auto& possible = all.emplace_back();
    for (std::size_t i = 0; i < busy.size(); ++i)
      if (busy[i].low <= least) possible.emplace_back(i);
    if constexpr (std::is_same_v<T, double>)
      if (!possible.empty()) possible.resize(1);
    if (possible.empty()) possible.emplace_back();
  }
  return all;
}

/// The same of a path of several calls, over every choice of its offers' operating points that is possible.
template <class T>
Priced<T> priced_stages(const BasicScenario<T>& scenario, const BasicPath<T>& path, const T& rate,
                        const Effort<T>& needed, Arrivals arrivals) {
  constexpr std::size_t most = 64;  // choices: more are not told apart
  Existence exist = Existence::yes;
  if (scenario.rejected.handling == Handling::dropped) exist = at_most(least_rate, value(rate));
  const auto points = possible_points(scenario, path, needed);
  std::size_t choices = 1;
  for (const auto& of_one : points) choices *= std::min(of_one.size(), most);
  if (exist == Existence::no || choices > most) return {{}, std::min(exist, Existence::perhaps)};
  const T demand = scenario.demand.value();
  std::optional<T> cost;
  Existence least = Existence::yes, best = Existence::no;
  for (std::size_t choice = 0; choice < choices; ++choice) {
    OfferPoints at;
    std::size_t rest = choice;
    for (const auto& of_one : points) at.push_back(of_one[rest % of_one.size()]), rest /= of_one.size();
    const Curve<T> curve = assemble_stages(scenario, path, needed, at, arrivals).by_demand;
    Existence carried = at_most(value(demand), value(T(curve.limit() * (1 + 1e-12))));
    least = std::min(least, carried), best = std::max(best, carried);
    cost = cost ? either(*cost, curve(demand)) : curve(demand);
  }
  return {*cost, std::min(exist, least == best ? least : Existence::perhaps)};
}

template <class T>
Priced<T> priced(const BasicScenario<T>& scenario, const BasicPath<T>& path, const T& rate, const Effort<T>& needed,
                 Arrivals arrivals, const Shares& kept) {
  if (!path.stages.empty()) return priced_stages(scenario, path, rate, needed, arrivals);
  auto [points, exist] = capacity_points(path, scenario.workload_of(path), scenario.limits_of_a_try());
  if (std::holds_alternative<PerToken<T>>(path.pricing)) {
    if (exist != Existence::yes) points.push_back(path.operating_point_count());  // or without a point
    exist = Existence::yes;
  }
  if (scenario.rejected.handling == Handling::dropped) exist = std::min(exist, at_most(least_rate, value(rate)));
  if (exist == Existence::no || points.empty()) return {{}, Existence::no};
  const T demand = scenario.demand.value();
  std::optional<T> cost;
  Existence least = Existence::yes,
            most = Existence::no;  // whether the demand is carried, by whichever point it turns out to be
  for (const std::size_t i : points) {
    const auto point = i < path.operating_point_count() ? std::optional(path.operating_point(i)) : std::nullopt;
    const Curve<T> curve = assemble(scenario, path, needed, point, arrivals, kept).by_demand;
    const Existence carried = at_most(value(demand), value(T(curve.limit() * (1 + 1e-12))));
    least = std::min(least, carried), most = std::max(most, carried);
    cost = cost ? either(*cost, curve(demand)) : curve(demand);
  }
  return {*cost, std::min(exist, least == most ? least : Existence::perhaps)};
}

/// The scenario over T with the axis free.
template <class T>
class Free {
 public:
  Free(const Scenario& base, const InputAxis& axis, Arrivals arrivals)
      : axis_(axis), arrivals_(arrivals), lifted_(base, wanted(axis)) {
    for (const auto& [pointer, set] : lifted_.setters) set_.push_back(set);
    needed_.resize(base.paths.size());
    tries_move_ = std::any_of(lifted_.setters.begin(), lifted_.setters.end(), [](const auto& setter) {
      return setter.first.starts_with("/tries") || setter.first.find("/acceptance/") != std::string::npos;
    });
    for (const auto& path : base.paths) {
      source_.push_back(base.index(path.acceptance.same_as.empty() ? path.id : path.acceptance.same_as));
      const PathModel m = model(base, path, arrivals);
      priced_.push_back(m.obstacle != WhyNot::no_closed_form && m.kept > 0);
      kept_.push_back(m.serving.shares());
    }
  }

  void at(const T& x) {
    for (const auto& set : set_) set(x);
    x_ = x;
  }

  Priced<T> price(std::size_t path) const {
    const auto& s = lifted_.scenario;
    if (!priced_[path]) return {{}, Existence::no};
    const bool moves = axis_.pointer.empty() && source_[path] == axis_.rate_of;
    const T rate = moves ? x_ : point_rate(s.paths[source_[path]].acceptance);
    if (moves || tries_move_) return priced(s, s.paths[path], rate, needed(rate), arrivals_, kept_[path]);
    if (!needed_[path]) needed_[path] = needed(rate);  // as many steps as there are tries
    return priced(s, s.paths[path], rate, *needed_[path], arrivals_, kept_[path]);
  }

 private:
  Effort<T> needed(const T& rate) const {
    return effort(outcome(rate, lifted_.scenario.tries), lifted_.scenario.rejected.handling);
  }

  static std::set<std::string, std::less<>> wanted(const InputAxis& axis) {
    std::set<std::string, std::less<>> all(axis.also.begin(), axis.also.end());
    all.insert(axis.pointer.empty() ? "none" : axis.pointer);
    return all;
  }

  InputAxis axis_;
  Arrivals arrivals_;
  fields::Lifted<T> lifted_;
  std::vector<fields::Setter<T>> set_{};
  std::vector<std::size_t> source_{};
  std::vector<bool> priced_{};
  std::vector<Shares> kept_{};  ///< of the capacity under promises, as at the stated numbers
  bool tries_move_ = true;      ///< with the axis, or the acceptance of some path
  mutable std::vector<std::optional<Effort<T>>> needed_{};
  T x_{};
};

/// Whether a path can be priced along a smooth axis, as two constants that exist where it can.
class Carried {
 public:
  Carried(const Scenario& base, const InputAxis& axis, std::size_t path, Arrivals arrivals)
      : path_(path), plain_(base, axis, arrivals), enclosed_(base, axis, arrivals) {}

  Two<double> operator()(double x) { return two(plain_, x); }
  Two<Enclosure> operator()(const Enclosure& x) { return two(enclosed_, x); }
  Two<Jet> operator()(const Jet&) { return {1.0, 0.0, Existence::yes}; }

 private:
  template <class T>
  Two<T> two(Free<T>& free, const T& x) const {
    free.at(x);
    return {1.0, 0.0, free.price(path_).exist};
  }

  std::size_t path_;
  Free<double> plain_;
  Free<Enclosure> enclosed_;
};

/// The monthly costs of two paths along a smooth axis.
class Pair {
 public:
  Pair(const Scenario& base, const InputAxis& axis, std::size_t a, std::size_t b, Arrivals arrivals)
      : a_(a), b_(b), plain_(base, axis, arrivals), enclosed_(base, axis, arrivals), jet_(base, axis, arrivals) {}

  Two<double> operator()(double x) { return two(plain_, x); }
  Two<Enclosure> operator()(const Enclosure& x) { return two(enclosed_, x); }
  Two<Jet> operator()(const Jet& x) { return two(jet_, x); }

 private:
  template <class T>
  Two<T> two(Free<T>& free, const T& x) const {
    free.at(x);
    const auto a = free.price(a_), b = free.price(b_);
    return {a.usd_per_month, b.usd_per_month, std::min(a.exist, b.exist)};
  }

  std::size_t a_, b_;
  Free<double> plain_;
  Free<Enclosure> enclosed_;
  Free<Jet> jet_;
};

}  // namespace along

/// Where two paths change order along the axis, by whichever method its kind needs.
CrossoverReport crossovers_on(const Scenario& scenario, const InputAxis& axis, std::size_t a, std::size_t b,
                              Range domain, Arrivals arrivals, const IsolateOptions& options = {});

/// Where the path cannot be priced or cannot carry the demand.
std::vector<Stretch> missing_on(const Scenario& scenario, const InputAxis& axis, std::size_t path, Range domain,
                                Arrivals arrivals);

/// Whether what a unit of the path carries under its promises moves with the axis: crossings are then looked for at
/// `looks` + 1 values, and the report is not complete.
bool promises_move(const Scenario& scenario, const InputAxis& axis, std::size_t path, Arrivals arrivals);

/// 256, fewer where some path has a long line, which takes milliseconds at each value.
int looks(const Scenario& scenario);

/// Whether copies of the path are counted one by one, of which no slope is known: looked at in the same way.
bool counts_copies(const Scenario& scenario, std::size_t path, Arrivals arrivals);

/// Monthly costs of both at a point of the axis.
Two<double> costs_at(const Scenario& scenario, const InputAxis& axis, std::size_t a, std::size_t b, double x,
                     Arrivals arrivals);

}  // namespace costmodel
