#include "import/recognize.hpp"

#include <algorithm>
#include <array>

#include "import/reading.hpp"
#include "import/strict_json.hpp"
#include "io/csv.hpp"
#include "io/json.hpp"

namespace costmodel {

namespace {

struct FormatName {
  EvidenceFormat format;
  EvidenceKind kind;
  std::string_view name;
};
using enum EvidenceFormat;

constexpr std::array<FormatName, evidence_formats> format_names{{
    {vllm_serve, EvidenceKind::throughput, "vLLM bench serve"},
    {sglang_serving, EvidenceKind::throughput, "SGLang bench_serving"},
    {guidellm, EvidenceKind::throughput, "GuideLLM"},
    {aiperf, EvidenceKind::throughput, "AIPerf"},
    {llama_bench, EvidenceKind::throughput, "llama-bench"},
    {llmperf, EvidenceKind::throughput, "LLMPerf"},
    {inferencex, EvidenceKind::throughput, "InferenceX"},
    {inferencex_raw, EvidenceKind::throughput, "InferenceX raw result"},
    {llmd_report, EvidenceKind::throughput, "llm-d benchmark report"},
    {load_sweep, EvidenceKind::throughput, "load sweep"},
    {inference_perf, EvidenceKind::throughput, "inference-perf report"},
    {aiperf_csv, EvidenceKind::throughput, "AIPerf CSV"},
    {ollama, EvidenceKind::throughput, "Ollama"},
    {llmeter, EvidenceKind::throughput, "LLMeter"},
    {trtllm_bench, EvidenceKind::throughput, "trtllm-bench"},
    {vllm_metrics, EvidenceKind::throughput, "vLLM metrics from Prometheus"},
    {EvidenceFormat::inspect, EvidenceKind::acceptance, "Inspect"},
    {promptfoo, EvidenceKind::acceptance, "promptfoo"},
    {lm_eval_results, EvidenceKind::acceptance, "lm-evaluation-harness results"},
    {lm_eval_samples, EvidenceKind::acceptance, "lm-evaluation-harness samples"},
    {openai_evals, EvidenceKind::acceptance, "OpenAI evals"},
    {deepeval, EvidenceKind::acceptance, "DeepEval"},
    {ragas, EvidenceKind::acceptance, "RAGAS"},
    {verdict_rows, EvidenceKind::acceptance, "rows of verdicts"},
    {count_rows, EvidenceKind::acceptance, "rows of counts"},
    {mt_bench, EvidenceKind::acceptance, "MT-bench judgments"},
    {langfuse_scores, EvidenceKind::acceptance, "Langfuse scores"},
    {genai_prices, EvidenceKind::prices, "genai-prices"},
    {litellm_prices, EvidenceKind::prices, "LiteLLM price map"},
    {llm_prices, EvidenceKind::prices, "llm-prices"},
    {skypilot_catalog, EvidenceKind::prices, "SkyPilot catalogue"},
    {aws_price_list, EvidenceKind::prices, "AWS price list"},
    {openrouter_models, EvidenceKind::prices, "OpenRouter models"},
    {azure_retail_prices, EvidenceKind::prices, "Azure retail prices"},
    {focus_bill, EvidenceKind::bill, "FOCUS"},
    {openai_costs, EvidenceKind::bill, "OpenAI costs"},
    {anthropic_costs, EvidenceKind::bill, "Anthropic cost report"},
    {aws_cur, EvidenceKind::bill, "AWS Cost and Usage Report"},
    {request_trace, EvidenceKind::trace, "trace of requests"},
    {vllm_throughput, EvidenceKind::none, "vLLM bench throughput"},
    {vllm_latency, EvidenceKind::none, "vLLM bench latency"},
    {opencost, EvidenceKind::bill, "OpenCost allocations"},
    {azure_costs, EvidenceKind::bill, "Azure cost export"},
    {gcp_skus, EvidenceKind::none, "Google Cloud SKUs"},
    {mlperf_summary, EvidenceKind::none, "MLPerf summary"},
    {vllm_log, EvidenceKind::none, "log or metrics page of vLLM"},
    {parquet, EvidenceKind::none, "Parquet"},
    {gzip, EvidenceKind::none, "gzip"},
    {json_schema, EvidenceKind::none, "JSON Schema"},
    {EvidenceFormat::scenario, EvidenceKind::none, "costmodel scenario"},
    {packed, EvidenceKind::none, "packed file"},
    {unknown, EvidenceKind::none, "unknown"},
}};
constexpr const FormatName& named(EvidenceFormat format) { return format_names[static_cast<std::size_t>(format)]; }
static_assert([] {
  for (std::size_t i = 0; i < format_names.size(); ++i)
    if (format_names[i].format != static_cast<EvidenceFormat>(i)) return false;
  return true;
}());

}  // namespace

std::string_view to_string(EvidenceFormat format) { return named(format).name; }
EvidenceKind kind_of(EvidenceFormat format) { return named(format).kind; }

EvidenceFormat recognize(const std::string& file) {
  return import::recognize(import::probe(import::Input::file(file)));
}
EvidenceFormat recognize_text(std::string_view text) {
  return import::recognize(import::probe(import::Input::of_text(text)));
}

namespace import {

namespace {

/// Notes which keys there are, four levels down, and the first short value of each. Stops at no mistake: readers name
/// them.
class Keys {
 public:
  explicit Keys(Probe& probe) : probe_(&probe) {}

  bool null() { return value("null"); }
  bool boolean(bool b) { return value(b ? "true" : "false"); }
  bool number_integer(std::int64_t n) { return value(std::to_string(n)); }
  bool number_unsigned(std::uint64_t n) { return value(std::to_string(n)); }
  bool number_float(double, const std::string& text) { return value(text); }
  bool string(std::string& text) { return value(text); }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(false); }
  bool start_array(std::size_t) { return open(true); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    parts_.back().second = pointer_part(name);
    if (parts_.size() <= most_parts) probe_->keys.insert(pointer());
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) { return false; }

 private:
  static constexpr std::size_t most_parts = 4;

  bool value(std::string text) {
    if (parts_.size() <= most_parts && text.size() <= 200) probe_->texts.try_emplace(pointer(), std::move(text));
    return true;
  }
  bool open(bool array) {
    parts_.emplace_back(array, array ? "*" : "");
    return parts_.size() < 200;
  }
  bool close() {
    parts_.pop_back();
    return true;
  }
  std::string pointer() const {
    std::string text;
    for (const auto& part : parts_) text += "/" + part.second;
    return text;
  }

  Probe* probe_;
  std::vector<std::pair<bool, std::string>> parts_{};
};

void probe_json(const Input& input, Probe& result) {
  result.shape = Shape::json;
  Keys keys(result);
  Input window = Input::of_text(input.head());
  Bytes bytes(window, true);  // a bare Infinity must not hide what comes after it
  std::string quoted;
  for (; !bytes.at_end(); bytes.skip()) quoted += bytes.peek();
  Json::sax_parse(quoted, &keys, Json::input_format_t::json, false);
}

}  // namespace

/// The cells of one row of a Markdown table, blanks around them left out.
std::vector<std::string> markdown_cells(std::string_view line) {
  std::vector<std::string> cells;
  while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
  if (line.starts_with('|')) line.remove_prefix(1);
  if (line.ends_with('|')) line.remove_suffix(1);
  for (;;) {
    const auto end = line.find('|');
    std::string_view cell = line.substr(0, end);
    while (cell.starts_with(' ')) cell.remove_prefix(1);
    while (cell.ends_with(' ')) cell.remove_suffix(1);
    cells.emplace_back(cell);
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + 1);
  }
}

std::string_view first_line(std::string_view text) {
  for (;;) {  // blank lines and comments before it do not count
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if ((!line.empty() && line.front() != '#') || end == text.size()) return line;
    text.remove_prefix(end + 1);
  }
}

char separator_of(std::string_view header) {
  for (const char separator : {',', ';', '\t'})
    if (header.find(separator) != std::string_view::npos) return separator;
  return ',';
}

namespace {

/// Whether a line starts a YAML document: "key:", "key: value", "- item" or "---".
bool starts_yaml(std::string_view line) {
  if (line.starts_with("---") || line.starts_with("- ")) return true;
  const auto colon = line.find(':');
  return colon != std::string_view::npos && colon > 0 && (colon + 1 == line.size() || line[colon + 1] == ' ') &&
         std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
                  c == '$';
         });
}

void probe_yaml(const Input& input, Probe& result) {
  result.shape = Shape::yaml;
  const std::string_view text = input.head();
  for (std::size_t start = 0; start < text.size();) {  // the keys of the outermost mapping
    const auto end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && line.front() != ' ' && line.front() != '-' && line.front() != '#') {
      const std::string key = "/" + std::string(line.substr(0, colon));
      result.keys.insert(key);
      std::string_view value = line.substr(colon + 1);
      while (!value.empty() && std::string_view(" '\"\r").find(value.front()) != std::string_view::npos)
        value.remove_prefix(1);
      while (!value.empty() && std::string_view(" '\"\r").find(value.back()) != std::string_view::npos)
        value.remove_suffix(1);
      result.texts.try_emplace(key, value);
    }
    start = end + 1;
  }
}

}  // namespace

bool Probe::has_columns(std::initializer_list<std::string_view> names) const {
  return std::all_of(names.begin(), names.end(),
                     [&](auto name) { return std::find(columns.begin(), columns.end(), name) != columns.end(); });
}

std::string_view Probe::text(std::string_view pointer) const {
  const auto found = texts.find(pointer);
  return found == texts.end() ? std::string_view{} : std::string_view(found->second);
}

Probe probe(const Input& input) {
  Probe result;
  const std::string_view head = input.head();
  using namespace std::string_view_literals;
  for (const std::string_view magic : {"PK\x03\x04"sv, "PK\x05\x06"sv, "\x1f\x8b"sv, "\x28\xb5\x2f\xfd"sv, "BZh"sv,
                                       "\xfd"
                                       "7zXZ"sv,
                                       "7z\xbc\xaf"sv})
    if (head.starts_with(magic)) {
      result.shape = Shape::packed;
      if (magic.starts_with('\x1f')) result.texts.emplace("", "gzip");
      return result;
    }
  if (head.starts_with("PAR1")) {
    result.shape = Shape::packed;
    result.texts.emplace("", "parquet");
    return result;
  }
  if (head.starts_with("\xFF\xFE"sv) || head.starts_with("\xFE\xFF"sv) || head.find('\0') != std::string_view::npos) {
    result.shape = Shape::not_utf8;
    return result;
  }
  const auto start = head.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return result;
  if (head[start] == '{' || head[start] == '[') {
    probe_json(input, result);
    return result;
  }
  const std::string_view line = first_line(head);
  if (head.find("MLPerf Results Summary") != std::string_view::npos) {
    result.shape = Shape::packed;
    result.texts.emplace("", "mlperf");
    return result;
  }
  for (const std::string_view mark :
       {"# HELP vllm:", "# TYPE vllm:", "Avg generation throughput:", "Received request "})
    if (head.find(mark) != std::string_view::npos) {
      result.shape = Shape::packed;
      const bool answers = head.find("Generated response ") != std::string_view::npos &&
                           head.find("output_token_ids: [") != std::string_view::npos;
      result.texts.emplace("", answers ? "vllm request log" : "vllm log");
      return result;
    }
  if (line.starts_with('|')) {
    result.shape = Shape::markdown;
    result.columns = markdown_cells(line);
    return result;
  }
  if (head.find("INSERT INTO") != std::string_view::npos && line.starts_with("CREATE TABLE")) {
    result.shape = Shape::sql;
    result.texts.emplace("", head);
    return result;
  }
  const char separator = separator_of(line);
  if (line.find(separator) != std::string_view::npos && !starts_yaml(line)) {
    result.shape = Shape::csv;
    csv::split_record(std::string(line) + "\n", result.columns, separator);
  } else if (starts_yaml(line)) {
    probe_yaml(input, result);
  }
  return result;
}

void begin_report(Reading& reading, const Probe& probe) {
  reading.report.file = reading.input->name();
  reading.report.bytes = reading.input->bytes();
  reading.report.format = recognize(probe);
}

Problem wrong_format(const Input& input, const Probe& probe, std::string_view asked) {
  if (input.damage()) return *input.damage();
  if (probe.shape == Shape::not_utf8)
    return {"not-utf8", input.name(), "UTF-16, or no text at all", std::string(asked) + " in UTF-8"};
  const EvidenceFormat format = recognize(probe);
  std::string found(to_string(format));
  if (format == EvidenceFormat::unknown) {
    if (probe.shape == Shape::json && input.head_is_all()) {
      try {  // what is no JSON at all is named as that
        Input whole = Input::of_text(input.head(), input.name());
        read_json(whole, {.keep = {}});
      } catch (const InvalidInput& invalid) {
        return invalid.problems().front();
      }
    }
    found = "no known format";
    std::string names;
    for (const auto& name : probe.columns) names += (names.empty() ? "" : ", ") + name;
    for (const auto& key : probe.keys)
      if (key.find('/', 1) == std::string::npos) names += (names.empty() ? "" : ", ") + key.substr(1);
    if (!names.empty()) found += " with " + plain::shortened(names, 120);
  } else if (const auto why = why_refused(format); !why.empty()) {
    found += ": " + std::string(why);
  }
  return {"wrong-format", input.name(), std::move(found), std::string(asked)};
}

}  // namespace import

}  // namespace costmodel
