// Evaluation logs as verdicts: Inspect, promptfoo, lm-evaluation-harness, OpenAI evals, DeepEval, RAGAS, MT-bench,
// Langfuse, CSV.
#pragma once

#include <costmodel/import/imported.hpp>
#include <costmodel/measured/acceptance.hpp>
#include <costmodel/stats/judge.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace costmodel {

/// What a judge said of one answer. An answer or a judge that failed is neither accepted nor rejected.
enum class AnswerVerdict : std::uint8_t { rejected, accepted, errored, unscored };

std::string_view to_string(AnswerVerdict verdict);

struct VerdictCounts {
  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;
  std::uint64_t errored = 0;   ///< the answer or the judge failed
  std::uint64_t unscored = 0;  ///< no verdict, or one that is no yes and no no

  std::uint64_t judged() const { return accepted + rejected; }
  bool operator==(const VerdictCounts&) const = default;
};

/// What one judge said of the answers of one path.
struct Verdicts {
  std::string path{};  ///< model, provider and prompt, as the file calls them
  std::string task{};
  std::string judge{};  ///< scorer, metric or judging model
  Origin origin{};      ///< its pointer is the place of the list or of the rate
  VerdictCounts counts{};
  std::vector<std::string> items{};  ///< ids; of repeated answers to one item the later ones end in "#2", "#3", …
  std::vector<AnswerVerdict> verdicts{};  ///< verdicts[i] is of items[i]; both empty where the file has counts alone
  bool repeated = false;                  ///< some items were answered more than once: such answers are not independent
  MaybeImported input_tokens{};           ///< mean of one answer, where the file says
  MaybeImported output_tokens{};
  MaybeImported judge_usd{};  ///< what judging all of them cost, where the file says
};

struct VerdictOptions {
  std::optional<double> threshold{};  ///< scores of at least this are accepted; without it only 0 and 1 are verdicts
};

struct ReadVerdicts {
  std::vector<Verdicts> verdicts{};  ///< one for each path and judge
  ImportReport report{};
};

/// Reads an evaluation file of any known format in one pass; memory goes with the verdicts, not with the file. What
/// cannot be used is in report.refused with its reason; throws InvalidInput only for a file that cannot be opened.
ReadVerdicts read_verdicts(const std::string& file, const VerdictOptions& options = {});
/// The same from text. `name` stands for the file.
ReadVerdicts parse_verdicts(std::string_view text, const VerdictOptions& options = {},
                            const std::string& name = "text");

/// Several judges of the same answers as one, item by item. `all`: every judge accepts, else rejected; `agreeing`:
/// items on which they disagree are unscored; `majority`: more than half of three or more. An item that some judge
/// failed on is errored, one that some judge did not score is unscored, unless the rule is decided without it. Throws
/// InvalidInput "wrong-judges" for fewer than two (majority: three) or counts without items.
Verdicts combined(const std::vector<Verdicts>& judges, GateRule rule);

/// Accepted of judged. Throws InvalidInput "bad-counts" where nothing was judged.
Acceptance acceptance_of(const Verdicts& verdicts);

/// Two paths on the same items.
struct PairedVerdicts {
  Pairs pairs{};                  ///< items that both were judged on
  std::uint64_t first_alone = 0;  ///< judged in the first only
  std::uint64_t second_alone = 0;
};

/// Pairs verdicts by the ids of their items. Throws InvalidInput "unequal-lengths" where no item was judged in both.
PairedVerdicts paired(const Verdicts& first, const Verdicts& second);

}  // namespace costmodel
