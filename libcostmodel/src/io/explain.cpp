#include <costmodel/io/explain.hpp>

#include "io/json.hpp"
#include "scenario/sources.hpp"

namespace costmodel {

namespace {

Json input_json(const Scenario& scenario, const Input& input) {
  const Evidence& evidence = input.provenance.evidence;
  const Source* source = source_of(scenario, evidence);
  const EvidenceFile* file = file_of(scenario, evidence);
  return {{"pointer", input.pointer}, {"path", input.path}, {"name", input.name}, {"value", input.value},
          {"grade", to_string(evidence.grade)}, {"n", evidence.n ? Json(*evidence.n) : Json(nullptr)},
          {"source", evidence.source}, {"source_title", source ? source->title : ""}, {"source_url", source ? source->url : ""},
          {"date", evidence.date}, {"formula", evidence.formula}, {"note", evidence.note},
          {"evidence_file", evidence.file}, {"evidence_pointer", evidence.pointer}, {"evidence_sha256", file ? file->sha256 : ""}, {"evidence_tool", file ? file->tool : ""}};
}

}  // namespace

std::string to_json(const Scenario& scenario, const Explanation& e) {
  Json numbers = Json::array();
  for (const auto& number : e.numbers) {
    Json inputs = Json::array();
    for (const auto& input : number.inputs) inputs.push_back(input_json(scenario, input));
    numbers.push_back({{"name", number.name}, {"value", number_or_null(number.value)}, {"unit", number.unit}, {"formula", number.formula},
                       {"from", number.from}, {"inputs", inputs}});
  }
  const Json json{{"path", e.path}, {"number", e.asked}, {"evidence", to_string(e.evidence)}, {"numbers", numbers}, {"why_not", e.why_not}};
  return dumped(json);
}

}  // namespace costmodel
