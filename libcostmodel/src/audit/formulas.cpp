#include "audit/formulas.hpp"

#include <algorithm>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/comparison.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/stats/two_arms.hpp>
#include <utility>

namespace costmodel::formulas {

namespace {

template <class T>
T quantity(double value) {
  if constexpr (is_quantity<T>)
    return T::from_value(value);
  else
    return value;
}

template <class T>
double number(const T& value) {
  if constexpr (is_quantity<T>)
    return value.value();
  else
    return value;
}

/// A function of quantities as a formula: its dimensions are those of its types.
template <class R, class... A>
Formula named(std::string_view name, std::string_view about, std::vector<Parameter> parameters, R (*function)(A...)) {
  if (parameters.size() != sizeof...(A)) throw std::logic_error("parameters");
  return {name,
          about,
          std::move(parameters),
          {dimension_of<std::remove_cvref_t<A>>()...},
          dimension_of<R>(),
          [function](std::span<const double> given) {
            return [&]<std::size_t... I>(std::index_sequence<I...>) {
              return number(function(quantity<std::remove_cvref_t<A>>(given[I])...));
            }
            (std::index_sequence_for<A...>{});
          }};
}

// --- Paths as claims mean them: one unit, every answer accepted ------------------------------------

Path serving(std::string id, Pricing<> pricing, OutputRate<> rate) {
  Path path{.id = std::move(id), .pricing = std::move(pricing)};
  if (rate.value() != 0) path.points = {{.output = rate}};
  path.acceptance = {.rate = 1};
  return path;
}

Scenario of(std::vector<Path> paths, MonthLength<> month, OutputTokens<> answer = output_tokens_per_answer(300)) {
  Scenario scenario;
  scenario.month = month;
  scenario.workload.output = answer;
  scenario.demand = accepted_answers_per_month(1000);
  scenario.domain_high = accepted_answers_per_month(1e9);
  scenario.paths = std::move(paths);
  validate(scenario);
  return scenario;
}

OutputPrice<> price_at(Pricing<> pricing, OutputRate<> rate, MonthLength<> month, double utilization) {
  if (!(utilization > 0 && utilization <= 1))
    throw InvalidInput("out-of-range", "utilization", std::to_string(utilization), "more than 0, at most 1");
  const Scenario scenario = of({serving("path", std::move(pricing), rate)}, month);
  const PathModel m = model(scenario, scenario.paths.front(), Arrivals::packed);
  return cost_per_output_token(m, load_at_utilization(m, utilization));
}

FixedAmortized<> owned(MoneyPerMonth<> flat) { return {.flat = flat, .max_units = 1}; }

ActiveWindow<> windows(MoneyPerTime<> price, double units, Time<> window) {
  return {.price = price, .units_per_copy = units, .window = window};
}

PathCrossing crossing(const Scenario& scenario, Axis axis, Arrivals arrivals) {
  const Comparison found = compare(scenario, "owned", "other", axis, arrivals, {.domain = {}, .ranges = false});
  if (found.crossings.empty())
    throw InvalidInput("no-value", "crossover", found.never, "paths that cost the same somewhere");
  return found.crossings.front();
}

// --- The table -----------------------------------------------------------------------------------

const Parameter month{"month", hours_per_month(730.0).value(), "730 h/month"};
const Parameter use{"utilization", 1, "1"};
const Parameter sureness{"confidence", 0.95, "0.95"};

std::vector<Formula> bills() {
  return {
      named(
          "owned_output_price", "output price of an owned machine with a flat monthly cost, at a utilization",
          {{"flat"}, {"output_rate"}, use, month},
          +[](MoneyPerMonth<> flat, OutputRate<> rate, double u, MonthLength<> m) {
            return price_at(owned(flat), rate, m, u);
          }),
      named(
          "window_output_price", "output price of active windows that are all full",
          {{"price"}, {"units"}, {"output_rate"}, use},
          +[](MoneyPerTime<> price, double units, OutputRate<> rate, double u) {
            return price_at(windows(price, units, minutes(5)), rate, hours_per_month(730), u);
          }),
      named(
          "provisioned_output_price", "output price of a unit provisioned all month, busy for a fraction of it",
          {{"price"}, {"output_rate"}, {"duty", 1, "1"}},
          +[](MoneyPerTime<> price, OutputRate<> rate, double duty) {
            return price_at(Provisioned<>{.price = price}, rate, hours_per_month(730), duty);
          }),
      named(
          "window_cost", "cost of keeping one copy open for a time: one window, or a month of them",
          {{"price"}, {"units"}, {"open_for"}},
          +[](MoneyPerTime<> price, double units, Time<> time) {
            return open_cost(windows(price, units, time), time);
          }),
      named(
          "amortization", "monthly capital cost of one machine (capital recovery)",
          {{"price"}, {"residual"}, {"life"}, {"sales_tax", 0, "0"}, {"discount_rate_per_year", 0, "0"}},
          +[](Money<> price, Money<> residual, Months<> life, double tax, double rate) {
            return capital_recovery(FixedAmortized<>{
                .price = price, .sales_tax = tax, .residual = residual, .life = life, .discount_rate_per_year = rate});
          }),
      named(
          "break_even_time", "hours of renting that cost as much as buying", {{"price"}, {"rent"}},
          +[](Money<> price, MoneyPerTime<> rent) { return break_even_time(price, rent); })};
}

std::vector<Formula> accepted() {
  return {
      named(
          "cost_per_accepted", "cost of one accepted answer: dropped rejects, up to `tries` tries",
          {{"cost_per_answer"},
           {"acceptance"},
           {"gate", 0, "0"},
           {"reject_cost", 0, "0"},
           {"tries", 1, "1"},
           {"correlation", 0, "0"}},
          +[](MoneyPerAnswer<> cost, double p, MoneyPerAnswer<> gate, MoneyPerRequest<> reject, double tries,
              double rho) {
            const auto e =
                effort(outcome(p, Tries<>{static_cast<int>(std::clamp(tries, 1.0, 1000.0)), rho}), Handling::dropped);
            return MoneyPerAccepted<>((cost + gate) * e.answers + reject * e.rejected_requests);
          }),
      named(
          "answers_per_accepted", "answers that one accepted answer takes",
          {{"acceptance"}, {"tries", 1, "1"}, {"correlation", 0, "0"}}, +[](double p, double tries, double rho) {
            return effort(outcome(p, Tries<>{static_cast<int>(std::clamp(tries, 1.0, 1000.0)), rho}), Handling::dropped)
                .answers;
          })};
}

std::vector<Formula> crossovers_by_name() {
  return {
      named(
          "crossover_utilization",
          "utilization of an owned machine at which its tokens cost as much as tokens at a price",
          {{"flat"}, {"output_rate"}, {"token_price"}, month},
          +[](MoneyPerMonth<> flat, OutputRate<> rate, OutputPrice<> price, MonthLength<> m) {
            return crossing(
                       of({serving("owned", owned(flat), rate), serving("other", PerToken<>{.output = price}, {})}, m),
                       Axis::utilization, Arrivals::packed)
                .at;
          }),
      named(
          "crossover_demand_at_random",
          "accepted answers a month at which an owned machine costs as much as windows opened at random",
          {{"flat"},
           {"output_rate"},
           {"price"},
           {"units"},
           {"window_output_rate"},
           {"answer"},
           {"acceptance"},
           {"window", 300, "5 min"},
           month},
          +[](MoneyPerMonth<> flat, OutputRate<> rate, MoneyPerTime<> price, double units, OutputRate<> other,
              OutputTokens<> answer, double acceptance, Time<> window, MonthLength<> m) {
            Scenario s =
                of({serving("owned", owned(flat), rate), serving("other", windows(price, units, window), other)}, m,
                   answer);
            for (auto& path : s.paths) path.acceptance.rate = acceptance;
            validate(s);
            return accepted_answers_per_month(crossing(s, Axis::demand, Arrivals::poisson).at);
          })};
}

Formula interval_end(std::string_view name, std::string_view about, double (*end)(double, double, double)) {
  return named(name, about, {{"accepted"}, {"of"}, sureness}, end);
}

std::vector<Formula> statistics() {
  const std::vector<Parameter> arms{{"accepted_a"}, {"of_a"}, {"accepted_b"}, {"of_b"}};
  auto with_sureness = arms;
  with_sureness.push_back(sureness);
  return {interval_end(
              "wilson_low", "lower end of the Wilson interval",
              +[](double k, double n, double c) { return wilson_interval(k, n, c).low; }),
          interval_end(
              "wilson_high", "upper end of it",
              +[](double k, double n, double c) { return wilson_interval(k, n, c).high; }),
          interval_end(
              "clopper_pearson_low", "lower end of the Clopper–Pearson interval",
              +[](double k, double n, double c) { return clopper_pearson_interval(k, n, c).low; }),
          interval_end(
              "clopper_pearson_high", "upper end of it",
              +[](double k, double n, double c) { return clopper_pearson_interval(k, n, c).high; }),
          interval_end(
              "jeffreys_low", "lower end of the Jeffreys interval",
              +[](double k, double n, double c) { return jeffreys_interval(k, n, c).low; }),
          interval_end(
              "jeffreys_high", "upper end of it",
              +[](double k, double n, double c) { return jeffreys_interval(k, n, c).high; }),
          named(
              "fisher_p", "two-sided p of Fisher's exact test", arms,
              +[](double ka, double na, double kb, double nb) {
                return fisher_exact_p({ka, na}, {kb, nb});
              }),
          named(
              "difference_low", "lower end of Newcombe's interval of the difference of two rates", with_sureness,
              +[](double ka, double na, double kb, double nb, double c) {
                return difference_interval(Counts{ka, na}, Counts{kb, nb}, c).low;
              }),
          named(
              "difference_high", "upper end of it", with_sureness,
              +[](double ka, double na, double kb, double nb, double c) {
                return difference_interval(Counts{ka, na}, Counts{kb, nb}, c).high;
              }),
          named(
              "mcnemar_p_at_least", "smallest exact McNemar p over all pairings of the same questions", arms,
              +[](double ka, double na, double kb, double nb) {
                return mcnemar_bounds({ka, na}, {kb, nb}).least_p;
              }),
          named(
              "mcnemar_p_at_most", "greatest of them", arms,
              +[](double ka, double na, double kb, double nb) {
                return mcnemar_bounds({ka, na}, {kb, nb}).greatest_p;
              }),
          named(
              "probability_first_above", "probability that the first rate is above the second", arms,
              +[](double ka, double na, double kb, double nb) {
                return probability_first_above({ka, na}, {kb, nb});
              })};
}

}  // namespace

const std::vector<Formula>& all() {
  static const std::vector<Formula> table = [] {
    std::vector<Formula> formulas;
    for (auto&& group : {bills(), accepted(), crossovers_by_name(), statistics()})
      formulas.insert(formulas.end(), group.begin(), group.end());
    return formulas;
  }();
  return table;
}

const Formula* find(std::string_view name) {
  const auto found = std::find_if(all().begin(), all().end(), [&](const Formula& f) { return f.name == name; });
  return found == all().end() ? nullptr : &*found;
}

}  // namespace costmodel::formulas

namespace costmodel {

std::vector<FormulaDescription> named_formulas() {
  std::vector<FormulaDescription> result;
  for (const auto& formula : formulas::all()) {
    FormulaDescription d{std::string(formula.name), {}, to_string(formula.result), std::string(formula.about)};
    for (std::size_t i = 0; i < formula.parameters.size(); ++i) {
      const auto& parameter = formula.parameters[i];
      std::string text(parameter.name);
      text.append(": ").append(to_string(formula.dimensions[i]));
      if (parameter.otherwise) text.append(" = ").append(parameter.otherwise_text);
      d.parameters.push_back(std::move(text));
    }
    result.push_back(std::move(d));
  }
  return result;
}

}  // namespace costmodel
