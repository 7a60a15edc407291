#include <costmodel/decide/winners.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/interrupt.hpp>
#include <costmodel/model/feasibility.hpp>
#include <limits>
#include <numeric>

#include "base/figures.hpp"
#include "decide/comparing.hpp"
#include "scenario/limits.hpp"
#include "solve/input_axis.hpp"

namespace costmodel {

namespace {

/// Who may be chosen, and at what monthly cost, at one point of the axis.
struct Standing {
  std::vector<std::optional<double>> usd_per_month;  ///< by path; none: infeasible
};

bool same(double a, double b) { return std::abs(a - b) <= 1e-12 * std::max(std::abs(a), std::abs(b)); }

Standing standing_of(const Scenario& there, Arrivals arrivals) {
  poll_interrupt();
  Standing s;
  for (const auto& path : there.paths) {
    const PathModel m = model(there, path, arrivals);
    const bool feasible = m.why_not.empty() && reasons_at(there, path, m, m.load(there.demand)).empty() &&
                          placement_reasons(there, path).empty();
    s.usd_per_month.push_back(feasible ? std::optional(m.by_demand(there.demand.value())) : std::nullopt);
  }
  return s;
}

class Envelope {
 public:
  Envelope(const Scenario& scenario, const InputAxis& axis, Range domain, Arrivals arrivals, double& work)
      : scenario_(scenario), axis_(axis), domain_(domain), arrivals_(arrivals), work_(work) {}

  void run(WinnerBands& out) const {
    std::vector<double> cuts{domain_.low, domain_.high};
    const std::size_t n = scenario_.paths.size();
    if (axis_.kind == InputAxis::Kind::whole) return whole_bands(out);
    std::vector<bool> takes_part(n);
    for (std::size_t i = 0; i < n; ++i) takes_part[i] = add_feasibility(i, cuts);
    for (std::size_t i = 0; i < n; ++i)
      if (takes_part[i]) add_cold_starts(i, cuts, out), note_looks(i, out);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j)
        if (takes_part[i] && takes_part[j]) add_crossings(i, j, cuts, out);
    std::sort(cuts.begin(), cuts.end());
    bands_between(cuts, out);
  }

 private:
  bool lasting(std::size_t path, double x) const {
    poll_interrupt();
    const Scenario there = moved(scenario_, axis_, x);
    return lasting_reasons(there, there.paths[path], model(there, there.paths[path], arrivals_)).empty() &&
           placement_reasons(there, there.paths[path]).empty();
  }

  /// Each reason holds on one side of a bound, so a path is feasible on one interval at most: both ends of it, found
  /// from one feasible point. Saturation and quotas apart, which depend on the units needed.
  bool add_feasibility(std::size_t path, std::vector<double>& cuts) const {
    std::optional<double> start;
    if (axis_.value && *axis_.value > domain_.low && *axis_.value < domain_.high && lasting(path, *axis_.value))
      start = *axis_.value;
    for (int i = 0; i <= 64 && !start; ++i)
      if (const double x = std::lerp(domain_.low, domain_.high, i / 64.0); lasting(path, x)) start = x;
    if (!start) return false;
    for (const double end : {domain_.low, domain_.high}) {
      if (lasting(path, end)) continue;
      double good = *start, bad = end;
      while (std::midpoint(good, bad) != good && std::midpoint(good, bad) != bad)
        (lasting(path, std::midpoint(good, bad)) ? good : bad) = std::midpoint(good, bad);
      cuts.push_back(good);
    }
    add_quota(path, cuts);
    return true;
  }

  /// A quota of units is a limit on the units that can be added: where the path saturates with it, there is a cut.
  void add_quota(std::size_t path, std::vector<double>& cuts) const {
    Scenario twice = scenario_;
    auto limited = offers_of(twice, twice.paths[path]);
    limited.push_back(path);
    for (const std::size_t i : limited)
      std::visit(
          [&quota = twice.paths[i].access.quota_units](auto& p) {
            if constexpr (requires { p.max_units; }) {
              if (quota) p.max_units = std::max(p.min_units, std::min(p.max_units, std::floor(*quota)));
            } else if constexpr (requires { p.max_copies; }) {
              if (quota) p.max_copies = std::max(1.0, std::min(p.max_copies, std::floor(*quota)));
            }
          },
          twice.paths[i].pricing);
    for (const auto& gap : missing_on(twice, axis_, path, domain_, arrivals_))
      cuts.insert(cuts.end(), {gap.from, gap.to});
  }

  /// Share of the requests that meet a cold start, and whether that keeps the path out.
  std::pair<std::optional<double>, bool> cold_at(std::size_t path, double x) const {
    poll_interrupt();
    const Scenario there = moved(scenario_, axis_, x);
    const PathModel m = model(there, there.paths[path], arrivals_);
    if (!may_be_cold(there, there.paths[path], m)) return {};
    const Load<> load = m.load(there.demand);
    return {cold_share(there, there.paths[path], m, load),
            !cold_start_reasons(there, there.paths[path], m, load).empty()};
  }

  /// Where cold starts begin and cease to keep a path out. Over the demand that is known for each number of copies;
  /// where the axis leaves their share alone they change once at most; else as many values are looked at as told.
  void add_cold_starts(std::size_t path, std::vector<double>& cuts, WinnerBands& out) const {
    constexpr int looks = 64;
    if (!may_be_cold(scenario_, scenario_.paths[path], model(scenario_, scenario_.paths[path], arrivals_))) return;
    if (axis_.pointer == "/demand/accepted_answers_per_month") {
      const PathModel m = model(scenario_, scenario_.paths[path], arrivals_);
      for (const auto& [from, to] : cold_demands(scenario_, scenario_.paths[path], m, domain_.low, domain_.high))
        cuts.insert(cuts.end(), {from, to});
      return;
    }
    bool moves = false;
    auto [share, before] = cold_at(path, domain_.low);
    for (int i = 1; i <= looks; ++i) {
      double from = std::lerp(domain_.low, domain_.high, (i - 1.0) / looks),
             to = std::lerp(domain_.low, domain_.high, static_cast<double>(i) / looks);
      const auto [other, cold] = cold_at(path, to);
      moves = moves || share != other;
      if (cold != before)
        while (std::midpoint(from, to) > from && std::midpoint(from, to) < to)
          (cold_at(path, std::midpoint(from, to)).second == before ? from : to) = std::midpoint(from, to);
      if (cold != before) cuts.push_back(from);
      before = cold;
    }
    if (moves) tell(out, "cold starts of " + scenario_.paths[path].id, looks);
  }

  /// What the crossings looked at at some values alone.
  void note_looks(std::size_t path, WinnerBands& out) const {
    const std::string& id = scenario_.paths[path].id;
    if (promises_move(scenario_, axis_, path, arrivals_))
      tell(out, "what a unit of " + id + " carries under the promises", looks(scenario_));
    if (axis_.kind == InputAxis::Kind::smooth && counts_copies(scenario_, path, arrivals_))
      tell(out, "open copies of " + id, looks(scenario_));
  }

  static void tell(WinnerBands& out, const std::string& what, int looks) {
    out.complete = false;
    out.sampled.push_back(what + " at " + std::to_string(looks + 1) + " values");
  }

  void add_crossings(std::size_t i, std::size_t j, std::vector<double>& cuts, WinnerBands& out) const {
    constexpr double share = 1.0 / 20;  // of what is left: a pair that is hard leaves some for those after it
    const IsolateOptions options{.max_work = std::min(IsolateOptions{}.max_work, share * work_)};
    const auto report = crossovers_on(scenario_, axis_, i, j, domain_, arrivals_, options);
    work_ = std::max(0.0, work_ - report.work);
    for (const auto& x : report.crossings) cuts.push_back(x.at);
    for (const auto* stretches : {&report.equal, &report.missing, &report.unsettled})
      for (const auto& s : *stretches) cuts.insert(cuts.end(), {s.from, s.to});
    out.unsettled.insert(out.unsettled.end(), report.unsettled.begin(), report.unsettled.end());
    out.complete = out.complete && report.complete;
  }

  Standing standing(double x) const { return standing_of(moved(scenario_, axis_, x), arrivals_); }

  WinnerBand winner(double from, double to, double x) const {
    const Standing s = standing(x);
    WinnerBand band{.from = from, .to = to};
    std::optional<double> least;
    for (const auto& cost : s.usd_per_month)
      if (cost && (!least || (*cost < *least && !same(*cost, *least)))) least = cost;
    for (std::size_t i = 0; least && i < s.usd_per_month.size(); ++i) {
      if (!s.usd_per_month[i] || !same(*s.usd_per_month[i], *least)) continue;
      if (band.path.empty())
        band.path = scenario_.paths[i].id;
      else
        band.equals.push_back(scenario_.paths[i].id);
    }
    return band;
  }

  static void append(WinnerBands& out, WinnerBand band) {
    if (!out.bands.empty() && out.bands.back().path == band.path && out.bands.back().equals == band.equals)
      out.bands.back().to = band.to;
    else
      out.bands.push_back(std::move(band));
  }

  /// Between two neighbouring cuts nothing changes, so one point decides.
  void bands_between(const std::vector<double>& cuts, WinnerBands& out) const {
    double from = cuts.front();
    for (const double to : cuts) {
      if (!(to - from > 1e-12 * std::max(std::abs(from), std::abs(to))))
        continue;  // the same cut, found from two sides
      append(out, winner(from, to, std::midpoint(from, to)));
      from = to;
    }
    if (!out.bands.empty()) out.bands.back().to = cuts.back();
  }

  /// Each whole number holds until the next one.
  void whole_bands(WinnerBands& out) const {
    const double first = std::ceil(domain_.low),
                 last = std::min(std::floor(domain_.high), std::ceil(domain_.low) + axis_.most_whole - 1);
    for (double n = first; n <= last; ++n) append(out, winner(n, n, n));
    if (last < std::floor(domain_.high))
      out.unsettled.push_back({last + 1, std::floor(domain_.high)}), out.complete = false;
  }

  const Scenario& scenario_;
  const InputAxis& axis_;
  Range domain_;
  Arrivals arrivals_;
  double& work_;  ///< what may still be done
};

}  // namespace

namespace {

/// How far each path is from being the cheapest feasible one, as a factor, at the place where it is nearest to it.
std::vector<double> nearness(const Scenario& scenario, const std::vector<InputAxis>& axes,
                             const std::vector<AxisDomain>& domains) {
  std::vector<double> nearest(scenario.paths.size(), std::numeric_limits<double>::infinity());
  const int steps = axes.size() == 1 ? 32 : 5;
  for (int i = 0; i <= steps; ++i)
    for (int j = 0; j <= (axes.size() == 1 ? 0 : steps); ++j) {
      Scenario there =
          moved(scenario, axes[0], std::lerp(domains[0].range.low, domains[0].range.high, i / double(steps)));
      if (axes.size() > 1)
        there = moved(there, axes[1], std::lerp(domains[1].range.low, domains[1].range.high, j / double(steps)));
      const Standing s = standing_of(there, scenario.arrivals);
      double least = std::numeric_limits<double>::infinity();
      for (const auto& cost : s.usd_per_month) least = std::min(least, cost.value_or(least));
      for (std::size_t k = 0; k < nearest.size(); ++k)
        if (const auto cost = s.usd_per_month[k]; cost && *cost >= 0)
          nearest[k] = std::min(nearest[k], *cost == least ? 1 : *cost / least);
    }
  return nearest;
}

}  // namespace

Matter those_that_matter(const Scenario& given,
                         const std::vector<std::pair<std::string_view, std::optional<Range>>>& asked,
                         std::string_view also) {
  Matter result{.scenario = given};
  std::vector<InputAxis> axes;
  std::vector<AxisDomain> domains;
  for (const auto& [name, domain] : asked) {
    axes.push_back(input_axis(given, name, {}));
    result.names.push_back(axes.back().name);
  }
  const std::size_t n = given.paths.size();
  if (n <= limits::paths_that_matter) return result;
  for (std::size_t i = 0; i < axes.size(); ++i) domains.push_back(domain_on(given, axes[i], asked[i].second));
  const auto nearest = nearness(without_words(given), axes, domains);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return nearest[a] < nearest[b]; });
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < limits::paths_that_matter; ++i) ids.push_back(given.paths[order[i]].id);
  if (!also.empty()) ids.emplace_back(also);
  for (const auto& axis : axes)
    if (const auto owner = path_on(axis)) ids.push_back(given.paths[*owner].id);
  result.scenario = only_paths(given, ids);
  result.scenario.rent_or_buy.reset(), result.scenario.correlations.reset();
  result.left_out = n - result.scenario.paths.size();
  return result;
}

WinnerBands winners_along(const Scenario& scenario, const InputAxis& axis, const AxisDomain& domain, Arrivals arrivals,
                          double& work) {
  WinnerBands out{.axis = axis.name,
                  .unit = axis.unit,
                  .low = domain.range.low,
                  .high = domain.range.high,
                  .ends_because = domain.because,
                  .presentation = scenario.presentation};
  Envelope(scenario, axis, domain.range, arrivals, work).run(out);
  // Beyond the last value that has a meaning there is nothing to search.
  if (!out.bands.empty())
    out.bands.back().to_is_end_of_search = !domain.cut_high && domain.range.high < axis.limits.high;
  return out;
}

namespace {

WinnerBands bands_with(const Scenario& whole, std::string_view name, std::optional<Range> asked,
                       std::optional<Arrivals> arrivals, std::string_view also) {
  const auto [scenario, names, left_out] = those_that_matter(whole, {{name, asked}}, also);
  const InputAxis axis = input_axis(scenario, names[0], {});
  const Doing doing("looking for the winners along " + axis.name);
  double work = 2e6;
  WinnerBands out = winners_along(without_words(scenario), axis, domain_on(scenario, axis, asked),
                                  arrivals.value_or(scenario.arrivals), work);
  out.paths_left_out = left_out;
  out.complete = out.complete && left_out == 0;
  std::vector<std::pair<std::string, std::string>> neighbours;
  for (std::size_t i = 1; i < out.bands.size(); ++i) neighbours.emplace_back(out.bands[i - 1].path, out.bands[i].path);
  out.unlike = unlike_neighbours(scenario, arrivals, std::move(neighbours));
  return out;
}

}  // namespace

WinnerBands winner_bands(const Scenario& scenario, std::string_view axis, std::optional<Range> domain,
                         std::optional<Arrivals> arrivals) {
  return bands_with(scenario, axis, domain, arrivals, {});
}

WinningValues winning_values(const Scenario& scenario, std::string_view path, std::string_view name,
                             std::optional<Range> asked, std::optional<Arrivals> arrivals) {
  WinningValues w{.path = scenario.path(path).id};
  const InputAxis axis = input_axis(scenario, name, {w.path});
  w.now = axis.value;
  w.bands = bands_with(scenario, axis.pointer.empty() ? axis.name : axis.pointer, asked, arrivals, w.path);
  const auto wins = [&](const WinnerBand& band) {
    return band.path == w.path || std::find(band.equals.begin(), band.equals.end(), w.path) != band.equals.end();
  };
  bool before = w.bands.bands.empty() || wins(w.bands.bands.front());
  bool ever = false;
  for (const auto& band : w.bands.bands) {
    const bool now = wins(band);
    if (now && !before) w.becomes.push_back(band.from);
    if (!now && before) w.ceases.push_back(band.from);
    if (w.now && band.from <= *w.now && *w.now <= band.to) w.wins_now = w.wins_now || now;
    before = now, ever = ever || now;
  }
  if (!ever) {
    const text::Figures as(scenario.presentation);
    w.never = w.path + " is nowhere the cheapest feasible path between " + as.significant(w.bands.low, 4) + " and " +
              as.significant(w.bands.high, 4) + ", the range of " + axis.name + " that was searched";
  }
  return w;
}

}  // namespace costmodel
