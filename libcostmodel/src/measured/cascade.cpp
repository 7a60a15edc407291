#include <costmodel/measured/cascade.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <limits>
#include <numeric>

#include "base/figures.hpp"
#include "base/number_text.hpp"

namespace costmodel {

namespace {

constexpr double rounding_of_shares = 1e-9;

/// The share of all requests that come to the step and that it answers rightly.
double rightly_answered(const CascadeStep& step, double reach, Together together) {
  if (step.given_rejected) return reach * *step.given_rejected;
  if (together == Together::nested) return std::max(0.0, step.right + reach - 1);
  if (together == Together::disjoint) return std::min(reach, step.right);
  return reach * step.right;
}

/// … and that its gate rejects. It rises with reach, so that bounds of one step are bounds of the next.
double passed_on(const CascadeStep& step, double reach, double right) {
  return (1 - step.sensitivity) * right + step.specificity * (reach - right);
}

void need_share(double share, const std::string& where, std::vector<Problem>& problems) {
  if (!(share >= 0 && share <= 1)) problems.push_back({"out-of-range", where, number_text(share), "0 to 1"});
}

/// Every problem of the steps.
std::vector<Problem> problems_of(const std::vector<CascadeStep>& steps) {
  std::vector<Problem> problems;
  if (steps.empty()) problems.push_back({"empty-list", "cascade", "none", "one step or more"});
  for (std::size_t k = 0; k < steps.size(); ++k) {
    const std::string at = "cascade/" + std::to_string(k);
    need_share(steps[k].right, at + "/right", problems);
    need_share(steps[k].sensitivity, at + "/sensitivity", problems);
    need_share(steps[k].specificity, at + "/specificity", problems);
    if (steps[k].given_rejected) need_share(*steps[k].given_rejected, at + "/given_rejected", problems);
    if (steps[k].sensitivity + steps[k].specificity <= 1)
      problems.push_back({"useless-judge", at, number_text(steps[k].sensitivity + steps[k].specificity),
                          "sensitivity + specificity of more than 1"});
  }
  if (!problems.empty()) return problems;
  double least = 1;  // of what comes to the step: its bounds are the widest there
  for (std::size_t k = 0; k < steps.size(); ++k) {
    const Interval may = conditional_bounds(steps[k].right, least);
    const auto& given = steps[k].given_rejected;
    if (given && !(*given >= may.low - rounding_of_shares && *given <= may.high + rounding_of_shares))
      problems.push_back({"out-of-range", "cascade/" + std::to_string(k) + "/given_rejected", number_text(*given),
                          number_text(may.low) + " to " + number_text(may.high) +
                              ": with its rate on all requests no other is possible"});
    least = passed_on(steps[k], least, rightly_answered(steps[k], least, Together::disjoint));
  }
  return problems;
}

void need_steps(const std::vector<CascadeStep>& steps) {
  auto problems = problems_of(steps);
  if (!problems.empty()) throw InvalidInput(std::move(problems));
}

CascadeOutcome outcome_of(const std::vector<CascadeStep>& steps, Together together) {
  CascadeOutcome all;
  double reach = 1;
  for (const CascadeStep& step : steps) {
    const double right = rightly_answered(step, reach, together);
    const double on = std::max(0.0, passed_on(step, reach, right));
    all.reach.push_back(reach);
    all.accepted.push_back(reach > 0 ? 1 - on / reach : 0);
    all.right_in_all += step.sensitivity * right;
    reach = on;
  }
  all.accepted_in_all = 1 - reach;
  return all;
}

std::string words_of(const CascadeChoice& choice, const std::vector<std::string>& names) {
  std::string text;
  for (const std::size_t offer : choice.order) text += (text.empty() ? "" : ", then ") + names[offer];
  return text;
}

}  // namespace

CascadeOutcome cascade(const std::vector<CascadeStep>& steps, Together together) {
  need_steps(steps);
  return outcome_of(steps, together);
}

CascadeBounds cascade_bounds(const std::vector<CascadeStep>& steps) {
  need_steps(steps);
  const CascadeOutcome few = outcome_of(steps, Together::nested), many = outcome_of(steps, Together::disjoint);
  CascadeBounds bounds{{few.accepted_in_all, many.accepted_in_all}, {0, 0}};
  double most_wrong = 0, least_wrong = 0;  // of what is accepted
  for (std::size_t k = 0; k < steps.size(); ++k) {
    const CascadeStep& step = steps[k];
    const double most = few.reach[k], least = many.reach[k];
    bounds.right.low += step.sensitivity * rightly_answered(step, least, Together::nested);
    bounds.right.high += step.sensitivity * rightly_answered(step, most, Together::disjoint);
    most_wrong += (1 - step.specificity) * (most - rightly_answered(step, most, Together::nested));
    least_wrong += (1 - step.specificity) * (least - rightly_answered(step, least, Together::disjoint));
  }
  bounds.right.low = std::max(bounds.right.low, bounds.accepted.low - most_wrong);
  bounds.right.high = std::min(bounds.right.high, bounds.accepted.high - least_wrong);
  return bounds;
}

Interval conditional_bounds(double right, double reach) {
  if (reach <= 0) return {0, 1};
  return {std::max(0.0, right + reach - 1) / reach, std::min(1.0, right / reach)};
}

std::optional<double> break_even_reject(double per_accepted, double rejects, double other_per_accepted,
                                        double other_rejects) {
  if (std::abs(rejects - other_rejects) <= 1e-12 * std::max(rejects, other_rejects)) return {};
  return std::max(0.0, (other_per_accepted - per_accepted) / (rejects - other_rejects));
}

std::optional<double> break_even_escalation(double gate, double cost, double again) {
  const double saved = (1 - again) * cost - again * gate;
  if (!(saved > 0)) return {};
  return gate / saved;
}

std::vector<CascadeChoice> cascade_frontier(const std::vector<CascadeStep>& offers, const std::vector<double>& per_call,
                                            Together together) {
  need_steps(offers);
  if (offers.size() > most_offers_ordered)
    throw InvalidInput("too-many", "cascade", std::to_string(offers.size()) + " offers",
                       "at most " + std::to_string(most_offers_ordered) + ": every order of every subset is looked at");
  if (per_call.size() != offers.size())
    throw InvalidInput("out-of-range", "per_call", std::to_string(per_call.size()) + " prices",
                       "one for each offer: " + std::to_string(offers.size()));
  for (const CascadeStep& offer : offers)
    if (offer.given_rejected)
      throw InvalidInput("out-of-range", "given_rejected", number_text(*offer.given_rejected),
                         "none: it holds for one order, and all are looked at");
  std::vector<CascadeChoice> all;
  std::vector<std::vector<std::size_t>> orders{{}};
  for (std::size_t i = 0; i < orders.size(); ++i) {
    for (std::size_t next = 0; next < offers.size(); ++next) {
      if (std::find(orders[i].begin(), orders[i].end(), next) != orders[i].end()) continue;
      auto longer = orders[i];
      longer.push_back(next);
      CascadeChoice choice{.order = longer};
      std::vector<CascadeStep> steps;
      for (const std::size_t offer : longer) steps.push_back(offers[offer]);
      const CascadeOutcome outcome = outcome_of(steps, together);
      for (std::size_t k = 0; k < longer.size(); ++k) choice.per_request += outcome.reach[k] * per_call[longer[k]];
      choice.accepted = outcome.accepted_in_all, choice.right = outcome.right_in_all;
      all.push_back(std::move(choice));
      orders.push_back(std::move(longer));
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const CascadeChoice& a, const CascadeChoice& b) {
    return a.per_request != b.per_request ? a.per_request < b.per_request : a.right > b.right;
  });
  std::vector<std::size_t> frontier;  // right ever more often
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto as_right = std::find_if(frontier.begin(), frontier.end(),
                                       [&](std::size_t f) { return all[f].right >= all[i].right - 1e-15; });
    if (as_right == frontier.end())
      frontier.push_back(i);
    else
      all[i].beaten_by = *as_right;
  }
  return all;
}

std::string never_worth_it(const std::vector<CascadeChoice>& choices, std::size_t choice,
                           const std::vector<std::string>& names) {
  const CascadeChoice& it = choices.at(choice);
  if (!it.beaten_by) return {};
  const CascadeChoice& better = choices[*it.beaten_by];
  const double less = it.per_request - better.per_request, more = better.right - it.right;
  std::string text = words_of(it, names) + ": never worth it, because " + words_of(better, names) + " costs ";
  text += less > 0 ? text::significant(less) + " USD less a request" : "no more";
  return text + " and is right " + (more > 1e-12 ? "in " + text::percent(more) + " of the requests more" : "as often");
}

}  // namespace costmodel
