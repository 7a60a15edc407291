#include <costmodel/decide/winners.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/decide/feasibility.hpp>
#include <numeric>

#include "comparing.hpp"
#include "input_axis.hpp"

namespace costmodel {

namespace {

/// Who may be chosen, and at what monthly cost, at one point of the axis.
struct Standing {
  std::vector<std::optional<double>> usd_per_month;  ///< by path; none: infeasible
};

bool same(double a, double b) { return std::abs(a - b) <= 1e-12 * std::max(std::abs(a), std::abs(b)); }

class Envelope {
 public:
  Envelope(const Scenario& scenario, const InputAxis& axis, Range domain, Arrivals arrivals)
      : scenario_(scenario), axis_(axis), domain_(domain), arrivals_(arrivals) {}

  void run(WinnerBands& out) const {
    std::vector<double> cuts{domain_.low, domain_.high};
    const std::size_t n = scenario_.paths.size();
    std::vector<bool> takes_part(n);
    for (std::size_t i = 0; i < n; ++i) takes_part[i] = add_feasibility(i, cuts);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j)
        if (takes_part[i] && takes_part[j]) add_crossings(i, j, cuts, out);
    std::sort(cuts.begin(), cuts.end());
    if (axis_.kind == InputAxis::Kind::whole) whole_bands(out);
    else bands_between(cuts, out);
  }

 private:
  bool lasting(std::size_t path, double x) const {
    const Scenario there = moved(scenario_, axis_, x);
    return lasting_reasons(there, there.paths[path], model(there, there.paths[path], arrivals_)).empty() &&
           placement_reasons(there, there.paths[path]).empty();
  }

  /// Each reason holds on one side of a bound, so a path is feasible on one interval at most: both ends of it, found from
  /// one feasible point. Saturation and quotas apart, which depend on the units needed.
  bool add_feasibility(std::size_t path, std::vector<double>& cuts) const {
    std::optional<double> start;
    if (axis_.value && *axis_.value > domain_.low && *axis_.value < domain_.high && lasting(path, *axis_.value)) start = *axis_.value;
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
    const auto& quota = twice.paths[path].access.quota_units;
    std::visit([&](auto& p) {
      if constexpr (requires { p.max_units; }) { if (quota) p.max_units = std::max(p.min_units, std::min(p.max_units, std::floor(*quota))); }
      else if constexpr (requires { p.max_copies; }) { if (quota) p.max_copies = std::max(1.0, std::min(p.max_copies, std::floor(*quota))); }
    }, twice.paths[path].pricing);
    for (const auto& gap : missing_on(twice, axis_, path, domain_, arrivals_)) cuts.insert(cuts.end(), {gap.from, gap.to});
  }

  void add_crossings(std::size_t i, std::size_t j, std::vector<double>& cuts, WinnerBands& out) const {
    const auto report = crossovers_on(scenario_, axis_, i, j, domain_, arrivals_);
    for (const auto& x : report.crossings) cuts.push_back(x.at);
    for (const auto* stretches : {&report.equal, &report.missing, &report.unsettled})
      for (const auto& s : *stretches) cuts.insert(cuts.end(), {s.from, s.to});
    out.unsettled.insert(out.unsettled.end(), report.unsettled.begin(), report.unsettled.end());
    out.complete = out.complete && report.complete;
  }

  Standing standing(double x) const {
    const Scenario there = moved(scenario_, axis_, x);
    Standing s;
    for (const auto& path : there.paths) {
      const PathModel m = model(there, path, arrivals_);
      const bool feasible = m.why_not.empty() && reasons_at(there, path, m, m.load(there.demand)).empty() &&
                            placement_reasons(there, path).empty();
      s.usd_per_month.push_back(feasible ? std::optional(m.by_demand(there.demand.value())) : std::nullopt);
    }
    return s;
  }

  WinnerBand winner(double from, double to, double x) const {
    const Standing s = standing(x);
    WinnerBand band{.from = from, .to = to};
    std::optional<double> least;
    for (const auto& cost : s.usd_per_month)
      if (cost && (!least || (*cost < *least && !same(*cost, *least)))) least = cost;
    for (std::size_t i = 0; least && i < s.usd_per_month.size(); ++i) {
      if (!s.usd_per_month[i] || !same(*s.usd_per_month[i], *least)) continue;
      if (band.path.empty()) band.path = scenario_.paths[i].id;
      else band.equals.push_back(scenario_.paths[i].id);
    }
    return band;
  }

  static void append(WinnerBands& out, WinnerBand band) {
    if (!out.bands.empty() && out.bands.back().path == band.path && out.bands.back().equals == band.equals) out.bands.back().to = band.to;
    else out.bands.push_back(std::move(band));
  }

  /// Between two neighbouring cuts nothing changes, so one point decides.
  void bands_between(const std::vector<double>& cuts, WinnerBands& out) const {
    double from = cuts.front();
    for (const double to : cuts) {
      if (!(to - from > 1e-12 * std::max(std::abs(from), std::abs(to)))) continue;  // the same cut, found from two sides
      append(out, winner(from, to, std::midpoint(from, to)));
      from = to;
    }
    if (!out.bands.empty()) out.bands.back().to = cuts.back();
  }

  /// Each whole number holds until the next one.
  void whole_bands(WinnerBands& out) const {
    const double first = std::ceil(domain_.low), last = std::min(std::floor(domain_.high), std::ceil(domain_.low) + 9'999);
    for (double n = first; n <= last; ++n) append(out, winner(n, n, n));
  }

  const Scenario& scenario_;
  const InputAxis& axis_;
  Range domain_;
  Arrivals arrivals_;
};

}  // namespace

WinnerBands winners_along(const Scenario& scenario, const InputAxis& axis, Range domain, Arrivals arrivals) {
  WinnerBands out{.axis = axis.name, .unit = axis.unit, .low = domain.low, .high = domain.high, .presentation = scenario.presentation};
  Envelope(scenario, axis, domain, arrivals).run(out);
  return out;
}

WinnerBands winner_bands(const Scenario& scenario, std::string_view name, std::optional<Range> asked, std::optional<Arrivals> arrivals) {
  const InputAxis axis = input_axis(scenario, name, {});
  const Range domain = domain_on(scenario, axis, asked);
  WinnerBands out = winners_along(without_words(scenario), axis, domain, arrivals.value_or(scenario.arrivals));
  std::vector<std::pair<std::string, std::string>> neighbours;
  for (std::size_t i = 1; i < out.bands.size(); ++i) neighbours.emplace_back(out.bands[i - 1].path, out.bands[i].path);
  out.unlike = unlike_neighbours(scenario, arrivals, std::move(neighbours));
  return out;
}

WinningValues winning_values(const Scenario& scenario, std::string_view path, std::string_view name, std::optional<Range> asked,
                             std::optional<Arrivals> arrivals) {
  WinningValues w{.path = scenario.path(path).id};
  const InputAxis axis = input_axis(scenario, name, {w.path});
  w.now = axis.value;
  w.bands = winner_bands(scenario, axis.pointer.empty() ? axis.name : axis.pointer, asked, arrivals);
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
  if (!ever) w.never = w.path + " is nowhere the cheapest feasible path between these values of " + axis.name;
  return w;
}

}  // namespace costmodel
