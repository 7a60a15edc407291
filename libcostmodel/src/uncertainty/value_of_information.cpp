#include "uncertainty/value_of_information.hpp"

#include <algorithm>
#include <boost/math/special_functions/binomial.hpp>
#include <cmath>
#include <costmodel/stats/probability.hpp>

#include "base/in_parallel.hpp"

namespace costmodel {

namespace {

constexpr unsigned sample = 30;  ///< answers that may be judged
constexpr double a_cent = 0.01;

/// What the draws say once one unknown is known, by bins of it.
struct Given {
  std::vector<std::vector<double>>
      saved;  ///< [bin][path]: by that path instead of the decision, USD per month, of all draws
  std::vector<std::vector<double>> standing;   ///< [bin][path]: share of all draws above the quality bar
  std::vector<std::vector<double>> competing;  ///< [bin][path]: share of all draws in which it keeps the rules
  std::vector<double> share;                   ///< [bin]
};

class Worth {
 public:
  Worth(const Scenario& scenario, const std::vector<DrawnPath>& paths, const DrawnCosts& costs, std::size_t decision)
      : scenario_(scenario),
        paths_(paths),
        costs_(costs),
        decision_(decision),
        draws_(static_cast<double>(costs.usd_per_month[decision].size())) {}

  /// Sums are in the order of the draws, so that they are the same whoever adds them.
  Given given(std::size_t unknown) const {
    const std::size_t n = paths_.size();
    const std::vector<std::vector<double>> none(bins, std::vector<double>(n));
    Given g{none, none, none, std::vector<double>(bins)};
    const auto& bin = costs_.bin[unknown];
    for (const std::uint8_t b : bin) g.share[b] += 1 / draws_;
    const auto& own = costs_.usd_per_month[decision_];
    for (std::size_t c = 0; c < n; ++c) {
      const auto& other = costs_.usd_per_month[c];
      const auto& barred = costs_.barred[c];
      for (std::size_t d = 0; d < bin.size() && !costs_.competes.empty(); ++d)
        g.competing[bin[d]][c] += costs_.competes[c][d] / draws_;
      for (std::size_t d = 0; d < bin.size(); ++d) {
        if (!barred.empty() && barred[d]) continue;
        g.standing[bin[d]][c] += 1;
        if (!costs_.within_rules(c, d) || !costs_.within_rules(decision_, d)) continue;
        if (std::isfinite(other[d])) g.saved[bin[d]][c] += own[d] - other[d];
        // What is saturated saves nothing and costs without bound.
        else
          g.saved[bin[d]][c] = -std::numeric_limits<double>::infinity();
      }
      for (std::size_t b = 0; b < bins; ++b) g.saved[b][c] /= draws_, g.standing[b][c] /= draws_;
    }
    return g;
  }

  /// Each bin decides for itself, among the paths that are feasible given what is known then.
  double of_knowing(std::size_t unknown, bool asked, const Given& g) const {
    double sum = 0;
    for (std::size_t b = 0; b < bins; ++b) {
      if (g.share[b] <= 0) continue;
      const auto feasible = [&](std::size_t c) {
        if (asked)
          return 2 * g.competing[b][c] >= g.share[b];  // in a bin it does or does not, but where the bin has the border
        if (!judged_anew(c, unknown)) return paths_[c].feasible_now;
        return g.standing[b][c] >= scenario_.requirements.confidence * g.share[b];
      };
      sum += best_switch(feasible, [&](std::size_t c) { return g.saved[b][c]; }).saved;
    }
    return sum;
  }

  /// j of n accepted with beta-binomial probability; each j moves the weights of the bins, and the quality bar is
  /// looked at anew.
  SampleValue of_judging(const Unknown& unknown, std::size_t k, const Given& g, unsigned n) const {
    SampleValue result{.path = unknown.acceptance_of, .answers = static_cast<double>(n)};
    std::vector<double> rate(bins), likely(bins);
    for (std::size_t b = 0; b < bins; ++b)
      rate[b] = quantile(unknown.distribution, (static_cast<double>(b) + 0.5) / bins);
    for (unsigned j = 0; j <= n; ++j) {
      const double choose = boost::math::binomial_coefficient<double>(n, j);
      double probability = 0;
      for (std::size_t b = 0; b < bins; ++b) {
        likely[b] = choose * std::pow(rate[b], j) * std::pow(1 - rate[b], n - j);
        probability += g.share[b] * likely[b];
      }
      const auto feasible = [&](std::size_t c) {
        if (!judged_anew(c, k)) return paths_[c].feasible_now;
        const Beta after{unknown.distribution.a + j, unknown.distribution.b + (n - j)};
        return probability_at_least(after, *scenario_.requirements.min_acceptance) >= scenario_.requirements.confidence;
      };
      const auto saved = [&](std::size_t c) {
        double sum = 0;
        for (std::size_t b = 0; b < bins; ++b) sum += likely[b] > 0 ? likely[b] * g.saved[b][c] : 0;
        return sum;
      };
      const Switch best = best_switch(feasible, saved);
      result.usd_per_month += best.saved;
      if (best.to != decision_ || !feasible(decision_)) result.probability_of_change += probability;
    }
    return result;
  }

 private:
  /// Whether the unknown is all that stands between the path and the bar.
  bool judged_anew(std::size_t c, std::size_t unknown) const {
    return paths_[c].unknown == unknown && paths_[c].barred && (paths_[c].feasible_now || paths_[c].unproven);
  }

  struct Switch {
    std::size_t to;
    double saved;
  };

  /// The path that saves most; the decision itself where none does, or where it does not stand any more.
  template <class Feasible, class Saved>
  Switch best_switch(const Feasible& feasible, const Saved& saved) const {
    Switch best{decision_, 0};
    if (!feasible(decision_)) return best;
    for (std::size_t c = 0; c < paths_.size(); ++c)
      if (c != decision_ && feasible(c))
        if (const double own = saved(c); own > best.saved) best = {c, own};
    return best;
  }

  const Scenario& scenario_;
  const std::vector<DrawnPath>& paths_;
  const DrawnCosts& costs_;
  std::size_t decision_;
  double draws_;
};

/// The mean of what hindsight saves. It may take whatever is at the bar in the draw, and keeps every other rule.
double regret(const std::vector<DrawnPath>& paths, const DrawnCosts& costs, std::size_t decision) {
  const std::size_t draws = costs.usd_per_month[decision].size();
  double sum = 0;
  for (std::size_t d = 0; d < draws; ++d) {
    if (!costs.stands(decision, d)) continue;
    double least = costs.usd_per_month[decision][d];
    for (std::size_t c = 0; c < paths.size(); ++c)
      if (costs.stands(c, d)) least = std::min(least, costs.usd_per_month[c][d]);
    sum += costs.usd_per_month[decision][d] - least;
  }
  return sum / static_cast<double>(draws);
}

/// Whether it costs no more, but for rounding. Bills may be 0, and below.
bool no_dearer(double own, double least) {
  return own <= least || own - least <= 1e-9 * std::max(std::abs(own), std::abs(least));
}

}  // namespace

DrawShares shares(const std::vector<DrawnPath>& paths, const DrawnCosts& costs, std::optional<std::size_t> decision) {
  DrawShares s{std::vector<double>(paths.size()), std::vector<double>(paths.size())};
  if (paths.empty()) return s;
  const std::size_t draws = costs.usd_per_month.front().size();
  for (std::size_t d = 0; d < draws; ++d) {
    std::optional<std::size_t> best;
    for (std::size_t c = 0; c < paths.size(); ++c) {
      if (!costs.feasible(paths[c], c, d)) continue;
      s.feasible[c] += 1;
      if (!best || costs.usd_per_month[c][d] < costs.usd_per_month[*best][d]) best = c;
    }
    if (!best) continue;
    s.cheapest[*best] += 1;
    if (decision && costs.feasible(paths[*decision], *decision, d) &&
        no_dearer(costs.usd_per_month[*decision][d], costs.usd_per_month[*best][d]))
      s.right += 1;
  }
  const double all = static_cast<double>(draws);
  for (std::size_t c = 0; c < paths.size(); ++c) s.feasible[c] /= all, s.cheapest[c] /= all;
  s.right /= all;
  return s;
}

UnprovenPath unproven_path(const Scenario& scenario, const DrawnPath& path, std::size_t place, const DrawnCosts& costs,
                           std::optional<std::size_t> decision) {
  const Acceptance& a = scenario.paths[path.accepted_like].acceptance;
  const double bar = scenario.requirements.min_acceptance.value_or(0), confidence = scenario.requirements.confidence;
  UnprovenPath u{.id = scenario.paths[path.index].id, .accepted = a.accepted, .of = a.of};
  if (a.of > 0) {
    const Beta known = jeffreys_posterior(a.accepted, a.of);
    u.probability_acceptance_reaches_bar = probability_at_least(known, bar);
    if (mean(known) > bar && bar > 0 && confidence > 0.5 && confidence < 1)
      if (const auto more = answers_to_decide(a.accepted, a.of, bar, confidence))
        u.answers_to_judge = std::ceil(*more - 1e-6);
  }
  if (!decision) return u;
  const auto &own = costs.usd_per_month[*decision], &other = costs.usd_per_month[place];
  double cheaper = 0, less = 0, both = 0;
  for (std::size_t d = 0; d < own.size(); ++d) {
    if (!std::isfinite(other[d])) continue;
    if (!std::isfinite(own[d]) || !no_dearer(own[d], other[d])) cheaper += 1;
    if (std::isfinite(own[d])) less += own[d] - other[d], both += 1;
  }
  u.probability_cheaper = cheaper / static_cast<double>(own.size());
  if (both > 0) u.usd_per_month_less = less / both;
  return u;
}

void add_worth(const Scenario& scenario, const std::vector<DrawnPath>& paths, const DrawnCosts& costs,
               std::size_t decision, double now, int threads, Uncertainty& result) {
  // Nothing, where the difference is only rounding of the sums.
  const auto real = [&](double worth) { return worth > 1e-9 * std::abs(now) ? worth : 0; };
  result.expected_regret_usd_per_month = real(regret(paths, costs, decision));

  const Worth worth(scenario, paths, costs, decision);
  const std::size_t n = result.unknowns.size();
  std::vector<KnowledgeValue> knowing(n);
  std::vector<std::optional<SampleValue>> judging(n);
  const std::vector<bool> asked = asked_by_rules(scenario, result.unknowns, paths);
  in_parallel(threads, n, [&](std::size_t k) {
    const Given given = worth.given(k);
    knowing[k] = {result.unknowns[k].name, real(worth.of_knowing(k, asked[k], given))};
    if (result.unknowns[k].acceptance_of.empty()) return;
    judging[k] = worth.of_judging(result.unknowns[k], k, given, sample);
    judging[k]->usd_per_month = real(judging[k]->usd_per_month);
  });

  // What is judged counts by what thirty answers tell; the rest by all that there is to know.
  std::optional<std::size_t> most;
  const auto value = [&](std::size_t k) { return judging[k] ? judging[k]->usd_per_month : knowing[k].usd_per_month; };
  for (std::size_t k = 0; k < n; ++k)
    if (value(k) >= a_cent && (!most || value(k) > value(*most))) most = k;
  if (most) {
    Measurement m{.unknown = knowing[*most].unknown, .usd_per_month = value(*most)};
    if (judging[*most]) {
      m.judge = judging[*most]->path;
      m.answers = sample;
      m.probability_of_change = judging[*most]->probability_of_change;
      const Given given = worth.given(*most);
      unsigned fewest = 1;
      while (fewest < sample && real(worth.of_judging(result.unknowns[*most], *most, given, fewest).usd_per_month) <= 0)
        ++fewest;
      m.fewest_answers = fewest;
    }
    result.measurement = std::move(m);
  }
  for (auto& row : knowing) result.worth_knowing.push_back(std::move(row));
  for (auto& row : judging)
    if (row) result.worth_judging.push_back(std::move(*row));
  const auto more_worth = [](const auto& a, const auto& b) { return a.usd_per_month > b.usd_per_month; };
  std::stable_sort(result.worth_knowing.begin(), result.worth_knowing.end(), more_worth);
  std::stable_sort(result.worth_judging.begin(), result.worth_judging.end(), more_worth);
}

}  // namespace costmodel
