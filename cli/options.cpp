#include <options.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <costmodel/horizon/horizon.hpp>
#include <ostream>

#include "base/figures.hpp"
#include "base/nearest.hpp"

namespace costmodel {

namespace {

/// "cmi/pricing/usd_per_unit_hour=3" as a name and a number.
std::pair<std::string, double> assignment(const std::string& text) {
  const auto equals = text.rfind('=');
  if (equals == 0 || equals == std::string::npos)
    throw InvalidInput("unknown-input", "--set", '"' + text + '"',
                       "PATH/INPUT=VALUE, such as cmi/pricing/usd_per_unit_minute=0.07");
  return {text.substr(0, equals), number("--set " + text.substr(0, equals), text.substr(equals + 1))};
}

}  // namespace

double number(const std::string& option, const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    throw InvalidInput("not-a-number", option, '"' + text + '"', "a finite number, written as 20000 or 0.2");
  return value;
}

void check_day(const std::string& option, const std::string& day) {
  if (!is_iso_date(day)) throw InvalidInput("bad-date", option, '"' + day + '"', "a day as 2026-11-21");
}

TextOption::TextOption(CLI::App& app, std::string name, const std::string& type, const std::string& words,
                       std::string value)
    : name_(std::move(name)), text_(std::move(value)), option_(app.add_option(name_, text_, words)->type_name(type)) {}

std::optional<double> TextOption::number() const {
  return given() ? std::optional(costmodel::number(name_, text_)) : std::nullopt;
}

ScenarioOptions::ScenarioOptions(CLI::App& app, const std::string& words, bool by_month)
    : file_(app, "SCENARIO", "", words),
      as_of_(app, "--as-of", "DATE", "Use the prices that held on this day, where the scenario states them by date"),
      set_(app, "--set", "PATH/INPUT=VALUE", "Use VALUE for this input, in the unit of its name; may be repeated") {
  file_.option()->required();
  if (by_month)
    month_.emplace(app, "--month", "M", "As it stands in month M of its horizon: that month's demand, prices and date");
}

Scenario ScenarioOptions::load() const {
  if (as_of_.given()) check_day("--as-of", as_of_.text());
  Collected problems;
  std::vector<std::pair<std::string, double>> wanted;
  for (const auto& text : set_.texts()) problems.of([&] { wanted.push_back(assignment(text)); });
  problems.raise();
  Scenario scenario = load_scenario(file());
  if (as_of_.given()) scenario = as_of(std::move(scenario), as_of_.text());
  for (const auto& one : wanted)
    problems.of([&] { naming_place("--set", [&] { scenario = with_input(scenario, one.first, one.second); }); });
  problems.raise();
  if (!wanted.empty()) naming_place("--set", [&] { validate(scenario); });  // it was valid before
  if (month_ && month_->given()) {
    const double month = *month_->number();
    if (!(month >= 1 && month <= 600 && month == std::floor(month)))
      throw InvalidInput("out-of-range", "--month", month_->text(),
                         scenario.horizon
                             ? "a whole month of the horizon, 1 to " + std::to_string(scenario.horizon->months)
                             : "a whole month of a scenario that has a horizon");
    scenario = scenario_of_month(scenario, static_cast<int>(month));
  }
  return scenario;
}

void FileOption::check(const std::vector<std::string>& inputs) const {
  if (!to_file()) return;
  std::vector<std::string> named = inputs;
  std::erase(named, "");
  naming_place("--output", [&] {
    check_file(text());
    check_outputs({text()}, named);
  });
}

void FileOption::deliver(const std::vector<std::string>& inputs, std::string written, std::ostream& out,
                         std::vector<NamedText> beside) const {
  if (!to_file()) {
    write_files(beside, inputs);
    print(written, out);
    return;
  }
  const std::string& file = text();
  beside.push_back({file, std::move(written)});
  try {
    write_files(beside, inputs);
  } catch (const InvalidInput& refused) {
    auto problems = refused.problems();
    for (auto& problem : problems)
      if (problem.where == file) problem.where = "--output " + file;
    throw InvalidInput(std::move(problems));
  }
}

std::optional<Format> FormatOption::format() const {
  if (text() == "json") return {};
  if (text() == "xlsx")
    throw InvalidInput("unknown-format", "--format", "\"xlsx\" from a program that writes no workbooks",
                       "decide and cost of the Python package's command: pip install costmodel[excel]");
  const std::vector<std::string_view> known{"text", "md", "html", "latex", "csv", "json"};
  if (std::find(known.begin(), known.end(), text()) == known.end())
    throw InvalidInput("unknown-format", "--format", '"' + text() + '"',
                       text::joined(known) + did_you_mean(text(), known));
  return format_named(text());
}

std::optional<Demand<>> DemandOption::demand() const {
  const auto asked = number();
  return asked ? std::optional(accepted_answers_per_month(*asked)) : std::nullopt;
}

std::optional<Arrivals> ArrivalsOption::arrivals() const {
  if (!given()) return {};
  for (const Arrivals known : {Arrivals::packed, Arrivals::poisson, Arrivals::periodic})
    if (to_string(known) == text()) return known;
  throw InvalidInput("unknown-arrivals", "--arrivals", '"' + text() + '"', "packed, poisson, periodic");
}

PairOption::PairOption(CLI::App& app, std::string name, const std::string& type, const std::string& words)
    : name_(std::move(name)) {
  app.add_option(name_, texts_, words)->expected(2)->type_name(type);
}

std::optional<Range> RangeOption::range() const {
  if (!given()) return {};
  return Range{number(name(), first()), number(name(), second())};
}

}  // namespace costmodel
