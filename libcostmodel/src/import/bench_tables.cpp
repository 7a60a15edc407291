// Benchmarks in rows: llama-bench in JSON, JSON lines and CSV, and load sweeps in CSV.
#include <algorithm>
#include <array>

#include "base/nearest.hpp"
#include "import/csv_table.hpp"
#include "import/unread.hpp"
#include "import/words.hpp"

namespace costmodel::import {

namespace {

/// A CSV as rows of a JSON list would be: column name → text or number. Numbers are what from_chars reads whole.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::pair<std::uint64_t, Json>> rows;  ///< with their lines
};

Json cell(const std::string& text) {
  if (text.empty()) return nullptr;
  if (const auto number = decimal(text)) return *number;
  return text;
}

Table table(Reading& reading) {
  Table result;
  read_table(
      reading, [&](const std::vector<std::string>& columns) { result.columns = columns; },
      [&](std::uint64_t line, const std::vector<std::string>& fields) {
        Json row = Json::object();
        for (std::size_t i = 0; i < fields.size(); ++i) row[result.columns[i]] = cell(fields[i]);
        result.rows.emplace_back(line, std::move(row));
      });
  return result;
}

}  // namespace

// --- llama-bench: rows of prefill alone, of decoding alone, and of both mixed ---

namespace {

/// Settings that are not the same in all rows: rows that differ in one are of different configurations.
std::vector<std::string> varying_settings(const std::vector<Part>& rows) {
  std::vector<std::string> varying;
  for (const char* key : {"n_batch", "n_ubatch", "n_threads", "type_k", "type_v", "n_gpu_layers", "ngl", "n_cpu_moe",
                          "split_mode", "no_kv_offload", "flash_attn", "fa", "tensor_split", "n_depth", "backends"})
    for (const Part& row : rows)
      if (row.text("/" + std::string(key)) != rows.front().text("/" + std::string(key))) {
        varying.emplace_back(key);
        break;
      }
  return varying;
}

}  // namespace

void read_llama_bench(const std::vector<Part>& rows, std::vector<BenchmarkRun>& runs) {
  const auto same_setting = [](const Part& a, const Part& b) {
    for (const std::string_view key : {"/model_filename", "/gpu_info", "/backends", "/n_depth", "/n_gpu_layers",
                                       "/flash_attn", "/type_k", "/type_v"})
      if (a.text(key) != b.text(key)) return false;
    return true;
  };
  const auto tokens = [](const Part& row, std::string_view key) {
    const auto n = row.number(key);
    return n ? n->value : 0;
  };
  const auto varying = varying_settings(rows);
  for (const Part& row : rows) {
    Reading& reading = row.reading();
    const double prompt = tokens(row, "/n_prompt"), generated = tokens(row, "/n_gen");
    if (row.json().is_object())
      for (const auto& [key, value] : row.json().items())
        if (carries_money(key) && says_something(value))
          reading.note(row.pointer(), "not read: " + plain::shortened(key, 60) + ", " + brief(value));
    if (generated == 0 && prompt > 0) {  // beside the decode row of the same setting
      if (std::none_of(rows.begin(), rows.end(), [&](const Part& other) {
            return tokens(other, "/n_gen") > 0 && tokens(other, "/n_prompt") == 0 && same_setting(row, other);
          }))
        reading.problem("missing-key", row.pointer(), "a row of prefill alone",
                        "a row with n_gen > 0 and n_prompt = 0 of the same setting");
      else
        ++reading.report.rows_out;
      ++reading.report.rows_in;
      for (auto& problem : reading.problems) reading.report.refused.push_back(std::move(problem));
      reading.problems.clear();
      continue;
    }
    MaybeRun run;
    if (prompt > 0 || generated == 0) {
      reading.problem("mixed-tokens", row.pointer() + "/avg_ts", "prompt and generated tokens together",
                      "a row with n_gen > 0 and n_prompt = 0");
    } else {
      BenchmarkRun& r = run.emplace();
      r.model = row.text("/model_filename");
      r.variant = row.text("/model_type");
      for (const auto& key : varying)
        if (row.has("/" + key)) r.variant += (r.variant.empty() ? "" : " ") + key + " " + row.text("/" + key);
      r.hardware = row.text("/gpu_info");
      if (r.hardware.empty()) r.hardware = row.text("/cpu_info");
      r.origin.tool_version = row.text("/build_commit");
      r.origin.date = date_of(row.text("/test_time"));
      r.load = LoadKind::single;
      r.concurrency = ImportedNumber{1, row.pointer(), "llama-bench runs one stream"};
      r.lengths_look_forced = true;
      r.output_tokens_per_second = row.measured("/avg_ts");
      r.stream_output_tokens_per_second = r.output_tokens_per_second;
      const auto prefill = std::find_if(rows.begin(), rows.end(), [&](const Part& other) {
        return tokens(other, "/n_gen") == 0 && tokens(other, "/n_prompt") > 0 && same_setting(row, other);
      });
      if (prefill != rows.end()) r.input_tokens_per_second = prefill->measured("/avg_ts");
      if (const auto spread = row.number("/stddev_ts"); spread && r.output_tokens_per_second)
        reading.note(spread->pointer,
                     "standard deviation of one repetition, tokens/s: " + shown(*row.find("/stddev_ts")));
      reading.note(row.pointer(), "sampling and tokenization are not in it");
    }
    finish(reading, std::move(run), row.pointer(), runs);
  }
}

void read_llama_bench_csv(Reading& reading, std::vector<BenchmarkRun>& runs) {
  const Table all = table(reading);
  std::vector<Part> rows;
  for (const auto& [line, row] : all.rows) rows.emplace_back(row, "/" + std::to_string(line), reading);
  read_llama_bench(rows, runs);
}

// --- Load sweeps: any columns, named once ---

namespace {

struct SweepName {
  std::string_view ours;
  std::initializer_list<std::string_view> theirs;  ///< small letters without blanks, underscores and slashes
};
const std::array<SweepName, 23> sweep_names{{
    {"model", {"model", "modelid", "modelname"}},
    {"hardware", {"hardware", "gpu", "gputype", "accelerator"}},
    {"accelerators", {"gpus", "ngpus", "gpucount", "accelerators", "numgpus"}},
    {"variant", {"config", "configuration", "variant"}},
    {"usd_per_unit_hour", {"usdperunithour", "machineusdperhour", "instancecosthr"}},
    {"usd_per_gpu_hour", {"usdpergpuhour", "costpergpuhour", "pricepergpuhour"}},
    {"precision", {"precision", "dtype", "quantization"}},
    {"output_tokens_per_second",
     {"tpsoutput", "outputthroughput", "outputtokenspersecond", "outputtps", "outputtokspersec", "outputtoks"}},
    {"concurrency", {"concurrency", "meanconcurrency", "concurrencymean"}},
    {"concurrency_limit", {"maxconcurrency", "concurrencylimit"}},
    {"requests_per_second_asked", {"rps", "requestrate", "qps", "offeredrps", "rateasked"}},
    {"requests_per_second", {"requestthroughput", "achievedrps", "requestspersecond"}},
    {"time_to_first_token_ms", {"ttftmeanms", "meanttftms", "ttftms"}},
    {"time_to_first_token_seconds", {"ttftmeans", "meanttfts", "ttfts", "ttftseconds"}},
    {"ms_per_output_token", {"tpotmeanms", "meantpotms", "tpotms", "itlmeanms", "meanitlms"}},
    {"seconds_per_output_token", {"tpotmeans", "meantpots", "tpots"}},
    {"ms_per_request", {"e2elmeanms", "meane2elms", "e2elms", "latencymeanms", "meanlatencyms"}},
    {"seconds_per_request", {"e2elmeans", "meane2els", "e2els", "latencymeans"}},
    {"ms_per_request_median", {"e2elp50ms", "mediane2elms", "p50e2elms"}},
    {"input_tokens", {"inputtokens", "isl", "prompttokens", "meaninputtokens"}},
    {"output_tokens", {"outputtokens", "osl", "meanoutputtokens"}},
    {"completed", {"completed", "numcompleted", "successes"}},
    {"failed", {"failed", "errors", "numfailed"}},
}};

std::string column_folded(std::string_view name) {
  std::string text;
  for (const char c : name)
    if (c != ' ' && c != '_' && c != '-' && c != '/')
      text += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return text;
}

/// Our names → the file's columns.
SweepColumns mapped(const std::vector<std::string>& columns, const SweepColumns& asked, const Input& input) {
  check_sweep_columns(asked);
  SweepColumns result;
  for (const auto& [name, column] : asked) {
    if (std::find(columns.begin(), columns.end(), column) == columns.end())
      refuse("missing-column", input.at_line(1), "no column \"" + column + '"',
             "a column of the file" + did_you_mean(column, columns));
    result[name] = column;
  }
  for (const auto& name : sweep_names) {
    if (result.contains(name.ours)) continue;
    for (const auto& column : columns)
      if (std::find(name.theirs.begin(), name.theirs.end(), column_folded(column)) != name.theirs.end()) {
        if (result.contains(name.ours))
          refuse("duplicate-column", input.at_line(1), result[std::string(name.ours)] + " and " + column,
                 "one column of " + std::string(name.ours) + ": name it");
        result[std::string(name.ours)] = column;
      }
  }
  if (!result.contains("output_tokens_per_second"))
    refuse("missing-column", input.at_line(1), "no column of output tokens per second",
           "a column for output_tokens_per_second: name it");
  return result;
}

BenchmarkRun sweep_row(const Part& row, const SweepColumns& columns) {
  const auto place = [&](std::string_view ours) {
    const auto found = columns.find(ours);
    return found == columns.end() ? std::string("/") : "/" + pointer_part(found->second);
  };
  const auto number = [&](std::string_view ours, double factor = 1) {
    return columns.contains(ours) ? row.measured(place(ours), factor) : MaybeImported{};
  };
  const auto either = [&](std::string_view in_ms, std::string_view in_seconds) {
    auto value = number(in_seconds);
    return value ? value : number(in_ms, 1e-3);
  };
  const auto text = [&](std::string_view ours) {
    return columns.contains(ours) ? row.text(place(ours)) : std::string{};
  };
  BenchmarkRun r;
  r.model = text("model");
  r.hardware = text("hardware");
  if (const auto gpus = number("accelerators"))
    r.hardware += " x " + std::to_string(static_cast<long long>(std::min(gpus->value, 1e9)));
  r.variant = text("variant");
  if (const auto precision = text("precision"); !precision.empty())
    r.variant += (r.variant.empty() ? "" : " ") + precision;
  r.accelerators = number("accelerators");
  r.usd_per_unit_hour = number("usd_per_unit_hour");
  if (!r.usd_per_unit_hour)
    r.usd_per_unit_hour = derived(
        "price of one GPU × GPUs", [](double usd, double n) { return usd * n; }, number("usd_per_gpu_hour"),
        r.accelerators);
  const MaybeImported price = r.usd_per_unit_hour;
  read_configuration(row, r);
  if (price) r.usd_per_unit_hour = price, row.reading().price_unclear = false;
  r.output_tokens_per_second = number("output_tokens_per_second");
  r.concurrency = number("concurrency");
  r.concurrency_limit = number("concurrency_limit");
  r.requests_per_second_asked = number("requests_per_second_asked");
  r.requests_per_second = number("requests_per_second");
  r.load = r.requests_per_second_asked ? LoadKind::open : r.concurrency_limit ? LoadKind::closed : LoadKind::unknown;
  r.time_to_first_token_seconds = either("time_to_first_token_ms", "time_to_first_token_seconds");
  r.seconds_per_output_token = either("ms_per_output_token", "seconds_per_output_token");
  r.stream_output_tokens_per_second = derived(
      "1 ÷ time per output token", [](double s) { return 1 / s; }, r.seconds_per_output_token);
  r.seconds_per_request = either("ms_per_request", "seconds_per_request");
  if (!r.seconds_per_request)
    r.seconds_per_request = derived(
        "the median; no column has the mean", [](double s) { return s; }, number("ms_per_request_median", 1e-3));
  r.input_tokens = number("input_tokens");
  r.output_tokens = number("output_tokens");
  if (!r.output_tokens)
    r.output_tokens = derived(
        "output tokens per second ÷ requests per second", [](double a, double b) { return a / b; },
        r.output_tokens_per_second, r.requests_per_second);
  r.completed = number("completed");
  r.failed = number("failed");
  return r;
}

}  // namespace

void read_load_sweep(Reading& reading, const SweepColumns& asked, std::vector<BenchmarkRun>& runs) {
  const Table all = table(reading);
  const SweepColumns columns = mapped(all.columns, asked, *reading.input);
  for (const auto& [line, row] : all.rows) {
    const Part part(row, "/" + std::to_string(line), reading);
    reading.used.clear();
    reading.follows = true;
    finish(reading, sweep_row(part, columns), part.pointer(), runs);
    reading.follows = false;
    keep_unread(part);
  }
}

}  // namespace costmodel::import

namespace costmodel {

void check_sweep_columns(const SweepColumns& asked) {
  std::vector<std::string_view> ours;
  for (const auto& name : import::sweep_names) ours.push_back(name.ours);
  for (const auto& [name, column] : asked)
    if (std::find(ours.begin(), ours.end(), name) == ours.end())
      throw InvalidInput("unknown-name", "columns", '"' + name + '"', sweep_column_names() + did_you_mean(name, ours));
}

std::string sweep_column_names() {
  std::string all;
  for (const auto& name : import::sweep_names) all.append(all.empty() ? "" : ", ").append(name.ours);
  return all;
}

}  // namespace costmodel
