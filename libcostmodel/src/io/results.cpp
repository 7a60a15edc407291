#include "io/results_json.hpp"

#include <costmodel/io/explain.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/winners.hpp>

#include "scenario/sources.hpp"

namespace costmodel {

std::string to_json(const std::vector<PathCost>& costs) { return dumped(json_of(results::CostList{costs})); }
std::string to_json(const std::vector<Comparison>& comparisons) {
  return dumped(json_of(results::listed(comparisons)));
}
std::string to_json(const Decision& decision) { return dumped(json_of(decision)); }
std::string to_json(const WinnerBands& bands) { return dumped(json_of(bands)); }
std::string to_json(const WinningValues& values) { return dumped(json_of(values)); }
std::string to_json(const WinnerMap& map) { return dumped(json_of(map)); }
std::string to_json(const CrossoverSpread& spread) { return dumped(json_of(spread)); }

Json brief_json(const Decision& d) {
  return {{"path", d.path ? Json(*d.path) : Json(nullptr)}, {"bands", json_of(d.bands)}};
}

std::string to_json(const Scenario& scenario, const Explanation& explanation) {
  results::SourcedExplanation e{.explanation = explanation};
  const auto sourced = [&](const std::vector<ExplainedNumber>& numbers, std::vector<results::SourcedNumber>& into) {
    for (const auto& number : numbers) {
      auto& inputs = into.emplace_back(results::SourcedNumber{.number = number}).inputs;
      for (const auto& input : number.inputs) {
        const Source* source = source_of(scenario, input.provenance.evidence);
        const EvidenceFile* file = file_of(scenario, input.provenance.evidence);
        inputs.push_back(
            {input, input.provenance.evidence, source ? *source : Source{}, file ? *file : EvidenceFile{}});
      }
    }
  };
  sourced(explanation.numbers, e.numbers);
  sourced(explanation.years, e.years);
  return dumped(json_of(e));
}

}  // namespace costmodel
