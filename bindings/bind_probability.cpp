#include <costmodel/acceptance.hpp>
#include <costmodel/probability.hpp>

#include "bindings.hpp"

namespace costmodel::python {

void bind_probability(py::module_& m) {
  const auto interval = [&](const char* name, Interval (*function)(double, double, double)) {
    m.def(name, function, py::arg("accepted"), py::arg("of"), py::arg("confidence") = 0.95);
  };
  interval("jeffreys_interval", &jeffreys_interval);
  interval("wilson_interval", &wilson_interval);
  interval("clopper_pearson_interval", &clopper_pearson_interval);

  m.def("probability_at_least", [](double accepted, double of, double bar) {
    return probability_at_least(jeffreys_posterior(accepted, of), bar);
  }, py::arg("accepted"), py::arg("of"), py::arg("bar"));
  m.def("answers_per_accepted_answer", [](double accepted, double of) {
    return mean_inverse(jeffreys_posterior(accepted, of));
  }, py::arg("accepted"), py::arg("of"));
  m.def("outcome", [](double p, int tries, double correlation) {
    const auto check = [](bool good, const char* where, double found, const char* allowed) {
      if (!good) throw InvalidInput("out-of-range", where, py::cast<std::string>(py::str(py::float_(found))), allowed);
    };
    check(p >= 0 && p <= 1, "p", p, "0 to 1");
    check(tries >= 1 && tries <= 1000, "tries", tries, "1 to 1000");
    check(correlation >= 0 && correlation <= 1, "correlation", correlation, "0 to 1");
    const auto result = outcome(p, Tries<>{tries, correlation});
    return py::make_tuple(result.accepted, answers_per_request(result.answers));
  }, py::arg("p"), py::arg("tries"), py::arg("correlation"));
}

}  // namespace costmodel::python
