#include <costmodel/horizon/horizon.hpp>
#include <costmodel/io/horizon.hpp>
#include <costmodel/render/horizon.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

HorizonAxis axis_named(const std::string& name) {
  for (const HorizonAxis axis : {HorizonAxis::growth_per_month, HorizonAxis::price_change_per_year})
    if (to_string(axis) == name) return axis;
  throw InvalidInput("unknown-name", "axis", '"' + name + '"', "growth_per_month or price_change_per_year");
}

}  // namespace

void bind_horizon(py::module_& m) {
  bind_records<PlanAtEnd, PlanChange, PlanOverRange, InternalRates, HorizonMonth, PathHorizon, BuyingAgainst,
               SwitchDate, SwitchSweep, PlanStage, PresentParts, PlanPurchase, HorizonPlan, LayerOverTime::From,
               LayerOverTime, OfferOverTime, OffersOverTime, PathHorizonSpread, Waiting, HorizonUncertainty,
               HorizonAnswer>(m);
  m.def("horizon", &horizon, py::arg("scenario"), NoGil());
  m.def(
      "horizon_uncertainty",
      [](const Scenario& scenario, std::size_t draws, std::uint64_t seed) {
        return horizon_uncertainty(scenario, {.draws = draws, .seed = seed});
      },
      py::arg("scenario"), py::arg("draws"), py::arg("seed"), NoGil());
  m.def("switching_dates", &switching_dates, py::arg("scenario"), py::arg("from_path"), py::arg("to"), NoGil());
  m.def(
      "horizon_crossovers",
      [](const Scenario& scenario, const std::string& a, const std::string& b, const std::string& axis,
         const std::string& priced, double low, double high) {
        const CrossoverReport r = horizon_crossovers(scenario, a, b, axis_named(axis), priced, low, high);
        std::vector<std::pair<double, std::string>> all;
        for (const auto& c : r.crossings) all.emplace_back(c.at, c.after > 0 ? b : c.after < 0 ? a : std::string());
        return std::pair{all, r.complete && r.unsettled.empty()};
      },
      py::arg("scenario"), py::arg("a"), py::arg("b"), py::arg("axis"), py::arg("priced"), py::arg("low"),
      py::arg("high"), NoGil());
  m.def(
      "with_demand_table",
      [](const Scenario& scenario, const py::bytes& text) {
        return with_demand_table(scenario, static_cast<std::string_view>(text));
      },
      py::arg("scenario"), py::arg("text"));
  m.def("offers_over_time", &offers_over_time, py::arg("scenario"), py::arg("paths"), NoGil());
  m.def("plan_over_ranges", &plan_over_ranges, py::arg("scenario"), NoGil());
  m.def("scenario_of_month", &scenario_of_month, py::arg("scenario"), py::arg("month"), NoGil());
  m.def(
      "internal_rates", [](const std::vector<double>& flows) { return internal_rates(flows); }, py::arg("flows"));
  m.def(
      "horizon_report", [](const Scenario& scenario, const HorizonAnswer& a) { return horizon_report(scenario, a); },
      py::arg("scenario"), py::arg("answer"));
  m.def(
      "horizon_json", [](const HorizonAnswer& answer) { return to_json(answer); }, py::arg("answer"));
}

}  // namespace costmodel::python
