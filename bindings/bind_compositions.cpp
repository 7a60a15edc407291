#include <costmodel/bill/mix.hpp>
#include <costmodel/decide/compositions.hpp>

#include <tuple>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

using Member = std::tuple<std::string, std::optional<double>, double, double>;
using Hours = std::vector<std::pair<double, double>>;  // share of the month, load
using Layers = std::vector<std::tuple<std::string, double, double>>;

std::vector<CascadeMember> members_of(const std::vector<Member>& given) {
  std::vector<CascadeMember> all;
  for (const auto& [path, given_rejected, sensitivity, specificity] : given)
    all.push_back({path, given_rejected, sensitivity, specificity});
  return all;
}

Together together_of(const std::string& name) {
  if (name == "independent") return Together::independent;
  if (name == "nested") return Together::nested;
  if (name == "disjoint") return Together::disjoint;
  throw InvalidInput("unknown-name", "together", "\"" + name + "\"", "independent, nested or disjoint");
}

WithinTheHour calls_of(const std::string& name) {
  if (name == "even") return WithinTheHour::even;
  if (name == "no_queue") return WithinTheHour::no_queue;
  throw InvalidInput("unknown-name", "within_the_hour", "\"" + name + "\"", "even or no_queue");
}

std::vector<HoursAlike> hours_of(const Hours& given) {
  std::vector<HoursAlike> all;
  for (const auto& [share, load] : given) all.push_back({share, load});
  return all;
}

std::vector<CapacityLayer> layers_of(const Layers& given) {
  std::vector<CapacityLayer> all;
  for (const auto& [id, per_capacity, per_load] : given) all.push_back({id, per_capacity, per_load});
  return all;
}

BaseAndBurst base_and_burst(const Hours& given, double capacity, double per_unit, double per_answer, double burst) {
  return {hours_of(given), capacity, per_unit, per_answer, burst};
}

void bind_cascades(py::module_& m) {
  m.def(
      "cascade_cost",
      [](const Scenario& scenario, const std::vector<Member>& members) {
        return cascade_cost(scenario, members_of(members), scenario.demand);
      },
      py::arg("scenario"), py::arg("members"), NoGil());
  m.def(
      "cascade_crossover",
      [](const Scenario& scenario, const std::vector<Member>& members, const std::string& path,
         const std::string& together) {
        const CrossoverReport r = cascade_crossover(scenario, members_of(members), path, together_of(together));
        std::vector<double> at;
        for (const Crossing& c : r.crossings) at.push_back(c.at);
        return std::tuple{at, std::pair{r.low, r.high}, r.complete};
      },
      py::arg("scenario"), py::arg("members"), py::arg("path"), py::arg("together"), NoGil());
  m.def(
      "cascade_worth_it_from",
      [](const Scenario& scenario, const std::vector<Member>& members, const std::string& path,
         const std::string& together) {
        return cascade_worth_it_from(scenario, members_of(members), path, scenario.demand, together_of(together));
      },
      py::arg("scenario"), py::arg("members"), py::arg("path"), py::arg("together"), NoGil());
  m.def(
      "cascade_frontier",
      [](const std::vector<std::string>& names, const std::vector<double>& right, const std::vector<double>& prices,
         const std::string& together) {
        std::vector<CascadeStep> offers;
        for (const double share : right) offers.push_back({.right = share});
        const auto all = cascade_frontier(offers, prices, together_of(together));
        std::vector<std::tuple<std::vector<std::size_t>, double, double, std::string>> rows;
        for (std::size_t i = 0; i < all.size(); ++i)
          rows.emplace_back(all[i].order, all[i].per_request, all[i].right, never_worth_it(all, i, names));
        return rows;
      },
      py::arg("names"), py::arg("right"), py::arg("usd_per_call"), py::arg("together"), NoGil());
  m.def("break_even_escalation", &break_even_escalation, py::arg("gate"), py::arg("cost"), py::arg("again"));
}

void bind_mixes(py::module_& m) {
  m.def(
      "mix_cost",
      [](const Scenario& scenario, const std::string& base, const std::string& burst, std::optional<double> units,
         const std::string& within) {
        return mix_cost(scenario, {base, burst, calls_of(within)}, scenario.demand, units);
      },
      py::arg("scenario"), py::arg("base"), py::arg("burst"), py::arg("units"), py::arg("within_the_hour"), NoGil());
  m.def("overflow_share", py::overload_cast<double, double, double>(&overflow_share), py::arg("offered"),
        py::arg("places"), py::arg("waiting"));
  m.def(
      "mix_bands",
      [](const Hours& given, double capacity, double per_unit, double per_answer, double burst, double low,
         double high) {
        std::vector<std::tuple<double, double, double>> rows;
        for (const MixBand& b : mix_bands(base_and_burst(given, capacity, per_unit, per_answer, burst), low, high))
          rows.emplace_back(b.units, b.from, b.to);
        return rows;
      },
      py::arg("hours"), py::arg("capacity"), py::arg("per_unit"), py::arg("per_answer"), py::arg("burst"),
      py::arg("low"), py::arg("high"), NoGil());
  m.def(
      "screen",
      [](const Layers& layers, const Hours& given) {
        std::vector<std::tuple<double, double, double>> rows;
        for (const LayerCarries& layer : screen(layers_of(layers), hours_of(given)))
          rows.emplace_back(layer.capacity, layer.carries, layer.cost);
        return rows;
      },
      py::arg("layers"), py::arg("hours"), NoGil());
  m.def(
      "commit",
      [](const Hours& need, double committed, double on_demand, bool whole) {
        const Commitment c = commit(hours_of(need), committed, on_demand, whole);
        return std::pair{c.units, c.per_hour};
      },
      py::arg("need"), py::arg("committed"), py::arg("on_demand"), py::arg("whole"), NoGil());
  m.def(
      "commit_normal",
      [](double mean, double deviation, double committed, double on_demand, bool whole) {
        const Commitment c = commit(NormalNeed{mean, deviation}, committed, on_demand, whole);
        return std::pair{c.units, c.per_hour};
      },
      py::arg("mean"), py::arg("standard_deviation"), py::arg("committed"), py::arg("on_demand"), py::arg("whole"));
  m.def("spot_with_interruptions", &spot_with_interruptions, py::arg("spot"), py::arg("on_demand"),
        py::arg("interrupted"), py::arg("restarts_per_hour"), py::arg("per_restart"));
}

}  // namespace

void bind_compositions(py::module_& m) {
  bind_records<OfferPart, ComposedCost, CascadeCost>(m);
  bind_cascades(m);
  bind_mixes(m);
}

}  // namespace costmodel::python
