// A bill: terms that add up, each a function of the load.
#pragma once

#include <costmodel/base/units.hpp>
#include <costmodel/bill/curve.hpp>
#include <costmodel/measured/arrivals.hpp>
#include <costmodel/measured/workload.hpp>
#include <optional>
#include <string_view>
#include <vector>

namespace costmodel {

/// What a term of a bill is for.
enum class BillTerm {
  total,  ///< all terms together
  capital,
  flat,
  idle_power,
  load_power,
  colocation,
  support,
  staff,
  facility,
  failures,
  spares,
  active_windows,
  provisioned_hours,
  while_off,  ///< calls that come while a schedule is off and go elsewhere
  overflow_tokens,
  input_tokens,
  cached_input_tokens,
  output_tokens,
  cache_writes,
  calls,
  hosting,
  storage,
  redeployment,
  volume_steps,
  plan,
  free_credits,
  up_to_minimum,
  tuning,
  data_plane,
  gate,
  rejected_requests,
  unused_commitment  ///< on a provider's bill alone
};
/// As results name it: "input tokens".
std::string_view to_string(BillTerm term);

/// How credits and a minimum treat a term.
enum class Part {
  charged,  ///< by the provider: free credits and a minimum apply to the sum of these
  beside,   ///< what no credit and no minimum touches
  credit,   ///< the credits that are used up, below 0
  minimum   ///< what lacks to the minimum
};

/// Another price of an answer from a load on: what each answer beyond costs more, or less.
template <class T = double>
struct Step {
  Load<T> from{};
  MoneyPerAnswer<T> per_answer{};
};

/// One term, in the shape of `Curve`: fixed + per answer × load + units × (per unit + while open × open
/// fraction).
template <class T = double>
struct Term {
  BillTerm kind{};
  MoneyPerMonth<T> fixed{};
  MoneyPerAnswer<T> per_answer{};
  MoneyPerMonth<T> per_unit{};
  MoneyPerMonth<T> while_open{};
  MoneyPerAnswer<T> overflowing{};  ///< for each answer that all units together do not carry
  Part part = Part::charged;
  bool stepped = false;  ///< holds what the bill's steps add
};

/// What is charged: everything, but no less than the minimum, after credits. Nothing stated: everything.
template <class T = double>
struct Charges {
  std::optional<MoneyPerMonth<T>> minimum{};
  std::optional<MoneyPerMonth<T>> credit{};
  MoneyPerMonth<T> plan{};  ///< fee of the plan, beside
};

/// What a spell of being open has beside its calls. See `Spell`.
template <class T = double>
struct SpellTimes {
  Time<T> start{};
  Time<T> start_billed{};
  Time<T> round_one{};
  Time<T> round_more{};
};

/// Share of their capacity that 1, 2, … units may carry which have one line; the last holds for more as well. Of units
/// with a line each: one share.
using Shares = std::vector<double>;

template <class T>
struct Bill;

/// The bill of an offer that serves some calls of each attempt, over the attempts.
template <class T = double>
struct BillPart {
  std::string offer{};   ///< id of its path
  std::string stages{};  ///< those that it serves, for people: "generate and judge"
  Bill<T> bill{};
};

/// What the month costs as a function of the load, in answers (attempts) per month.
template <class T = double>
struct Bill {
  std::vector<Term<T>> terms{};
  Load<T> capacity = answers_per_month(T(std::numeric_limits<double>::infinity()));  ///< of one unit
  double min_units = 1;
  double max_units = std::numeric_limits<double>::infinity();
  Opening opening = Opening::always;
  Time<T> open_for{};  ///< how long one call keeps a unit open: window, timeout or spell
  MonthLength<T> month = hours_per_month(T(730));
  SpellTimes<T> spell{};
  double batch = 1;               ///< calls that come at one instant
  std::vector<Level<>> levels{};  ///< hours of the week with a load of their own
  bool overflows = false;         ///< more than all units carry is served elsewhere, for the terms' `overflowing`
  Charges<T> charges{};
  std::vector<Step<T>> steps{};
  double kept = 1;                   ///< share of what a unit could carry that `capacity` is
  std::vector<Load<T>> rates{};      ///< answers per month that one unit completes with 1, 2, … calls in flight
  Shares together{};                 ///< the same share of 1, 2, … units with one line, where it is another
  std::vector<BillPart<T>> parts{};  ///< offers that serve the calls of an attempt that takes several

  /// The curve of one term in plain numbers: answers per month to USD per month. Of a credit or a minimum: of nothing.
  Curve<T> curve(const Term<T>& term) const {
    Curve<T> c;
    c.fixed = usd_per_month(term.fixed);
    c.slope = usd_per_answer(term.per_answer);
    c.unit = usd_per_month(term.per_unit);
    c.open = usd_per_month(term.while_open);
    c.capacity = answers_per_month(capacity);
    c.promised = kept < 1;
    c.kept = T(kept);
    for (std::size_t n = 1; n <= together.size(); ++n)
      c.together.push_back(answers_per_month(carries(static_cast<double>(n))));
    c.min_units = min_units;
    c.max_units = max_units;
    c.opening = opening;
    c.arrivals_per_x = per_answer(open_for);
    c.spell = {per_answer(spell.start), per_answer(spell.start_billed), per_answer(spell.round_one),
               per_answer(spell.round_more)};
    if (term.stepped)
      for (const auto& step : steps) c.bends.push_back({answers_per_month(step.from), usd_per_answer(step.per_answer)});
    c.overflows = overflows;
    c.overflow = usd_per_answer(term.overflowing);
    for (const Load<T>& rate : rates) c.rates.push_back(answers_per_month(rate));
    for (const Level<>& level : levels) c.levels.push_back({T(level.share), T(level.arrivals), T(level.busy)});
    if (levels.size() == 1) {  // open hours of one load: the same curve within them
      c.open *= levels[0].share;
      for (T* per_x :
           {&c.arrivals_per_x, &c.spell.start, &c.spell.start_billed, &c.spell.round_one, &c.spell.round_more})
        *per_x *= levels[0].arrivals;
      for (T& rate : c.rates) rate /= levels[0].arrivals;
      c.levels.clear();
    }
    return c;
  }

  /// The curve of the whole bill.
  Curve<T> curve() const {
    Curve<T> all = curve(sum());
    for (const auto& part : parts) all.parts.push_back(part.bill.curve());
    if (!charges.minimum && !charges.credit) return all;
    all.settlement = {.holds = true, .credit = amount(charges.credit), .least = amount(charges.minimum)};
    for (const auto& term : terms)
      if (term.part == Part::beside) {
        all.settlement.beside_fixed += usd_per_month(term.fixed);
        all.settlement.beside_slope += usd_per_answer(term.per_answer);
        all.settlement.beside_unit += usd_per_month(term.per_unit);
      }
    return all;
  }

  /// One term at a load, in USD per month.
  MoneyPerMonth<T> at(const Term<T>& term, const Load<T>& load) const {
    using std::max, std::min;
    const T x = answers_per_month(load);
    if (term.part == Part::charged || term.part == Part::beside) return usd_per_month(curve(term)(x));
    T charged(0);
    for (const auto& other : terms)
      if (other.part == Part::charged) charged += curve(other)(x);
    const T used = min(charged, amount(charges.credit));
    if (term.part == Part::credit) return usd_per_month(T(-used));
    return usd_per_month(T(max(T(0), T(amount(charges.minimum) - (charged - used)))));
  }

  /// Leaves so much of each unit's capacity, that promises are kept: units are added earlier, and each computes as
  /// before.
  void keep(const Shares& shares) {
    kept = shares.back();
    capacity *= T(kept);
    together.assign(shares.begin(), shares.end() - 1);
  }

  /// Share of its capacity that each of n units may carry.
  double share(double n) const {
    return n >= 1 && n < static_cast<double>(together.size()) + 1 ? together[static_cast<std::size_t>(n) - 1] : kept;
  }
  /// What n units carry.
  Load<T> carries(double n) const { return capacity * T(together.empty() ? n : n * (share(n) / kept)); }
  /// What `keep` was given.
  Shares shares() const {
    Shares all = together;
    all.push_back(kept);
    return all;
  }
  /// Whether promises leave part of the capacity unused.
  bool promised() const { return kept < 1 || !together.empty(); }

  /// The whole bill at a load, in USD per month.
  MoneyPerMonth<T> at(const Load<T>& load) const { return usd_per_month(curve()(answers_per_month(load))); }

  /// The greatest load that can be billed; infinite without a limit.
  Load<T> limit() const {
    using std::min;
    T least = curve(Term<T>{}).limit();
    for (const auto& part : parts) least = min(least, answers_per_month(part.bill.limit()));
    return answers_per_month(least);
  }

 private:
  Term<T> sum() const {
    Term<T> all{};
    for (const auto& term : terms) {
      all.fixed += term.fixed;
      all.per_answer += term.per_answer;
      all.per_unit += term.per_unit;
      all.while_open += term.while_open;
      all.overflowing += term.overflowing;
      all.stepped = all.stepped || term.stepped;
    }
    return all;
  }
  static T amount(const std::optional<MoneyPerMonth<T>>& given) { return given ? usd_per_month(*given) : T(0); }
  T per_answer(const Time<T>& time) const { return time.value() / month.value() / batch; }
};

/// Adds the fee of a plan, and what free credits take away and a minimum adds.
template <class T>
Bill<T> with_charges(Bill<T> bill, const Charges<T>& charges) {
  bill.charges = charges;
  bill.terms.push_back({.kind = BillTerm::plan, .fixed = charges.plan, .part = Part::beside});
  if (charges.credit) bill.terms.push_back({.kind = BillTerm::free_credits, .part = Part::credit});
  if (charges.minimum) bill.terms.push_back({.kind = BillTerm::up_to_minimum, .part = Part::minimum});
  return bill;
}

/// How the workload meets the machine: what a pricing needs to know to make a bill.
template <class T = double>
struct Service {
  Workload<T> workload{};
  TimePerAnswer<T> busy{};  ///< machine time of one attempt; 0 where none is billed or measured
  MonthLength<T> month = hours_per_month(T(730));
  Arrivals arrivals = Arrivals::poisson;
  double batch = 1;
  std::vector<Level<>> levels{};
  std::vector<TimePerAnswer<T>> pace{};  ///< time from one answer to the next of a unit with 1, 2, … calls in flight (a
                                         ///< batch is one call); empty: `busy`, whatever is in flight

  std::vector<double> week{};  ///< weight of each of its 168 hours; empty: requests wait, or it makes no difference

  /// Time that a call takes which is alone; a batch, all of it.
  Time<T> alone() const {
    return Quantity<unit::answer, T>::from_value(T(batch)) * (pace.empty() ? busy : pace.front());
  }

  /// Answers per month that keep one unit busy all month, or, with hours of unlike load, in the busiest of them;
  /// infinite for zero busy time.
  Load<T> capacity() const { return month / busy / T(peak(levels)); }
};

}  // namespace costmodel
