#include <pybind11/numpy.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <costmodel/accepted_cost.hpp>
#include <costmodel/sweep.hpp>
#include <limits>
#include <span>

#include "bindings.hpp"

namespace costmodel::python {

namespace {

using Array = py::array_t<double, py::array::c_style>;

std::string text_of(double value) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

/// Loads that can be priced; a month without any has a bill, but no cost per answer.
void check(std::span<const double> x, const char* name, bool zero_is_fine) {
  for (const double value : x)
    if (!(value <= 1e15 && (zero_is_fine ? value >= 0 : value >= 1e-12)))
      throw InvalidInput("out-of-range", name, text_of(value), zero_is_fine ? "0 to 1e15" : "1e-12 to 1e15");
}

PathModel priced(const Scenario& scenario, const std::string& id, std::optional<Arrivals> arrivals) {
  PathModel m = model(scenario, scenario.path(id), arrivals);
  if (!m.why_not.empty()) throw InvalidInput("no-cost", "path", '"' + id + "\": " + m.why_not, "a path that can be priced");
  return m;
}

std::span<const double> to_demand(const PathModel& m, std::span<const double> utilization, std::span<double> buffer) {
  if (!std::isfinite(m.capacity().value()))
    throw InvalidInput("no-capacity", "utilization", '"' + m.id + "\" has no known capacity",
                       "a path with measured throughput, or demand_accepted_answers_per_month");
  std::transform(utilization.begin(), utilization.end(), buffer.begin(),
                 [&](double u) { return accepted_answers_per_month(m.demand(load_at_utilization(m, u))); });
  return buffer.first(utilization.size());
}

void price(const PathModel& m, std::string_view per, std::span<const double> demand, std::span<double> y) {
  if (per == "accepted_answer") return sweep_per_x(m.by_demand, demand, y);
  if (per == "month") return sweep(m.by_demand, demand, y);
  for (std::size_t i = 0; i < y.size(); ++i)
    y[i] = usd_per_million_output_tokens(cost_per_output_token(m, m.load(accepted_answers_per_month(demand[i]))));
}

/// What the loads cost, a block at a time, so that a block is still in the cache when it is looked at again.
void curve(const Scenario& scenario, const std::string& path, const Array& x, Array& out, bool by_utilization,
           const std::string& per, std::optional<Arrivals> arrivals) {
  const std::span<const double> all(x.data(), static_cast<std::size_t>(x.size()));
  const std::span<double> results(out.mutable_data(), static_cast<std::size_t>(out.size()));
  const py::gil_scoped_release released;
  const PathModel m = priced(scenario, path, arrivals);
  check(all, by_utilization ? "utilization" : "demand_accepted_answers_per_month", per == "month");
  const double limit = accepted_answers_per_month(m.demand(m.limit())) * (1 + 1e-12);
  double buffer[1024];
  for (std::size_t from = 0; from < all.size(); from += std::size(buffer)) {
    const auto block = all.subspan(from, std::min(std::size(buffer), all.size() - from));
    const auto demand = by_utilization ? to_demand(m, block, buffer) : block;
    const auto y = results.subspan(from, block.size());
    price(m, per, demand, y);
    for (std::size_t i = 0; i < y.size(); ++i)
      if (demand[i] > limit) y[i] = std::numeric_limits<double>::infinity();
  }
}

}  // namespace

void bind_curve(py::module_& m) {
  m.def("curve", &curve, py::arg("scenario"), py::arg("path"), py::arg("x").noconvert(), py::arg("out").noconvert(),
        py::arg("by_utilization"), py::arg("per"), py::arg("arrivals"));
}

}  // namespace costmodel::python
