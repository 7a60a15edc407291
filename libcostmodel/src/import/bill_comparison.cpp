#include <algorithm>
#include <array>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/import/bills.hpp>
#include <costmodel/model/accepted_cost.hpp>

#include "base/figures.hpp"
#include "base/number_text.hpp"
#include "import/drafts.hpp"
#include "import/words.hpp"

namespace costmodel {

namespace {

using import::lower;

/// The words of a unit in small letters: "Custom Model Unit per min" and "custom-model-unit-minutes" alike.
std::vector<std::string> words_of(const std::string& unit) {
  std::vector<std::string> words(1);
  for (const char c : lower(unit)) {
    if (c >= 'a' && c <= 'z')
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// Whether the last word is of this kind, and all before it only name the machine that is counted.
template <std::size_t N>
bool is_unit_of(const std::vector<std::string>& words, const std::array<std::string_view, N>& last) {
  constexpr std::array<std::string_view, 18> counted{
      "custom", "model",   "unit",     "units", "copy", "copies", "instance",    "instances",  "node",
      "nodes",  "machine", "machines", "vm",    "ptu",  "ptus",   "provisioned", "throughput", "per"};
  const auto in = [](const auto& table, const std::string& word) {
    return std::find(table.begin(), table.end(), word) != table.end();
  };
  return !words.empty() && in(last, words.back()) &&
         std::all_of(words.begin(), words.end() - 1, [&](const auto& word) { return in(counted, word); });
}

/// Hours of one unit in a unit of time; none for anything else.
std::optional<double> hours_in(const std::string& unit) {
  constexpr std::array<std::string_view, 5> hour{"hours", "hour", "hrs", "hr", "h"};
  constexpr std::array<std::string_view, 4> minute{"minutes", "minute", "mins", "min"},
      second{"seconds", "second", "secs", "sec"};
  const auto words = words_of(unit);
  if (is_unit_of(words, hour)) return 1;
  if (is_unit_of(words, minute)) return 1.0 / 60;
  if (is_unit_of(words, second)) return 1.0 / 3600;
  return {};
}

/// Whether it counts what is stored for a month.
bool is_unit_month(const std::string& unit) {
  constexpr std::array<std::string_view, 4> month{"months", "month", "mo", "mos"};
  const auto words = words_of(unit);
  return words.size() > 1 && is_unit_of(words, month);
}

BillTerm time_term(const Path& path) {
  if (std::holds_alternative<ActiveWindow<>>(path.pricing)) return BillTerm::active_windows;
  if (std::holds_alternative<Provisioned<>>(path.pricing)) return BillTerm::provisioned_hours;
  return BillTerm::flat;
}

}  // namespace

namespace import {

BilledTerm term_of(const BillGroup& group, const Path& path) {
  if (group.charge == Charge::idle) return {BillTerm::unused_commitment};
  const std::string unit = lower(group.unit), meter = lower(group.meter + " " + group.sku);
  const bool tokens = unit.find("token") != std::string::npos;
  const bool output =
      group.direction.empty() ? meter.find("output") != std::string::npos : lower(group.direction) == "output";
  const bool cached = lower(group.cache).find("read") != std::string::npos || lower(group.cache) == "cached";
  if (tokens)
    return {output ? BillTerm::output_tokens : cached ? BillTerm::cached_input_tokens : BillTerm::input_tokens};
  if (meter.find("storage") != std::string::npos || unit.find("storage") != std::string::npos || is_unit_month(unit))
    return {BillTerm::storage};
  if (hours_in(group.unit) && !std::holds_alternative<PerToken<>>(path.pricing)) return {time_term(path)};
  if (unit == "requests" && std::holds_alternative<PerToken<>>(path.pricing)) return {BillTerm::calls};
  return {{}, "not in the model: " + group.service + (group.meter.empty() ? "" : ", " + group.meter)};
}

}  // namespace import

namespace {

using import::BilledTerm;
using import::term_of;

class Comparing {
 public:
  Comparing(const Scenario& scenario, const Path& path, const ReadBill& bill)
      : scenario_(scenario), path_(path), bill_(bill), model_(model(scenario, path)) {}

  BillComparison at(std::optional<double> accepted) {
    result_.path = path_.id;
    result_.file = bill_.origin.file;
    result_.period = bill_.period;
    result_.months = months(Months<>(bill_.period / scenario_.month));
    if (!(result_.months > 0))
      throw InvalidInput("no-rows", "bill", "no usage with a period", "ChargePeriodStart and ChargePeriodEnd");
    demand(accepted);
    paid();
    modelled();
    split();
    notes();
    for (auto& row : rows_) result_.terms.push_back(std::move(row.difference));
    std::stable_sort(result_.terms.begin(), result_.terms.end(), [](const auto& a, const auto& b) {
      return std::abs(a.difference().value()) > std::abs(b.difference().value());
    });
    return std::move(result_);
  }

 private:
  struct Row {
    BilledTerm term{};
    BillDifference difference{};
  };

  Money<> in_period(MoneyPerMonth<> amount) const { return amount * months(result_.months); }

  BillDifference& difference_of(const BilledTerm& term) {
    const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const Row& row) { return row.term == term; });
    if (found != rows_.end()) return found->difference;
    return rows_.emplace_back(Row{term, {.term = term.name()}}).difference;
  }

  void demand(std::optional<double> accepted) {
    if (accepted) {
      if (!(*accepted > 0 && std::isfinite(*accepted)))
        throw InvalidInput("out-of-range", "accepted", number_text(*accepted), "more than 0");
      result_.demand_from = "as given";
      result_.accepted = *accepted;
      result_.demand = accepted_answers_per_month(*accepted / result_.months);
      return;
    }
    double tokens = 0;
    for (const auto& group : bill_.groups)
      if (group.charge == Charge::usage && group.quantity && term_of(group, path_).term == BillTerm::output_tokens)
        tokens += *group.quantity;
    if (tokens <= 0 || model_.workload.output.value() <= 0 || !model_.why_not.empty())
      throw InvalidInput("missing-demand", "accepted", "no count of accepted answers, and no output tokens on the bill",
                         "how many accepted answers the period of the bill gave");
    const double answers = tokens / output_tokens_per_answer(model_.workload.output);
    result_.demand = answers_per_month(answers / result_.months) / model_.effort.answers;
    result_.accepted = accepted_answers_per_month(result_.demand) * result_.months;
    result_.demand_from = "derived: output tokens of the bill ÷ output tokens per answer ÷ answers per accepted answer";
  }

  void paid() {
    for (const auto& group : bill_.groups) {
      if (group.charge != Charge::usage && group.charge != Charge::idle) continue;
      BillDifference& d = difference_of(term_of(group, path_));
      d.paid = d.paid.value_or(Money<>{}) + group.effective;
    }
    result_.paid_in_period = bill_.effective(Charge::usage) + bill_.effective(Charge::idle);
    result_.cash_in_period = bill_.billed(Charge::usage) + bill_.billed(Charge::idle) + bill_.billed(Charge::purchase);
    result_.credits_in_period = bill_.effective(Charge::credit) + bill_.effective(Charge::adjustment);
    result_.paid = usd_per_accepted_answer(usd(result_.paid_in_period) / result_.accepted);
  }

  void modelled() {
    if (!model_.why_not.empty()) return result_.notes.push_back("The path cannot be priced: " + model_.why_not + ".");
    const Load<> load = model_.load(result_.demand);
    if (load > model_.limit())
      return result_.notes.push_back("The model's path is saturated at this demand: it has no cost there.");
    const MoneyPerMonth<> month = model_.serving.at(load);
    result_.modelled_in_period = in_period(month);
    result_.modelled = month / result_.demand;
    for (const auto& part : model_.serving.terms)
      if (const auto amount = model_.serving.at(part, load); amount.value() != 0)
        difference_of({part.kind}).modelled = in_period(amount);
  }

  /// What a term is made of in the model over the period, as providers count it; none where it is not billed by a
  /// quantity.
  std::optional<double> modelled_quantity(std::optional<BillTerm> term, const BillDifference& d) const {
    const double answers = answers_per_month(model_.load(result_.demand)) * result_.months;
    if (term == BillTerm::input_tokens) return answers * input_tokens_per_answer(model_.workload.input);
    if (term == BillTerm::cached_input_tokens) return answers * input_tokens_per_answer(model_.workload.cached_input);
    if (term == BillTerm::output_tokens) return answers * output_tokens_per_answer(model_.workload.output);
    if (term == BillTerm::active_windows) return unit_hours(d, std::get<ActiveWindow<>>(path_.pricing).price);
    if (term == BillTerm::provisioned_hours) return unit_hours(d, std::get<Provisioned<>>(path_.pricing).price);
    if (term != BillTerm::storage) return {};
    MoneyPerMonth<> price{};
    if (const auto* windows = std::get_if<ActiveWindow<>>(&path_.pricing)) price = windows->storage;
    if (const auto* machines = std::get_if<Provisioned<>>(&path_.pricing)) price = machines->storage;
    return price.value() > 0 ? std::optional(usd(*d.modelled) / usd_per_month(price)) : std::nullopt;
  }

  /// Hours × units: eight units that serve one copy for an hour are eight.
  static std::optional<double> unit_hours(const BillDifference& d, MoneyPerTime<> price) {
    return price.value() > 0 ? std::optional(usd(*d.modelled) / usd_per_hour(price)) : std::nullopt;
  }

  std::optional<double> paid_quantity(const BilledTerm& term) const {
    double sum = 0;
    for (const auto& group : bill_.groups) {
      if (group.charge != Charge::usage || term_of(group, path_) != term) continue;
      if (!group.quantity) return {};
      const auto hours = hours_in(group.unit);
      const double size = hours ? *hours : lower(group.unit) == "tokens" || is_unit_month(group.unit) ? 1.0 : 0.0;
      if (size == 0) return {};
      sum += *group.quantity * size;
    }
    return sum;
  }

  /// The difference of a term as what more of it costs at the model's price, and what its price does beside that.
  void split() {
    for (auto& [term, d] : rows_) {
      if (!d.paid) {
        d.because = "in the model, not on this bill";
        continue;
      }
      if (!d.modelled) {
        d.because = term.term == BillTerm::unused_commitment ? "an idle floor: paid, and used by nobody"
                                                             : "on the bill, not in the model";
        continue;
      }
      const auto before = modelled_quantity(term.term, d), after = paid_quantity(term);
      if (!before || !after || *before <= 0) continue;
      d.by_quantity = *d.modelled * (*after / *before - 1);
      d.by_price = d.difference() - *d.by_quantity;
      if (std::abs(d.by_price->value()) <= 1e-12 * d.paid->value()) d.by_price = Money<>{};  // rounding
      d.because = text::significant(*after / *before) + " × the quantity";
      if (*after > 0)
        d.because += ", " + text::significant((*d.paid / *d.modelled) * (*before / *after)) + " × the price";
    }
  }

  void notes() {
    result_.notes.push_back(
        "Cost is EffectiveCost of usage and of unused commitments; tax is left out, and so are the gate and rejected "
        "requests, which "
        "no provider bills.");
    if (result_.credits_in_period.value() != 0)
      result_.notes.push_back("Credits and adjustments, kept apart: " + text::usd(usd(result_.credits_in_period)) +
                              ".");
    if (result_.months != 1)
      result_.notes.push_back("The model's month of " + text::count(hours_per_month(scenario_.month)) +
                              " hours is scaled by " + text::significant(result_.months, 4) + " to the " +
                              text::count(hours(result_.period)) +
                              " hours of the bill; what was paid and the accepted answers stay as they are.");
    for (const auto& note : bill_.report.notes) result_.notes.push_back(note.where + ": " + note.text + ".");
  }

  const Scenario& scenario_;
  const Path& path_;
  const ReadBill& bill_;
  PathModel model_;
  std::vector<Row> rows_{};
  BillComparison result_;
};

}  // namespace

Money<> BillDifference::difference() const { return paid.value_or(Money<>{}) - modelled.value_or(Money<>{}); }

BillComparison compare_bill(const Scenario& scenario, std::string_view path, const ReadBill& bill,
                            std::optional<double> accepted) {
  validate(scenario);
  return Comparing(scenario, scenario.path(path), bill).at(accepted);
}

}  // namespace costmodel
