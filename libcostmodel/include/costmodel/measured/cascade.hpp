// A cascade: what one offer rejects goes on to the next.
//
//   reach_k = Π_{i<k} (1 − a_i)      share of the requests that come to step k, a_i the acceptance of what comes to i
//   P       = 1 − Π (1 − a_i)        share that some step accepts
//   calls   = reach_k · A ÷ P        of step k for A accepted answers, where what is rejected at the end is dropped
//   calls   = reach_k · A            where somebody answers it
//
// What a later step accepts of the requests that the earlier ones rejected is its own number. Where nobody measured it,
// the steps' rates on all requests bound it, and independence is one assumption among others.
#pragma once

#include <costmodel/stats/probability.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace costmodel {

/// One step of a cascade, on all requests.
struct CascadeStep {
  double right = 1;                        ///< share of all requests that it answers rightly
  std::optional<double> given_rejected{};  ///< the same of the requests that come to it, where that was judged
  double sensitivity = 1;                  ///< share of right answers that its gate accepts
  double specificity = 1;                  ///< share of wrong answers that its gate rejects
};

/// What is assumed of a step on the requests that come to it, where nobody judged that.
enum class Together {
  independent,  ///< it is right as often as on all requests
  nested,       ///< as seldom as its rate on all of them allows: the fewest are accepted
  disjoint      ///< as often as that allows: the most are accepted
};

/// What comes of one request.
struct CascadeOutcome {
  std::vector<double> reach{};     ///< share of the requests that come to each step
  std::vector<double> accepted{};  ///< share of what comes to each step that its gate accepts
  double accepted_in_all = 0;
  double right_in_all = 0;  ///< accepted, and rightly so
};

/// What comes of a request. Where a step says what it does to those that come to it, that holds, and `together` does
/// not matter to it. Reach and share accepted lie between those of nested and disjoint, whatever the requests have in
/// common; where no gate errs, both are attained. Throws InvalidInput for a share outside 0 to 1, for a gate that is
/// worse than chance (sensitivity + specificity < 1), and for a `given_rejected` outside its bounds, all of them at
/// once.
CascadeOutcome cascade(const std::vector<CascadeStep>& steps, Together together);

/// Between what numbers the share that is accepted lies, and the share that is accepted and right, whatever the
/// requests have in common. Throws as above.
struct CascadeBounds {
  Interval accepted{};
  Interval right{};
};
CascadeBounds cascade_bounds(const std::vector<CascadeStep>& steps);

/// Between what two numbers a step's rate lies on the requests that come to it, given only its rate on all of them and
/// the share that comes to it:
///   max(0, right + reach − 1) ÷ reach  to  min(1, right ÷ reach)
/// Attained by some joint distribution of the two (Fréchet 1935). Nothing known, 0 to 1, where nothing comes.
Interval conditional_bounds(double right, double reach);

/// Cost of a rejected request from which on the way of answering that rejects fewer costs less than the other:
///   c₁ + r₁ L = c₂ + r₂ L
///   c  USD an accepted answer, rejected requests left out;  r  rejected requests an accepted answer: (1 − P) ÷ P where
///   they are dropped, 1 − P where somebody answers them
/// 0 where it costs no more as it is; none where both reject as many. The two may change places.
std::optional<double> break_even_reject(double per_accepted, double rejects, double other_per_accepted,
                                        double other_rejects);

/// Share of the requests that a gate must catch to be worth its price:
///   f* = g ÷ ((1 − r) c − r g)
///   no gate: c a request;  with one: g (1 + r f) + (1 − f (1 − r)) c
///   g  price of the gate a request;  c  cost of what it saves;  r  share of the caught that comes again
/// None where (1 − r) c ≤ r g: it never pays; a number above 1 says the same.
std::optional<double> break_even_escalation(double gate, double cost, double again);

/// An order of offers, and what comes of it.
struct CascadeChoice {
  std::vector<std::size_t> order{};
  double per_request = 0;  ///< USD
  double accepted = 0;
  double right = 0;
  std::optional<std::size_t> beaten_by{};  ///< the cheapest choice that costs no more and is right as often; none: on
                                           ///< the frontier
};

/// Most offers of which every order and subset is looked at: 1,956 of six.
inline constexpr std::size_t most_offers_ordered = 6;

/// Every order of every subset of the offers, the cheapest first, among equals the one that is right more often, with
/// the frontier of cost against right answers. `beaten_by` counts in this list. Each
/// offer costs `per_call` whenever it is asked. `given_rejected` depends on who came before, so that it must be empty.
/// Throws InvalidInput as `cascade` does, and for more than `most_offers_ordered`.
std::vector<CascadeChoice> cascade_frontier(const std::vector<CascadeStep>& offers, const std::vector<double>& per_call,
                                            Together together);

/// "a, then b: never worth it, because c costs 0.002 USD less a request and is right 5 % of the requests more"; empty
/// for a choice on the frontier.
std::string never_worth_it(const std::vector<CascadeChoice>& choices, std::size_t choice,
                           const std::vector<std::string>& names);

}  // namespace costmodel
