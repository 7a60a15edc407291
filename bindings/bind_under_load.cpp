#include <costmodel/base/error.hpp>
#include <costmodel/decide/sizing.hpp>
#include <costmodel/measured/unit_under_load.hpp>

#include <cmath>

#include "base/number_text.hpp"
#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

using Unit = UnderLoad<>;

void check(double value, bool good, const std::string& where, const char* allowed) {
  if (!good || std::isnan(value)) throw InvalidInput("out-of-range", where, number_text(value), allowed);
}

Unit checked(double arrivals, const std::vector<double>& rates, double squared_variation) {
  check(arrivals, arrivals >= 0 && std::isfinite(arrivals), "arrivals_per_second", "0 or more");
  check(squared_variation, squared_variation >= 0 && std::isfinite(squared_variation), "squared_variation", "0 or more");
  if (rates.empty()) throw InvalidInput("out-of-range", "completion_rates", "none", "one place or more");
  for (std::size_t n = 0; n < rates.size(); ++n)
    check(rates[n], rates[n] > 0 && std::isfinite(rates[n]), "completion_rates/" + std::to_string(n), "more than 0");
  return under_load(arrivals, rates, squared_variation);
}

/// As `read_promise` reads it.
std::string written(const Promise& p) {
  return (p.percentile ? "p" + number_text(*p.percentile) : "mean") + " " + std::string(to_string(p.of)) + " " + number_text(p.seconds);
}

double share(double q) {
  check(q, q >= 0 && q < 1, "share", "0 or more, below 1");
  return q;
}

}  // namespace

void bind_under_load(py::module_& m) {
  auto unit = Record<Unit>(m, "UnitUnderLoad", "A unit with requests that come at random, wait for a place, and slow each other down.")
      .with("utilization", &Unit::utilization, "Arrivals ÷ the completion rate with all places taken.")
      .with("idle", &Unit::idle, "Share of the time in which nothing is in flight.")
      .with("p_wait", &Unit::p_wait, "Probability that a request waits.")
      .with("wait_rate", &Unit::wait_rate, "1 ÷ mean wait, in seconds, of those that wait.")
      .with("mean_wait", &Unit::mean_wait, "Of all requests, in seconds.")
      .with("in_flight", &Unit::in_flight, "Mean number in the machine.")
      .with("in_system", &Unit::in_system, "… and in line.")
      .with("mean_answer", &Unit::mean_answer, "From arrival to the end, in seconds.");
  unit.bound()
      .def("wait_percentile", [](const Unit& u, double q) { return u.wait_percentile(share(q)); }, py::arg("share"),
           "The wait in seconds that this share of the requests does not exceed.")
      .def("waits_beyond", [](const Unit& u, double w) {
        check(w, w >= 0, "seconds", "0 or more");
        return u.waits_beyond(w);
      }, py::arg("seconds"), "P(wait > seconds).");
  Record<SizeForPromise>(m, "SizeForPromise", "What a path takes to keep one promise.")
      .with("promise", [](const SizeForPromise& r) -> py::object { return r.promise ? py::object(py::str(written(*r.promise))) : py::object(py::none()); },
            [](SizeForPromise& r, py::handle value) { if (value.is_none()) r.promise.reset(); else r.promise = read_promise(value.cast<std::string>()); },
            "As it is written, \"p99 wait 2\"; None: none, as many units as carry the load.")
      .with("share_of_capacity", &SizeForPromise::share, "Of its capacity, that a unit carries so.")
      .with("units", &SizeForPromise::units, "None where no number of units keeps it.")
      .with("usd_per_month", &SizeForPromise::per_month, usd_per_month, "Whole bill.")
      .with("usd_per_month_more", &SizeForPromise::more, usd_per_month, "Than without a promise.")
      .with("why_not", &SizeForPromise::why_not, "Why no number of units, or no more of them, keeps it.");
  Record<Sizing>(m, "Sizing", "Units and month that a path takes to keep promises.")
      .with("path", &Sizing::path, "Id of the path.")
      .with("demand_accepted_answers_per_month", &Sizing::demand, accepted_answers_per_month, "Accepted answers wanted.")
      .with("rows", &Sizing::rows, "Without a promise first.")
      .kept(&Sizing::presentation);
  m.def("size", [](const Scenario& scenario, const std::string& path, const std::vector<std::string>& promises) {
    std::vector<Promise> all;
    for (const auto& text : promises) all.push_back(read_promise(text));
    return size_of_path(scenario, path, all);
  }, py::arg("scenario"), py::arg("path"), py::arg("promises"), NoGil());
  m.def("unit_under_load", &checked, py::arg("arrivals_per_second"), py::arg("completion_rates"), py::arg("squared_variation") = 1.0,
        R"(A unit at a load: the birth–death chain on its measured rates.

Args:
    arrivals_per_second: of requests, at random (Poisson), 0 or more.
    completion_rates: answers a second with 1, 2, … in flight, as many as there are places; who comes beyond waits.
    squared_variation: variance of the length of an answer ÷ its mean². 1, exponential, is exact; 0, all alike, is exact in the mean
        for one place; else Allen and Cunneen's approximation of the wait.

Raises InvalidInput for a rate that is not above 0, and for numbers outside these domains. Saturated (utilization 1 or more): everyone
waits, and means are infinite. Source: Kleinrock, Queueing Systems I (1975).)");
}

}  // namespace costmodel::python
