// A first scenario from a folder of evidence.
#pragma once

#include <costmodel/import/benchmarks.hpp>
#include <costmodel/import/bills.hpp>
#include <costmodel/import/imported.hpp>
#include <costmodel/import/prices.hpp>
#include <costmodel/import/verdicts.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace costmodel {

/// What a trace of requests says of an answer.
struct TracedWorkload {
  Origin origin{};
  Workload<> mean{};
  std::uint64_t requests = 0;
};

/// Everything that files of evidence say, not yet put together.
struct ReadEvidence {
  std::vector<MeasuredCurve> curves{};
  std::vector<Verdicts> verdicts{};
  std::vector<ReadPrices> prices{};
  std::vector<ReadBill> bills{};
  std::vector<TracedWorkload> traces{};
  std::vector<MeasuredDemand> demands{};
  std::vector<ImportReport> reports{};  ///< one for each file, in order
};

/// Reads files, folders included, each by the reader of its kind. What cannot be read is refused in its report; throws
/// InvalidInput only for a file that is not there and for unknown names in `columns`.
ReadEvidence read_evidence(const std::vector<std::string>& files, const SweepColumns& columns = {},
                           std::optional<double> threshold = {}, const std::string& model = {},
                           const std::string& bill_currency = {});

struct ImportOptions {
  std::string title = "Imported evidence";
  std::string relative_to{};                  ///< folder of the scenario file; evidence files are cited relative to it
  std::optional<Demand<>> demand{};           ///< no file says it; without it 10,000 a month is assumed, and says so
  std::optional<double> usd_per_unit_hour{};  ///< price of every measured machine, instead of those in files
  std::optional<double> usd_per_gpu_hour{};   ///< likewise of one GPU, × the GPUs of each machine
  /// Which price is of which path, where files do not settle it: path id to a model or instance type, or NAME@REGION.
  /// An id that no path has is that of a new path.
  std::map<std::string, std::string, std::less<>> price_of{};
  std::string on{};  ///< ISO date on which prices hold; without it the latest are taken
  SweepColumns columns{};
  std::optional<double> threshold{};  ///< from which a score counts as accepted
  std::string model{};                ///< of benchmark runs that name none: so that they may be joined
  std::string bill_currency{};        ///< of bills that name none, as OpenCost's
  std::string judge{};                ///< the one judge to take where there are several
  std::optional<GateRule> gate{};     ///< how several judges are combined; without it they are refused
};

struct ImportedScenario {
  Scenario scenario{};
  std::vector<ImportReport> reports{};
};

/// Reads benchmark results, evaluation logs, prices, bills and traces, folders included, into one scenario: a path for
/// each model and machine, with its throughput, tokens, acceptance and price, each number with file, pointer, checksum
/// and date.
///   - An evaluation belongs to the path whose model it names; where there is one path and the log names none, to that.
///   - A price belongs to the path that has its model and no machine of its own, or whose machine it names. Where
///   several
///     would do and do not say the same, none is taken, and the report names them.
///   - A bill prices a path that no price file prices, by what was paid for a token; and says the demand, by its output
///     tokens, where `demand` does not.
///   - Metrics of a server say the demand of the path that has its model: requests answered in a month ÷ answers for
///   an accepted one; where `demand` is not given, and before bills.
///   - A trace is named as the scenario's, and says the tokens of an answer where nothing else does.
/// What the evidence does not say (price, acceptance) makes a path unavailable, with that reason; it is never 0. Throws
/// InvalidInput "no-evidence" where nothing could be read, or where no file says how many tokens an answer has, and
/// "unknown-model" for a price that no file has.
ImportedScenario import_scenario(const std::vector<std::string>& files, const ImportOptions& options = {});

/// The JSON Schema (2020-12) of what the commands write with --format json, each field with its meaning; "x-python" is
/// the attribute of the Python package where it is called otherwise.
std::string results_schema();

}  // namespace costmodel
