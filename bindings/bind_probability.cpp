#include <costmodel/measured/acceptance.hpp>
#include <costmodel/stats/judge.hpp>
#include <costmodel/stats/probability.hpp>
#include <costmodel/stats/two_arms.hpp>

#include <array>
#include <cmath>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

using Cells = std::array<double, 4>;

Pairs pairs_of(const Cells& cells) { return {cells[0], cells[1], cells[2], cells[3]}; }

/// Outcomes come as numbers, so that whatever is neither 0 nor 1 can be named.
std::vector<std::uint8_t> outcomes(const std::vector<double>& given, const char* arm) {
  std::vector<std::uint8_t> all;
  for (const double outcome : given) {
    if (outcome != 0 && outcome != 1)
      throw InvalidInput("out-of-range", std::string(arm) + "/" + std::to_string(all.size()),
                         py::cast<std::string>(py::str(py::float_(outcome))), "0 or 1");
    all.push_back(outcome != 0);
  }
  return all;
}

void bind_two_arms(py::module_& m) {
  bind_records<Pairs, PairingBounds, ArmComparison>(m);

  const auto both_arms = [&](const char* name, double (*function)(const Counts&, const Counts&)) {
    m.def(name, function, py::arg("first"), py::arg("second"));
  };
  both_arms("fisher_exact_p", &fisher_exact_p);
  both_arms("probability_first_above", &probability_first_above);
  m.def("difference_interval", py::overload_cast<const Counts&, const Counts&, double>(&difference_interval),
        py::arg("first"), py::arg("second"), py::arg("confidence"));
  m.def(
      "paired_difference_interval",
      [](const Cells& pairs, double confidence) { return difference_interval(pairs_of(pairs), confidence); },
      py::arg("pairs"), py::arg("confidence"));
  m.def(
      "mcnemar_exact_p", [](const Cells& pairs) { return mcnemar_exact_p(pairs_of(pairs)); }, py::arg("pairs"));
  m.def(
      "mcnemar_mid_p", [](const Cells& pairs) { return mcnemar_mid_p(pairs_of(pairs)); }, py::arg("pairs"));
  m.def("mcnemar_bounds", &mcnemar_bounds, py::arg("first"), py::arg("second"));
  m.def("compare_counts", py::overload_cast<const Counts&, const Counts&, double>(&compare_arms), py::arg("first"),
        py::arg("second"), py::arg("confidence"));
  m.def(
      "compare_pairs", [](const Cells& pairs, double confidence) { return compare_arms(pairs_of(pairs), confidence); },
      py::arg("pairs"), py::arg("confidence"));
  m.def(
      "compare_outcomes",
      [](const std::vector<double>& first, const std::vector<double>& second, double confidence) {
        return compare_arms(pairs(outcomes(first, "first"), outcomes(second, "second")), confidence);
      },
      py::arg("first"), py::arg("second"), py::arg("confidence"));
}

void bind_judge(py::module_& m) {
  bind_records<CorrectedRate>(m);
  m.def(
      "corrected_rate",
      [](const Counts& verdicts, double sensitivity, double specificity, std::optional<double> good_answers,
         std::optional<double> bad_answers, double confidence) {
        JudgeAccuracy judge{.sensitivity = sensitivity, .specificity = specificity};
        judge.good_answers = good_answers.value_or(judge.good_answers);
        judge.bad_answers = bad_answers.value_or(judge.bad_answers);
        return corrected_rate(verdicts, judge, confidence);
      },
      py::arg("verdicts"), py::arg("sensitivity"), py::arg("specificity"), py::arg("good_answers"),
      py::arg("bad_answers"), py::arg("confidence"));
  m.def(
      "gate", [](const std::vector<double>& answers, GateRule rule) { return gate(answers, rule); }, py::arg("answers"),
      py::arg("rule"));
  m.def(
      "cohens_kappa", [](const Cells& verdicts) { return cohens_kappa(pairs_of(verdicts)); }, py::arg("verdicts"));
}

}  // namespace

void bind_probability(py::module_& m) {
  const auto interval = [&](const char* name, Interval (*function)(double, double, double)) {
    m.def(name, function, py::arg("accepted"), py::arg("of"), py::arg("confidence") = 0.95);
  };
  interval("jeffreys_interval", &jeffreys_interval);
  interval("wilson_interval", &wilson_interval);
  interval("clopper_pearson_interval", &clopper_pearson_interval);

  m.def(
      "probability_at_least",
      [](double accepted, double of, double bar) {
        return probability_at_least(jeffreys_posterior(accepted, of), bar);
      },
      py::arg("accepted"), py::arg("of"), py::arg("bar"));
  m.def(
      "answers_per_accepted_answer",
      [](double accepted, double of) { return mean_inverse(jeffreys_posterior(accepted, of)); }, py::arg("accepted"),
      py::arg("of"));
  m.def("answers_to_decide", &answers_to_decide, py::arg("accepted"), py::arg("of"), py::arg("bar"),
        py::arg("confidence") = 0.95);
  m.def(
      "outcome",
      [](double p, int tries, double correlation) {
        const auto check = [](bool good, const char* where, double found, const char* allowed) {
          if (!good)
            throw InvalidInput("out-of-range", where, py::cast<std::string>(py::str(py::float_(found))), allowed);
        };
        check(p >= 0 && p <= 1, "p", p, "0 to 1");
        check(tries >= 1 && tries <= 1000, "tries", tries, "1 to 1000");
        check(correlation >= 0 && correlation <= 1, "correlation", correlation, "0 to 1");
        const auto result = outcome(p, Tries<>{tries, correlation});
        return py::make_tuple(result.accepted, answers_per_request(result.answers));
      },
      py::arg("p"), py::arg("tries"), py::arg("correlation"));
  bind_two_arms(m);
  bind_judge(m);
}

}  // namespace costmodel::python
