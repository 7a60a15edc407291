#include <costmodel/decide/decision.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/interrupt.hpp>
#include <costmodel/model/feasibility.hpp>
#include <costmodel/solve/bands.hpp>
#include <costmodel/solve/crossover.hpp>
#include <set>
#include <tuple>

#include "base/figures.hpp"
#include "decide/comparing.hpp"
#include "decide/switching.hpp"
#include "model/candidates.hpp"
#include "model/cost_inputs.hpp"
#include "scenario/correlations.hpp"
#include "scenario/fields.hpp"
#include "scenario/limits.hpp"
#include "scenario/names.hpp"
#include "scenario/requirements.hpp"

namespace costmodel {

namespace {

bool same_cost(double a, double b) { return std::abs(a - b) <= 1e-12 * std::max(std::abs(a), std::abs(b)); }

int retained_layers(const Path& path) {
  return static_cast<int>(
      std::count_if(path.cells.begin(), path.cells.end(), [](const Cell& cell) { return authority(cell) == 2; }));
}

/// Of an acceptance that is one number: counts would have to be more than that.
std::string_view known_for_certain(const SwitchingValue& s) {
  return s.of <= 0 && names::is_acceptance(s.input) ? ", if known for certain," : "";
}

std::string without_full_stop(std::string text) {
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string cell_note(const Cell& cell) {
  std::vector<std::string> parts;
  for (const auto& holder : cell) {
    std::string part = holder.run_by == RunBy::me       ? "run by me"
                       : holder.run_by == RunBy::nobody ? "nobody provides it"
                                                        : "run by " + (holder.who.empty() ? "a provider" : holder.who);
    if (holder.run_by == RunBy::me && !holder.who.empty()) part += " (" + holder.who + ")";
    if (holder.run_by == RunBy::provider) {
      std::vector<std::string> can, cannot;
      for (const auto& [yes, what] :
           {std::pair{holder.change, "change"}, {holder.audit, "audit"}, {holder.leave, "leave with what is mine"}})
        (yes ? can : cannot).push_back(what);
      part += cannot.empty() ? "; I can change, audit and leave with what is mine"
                             : "; I cannot " + text::joined(cannot, " or ");
    }
    if (!holder.note.empty()) part += ". " + without_full_stop(holder.note);
    parts.push_back(std::move(part));
  }
  return parts.empty() ? "the scenario does not state who provides it" : text::joined(parts, " / ");
}

/// Where each feasible path is cheapest, the evidence of each path being known.
std::vector<PathBand> bands_of(const Scenario& scenario, Arrivals arrivals, const std::vector<Grade>& grades) {
  std::vector<std::size_t> candidates;
  std::vector<PathModel> models;
  for (const auto& path : scenario.paths) models.push_back(model(scenario, path, arrivals));
  for (std::size_t i = 0; i < scenario.paths.size(); ++i)
    if (lasting_reasons(scenario, scenario.paths[i], models[i]).empty() &&
        placement_reasons(scenario, scenario.paths[i]).empty())
      candidates.push_back(i);
  candidates = preferred(scenario, candidates, [&](std::size_t i) { return grades[i]; });
  std::vector<Curve<>> curves;
  for (const std::size_t i : candidates) {
    curves.push_back(models[i].by_demand);
    keep_quotas(scenario, scenario.paths[i], curves.back());
  }
  const double low = accepted_answers_per_month(scenario.domain_low),
               high = accepted_answers_per_month(scenario.domain_high);
  std::vector<std::vector<std::pair<double, double>>> cold;  // where cold starts keep each of them out
  std::vector<double> cuts{low, high};
  for (const std::size_t i : candidates) {
    cold.push_back(cold_demands(scenario, scenario.paths[i], models[i], low, high));
    for (const auto& [from, to] : cold.back()) cuts.insert(cuts.end(), {from, to});
  }
  std::sort(cuts.begin(), cuts.end());
  std::vector<PathBand> result;
  std::optional<std::size_t> before;
  const auto name = [&](const Band& band, const std::vector<std::size_t>& some) {
    const std::size_t winner = some[band.winner];
    PathBand named{.from = band.from,
                   .to = band.to,
                   .path = scenario.paths[candidates[winner]].id,
                   .to_is_end_of_search = band.to_is_end_of_search && band.to >= high};
    if (const Curve<>& curve = curves[winner]; band.to >= curve.limit() * (1 - 1e-9))
      named.ends = named.path + " ends at " + text::Figures(scenario.presentation).count(curve.limit()) +
                   (curve.parts.empty() ? " (" + units_text(curve.max_units, scenario.presentation) + ")" : "");
    for (const std::size_t i : band.equals) named.equals.push_back(scenario.paths[candidates[some[i]]].id);
    if (!result.empty() && result.back().to == named.from && result.back().path == named.path &&
        result.back().equals == named.equals) {
      result.back().to = named.to, result.back().to_is_end_of_search = named.to_is_end_of_search,
      result.back().ends = named.ends;
      return;
    }
    if (before && *before != candidates[winner])
      named.unlike = unlike_points(scenario, models[*before], models[candidates[winner]]);
    before = candidates[winner];
    result.push_back(std::move(named));
  };
  for (std::size_t k = 0; k + 1 < cuts.size(); ++k) {
    if (!(cuts[k + 1] - cuts[k] > 1e-12 * cuts[k + 1])) continue;
    std::vector<std::size_t> some;
    std::vector<Curve<>> of_some;
    for (std::size_t c = 0; c < curves.size(); ++c)
      if (std::none_of(cold[c].begin(), cold[c].end(),
                       [&](const auto& s) { return s.first < cuts[k + 1] && s.second > cuts[k]; }))
        some.push_back(c), of_some.push_back(curves[c]);
    for (const auto& band : bands(of_some, cuts[k], cuts[k + 1])) name(band, some);
  }
  return result;
}

/// Everything that the rows need, worked out once.
class Decider {
 public:
  Decider(const Scenario& scenario, Demand<> demand, const DecideOptions& options)
      : s_(scenario), as_(scenario.presentation), demand_(demand), options_(options), inputs_(scenario) {
    d_.presentation = scenario.presentation;
    d_.demand = demand;
    d_.arrivals = s_.arrivals;
    for (std::size_t i = 0; i < s_.paths.size(); ++i) {
      d_.paths.push_back(cost(s_, i, demand, s_.arrivals, inputs_));
      d_.paths_packed.push_back(cost(s_, i, demand, Arrivals::packed, inputs_));
      grades_.push_back(d_.paths.back().evidence);
    }
  }

  Decision decide() {
    d_.bands = bands_of(s_, s_.arrivals, grades_);
    d_.bands_packed = s_.arrivals == Arrivals::packed ? d_.bands : bands_of(s_, Arrivals::packed, grades_);
    if (s_.arrivals == Arrivals::packed) bands_random_ = bands_of(s_, Arrivals::poisson, grades_);
    choose();
    compare_pairs();
    if (chosen_) {
      if (options_.ranges) {
        Switches found = switching_values(s_, *d_.path);
        d_.switching_values = std::move(found.nearest), d_.switching_search = found.search;
      }
      if (options_.draws > 0) spread_crossovers();
    }
    for (std::size_t i = 0; i < layers.size(); ++i) d_.layers.push_back(row(i));
    if (s_.rent_or_buy) d_.rent_or_buy = rent_or_buy(s_);
    if (s_.horizon && options_.ranges) d_.horizon = horizon(s_);
    if (chosen_ && options_.draws > 0) add_confidence();
    list_not_measured();
    return std::move(d_);
  }

 private:
  /// Assumed, estimated and inferred inputs that a cost, the demand, the access to a path or a requirement hangs on.
  void list_not_measured() {
    std::set<std::string> matter;
    std::vector<Input> estimates;
    for (std::size_t i = 0; i < s_.paths.size(); ++i)
      for (const auto& input : inputs_.of(i)) {
        matter.insert(input.pointer);
        const auto same = [&](const Input& other) { return other.path == input.path; };  // told once, whoever uses it
        if (input.name == "throughput/estimate" && std::none_of(estimates.begin(), estimates.end(), same))
          estimates.push_back(input);
      }
    for (const auto& input : inputs_.all()) {
      const bool used = matter.contains(input.pointer) || input.name.starts_with("demand/accepted") ||
                        input.name.starts_with("access/") || matters(s_.requirements, input.pointer);
      if (used && input.provenance.evidence.grade >= Grade::assumed) d_.not_measured.push_back(input);
    }
    std::move(estimates.begin(), estimates.end(), std::back_inserter(d_.not_measured));
    for (const auto& input : inputs_.all())  // not billed, a cold start costs nothing, and latency hangs on it
      if (input.name == "pricing/start_up_seconds" && !matter.contains(input.pointer) &&
          input.provenance.evidence.grade >= Grade::assumed)
        d_.not_measured.push_back(input);
    for (const auto& path : s_.paths)
      if (!path.acceptance.same_as.empty() && path.ledger.of("/acceptance").evidence.grade >= Grade::assumed)
        d_.not_measured.push_back({"", path.id, "acceptance, taken from " + path.acceptance.same_as,
                                   point_rate(s_.acceptance(path)), path.ledger.of("/acceptance")});
  }

  /// Every pair; of many paths those that are cheapest somewhere, and beside them the cheapest at the demand.
  void compare_pairs() {
    const Doing doing("comparing paths");
    const std::size_t all_paths = s_.paths.size();
    std::vector<std::size_t> some;
    for (std::size_t i = 0; i < all_paths; ++i)
      if (!s_.paths[i].only_in_stages) some.push_back(i);
    const std::size_t n = some.size();
    if (n > limits::paths_that_matter) {
      std::set<std::string> winners;
      for (const auto* bands : {&d_.bands, &d_.bands_packed})
        for (const auto& band : *bands) winners.insert(band.path);
      if (d_.path) winners.insert(*d_.path);
      const auto rank = [&](std::size_t i) {
        return std::tuple(!winners.contains(s_.paths[i].id), !eligible(i),
                          d_.paths[i].per_month ? monthly(i) : std::numeric_limits<double>::infinity());
      };
      std::stable_sort(some.begin(), some.end(), [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
      some.resize(limits::paths_that_matter);
      std::sort(some.begin(), some.end());
    }
    compared_.assign(all_paths, false);
    for (const std::size_t i : some) compared_[i] = true;
    const auto pairs = [](std::size_t k) { return k * (k - 1) / 2; };
    d_.pairs_left_out = pairs(n) - pairs(some.size());
    constexpr double in_all = 1e6;
    const ComparisonOptions ranges{
        .ranges = options_.ranges,
        .max_work = std::min(ComparisonOptions{}.max_work,
                             in_all / static_cast<double>(std::max<std::size_t>(1, pairs(some.size()))))};
    for (const auto& [axis, all] :
         {std::pair{Axis::demand, &d_.crossovers}, std::pair{Axis::utilization, &d_.utilization_crossovers}})
      for (auto a = some.begin(); a != some.end(); ++a)
        for (auto b = std::next(a); b != some.end(); ++b)
          for (auto& c : compare_arrivals(s_, s_.paths[*a].id, s_.paths[*b].id, axis, ranges))
            all->push_back(std::move(c));
  }

  double monthly(std::size_t i) const { return usd_per_month(*d_.paths[i].per_month); }
  bool eligible(std::size_t i) const { return d_.paths[i].feasible && placement_reasons(s_, s_.paths[i]).empty(); }

  void choose() {
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < s_.paths.size(); ++i)
      if (eligible(i)) candidates.push_back(i);
    for (const std::size_t i : preferred(s_, candidates, [&](std::size_t c) { return grades_[c]; }))
      if (!chosen_ || (monthly(i) < monthly(*chosen_) && !same_cost(monthly(i), monthly(*chosen_)))) chosen_ = i;
    if (!chosen_) {
      d_.because.push_back(candidates.empty() ? "no path is feasible" : "no path can be priced");
      return;
    }
    d_.path = s_.paths[*chosen_].id;
    const std::string rank = candidates.size() == 1
                                 ? "the only feasible path"
                                 : "cheapest of " + std::to_string(candidates.size()) + " feasible paths";
    d_.because.push_back(rank + " at " + as_.count(accepted_answers_per_month(demand_)) +
                         " accepted answers a month: " + as_.money(monthly(*chosen_)) + " a month, " +
                         as_.money(usd_per_accepted_answer(*d_.paths[*chosen_].per_accepted)) + " each");
    for (const std::size_t i : candidates)
      if (i != *chosen_ && same_cost(monthly(i), monthly(*chosen_)))
        d_.because.push_back(s_.paths[i].id + " costs the same; it stands on evidence that is " +
                             std::string(to_string(d_.paths[i].evidence)) + ", " + *d_.path + " on evidence that is " +
                             std::string(to_string(d_.paths[*chosen_].evidence)));
    tell_of_bounds();
    tell_of_families();
    profile(candidates);
  }

  /// Paths whose bill has bounds alone, the lower of which is below what the chosen one costs, and that nothing else
  /// keeps out.
  void tell_of_bounds() {
    for (const auto& c : d_.paths)
      if (c.between && c.reasons.size() == 1 && usd_per_month(c.between->first) < monthly(*chosen_))
        d_.because.push_back(
            c.id + (usd_per_month(c.between->second) < monthly(*chosen_) ? " would be cheaper" : " may be cheaper") +
            ": its bill has no closed form, and lies between " + as_.money(usd_per_month(c.between->first)) + " and " +
            as_.money(usd_per_month(c.between->second)) + " a month; risk simulates it");
  }

  /// What rules on families cost: the cheapest path that nothing else keeps out.
  void tell_of_families() {
    const PathCost* best = nullptr;
    for (const auto& c : d_.paths) {
      const auto by_family = [](ReasonKind kind) { return kind == ReasonKind::family; };
      if (!c.reason_kinds.empty() && c.unplaced.empty() && c.per_month &&
          std::all_of(c.reason_kinds.begin(), c.reason_kinds.end(), by_family) &&
          (!best || *c.per_month < *best->per_month))
        best = &c;
    }
    if (!best) return;
    const double price = monthly(*chosen_) - usd_per_month(*best->per_month);
    d_.because.push_back(
        price > 0
            ? "the rule on model families costs " + as_.money(price) + " a month: without it " + best->id + " would do"
            : "the rule on model families costs nothing: " + best->id + ", which breaks it, is no cheaper");
  }

  /// Wins or gives up each axis against the best of the other feasible paths.
  void profile(const std::vector<std::size_t>& candidates) {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();  // compares as neither more nor less
    const auto fast = [&](std::size_t i) {
      const auto point = model(s_, s_.paths[i]).point;
      return point ? output_tokens_per_second(stream_rate(*point)) : unknown;
    };
    const auto confident = [&](std::size_t i) {
      const Acceptance& a = s_.acceptance(s_.paths[i]);
      return a.of > 0 ? jeffreys_interval(a.accepted, a.of).low : unknown;
    };
    const auto available = [&](std::size_t i) {
      double wait = s_.paths[i].access.lead_time_days;
      for (const std::size_t o : offers_of(s_, s_.paths[i])) wait = std::max(wait, s_.paths[o].access.lead_time_days);
      return -wait;
    };
    const auto compare_on = [&](const char* axis, const auto& score) {
      double best = unknown;
      for (const std::size_t i : candidates)
        if (i != *chosen_) best = std::fmax(best, score(i));
      const double own = score(*chosen_);
      if (own > best && !same_cost(own, best)) d_.profile.wins.emplace_back(axis);
      if (own < best && !same_cost(own, best)) d_.profile.gives_up.emplace_back(axis);
    };
    if (candidates.size() < 2) return;
    compare_on("fast", fast);
    compare_on("cheap", [&](std::size_t i) { return -monthly(i); });
    compare_on("high-confidence", confident);
    compare_on("controlled", [&](std::size_t i) { return static_cast<double>(retained_layers(s_.paths[i])); });
    compare_on("available", available);
  }

  LayerRow row(std::size_t layer) const {
    LayerRow r{.layer = std::string(layers[layer].id), .name = std::string(layers[layer].name)};
    if (!chosen_) {
      r.because = d_.because;
      r.no_price_because = "no path is feasible";
      return r;
    }
    const Path& path = s_.paths[*chosen_];
    const Cell& cell = path.cells[layer];
    r.placement = placement_text(cell);
    r.path = path.id;
    r.because.push_back(cell_note(cell));
    r.evidence = weaker(d_.paths[*chosen_].evidence, path.ledger.of("/layers/" + r.layer).evidence.grade);
    price_authority(layer, r);
    for (std::size_t i = 0; i < s_.paths.size(); ++i) {
      if (i == *chosen_ || s_.paths[i].only_in_stages) continue;
      Alternative other{
          .path = s_.paths[i].id, .placement = placement_text(s_.paths[i].cells[layer]), .feasible = eligible(i)};
      if (d_.paths[i].per_month) other.extra = *d_.paths[i].per_month - *d_.paths[*chosen_].per_month;
      r.alternatives.push_back(std::move(other));
    }
    add_flips(layer, r);
    return r;
  }

  void price_authority(std::size_t layer, LayerRow& r) const {
    const auto kept = authority(s_.paths[*chosen_].cells[layer]);
    if (!kept) {
      r.no_price_because =
          s_.paths[*chosen_].cells[layer].empty() ? "not stated who holds this layer" : "nobody holds this layer";
      return;
    }
    std::optional<std::size_t> cheapest;
    for (std::size_t i = 0; i < s_.paths.size(); ++i) {
      const auto other = authority(s_.paths[i].cells[layer]);
      if (d_.paths[i].feasible && other && *other < *kept && (!cheapest || monthly(i) < monthly(*cheapest)))
        cheapest = i;
    }
    if (!cheapest) {
      r.no_price_because = "no feasible path would cede more of it";
      return;
    }
    r.price_of_authority = *d_.paths[*chosen_].per_month - *d_.paths[*cheapest].per_month;
    const double extra = usd_per_month(*r.price_of_authority);
    r.because.push_back(extra > 0 ? s_.paths[*cheapest].id + " would cede it for " + as_.money(extra) + " a month less"
                                  : s_.paths[*cheapest].id + " would cede it and cost " + as_.money(-extra) +
                                        " a month more");
  }

  std::optional<std::string> placement_on(const std::string& id, std::size_t layer) const {
    return placement_text(s_.path(id).cells[layer]);
  }
  std::string placement_words(const std::string& id, std::size_t layer) const {
    const auto placement = placement_on(id, layer);
    return placement ? as_.placement(*placement) : "not stated";
  }

  /// What would change this row: another demand, packed requests, or a reason that no longer holds.
  void add_flips(std::size_t layer, LayerRow& r) const {
    add_band_flips(layer, r, d_.bands, "");
    if (s_.arrivals == Arrivals::packed)
      add_band_flips(layer, r, bands_random_, "at random");
    else
      add_band_flips(layer, r, d_.bands_packed, "packed");
    add_switching_flips(layer, r);
    for (std::size_t i = 0; i < s_.paths.size(); ++i) {
      if (i == *chosen_ || eligible(i) || !d_.paths[i].per_month) continue;
      if (monthly(i) >= monthly(*chosen_) || placement_on(s_.paths[i].id, layer) == r.placement) continue;
      std::vector<std::string> obstacles;  // in short: "quality: 14 of 30 …" is told with the path
      for (std::size_t k = 0; k < d_.paths[i].reasons.size(); ++k)
        obstacles.push_back(in_short({d_.paths[i].reason_kinds[k], d_.paths[i].reasons[k]}));
      for (auto& unmet : placement_reasons(s_, s_.paths[i])) obstacles.push_back(std::move(unmet));
      r.flips_if.push_back(s_.paths[i].id + " became feasible (now not: " + text::joined(obstacles) +
                           "): " + placement_words(s_.paths[i].id, layer) + ", " +
                           as_.money(monthly(*chosen_) - monthly(i)) + " a month less");
    }
  }

  /// `arrive` names the arrivals where they are not the scenario's own. What holds under both is said once.
  void add_band_flips(std::size_t layer, LayerRow& r, const std::vector<PathBand>& bands,
                      const std::string& arrive) const {
    const double now = accepted_answers_per_month(demand_);
    const auto differs = [&](const PathBand& band) { return placement_on(band.path, layer) != r.placement; };
    const auto become = [&](const PathBand& band) { return band.path + ", " + placement_words(band.path, layer); };
    const std::string when = arrive.empty() ? "" : " with requests " + arrive;
    const auto add = [&](const std::string& which, double at, const PathBand& band) {
      const std::string flip = "demand " + which + " " + as_.count(at) + " a month", what = ": " + become(band);
      if (std::find(r.flips_if.begin(), r.flips_if.end(), flip + what) == r.flips_if.end())
        r.flips_if.push_back(flip + when + what);
    };
    const PathBand* below = nullptr;
    const PathBand* above = nullptr;
    for (const auto& band : bands) {
      if (!differs(band)) continue;
      if (band.to <= now)
        below = &band;
      else if (band.from >= now && !above)
        above = &band;
      else if (band.from < now && band.to > now)
        r.flips_if.push_back("requests arrive " + arrive + ": " + become(band));
    }
    if (below) add("falls below", below->to, *below);
    if (above) add("rises above", above->from, *above);
  }

  /// Fewer draws where copies are counted one by one, which takes microseconds for each draw and each demand.
  std::size_t draws() const {
    constexpr std::size_t counted = 1024;
    for (const auto& path : s_.paths)
      if (opens(model(s_, path).by_demand, Opening::copies)) return std::min(options_.draws, counted);
    return options_.draws;
  }

  /// Whether the two cross at the stated values, with requests arriving as the scenario says.
  bool cross(std::size_t i, std::size_t j) const {
    return std::ranges::any_of(d_.crossovers, [&](const Comparison& c) {
      return c.a == s_.paths[i].id && c.b == s_.paths[j].id && c.arrivals.value_or(s_.arrivals) == s_.arrivals &&
             !c.crossings.empty();
    });
  }

  /// How far the crossovers of the chosen path with other feasible ones spread, and those that are shown at the stated
  /// values, where anything is not known.
  void spread_crossovers() {
    if (unknowns(s_).empty()) return;
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t i = 0; i < s_.paths.size(); ++i)
      for (std::size_t j = i + 1; j < s_.paths.size(); ++j)
        if (compared_[i] && compared_[j] && eligible(i) && eligible(j) &&
            (i == *chosen_ || j == *chosen_ || cross(i, j)))
          pairs.emplace_back(i, j);
    if (pairs.empty()) return;
    constexpr std::size_t in_all = 150'000,
                          of_a_pair = 200'000;  // intervals enclosed: a second or two, and some tenths
    const std::size_t budget = std::min(of_a_pair, in_all / pairs.size());
    for (const auto& [i, j] : pairs)
      if (auto spread = crossover_spread(s_, s_.paths[i].id, s_.paths[j].id, {}, {.draws = draws(), .budget = budget});
          !spread.crossings.empty())
        d_.crossover_spreads.push_back(std::move(spread));
  }

  /// Inputs whose other value would change this row.
  void add_switching_flips(std::size_t layer, LayerRow& r) const {
    for (const auto& s : d_.switching_values) {
      if (!s.path.empty() && placement_on(s.path, layer) == r.placement) continue;
      std::string flip = s.input;
      if (s.of > 0) {
        flip.append(" at ")
            .append(as_.plain(s.accepted))
            .append(" of ")
            .append(as_.plain(s.of))
            .append(s.above ? " or more" : " or fewer");
        flip.append(" (now ").append(as_.plain(std::round(s.now * s.of)));
      } else {
        flip.append(known_for_certain(s)).append(s.above ? " above " : " below ").append(as_.significant(s.at));
        flip.append(" (now ").append(as_.significant(s.now));
      }
      r.flips_if.push_back(flip.append("): ").append(s.path.empty() ? "no path is feasible"
                                                                    : s.path + ", " + placement_words(s.path, layer)));
    }
  }

  /// How likely each row is to hold, with every unknown drawn.
  void add_confidence() {
    const Doing doing("drawing what is not known");
    // What each unknown is worth takes draws × paths × unknowns: of hundreds of paths, fewer draws do.
    constexpr std::size_t budget = 120'000'000, least = 256;
    const std::size_t work = s_.paths.size() * (unknowns(s_).size() + 1);
    constexpr double evaluations = 2e7;  // of bills without a closed form, at each demand of the grid: a second or two
    double slow = 0;
    for (const auto& path : s_.paths) {
      const PathModel m = model(s_, path);
      if (!m.why_not.empty()) continue;
      constexpr double of_a_sum = 0.05;  // a part of a sum that is a curve like others
      each_part(m.by_demand, [&](const Curve<>& c) {
        Curve<> alone = c;
        alone.parts.clear();
        const double takes = !walkable(alone) ? evaluation_work(alone, accepted_answers_per_month(s_.domain_high))
                             : m.by_demand.parts.empty() ? 0
                                                         : of_a_sum;
        slow += takes * UncertaintyOptions{}.demand_points;
      });
    }
    const std::size_t affordable =
        std::min(budget / work, slow > 0 ? static_cast<std::size_t>(evaluations / slow) : budget);
    d_.uncertainty = uncertainty(s_, {.draws = std::min(draws(), std::max(least, affordable))});
    if (d_.uncertainty->coverage.nothing()) return;  // nothing was drawn: no confidence
    for (std::size_t layer = 0; layer < d_.layers.size(); ++layer) {
      const auto& placement = d_.layers[layer].placement;
      if (!placement) continue;
      double same = 0;
      for (const auto& path : d_.uncertainty->paths)
        if (placement_on(path.id, layer) == placement) same += path.probability_cheapest;
      d_.layers[layer].confidence = same;
    }
  }

  const Scenario& s_;
  text::Figures as_;
  Demand<> demand_;
  DecideOptions options_;
  CostInputs inputs_;
  Decision d_;
  std::optional<std::size_t> chosen_;
  std::vector<bool> compared_{};        ///< with each other, pairwise
  std::vector<Grade> grades_;           ///< the weakest evidence behind the cost of each path
  std::vector<PathBand> bands_random_;  ///< where the scenario's own requests are packed
};

}  // namespace

std::vector<PathBand> path_bands(const Scenario& scenario, Arrivals arrivals) {
  std::vector<Grade> grades;
  CostInputs inputs(scenario);
  for (std::size_t i = 0; i < scenario.paths.size(); ++i) grades.push_back(weakest_grade(inputs.of(i)));
  return bands_of(scenario, arrivals, grades);
}

Scenario around_demand(Scenario scenario) {
  const Demand<> demand = scenario.demand;
  const auto within = [](double value) {
    return accepted_answers_per_month(std::clamp(value, fields::demand.low, fields::demand.high));
  };
  if (demand < scenario.domain_low) scenario.domain_low = within(accepted_answers_per_month(demand) / 10);
  if (demand > scenario.domain_high) scenario.domain_high = within(accepted_answers_per_month(demand) * 10);
  return scenario;
}

Scenario at_demand(Scenario scenario, Demand<> demand) {
  scenario.demand = demand;
  take_as_stated(scenario, "/demand/accepted_answers_per_month");
  return around_demand(std::move(scenario));
}

Decision decide(const Scenario& scenario, std::optional<Demand<>> demand, const DecideOptions& options) {
  validate(scenario);
  const Scenario around = demand ? at_demand(scenario, *demand) : around_demand(scenario);
  return Decider(around, around.demand, options).decide();
}

}  // namespace costmodel
