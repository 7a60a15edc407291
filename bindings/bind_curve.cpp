#include <pybind11/numpy.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/solve/sweep.hpp>
#include <iterator>
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
  const double low = zero_is_fine ? 0 : 1e-12, high = 1e15;
  const Eigen::Map<const Eigen::ArrayXd> all(x.data(), std::ssize(x));
  if ((all.max(low).min(high) - all).abs().sum() == 0) return;  // clamping changes nothing; NaN is unequal to all
  const auto bad = std::find_if(x.begin(), x.end(), [=](double value) { return !(value >= low && value <= high); });
  throw InvalidInput("out-of-range", name, text_of(*bad), zero_is_fine ? "0 to 1e15" : "1e-12 to 1e15");
}

PathModel priced(const Scenario& scenario, const std::string& id, std::optional<Arrivals> arrivals) {
  PathModel m = model(scenario, scenario.path(id), arrivals);
  if (!m.why_not.empty())
    throw InvalidInput("no-cost", "path", '"' + id + "\": " + m.why_not, "a path that can be priced");
  return m;
}

/// The demand at which one unit is busy all month.
double demand_of_one_unit(const PathModel& m) {
  if (!std::isfinite(m.capacity().value()))
    throw InvalidInput("no-capacity", "utilization", '"' + m.id + "\" has no known capacity",
                       "a path with measured throughput, or demand_accepted_answers_per_month");
  return accepted_answers_per_month(m.demand(load_at_utilization(m, 1)));
}

void price(const PathModel& m, const Curve<>& serving, std::string_view per, std::span<const double> demand,
           std::span<double> y) {
  if (per == "accepted_answer") return sweep_per_x(m.by_demand, demand, y);
  if (per == "month") return sweep(m.by_demand, demand, y);
  std::transform(demand.begin(), demand.end(), y.begin(),
                 [&](double d) { return answers_per_month(m.load(accepted_answers_per_month(d))); });
  sweep_per_x(serving, y, y);
  for (double& usd : y) usd = usd_per_million_output_tokens(usd_per_answer(usd) / m.workload.output);
}

/// What the loads cost. A block at a time is checked, turned into demand and priced, so that arrays as long as memory
/// go through the cache once. After an error `out` holds the blocks before it. `x` and `out` may be the same.
void curve(const Scenario& scenario, const std::string& path, const Array& x, Array& out, bool by_utilization,
           const std::string& per, std::optional<Arrivals> arrivals) {
  const std::span<const double> all(x.data(), static_cast<std::size_t>(x.size()));
  const std::span<double> results(out.mutable_data(), static_cast<std::size_t>(out.size()));
  const py::gil_scoped_release released;
  const PathModel m = priced(scenario, path, arrivals);
  const Curve<> serving = m.serving.curve();
  const double to_demand = by_utilization ? demand_of_one_unit(m) : 1;
  const double limit = accepted_answers_per_month(m.demand(m.limit())) * (1 + 1e-12);
  const char* name = by_utilization ? "utilization" : "demand_accepted_answers_per_month";
  double buffer[1024];
  for (std::size_t from = 0; from < all.size(); from += std::size(buffer)) {
    const auto block = all.subspan(from, std::min(std::size(buffer), all.size() - from));
    check(block, name, per == "month");
    const std::span<double> demand(buffer, block.size());
    std::transform(block.begin(), block.end(), demand.begin(), [=](double load) { return load * to_demand; });
    const auto y = results.subspan(from, block.size());
    price(m, serving, per, demand, y);
    if (limit == std::numeric_limits<double>::infinity()) continue;
    for (std::size_t i = 0; i < y.size(); ++i)
      y[i] = demand[i] > limit ? std::numeric_limits<double>::infinity() : y[i];
  }
}

}  // namespace

void bind_curve(py::module_& m) {
  m.def("curve", &curve, py::arg("scenario"), py::arg("path"), py::arg("x").noconvert(), py::arg("out").noconvert(),
        py::arg("by_utilization"), py::arg("per"), py::arg("arrivals"));
}

}  // namespace costmodel::python
