// What stands behind a number of a scenario.
#pragma once

#include <costmodel/scenario/scenario.hpp>

namespace costmodel {

/// The source that the evidence cites by its id; null where it is none of the scenario's.
inline const Source* source_of(const Scenario& scenario, const Evidence& evidence) {
  const auto found = scenario.sources.find(evidence.source);
  return found == scenario.sources.end() ? nullptr : &found->second;
}

/// The file that the evidence was read from; null without one.
inline const EvidenceFile* file_of(const Scenario& scenario, const Evidence& evidence) {
  const auto found = scenario.evidence_files.find(evidence.file);
  return found == scenario.evidence_files.end() ? nullptr : &found->second;
}

}  // namespace costmodel
