// How sure the decision is: the same draws of every unknown for every path, and what follows from them.
#pragma once

#include <costmodel/scenario/scenario.hpp>
#include <costmodel/scenario/unknowns.hpp>
#include <costmodel/stats/distribution.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

struct UncertaintyOptions {
  std::size_t draws = 1 << 14;
  std::uint64_t seed = 1;
  int threads = 1;         ///< changes how long it takes, not what comes out
  int demand_points = 64;  ///< of the grid over the demand domain, spaced evenly in the logarithm
};

/// What 90 % of the draws lie between, and the middle.
struct Spread {
  double low = 0;  ///< 5 %
  double median = 0;
  double high = 0;  ///< 95 %
};

struct PathSpread {
  std::string id{};
  std::optional<Spread> usd_per_accepted{};  ///< at the demand; none where more than 5 % of the draws are saturated
  bool feasible_now = true;         ///< at the stated values; otherwise only in draws of a requirement or a bare rate
  double probability_feasible = 0;  ///< share of the draws in which it keeps the rules and carries the demand
  double probability_cheapest =
      0;  ///< at the demand, drawn where it has a range: feasible in the draw, and no other that is costs less
  double probability_cheapest_at_stated_demand = 0;  ///< the same at the demand as stated
  double expected_usd_per_month =
      0;  ///< mean over all draws; infinite where draws are saturated or accept next to nothing
  std::vector<double> probability_cheapest_at{};  ///< for each demand of the grid, given that demand
};

/// A path that nothing but the quality rule keeps out at the stated values: too little is known of its acceptance, or
/// it is too low. It is never the cheapest feasible one, whatever it costs.
struct UnprovenPath {
  std::string id{};
  double accepted = 0, of = 0;                    ///< what was judged; 0 of 0: a bare rate
  double probability_acceptance_reaches_bar = 0;  ///< by what was judged; of a bare rate 0
  std::optional<double> probability_cheaper{};  ///< than the decision, over the draws; none where there is no decision
  std::optional<double>
      usd_per_month_less{};                  ///< than the decision, mean over the draws in which both carry the demand
  std::optional<double> answers_to_judge{};  ///< more, until the rule holds if they pass at the rate so far; none where
                                             ///< that rate is not above the bar
};

/// An input whose draws lie mostly on one side of the value that the decision is made at.
struct StatedOutside {
  std::string pointer{};
  std::string name{};  ///< as people say it: "box/pricing/flat_usd_per_month"
  double stated = 0;
  double low = 0;   ///< 5 % of the draws
  double high = 0;  ///< 95 %
};

/// What a confidence is over, and what it is not over.
struct Coverage {
  std::size_t acceptance_counts = 0;   ///< counted acceptances that are drawn
  std::size_t ranges = 0;              ///< inputs, or shared draws of several, with a range or a distribution
  std::size_t without_range = 0;       ///< inputs that matter to the cost or the choice of a path, and are one number
  std::vector<std::string> assumed{};  ///< pointers of those of them that are assumed, estimated or inferred
  std::vector<std::string>
      not_drawn{};  ///< pointers of inputs with a range or a distribution that no draw follows: counts, access, hours
  std::vector<std::string> not_drawn_names{};  ///< the same as people say them: "box/access/lead_time_days"
  std::vector<StatedOutside> outside{};  ///< inputs that matter to a path that is feasible now, stated outside of what
                                         ///< 90 % of their draws lie between
  bool nothing() const { return acceptance_counts + ranges == 0; }
};

/// In words: "over 3 acceptance counts and 2 ranges; 17 inputs that matter are stated without a range, 7 of them
/// assumed".
std::string to_string(const Coverage& coverage);

/// The worth of knowing one unknown exactly before deciding.
struct KnowledgeValue {
  std::string unknown{};
  double usd_per_month = 0;
};

/// The worth of judging some more answers of one path.
struct SampleValue {
  std::string path{};
  double answers = 0;
  double usd_per_month = 0;
  double probability_of_change = 0;  ///< that they lead to another decision
};

/// The measurement that is worth most: judging some more answers of one path, or finding out what one input really is.
struct Measurement {
  std::string unknown{};
  std::string judge{};               ///< id of the path whose answers are to be judged; empty: another input
  double answers = 0;                ///< that many more; 0 where nothing is judged
  double fewest_answers = 0;         ///< with fewer than these no outcome changes the decision
  double usd_per_month = 0;          ///< what it is worth
  double probability_of_change = 0;  ///< of the decision; of judged answers
};

struct Uncertainty {
  std::size_t draws = 0;
  std::vector<Unknown> unknowns{};
  std::vector<double> demands{};                    ///< grid, accepted answers per month
  std::vector<std::string> grid_takes_as_stated{};  ///< what the probabilities on the grid of demands take as at the
                                                    ///< stated values: "cold starts of fn"
  std::vector<PathSpread> paths{};       ///< those that are feasible now or in some draw, in the scenario's order
  std::vector<UnprovenPath> unproven{};  ///< those that only the quality rule keeps out at the stated values
  Coverage coverage{};
  std::string decision{};  ///< of those feasible now the one with the least expected cost, the first within 0.01 % of
                           ///< it; empty where there is none
  std::optional<double> probability_right{};  ///< that it carries the demand and no feasible path costs less; none
                                              ///< where nothing was drawn
  std::string no_probability_because{};       ///< then why
  double expected_regret_usd_per_month =
      0;  ///< what deciding now costs on average above hindsight (expected value of perfect information)
  std::vector<KnowledgeValue> worth_knowing{};  ///< most valuable first
  std::vector<SampleValue> worth_judging{};     ///< thirty more answers of each counted acceptance
  std::optional<Measurement> measurement{};     ///< none where no measurement is worth a cent
};

/// Draws every unknown (Sobol points, shifted at random by the seed, correlated as the scenario says) and prices every
/// path that may be chosen, now or once more is known, with the same draws. Feasible has one meaning, the one of
/// `decide`: what can be decided on what is known. The quality rule P(acceptance ≥ bar) ≥ confidence holds or not by
/// the counts, whatever acceptance is drawn from them. In a draw a feasible path drops out where it does not carry the
/// drawn demand. Where the bar, the confidence, another requirement or a bare rate has a range, or an input that a rule
/// looks at (a speed, where a latency limit is asked for), the rules are applied with what is drawn of it. A path that
/// fails the rule is never the cheapest; `unproven` says what it would save and what would prove it. Costs and their
/// spread are over all draws. Regret, and the worth of knowing, are against hindsight: with perfect knowledge a path
/// may be taken if its acceptance is at least the bar and it keeps every other rule in the draw. They count money in
/// the draws in which the decision itself keeps the bar: nothing says what missing it costs. Value of an unknown:
/// E[what the best switch saves | it], by means over 64 equal-probability bins of it. Value of n more judged answers:
/// the same means weighted by the posterior after each possible count (beta-binomial), where a path may be taken if
/// that posterior keeps the rule. Throws InvalidInput for a scenario that does not validate, and for options out of
/// range.
Uncertainty uncertainty(const Scenario& scenario, const UncertaintyOptions& options = {});

/// USD per accepted answer of a path, for many states of the unknowns at once. Each row of `shares` holds a number of
/// (0, 1) for each unknown, in the order of `unknowns`: the share of its distribution that lies below its value.
/// Infinite where the path is saturated. Correlations are for whoever makes the shares. Throws InvalidInput for an
/// unknown path, one that cannot be priced, and shares that are none or make no whole rows.
std::vector<double> costs_at_shares(const Scenario& scenario, std::string_view path, const std::vector<double>& shares);

}  // namespace costmodel
