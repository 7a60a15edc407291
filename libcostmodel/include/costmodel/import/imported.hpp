// Evidence from files that people already have: what a file is, where each number stood, and what came of reading it.
#pragma once

#include <costmodel/base/error.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// What a file can say.
enum class EvidenceKind { none, throughput, acceptance, prices, bill, trace };

std::string_view to_string(EvidenceKind kind);

/// The formats that are known by their content. `unknown` is the last.
enum class EvidenceFormat {
  vllm_serve,
  sglang_serving,
  guidellm,
  aiperf,
  llama_bench,
  llmperf,
  inferencex,
  inferencex_raw,
  llmd_report,
  load_sweep,
  inference_perf,
  aiperf_csv,
  ollama,
  llmeter,
  trtllm_bench,
  vllm_metrics,
  inspect,
  promptfoo,
  lm_eval_results,
  lm_eval_samples,
  openai_evals,
  deepeval,
  ragas,
  verdict_rows,
  count_rows,
  mt_bench,
  langfuse_scores,
  genai_prices,
  litellm_prices,
  llm_prices,
  skypilot_catalog,
  aws_price_list,
  openrouter_models,
  azure_retail_prices,
  focus_bill,
  openai_costs,
  anthropic_costs,
  aws_cur,
  request_trace,
  vllm_throughput,
  vllm_latency,
  opencost,
  azure_costs,
  gcp_skus,
  mlperf_summary,
  vllm_log,
  parquet,
  gzip,
  json_schema,
  scenario,
  packed,
  unknown
};
inline constexpr std::size_t evidence_formats = static_cast<std::size_t>(EvidenceFormat::unknown) + 1;

std::string_view to_string(EvidenceFormat format);
EvidenceKind kind_of(EvidenceFormat format);

/// Where an imported value stood.
struct Origin {
  std::string tool{};            ///< e.g. "vLLM bench serve"
  std::string tool_version{};    ///< empty where the file does not say
  std::string schema_version{};  ///< likewise
  std::string file{};            ///< as it was named
  std::string sha256{};          ///< of the whole file, 64 hexadecimal digits
  std::string date{};            ///< ISO date of the measurement, as far as the file says
  std::string pointer{};         ///< JSON Pointer; "/17" of CSV and JSON lines is line 17
  bool operator==(const Origin&) const = default;
};

/// A number with the place that it was read from, or the formula that it was derived by.
struct ImportedNumber {
  double value = 0;
  std::string pointer{};  ///< where it stood; of a derived number, its first part
  std::string formula{};  ///< how it was derived; empty: as it was read
  bool operator==(const ImportedNumber&) const = default;
};
using MaybeImported = std::optional<ImportedNumber>;

/// Something worth knowing about one place of a file.
struct ImportNote {
  std::string where{};  ///< file, with "#" and a JSON Pointer or ":" and a line where it is one place
  std::string text{};
  bool operator==(const ImportNote&) const = default;
};

/// What came of one file. rows_in = rows_out + rows that were refused.
struct ImportReport {
  std::string file{};
  EvidenceFormat format = EvidenceFormat::unknown;
  std::string sha256{};
  std::uint64_t bytes = 0;
  std::uint64_t rows_in = 0;   ///< runs, verdicts, prices or charges in the file
  std::uint64_t rows_out = 0;  ///< of these, what was read
  std::vector<ImportNote> derived{};
  std::vector<ImportNote> notes{};
  std::vector<Problem> refused{};  ///< with file and line or pointer, and the reason

  bool read() const { return rows_out > 0; }
};

/// One line for each file, and under it what was derived, noted and refused.
std::string to_text(const std::vector<ImportReport>& reports);

/// {"files": [{"file", "format", "kind", "sha256", "bytes", "rows_in", "rows_out", "derived", "notes", "refused"}]}
std::string to_json(const std::vector<ImportReport>& reports);

/// What a file is, by its first 256 KiB and never by its name. Throws InvalidInput where it cannot be read.
EvidenceFormat recognize(const std::string& file);
EvidenceFormat recognize_text(std::string_view text);

/// The files of a list, folders replaced by the files in them, whatever their depth, sorted by name. Throws
/// InvalidInput for what is neither, and for more than 10,000 files.
std::vector<std::string> evidence_files(const std::vector<std::string>& files_and_folders);

/// Makes CSV of a Parquet file: numbers in full, instants as 2026-05-01T00:00:00Z, what is nested as JSON. Throws
/// InvalidInput for a file that it cannot read.
using ParquetReader = std::function<std::string(const std::string& file)>;

/// Who reads Parquet files, for the whole process; without one they are refused. The Python package sets one that asks
/// pyarrow. Not to be called while files are read.
void read_parquet_by(ParquetReader reader);

/// SHA-256 of a file as 64 hexadecimal digits. Throws InvalidInput where it cannot be read.
std::string sha256_of(const std::string& file);

}  // namespace costmodel
