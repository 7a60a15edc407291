#include <costmodel/decide/sizing.hpp>

#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/model/costs.hpp>
#include <sstream>

#include "base/figures.hpp"
#include "base/number_text.hpp"
#include "model/promises.hpp"

namespace costmodel {

namespace {

std::vector<Promise> usual_promises() {
  std::vector<Promise> all;
  for (const double percentile : {95.0, 99.0})
    for (const double seconds : {0.0, 1.0, 10.0})
      all.push_back({.of = Promised::wait, .percentile = percentile, .seconds = seconds});
  return all;
}

SizeForPromise row(const Scenario& scenario, std::string_view path, const std::optional<Promise>& promise) {
  Scenario there = scenario;
  there.requirements.promises.clear();
  if (promise) there.requirements.promises.push_back(*promise);
  validate(there);
  const PathCost c = cost(there, path, there.demand, Arrivals::poisson);
  const PathModel m = model(there, there.path(path), Arrivals::poisson);
  SizeForPromise r{.promise = promise,
                   .share = m.why_not.empty() ? m.serving.share(c.units.value_or(1)) : 0,
                   .units = c.units,
                   .per_month = c.per_month};
  if (!c.per_month) r.why_not = c.reasons.empty() ? m.why_not : text::joined(c.reasons, "; ");
  return r;
}

double number_in(const std::string& text, const std::string& word, double low, double high) {
  std::istringstream in(word);
  double value = 0;
  if (!(in >> value) || !in.eof() || !(value >= low && value <= high))
    throw InvalidInput("out-of-range", "promise", text,
                       "a percentile above 0 and below 100, or mean; what of; seconds of 0 or more");
  return value;
}

}  // namespace

std::string promise_words(const Promise& promise) { return words(promise); }

Promise read_promise(const std::string& text) {
  std::istringstream in(text);
  std::string which, what, most, rest;
  in >> which >> what >> most;
  if (most.empty() || (in >> rest))
    throw InvalidInput("wrong-type", "promise", text, "three words, as \"p99 wait 2\" or \"mean first_token 0.5\"");
  Promise p;
  if (which != "mean") p.percentile = number_in(text, which.starts_with("p") ? which.substr(1) : "", 1e-9, 100 - 1e-9);
  bool known = false;
  for (const auto of : {Promised::wait, Promised::first_token, Promised::answer})
    if (what == to_string(of)) p.of = of, known = true;
  if (!known) throw InvalidInput("unknown-value", "promise", what, "wait, first_token or answer");
  p.seconds = number_in(text, most, 0, 1e9);
  return p;
}

Sizing size_of_path(const Scenario& scenario, std::string_view path, std::vector<Promise> promises) {
  validate(scenario);
  Sizing sizing{.path = scenario.path(path).id, .demand = scenario.demand, .presentation = scenario.presentation};
  if (!scenario.path(path).stages.empty())
    throw InvalidInput("no-cost", std::string(path), "not modelled for a path of several stages: promises",
                       "a path of one call; size the offer that its stages wait for");
  if (promises.empty()) promises = scenario.requirements.promises;
  if (promises.empty()) promises = usual_promises();
  sizing.rows.push_back(row(scenario, path, {}));
  for (const Promise& promise : promises) {
    sizing.rows.push_back(row(scenario, path, promise));
    if (const auto& without = sizing.rows.front().per_month; without && sizing.rows.back().per_month)
      sizing.rows.back().more = *sizing.rows.back().per_month - *without;
  }
  return sizing;
}

}  // namespace costmodel
