// The C interface: arguments checked, exceptions turned into statuses. No formula here.
#include "costmodel.h"

#include <algorithm>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/axes.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/io/report_data.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/scenario/dated_prices.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <costmodel/version.hpp>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/nearest.hpp"
#include "io/own_json.hpp"

struct costmodel_scenario {
  costmodel::Scenario scenario;
};

namespace {

using namespace costmodel;

/// A text of the caller's own. Throws std::bad_alloc.
char* owned(std::string_view text) {
  char* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy == nullptr) throw std::bad_alloc();
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  return copy;
}

std::string problems_json(const std::vector<Problem>& problems) {
  Json all = Json::array();
  for (const auto& p : problems)
    all.push_back(
        {{"id", p.id}, {"where", p.where}, {"found", p.found}, {"allowed", p.allowed}, {"message", to_string(p)}});
  return dumped({{"problems", std::move(all)}});
}

/// Runs what may throw; nothing leaves this library but a status.
template <class F>
costmodel_status guarded(char** error, F f) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    const auto said = [&](const std::vector<Problem>& problems) {
      if (error != nullptr) *error = owned(problems_json(problems));
    };
    try {
      f();
      return COSTMODEL_OK;
    } catch (const InvalidInput& invalid) {
      said(invalid.problems());
      return COSTMODEL_BAD_INPUT;
    } catch (const std::exception& failed) {
      said({{"failed", "", failed.what(), "no failure"}});
    }
  } catch (...) {  // no memory even for the words
  }
  return COSTMODEL_FAILED;
}

template <class T>
T& given(T* pointer, const char* name) {
  if (pointer == nullptr) throw InvalidInput("missing", name, "null", "a pointer");
  return *pointer;
}

/// The options of one call; every key must be asked for.
class Options {
 public:
  explicit Options(const char* text) : json_(Json::object()) {
    if (text == nullptr) return;
    json_ = parse_own(text, problems_);
    if (!json_.is_object()) throw InvalidInput("wrong-type", "options", shown(json_), "a JSON object");
  }

  std::optional<double> number(const char* key) {
    return value<double>(key, "a number", [](const Json& json) { return json.is_number(); });
  }
  std::optional<std::string> text(const char* key) {
    return value<std::string>(key, "a text", [](const Json& json) { return json.is_string(); });
  }
  std::optional<bool> flag(const char* key) {
    return value<bool>(key, "true or false", [](const Json& json) { return json.is_boolean(); });
  }
  std::optional<std::size_t> count(const char* key, double most) {
    const auto found = value<double>(key, "a whole number", [&](const Json& json) {
      return json.is_number() && json.get<double>() >= 0 && json.get<double>() <= most &&
             json.get<double>() == static_cast<double>(static_cast<std::size_t>(json.get<double>()));
    });
    return found ? std::optional(static_cast<std::size_t>(*found)) : std::nullopt;
  }
  template <class T>
  std::optional<std::pair<T, T>> two(const char* key, const char* allowed) {
    const auto found = value<std::vector<T>>(key, allowed, [](const Json& json) {
      return json.is_array() && json.size() == 2 && std::all_of(json.begin(), json.end(), [](const Json& one) {
               return std::is_same_v<T, double> ? one.is_number() : one.is_string();
             });
    });
    return found ? std::optional(std::pair((*found)[0], (*found)[1])) : std::nullopt;
  }

  /// Throws InvalidInput with every problem: wrong types, and keys that nobody asked for.
  void check() {
    for (const auto& [key, value] : json_.items())
      if (std::find(known_.begin(), known_.end(), key) == known_.end())
        problems_.push_back(
            {"unknown-key", "options/" + pointer_part(key), key, "an option of this call" + did_you_mean(key, known_)});
    if (!problems_.empty()) throw InvalidInput(problems_);
  }

 private:
  template <class T, class Fits>
  std::optional<T> value(const char* key, const char* allowed, Fits fits) {
    known_.emplace_back(key);
    const auto found = json_.find(key);
    if (found == json_.end()) return {};
    if (fits(*found)) return found->template get<T>();
    problems_.push_back({"wrong-type", std::string("options/") + key, shown(*found), allowed});
    return {};
  }

  Json json_;
  std::vector<Problem> problems_{};
  std::vector<std::string> known_{};
};

std::optional<Arrivals> arrivals_named(const std::optional<std::string>& name) {
  if (!name) return {};
  for (const Arrivals a : {Arrivals::packed, Arrivals::poisson, Arrivals::periodic})
    if (to_string(a) == *name) return a;
  throw InvalidInput("unknown-name", "options/arrivals", '"' + *name + '"', "packed, poisson or periodic");
}

std::optional<Demand<>> demand_of(const std::optional<double>& number) {
  return number ? std::optional(accepted_answers_per_month(*number)) : std::nullopt;
}

std::string costs(const Scenario& scenario, Options& options) {
  const auto path = options.text("path"), arrivals = options.text("arrivals");
  const auto demand = options.number("demand_accepted_answers_per_month"), utilization = options.number("utilization");
  options.check();
  if (demand && utilization)
    throw InvalidInput("conflict", "options/utilization", "a utilization and a demand", "one of the two");
  const auto pattern = arrivals_named(arrivals);
  validate(scenario);
  std::vector<PathCost> all;
  for (const auto& each : scenario.paths) {
    if (path && each.id != *path) continue;
    all.push_back(utilization ? cost_at_utilization(scenario, each.id, *utilization, pattern)
                              : cost(scenario, each.id, demand_of(demand).value_or(scenario.demand), pattern));
  }
  if (path && all.empty()) (void)scenario.index(*path);  // says which id is near
  return to_json(all);
}

std::string crossings(const Scenario& scenario, Options& options) {
  const auto axis = options.text("axis").value_or("demand");
  const auto between = options.two<std::string>("between", "two ids of paths");
  const auto domain = options.two<double>("domain", "[low, high]");
  ComparisonOptions how{.ranges = options.flag("ranges").value_or(true)};
  options.check();
  if (domain) how.domain = Range{domain->first, domain->second};
  validate(scenario);
  return to_json(between ? compare_arrivals_on(scenario, between->first, between->second, axis, how)
                         : compare_all_on(scenario, axis, how));
}

}  // namespace

const char* costmodel_version(void) { return costmodel::version.data(); }

costmodel_status costmodel_parse(const char* json, size_t length, costmodel_scenario** scenario, char** error) {
  return guarded(error, [&] {
    given(scenario, "scenario") = nullptr;
    *scenario = new costmodel_scenario{parse_scenario({&given(json, "json"), length})};
  });
}

costmodel_status costmodel_copy(const costmodel_scenario* scenario, costmodel_scenario** copy, char** error) {
  return guarded(error, [&] {
    given(copy, "copy") = nullptr;
    *copy = new costmodel_scenario(given(scenario, "scenario"));
  });
}

costmodel_status costmodel_set(costmodel_scenario* scenario, const char* input, double value, char** error) {
  return guarded(error, [&] {
    Scenario& old = given(scenario, "scenario").scenario;
    Scenario changed = with_input(old, &given(input, "input"), value);
    validate(changed);
    old = std::move(changed);
  });
}

costmodel_status costmodel_set_date(costmodel_scenario* scenario, const char* date, char** error) {
  return guarded(error, [&] {
    Scenario& old = given(scenario, "scenario").scenario;
    old = as_of(old, &given(date, "date"));
  });
}

costmodel_status costmodel_to_json(const costmodel_scenario* scenario, char** json, char** error) {
  return guarded(error, [&] { given(json, "json") = owned(to_json(given(scenario, "scenario").scenario)); });
}

costmodel_status costmodel_decide(const costmodel_scenario* scenario, const char* options, char** json, char** error) {
  return guarded(error, [&] {
    Options asked(options);
    const auto demand = demand_of(asked.number("demand_accepted_answers_per_month"));
    DecideOptions how;
    how.draws = asked.count("draws", 1e8).value_or(how.draws);
    how.ranges = asked.flag("ranges").value_or(how.ranges);
    asked.check();
    given(json, "json") = owned(to_json(decide(given(scenario, "scenario").scenario, demand, how)));
  });
}

costmodel_status costmodel_cost(const costmodel_scenario* scenario, const char* options, char** json, char** error) {
  return guarded(error, [&] {
    Options asked(options);
    given(json, "json") = owned(costs(given(scenario, "scenario").scenario, asked));
  });
}

costmodel_status costmodel_crossover(const costmodel_scenario* scenario, const char* options, char** json,
                                     char** error) {
  return guarded(error, [&] {
    Options asked(options);
    given(json, "json") = owned(crossings(given(scenario, "scenario").scenario, asked));
  });
}

costmodel_status costmodel_report_data(const costmodel_scenario* scenario, const char* options, char** json,
                                       char** error) {
  return guarded(error, [&] {
    const auto how = options == nullptr ? ReportDataOptions{} : report_data_options(options);
    given(json, "json") = owned(report_data(given(scenario, "scenario").scenario, how));
  });
}

void costmodel_free(char* text) { std::free(text); }
void costmodel_scenario_free(costmodel_scenario* scenario) { delete scenario; }
