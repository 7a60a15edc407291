#include "worth.hpp"

#include <algorithm>
#include <boost/math/special_functions/binomial.hpp>
#include <cmath>
#include <costmodel/probability.hpp>

#include "in_parallel.hpp"

namespace costmodel {

namespace {

constexpr unsigned sample = 30;      ///< answers that may be judged
constexpr double a_cent = 0.01;

/// What the draws say once one unknown is known, by bins of it.
struct Given {
  std::vector<std::vector<double>> saved;     ///< [bin][path]: by that path instead of the decision, USD per month, of all draws
  std::vector<std::vector<double>> standing;  ///< [bin][path]: share of all draws above the quality bar
  std::vector<double> share;                  ///< [bin]
};

class Worth {
 public:
  Worth(const Scenario& scenario, const std::vector<DrawnPath>& paths, const DrawnCosts& costs, std::size_t decision)
      : scenario_(scenario), paths_(paths), costs_(costs), decision_(decision),
        draws_(static_cast<double>(costs.usd_per_month[decision].size())) {}

  /// Sums are in the order of the draws, so that they are the same whoever adds them.
  Given given(std::size_t unknown) const {
    const std::size_t n = paths_.size();
    Given g{std::vector(bins, std::vector<double>(n)), std::vector(bins, std::vector<double>(n)), std::vector<double>(bins)};
    const auto& bin = costs_.bin[unknown];
    for (const std::uint8_t b : bin) g.share[b] += 1 / draws_;
    const auto& own = costs_.usd_per_month[decision_];
    const auto& own_barred = costs_.barred[decision_];
    for (std::size_t c = 0; c < n; ++c) {
      const auto& other = costs_.usd_per_month[c];
      const auto& barred = costs_.barred[c];
      for (std::size_t d = 0; d < bin.size(); ++d) {
        if (!barred.empty() && barred[d]) continue;
        g.standing[bin[d]][c] += 1;
        if (!own_barred.empty() && own_barred[d]) continue;
        if (std::isfinite(other[d])) g.saved[bin[d]][c] += own[d] - other[d];
        // What is saturated saves nothing and costs without bound.
        else g.saved[bin[d]][c] = -std::numeric_limits<double>::infinity();
      }
      for (std::size_t b = 0; b < bins; ++b) g.saved[b][c] /= draws_, g.standing[b][c] /= draws_;
    }
    return g;
  }

  /// Each bin decides for itself, among the paths that are feasible given what is known then.
  double of_knowing(std::size_t unknown, const Given& g) const {
    double sum = 0;
    for (std::size_t b = 0; b < bins; ++b) {
      if (g.share[b] <= 0) continue;
      const auto feasible = [&](std::size_t c) {
        if (paths_[c].unknown != unknown || !paths_[c].barred) return paths_[c].feasible_now;
        return g.standing[b][c] >= scenario_.requirements.confidence * g.share[b];
      };
      sum += best_switch(feasible, [&](std::size_t c) { return g.saved[b][c]; }).saved;
    }
    return sum;
  }

  /// j of n accepted with beta-binomial probability; each j moves the weights of the bins, and the quality bar is looked at anew.
  SampleValue of_judging(const Unknown& unknown, std::size_t k, const Given& g, unsigned n) const {
    SampleValue result{.path = unknown.acceptance_of, .answers = static_cast<double>(n)};
    std::vector<double> rate(bins), likely(bins);
    for (std::size_t b = 0; b < bins; ++b) rate[b] = quantile(unknown.distribution, (static_cast<double>(b) + 0.5) / bins);
    for (unsigned j = 0; j <= n; ++j) {
      const double choose = boost::math::binomial_coefficient<double>(n, j);
      double probability = 0;
      for (std::size_t b = 0; b < bins; ++b) {
        likely[b] = choose * std::pow(rate[b], j) * std::pow(1 - rate[b], n - j);
        probability += g.share[b] * likely[b];
      }
      const auto feasible = [&](std::size_t c) {
        if (paths_[c].unknown != k || !paths_[c].barred) return paths_[c].feasible_now;
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

/// The share of draws in which the decision is right, and the mean of what hindsight saves.
void look_back(const std::vector<DrawnPath>& paths, const DrawnCosts& costs, std::size_t decision, Uncertainty& result) {
  const std::size_t draws = costs.usd_per_month[decision].size();
  std::vector<double> cheapest(paths.size()), stands(paths.size());
  double regret = 0, right = 0;
  for (std::size_t d = 0; d < draws; ++d) {
    std::optional<std::size_t> best;
    for (std::size_t c = 0; c < paths.size(); ++c) {
      if (!costs.stands(c, d)) continue;
      stands[c] += 1;
      if (!best || costs.usd_per_month[c][d] < costs.usd_per_month[*best][d]) best = c;
    }
    if (!best) continue;
    cheapest[*best] += 1;
    if (costs.stands(decision, d) && costs.usd_per_month[decision][d] <= costs.usd_per_month[*best][d] * (1 + 1e-9)) right += 1;
    if (costs.stands(decision, d)) regret += costs.usd_per_month[decision][d] - costs.usd_per_month[*best][d];
  }
  for (std::size_t c = 0; c < paths.size(); ++c) {
    result.paths[c].probability_cheapest = cheapest[c] / static_cast<double>(draws);
    result.paths[c].probability_feasible = stands[c] / static_cast<double>(draws);
  }
  result.probability_right = right / static_cast<double>(draws);
  result.expected_regret_usd_per_month = regret / static_cast<double>(draws);
}

}  // namespace

void add_worth(const Scenario& scenario, const std::vector<DrawnPath>& paths, const DrawnCosts& costs, std::size_t decision, int threads,
               Uncertainty& result) {
  look_back(paths, costs, decision, result);
  const double now = result.paths[decision].expected_usd_per_month;
  if (!std::isfinite(now)) return;
  // Nothing, where the difference is only rounding of the sums.
  const auto real = [&](double worth) { return worth > 1e-9 * std::abs(now) ? worth : 0; };
  result.decision = result.paths[decision].id;
  result.expected_regret_usd_per_month = real(result.expected_regret_usd_per_month);

  const Worth worth(scenario, paths, costs, decision);
  const std::size_t n = result.unknowns.size();
  std::vector<KnowledgeValue> knowing(n);
  std::vector<std::optional<SampleValue>> judging(n);
  in_parallel(threads, n, [&](std::size_t k) {
    const Given given = worth.given(k);
    knowing[k] = {result.unknowns[k].name, real(worth.of_knowing(k, given))};
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
      while (fewest < sample && real(worth.of_judging(result.unknowns[*most], *most, given, fewest).usd_per_month) <= 0) ++fewest;
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
