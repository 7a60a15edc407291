// A first scenario from a folder of evidence.
#pragma once

#include <costmodel/io/benchmarks.hpp>
#include <costmodel/io/imported.hpp>
#include <costmodel/io/verdicts.hpp>
#include <costmodel/scenario.hpp>
#include <optional>
#include <string>
#include <vector>

namespace costmodel {

struct ImportOptions {
  std::string title = "Imported evidence";
  std::string relative_to{};            ///< folder of the scenario file; evidence files are cited relative to it
  std::optional<Demand<>> demand{};     ///< no file says it; without it 10,000 a month is assumed, and says so
  std::optional<double> usd_per_unit_hour{};  ///< price of every measured machine; without it paths have no price
  SweepColumns columns{};
  std::optional<double> threshold{};    ///< from which a score counts as accepted
  std::string judge{};                  ///< the one judge to take where there are several
  std::optional<GateRule> gate{};       ///< how several judges are combined; without it they are refused
};

struct ImportedScenario {
  Scenario scenario{};
  std::vector<ImportReport> reports{};
};

/// Reads benchmark results and evaluation logs, folders included, into one scenario: a path for each model and machine,
/// with its throughput, tokens and acceptance, each number with file, pointer, checksum and date. An evaluation belongs to
/// the path whose model it names; where there is one path and the log names none, to that. What the evidence does not say
/// (price, acceptance) makes a path unavailable, with that reason; it is never 0. Throws InvalidInput "no-evidence" where
/// nothing could be read, or where no file says how many tokens an answer has.
ImportedScenario import_scenario(const std::vector<std::string>& files, const ImportOptions& options = {});

}  // namespace costmodel
