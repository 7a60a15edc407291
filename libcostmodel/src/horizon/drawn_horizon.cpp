#include <algorithm>
#include <array>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/base/interrupt.hpp>
#include <costmodel/horizon/horizon.hpp>
#include <limits>
#include <set>

#include "base/number_text.hpp"
#include "base/pointer_path.hpp"
#include "horizon/plan.hpp"
#include "scenario/correlations.hpp"
#include "scenario/fields.hpp"
#include "scenario/lifted_of.hpp"
#include "scenario/requirements.hpp"
#include "uncertainty/drawn_paths.hpp"

namespace costmodel {

namespace {

constexpr double unserved = std::numeric_limits<double>::infinity();
using Lane = Eigen::Index;

/// The curves of every path with the unknowns free, at the stated prices and at none.
class DrawnCurves {
 public:
  DrawnCurves(const Setting& setting, const std::vector<Unknown>& unknowns)
      : formula_(unknowns.size()), wanted_(unknowns.size()) {
    std::vector<std::string> ids;
    for (const auto& path : setting.scenario.paths) ids.push_back(path.id);
    for (const auto& there : setting.by_date.scenarios) {
      const auto drawn = drawn_paths(there, unknowns, ids);
      fields::Lifted<Symbol> lifted(there, pointers(there, unknowns));
      for (std::size_t k = 0; k < unknowns.size(); ++k)
        for (const auto& pointer : unknowns[k].inputs)
          if (const auto set = lifted.setters.find(pointer); set != lifted.setters.end())
            set->second(Symbol(formula_, static_cast<std::uint32_t>(k)));
      write(lifted.scenario, drawn);
    }
    formula_wanted();
  }

  const std::vector<bool>& wanted() const { return wanted_; }
  void set(const std::vector<Pack>& values) { formula_.run(values); }
  Pack demand() const { return demand_.pack(); }

  /// One for each stretch.
  std::vector<PriceCurve<Pack>> curves(std::size_t path) const {
    const auto pack = [](const Symbol& number) { return number.pack(); };
    std::vector<PriceCurve<Pack>> all;
    for (const auto& stretch : curves_)
      all.push_back({converted<Pack>(stretch[path].full, pack), converted<Pack>(stretch[path].free, pack)});
    return all;
  }
  UnitPrice<Pack> bought(std::size_t path) const {
    const auto& p = bought_[path];
    return {p.price.pack(), p.tax.pack(), p.residual.pack(), p.installation.pack(), p.spares.pack()};
  }

 private:
  /// Unknowns that are so in this stretch: a price that another date brought is stated.
  static std::set<std::string, std::less<>> pointers(const Scenario& there, const std::vector<Unknown>& unknowns) {
    std::set<std::string, std::less<>> all{"/demand/accepted_answers_per_month"}, still;
    for (const auto& unknown : all_unknowns(there)) still.insert(unknown.inputs.begin(), unknown.inputs.end());
    for (const auto& unknown : unknowns)
      for (const auto& pointer : unknown.inputs)
        if (still.contains(pointer) && !is_requirement(pointer)) all.insert(pointer);
    if (!still.contains("/demand/accepted_answers_per_month")) all.erase("/demand/accepted_answers_per_month");
    if (all.empty()) all.insert("/");  // none named would be all
    return all;
  }

  void write(BasicScenario<Symbol>& lifted, const std::vector<DrawnPath>& drawn) {
    const bool first = curves_.empty();
    if (first) demand_ = lifted.demand.value(), demand_.note();
    const auto rate = [&](const DrawnPath& path) {
      return path.unknown ? Symbol(formula_, static_cast<std::uint32_t>(*path.unknown))
                          : lifted.paths[path.accepted_like].acceptance.rate;
    };
    auto& all = curves_.emplace_back(drawn.size());
    for (auto& path : lifted.paths) {
      if (first) bought_.push_back(unit_price(path));
      take_capital_out(path);
    }
    for (std::size_t p = 0; p < drawn.size(); ++p) all[p].full = curve_of(lifted, drawn[p], rate(drawn[p]));
    for (auto& path : lifted.paths) scale_prices(path, Symbol(0.0));
    for (std::size_t p = 0; p < drawn.size(); ++p) all[p].free = curve_of(lifted, drawn[p], rate(drawn[p]));
  }

  void formula_wanted() {
    const auto note = [](const Symbol& number) { return number.note(), 0.0; };
    for (const auto& stretch : curves_)
      for (const auto& curve : stretch)
        (void)converted<double>(curve.full, note), (void)converted<double>(curve.free, note);
    for (const auto& p : bought_)
      for (const auto* number : {&p.price, &p.tax, &p.residual, &p.installation, &p.spares}) number->note();
    wanted_ = formula_.wanted();
  }

  Formula formula_;
  std::vector<std::vector<PriceCurve<Symbol>>> curves_{};  ///< by stretch, then path
  std::vector<UnitPrice<Symbol>> bought_{};
  Symbol demand_;
  std::vector<bool> wanted_;
};

/// What is drawn of the trends: which of their numbers are which unknowns.
class DrawnTrends {
 public:
  DrawnTrends(const Setting& setting, const std::vector<Unknown>& unknowns, std::vector<bool>& wanted,
              std::vector<std::string>& not_drawn) {
    for (std::size_t k = 0; k < unknowns.size(); ++k)
      for (const auto& pointer : unknowns[k].inputs)
        if (is_over_time(pointer)) {
          if (note(setting, pointer, k))
            wanted[k] = true;
          else
            not_drawn.push_back(pointer);
        }
  }

  Trends<Pack> at(const Trends<double>& stated, const Pack& demand, const std::vector<Pack>& values) const {
    Trends<Pack> t{.demand = demand, .growth = stated.growth, .discount = stated.discount};
    if (stated.ceiling) t.ceiling = Pack(*stated.ceiling);
    t.change.assign(stated.change.begin(), stated.change.end());
    t.migration.assign(stated.migration.begin(), stated.migration.end());
    if (growth_) t.growth = values[*growth_];
    if (discount_) t.discount = values[*discount_];
    if (ceiling_) t.ceiling = values[*ceiling_];
    for (const auto& [path, k] : change_) t.change[path] = values[k];
    for (const auto& [path, k] : migration_) t.migration[path] = values[k];
    return t;
  }

 private:
  bool note(const Setting& setting, std::string_view pointer, std::size_t k) {
    if (pointer == "/horizon/growth_per_month") return growth_ = k, setting.horizon.by_month.empty();
    if (pointer == "/horizon/discount_rate_per_year") return discount_ = k, true;
    if (pointer == "/horizon/ceiling_accepted_answers_per_month") return ceiling_ = k, setting.horizon.by_month.empty();
    const auto place = fields::in_path(pointer);
    if (!place) return false;
    if (place->rest == "/over_time/price_change_per_year") return change_.emplace_back(place->path, k), true;
    if (place->rest == "/over_time/migration_usd") return migration_.emplace_back(place->path, k), true;
    return false;
  }

  std::optional<std::size_t> growth_{}, discount_{}, ceiling_{};
  std::vector<std::pair<std::size_t, std::size_t>> change_{}, migration_{};
};

/// Present cost from each month to the end, for eight draws: what `present_cost` says of every start at once, from the
/// last to the first. A machine that is bought when the need first exceeds what it was at the start is bought at the
/// same month whatever start comes before, so that the cost of a start follows from that of the next higher need.
std::vector<Pack> costs_to_the_end(const Course<Pack>& c, const PathOverTime& path, const std::vector<Pack>& d,
                                   int length) {
  const auto n = static_cast<std::size_t>(length);
  std::vector<Pack> all(n + 1);
  if (path.term > 0) {
    for (int s = length - 1; s >= 0; --s) {
      const int e = std::min(length, s + path.term);
      all[static_cast<std::size_t>(s)] = present_cost(c, path, d, s, e) + all[static_cast<std::size_t>(e)];
    }
    return all;
  }
  if (!path.owned) {
    for (std::size_t t = n; t-- > 0;)
      all[t] = all[t + 1] + (bill_of_month(c, path, 0, static_cast<int>(t)) + Pack(path.retraining[t])) * d[t + 1];
    return all;
  }
  std::vector<Pack> unit(n + 1), machine(n + 1), bare(n + 1), held(n + 1);
  for (std::size_t t = n; t-- > 0;) {
    unit[t] = unit[t + 1] + c.unit[t] * d[t + 1];
    bare[t] = bare[t + 1] + (c.running[t] - c.units[t] * c.unit[t] + Pack(path.retraining[t])) * d[t + 1];
    const int from = static_cast<int>(t), until = path.life > 0 ? std::min(length, from + path.life) : length;
    machine[t] = present_cost_of_machine(c, path, d, from, until) + machine[static_cast<std::size_t>(until)];
  }
  std::vector<std::size_t> higher;
  for (Lane lane = 0; lane < static_cast<Lane>(lanes); ++lane) {
    higher.clear();
    for (std::size_t t = n; t-- > 0;) {
      const double need = c.units[t].v[lane], each = machine[t].v[lane] + unit[t].v[lane];
      while (!higher.empty() && c.units[higher.back()].v[lane] <= need) higher.pop_back();
      double cost = need * each;
      if (!higher.empty()) {
        const std::size_t next = higher.back();
        cost += held[next].v[lane] - need * (machine[next].v[lane] + unit[next].v[lane]);
      }
      held[t].v[lane] = cost;
      higher.push_back(t);
    }
  }
  for (std::size_t t = 0; t < n; ++t) all[t] = bare[t] + held[t] + c.bought.spares * machine[t];
  return all;
}

/// As many of the draws that were asked for as take a few seconds, given how much each takes: months of paths, of
/// terms, and of machines that may be bought month after month.
std::size_t draws_within_reach(const Setting& setting, std::size_t from, std::size_t asked) {
  const double months = setting.months();
  double steps = setting.paths[from].owned ? months * months / 2 : 0;
  for (const auto& path : setting.paths)
    steps += months * (4 + std::min(months, std::max(0.0, static_cast<double>(path.term))));
  const double most = std::max(64.0, 1e8 / steps * static_cast<double>(lanes));
  const auto draws = static_cast<std::size_t>(std::min(static_cast<double>(asked), most));
  return (draws + lanes - 1) / lanes * lanes;
}

Spread spread_of(std::vector<double> values) {
  const auto at = [&](double share) {
    const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + place, values.end());
    return values[static_cast<std::size_t>(place)];
  };
  return {at(0.05), at(0.5), at(0.95)};
}

/// Sums over the draws.
class Tally {
 public:
  Tally(const Planning& planning, std::size_t from)
      : planning_(planning),
        from_(from),
        months_(static_cast<std::size_t>(planning.setting.months())),
        n_(planning.paths.size()),
        npv_(n_),
        levelized_(n_),
        cheapest_(n_),
        served_(n_),
        plans_(n_, std::vector<Pack>(months_)),
        later_(months_ + 1) {}

  void add(const DrawnCurves& curves, const Trends<Pack>& trends) {
    const Setting& s = planning_.setting;
    const auto demand = demand_by_month(s.horizon, trends, s.weights);
    const auto d = discounts(trends.discount, s.months());
    Pack answers(0.0);
    for (std::size_t t = 0; t < months_; ++t) answers += demand[t] * d[t + 1];
    std::vector<Pack> best(months_ + 1, Pack(unserved)), until;
    std::vector<std::vector<Pack>> to(n_);
    for (std::size_t p = 0; p < n_; ++p) {
      if (!s.why_not[p].empty()) {
        to[p].assign(months_ + 1, Pack(unserved));
        continue;
      }
      const auto own = curves.curves(p);
      const Course<Pack> c = course(own, s.by_date.of_month, demand,
                                    price_by_month(s.scenario.paths[p].over_time, trends.change[p], s.months()),
                                    curves.bought(p), s.paths[p]);
      to[p] = costs_to_the_end(c, s.paths[p], d, s.months());
      if (p == from_) until = present_costs(c, s.paths[p], d, 0, s.months());
      close(p, own, demand, c, to[p], p == from_ ? &until : nullptr);
    }
    count(to, answers, trends, d);
    for (std::size_t p = 0; p < n_; ++p)
      for (std::size_t m = 0; m < months_; ++m) {
        if ((p == from_ && m > 0) || !planning_.can_start(p, static_cast<int>(m))) {
          plans_[p][m] += Pack(unserved);
          continue;
        }
        const bool moves = m > 0 || (planning_.now && *planning_.now != p);
        const Pack cost = until[m] + to[p][m] + (moves ? Pack(trends.migration[p] * d[m]) : Pack(0.0));
        plans_[p][m] += cost;
        best[m] = min(best[m], cost);
      }
    best[months_] = until[months_];
    never_ += until[months_];
    note(best);
  }

  HorizonUncertainty result(std::size_t draws) const;

 private:
  /// Whoever serves in a month in which the path may not is out of reach, to the end and until then: its limit, its
  /// quota and the greatest demand of a scenario as they are in the draw, other rules as the stated values keep them.
  void close(std::size_t p, const std::vector<PriceCurve<Pack>>& curves, const std::vector<Pack>& demand,
             const Course<Pack>& c, std::vector<Pack>& to_the_end, std::vector<Pack>* until) const {
    const double granted = planning_.setting.scenario.paths[p].access.quota_units.value_or(unserved);
    std::array<std::size_t, lanes> first,
        open_from{};  // the first month that it may not serve, and that after the last
    first.fill(months_);
    for (std::size_t t = 0; t < months_; ++t) {
      const Pack limit = curves[planning_.setting.by_date.of_month[t]].full.limit() * Pack(1 + 1e-12);
      for (std::size_t i = 0; i < lanes; ++i) {
        const auto lane = static_cast<Lane>(i);
        const bool may = planning_.paths[p].keeps_rules[t] && c.units[t].v[lane] <= granted &&
                         demand[t].v[lane] <= std::min(limit.v[lane], fields::demand.high);
        if (!may) first[i] = std::min(first[i], t), open_from[i] = t + 1;
      }
    }
    for (std::size_t i = 0; i < lanes; ++i) {
      const auto lane = static_cast<Lane>(i);
      for (std::size_t s = 0; s < open_from[i]; ++s) to_the_end[s].v[lane] = unserved;
      if (until != nullptr)
        for (std::size_t e = first[i] + 1; e <= months_; ++e) (*until)[e].v[lane] = unserved;
    }
  }

  void count(const std::vector<std::vector<Pack>>& to, const Pack& answers, const Trends<Pack>& trends,
             const std::vector<Pack>& d) {
    for (Lane lane = 0; lane < static_cast<Lane>(lanes); ++lane) {
      std::size_t least = n_;
      double lowest = unserved;
      for (std::size_t p = 0; p < n_; ++p) {
        const bool moves = planning_.now && *planning_.now != p;
        const double cost = to[p][0].v[lane] + (moves ? trends.migration[p].v[lane] * d[0].v[lane] : 0);
        npv_[p].push_back(-cost);
        levelized_[p].push_back(cost / answers.v[lane]);
        if (std::isfinite(cost)) ++served_[p];
        if (cost < lowest) lowest = cost, least = p;
      }
      if (least < n_) ++cheapest_[least];
    }
  }
  void note(const std::vector<Pack>& best) {
    Pack later(unserved), place(static_cast<double>(months_));
    for (std::size_t m = months_ + 1; m-- > 0;) {
      for (Lane lane = 0; lane < static_cast<Lane>(lanes); ++lane)
        if (best[m].v[lane] < later.v[lane]) later.v[lane] = best[m].v[lane], place.v[lane] = static_cast<double>(m);
      later_[m] += later;
    }
    for (Lane lane = 0; lane < static_cast<Lane>(lanes); ++lane) best_month_.push_back(place.v[lane]);
  }

  const Planning& planning_;
  std::size_t from_, months_, n_;
  std::vector<std::vector<double>> npv_, levelized_;
  std::vector<std::size_t> cheapest_, served_;
  std::vector<std::vector<Pack>> plans_;  ///< sums, by path that takes over and months until then
  std::vector<Pack> later_;               ///< sums of the best switch not before each month
  Pack never_{};
  std::vector<double> best_month_{};
};

HorizonUncertainty Tally::result(std::size_t draws) const {
  HorizonUncertainty u{.draws = draws};
  const auto count = static_cast<double>(draws);
  const auto& paths = planning_.setting.scenario.paths;
  for (std::size_t p = 0; p < n_; ++p) {
    if (!planning_.setting.why_not[p].empty()) continue;
    PathHorizonSpread one{.id = paths[p].id,
                          .probability_cheapest = static_cast<double>(cheapest_[p]) / count,
                          .probability_served = static_cast<double>(served_[p]) / count};
    if (one.probability_served > 0.95)
      one.npv_usd = spread_of(npv_[p]), one.usd_per_accepted = spread_of(levelized_[p]);
    u.paths.push_back(std::move(one));
  }
  double least = never_.v.sum() / count;
  u.from = paths[from_].id;
  for (std::size_t p = 0; p < n_; ++p)
    for (std::size_t m = 0; m < months_; ++m)
      if (const double mean = plans_[p][m].v.sum() / count; mean < least)
        least = mean, u.to = paths[p].id, u.month = static_cast<int>(m);
  if (!std::isfinite(least)) return u;
  u.expected_npv = usd(-least);
  u.best_month = spread_of(best_month_);
  for (std::size_t m = 0; m <= months_; ++m)
    if (const double later = later_[m].v.sum() / count; std::isfinite(later))
      u.waiting.push_back({static_cast<int>(m), usd(least - later)});
  return u;
}

/// The path that serves until a switch: the one that serves now, where it can be priced, else the first of the best
/// plan.
std::size_t serves_first(const Planning& planning) {
  if (planning.now && planning.setting.why_not[*planning.now].empty()) return *planning.now;
  const HorizonPlan plan = best_plan(planning);
  if (plan.stages.empty())
    throw InvalidInput("no-plan", "/horizon", "a month in which no path may serve",
                       "a horizon in which one path or another may serve each month");
  return planning.setting.scenario.index(plan.stages.front().path);
}

}  // namespace

HorizonUncertainty horizon_uncertainty(const Scenario& scenario, const HorizonUncertaintyOptions& options) {
  if (options.draws < 64 || options.draws > 1'000'000)
    throw InvalidInput("out-of-range", "draws", std::to_string(options.draws), "64 to 1000000");
  const Setting setting(scenario);
  const Planning planning(setting);
  const std::size_t from = serves_first(planning);
  const auto unknowns = unknowns_over_time(scenario);
  DrawnCurves curves(setting, unknowns);
  std::vector<bool> wanted = curves.wanted();
  std::vector<std::string> not_drawn;
  const DrawnTrends trends(setting, unknowns, wanted, not_drawn);
  const std::size_t draws = draws_within_reach(setting, from, options.draws);
  const Law law(scenario, unknowns, draws, wanted);
  Draws drawn(law, options.seed, 0);
  Tally tally(planning, from);
  std::vector<Pack> shares, values;
  for (std::size_t i = 0; i < draws; i += lanes) {
    drawn.next(shares, values);
    curves.set(values);
    Pack demand = curves.demand();
    tally.add(curves, trends.at(setting.trends, demand, values));
  }
  HorizonUncertainty u = tally.result(draws);
  u.unknowns = unknowns;
  u.not_drawn = std::move(not_drawn);
  return u;
}

}  // namespace costmodel
