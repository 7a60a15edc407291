// Benchmarks of other layouts: inference-perf, LLMeter, trtllm-bench, Ollama, GuideLLM 0.1, AIPerf's CSV, llama-bench
// in Markdown and SQL.
#include <algorithm>

#include "import/reading.hpp"
#include "import/recognize.hpp"
#include "import/words.hpp"
#include "io/csv.hpp"

namespace costmodel::import {

namespace {

MaybeImported per_second(const MaybeImported& seconds_per_token, std::string_view name) {
  return derived(
      "1 ÷ " + std::string(name) + " (while decoding)", [](double s) { return 1 / s; }, seconds_per_token);
}

}  // namespace

// --- inference-perf: one stage of a load, in seconds ---

MaybeRun read_inference_perf_run(const Part& report) {
  BenchmarkRun r;
  Reading& reading = report.reading();
  const Part all = report.at("/successes"), load = report.at("/load_summary");
  r.completed = all.number("/count");
  r.failed = report.number("/failures/count");
  r.requests_per_second_asked = load.measured("/requested_rate");
  r.concurrency_limit = load.number("/concurrency");
  r.load = r.requests_per_second_asked ? LoadKind::open : r.concurrency_limit ? LoadKind::closed : LoadKind::unknown;
  if (r.load == LoadKind::unknown) {
    reading.problem("mixed-workloads", report.pointer() + "/load_summary",
                    "no requested rate: a summary of several stages",
                    "the report of one stage (stage_0_lifecycle_metrics.json)");
    return {};
  }
  r.requests_per_second = all.measured("/throughput/requests_per_sec");
  r.output_tokens_per_second = all.measured("/throughput/output_tokens_per_sec");
  r.input_tokens = all.measured("/prompt_len/mean");
  r.output_tokens = all.measured("/output_len/mean");
  r.time_to_first_token_seconds = all.measured("/latency/time_to_first_token/mean");
  r.seconds_per_output_token = all.measured("/latency/time_per_output_token/mean");
  r.stream_output_tokens_per_second = per_second(r.seconds_per_output_token, "time_per_output_token");
  r.seconds_per_request = all.measured("/latency/request_latency/mean");
  r.duration_seconds = derived(
      "count ÷ requests_per_sec", [](double n, double rate) { return n / rate; }, r.completed, r.requests_per_second);
  if (!r.output_tokens_per_second)
    reading.problem(
        "missing-key", report.pointer() + "/successes/throughput", "no output tokens per second",
        "a report with throughput: report.request_lifecycle of inference-perf's configuration, with a tokenizer");
  return r;
}

// --- LLMeter: so many clients, each with the next request when the last is answered ---

MaybeRun read_llmeter_run(const Part& run) {
  BenchmarkRun r;
  r.model = run.text("/model_id");
  r.variant = run.text("/provider");
  r.origin.date = date_of(run.text("/start_time"));
  r.load = LoadKind::closed;
  r.concurrency_limit = run.measured("/clients");
  r.failed = run.number("/failed_requests");
  run.find("/failed_requests_rate");  // says the same
  const auto all = run.measured("/total_requests");
  r.completed = derived(
      "total_requests − failed_requests", [](double n, double lost) { return std::max(0.0, n - lost); }, all, r.failed);
  r.duration_seconds = run.number("/total_test_time");
  r.output_tokens_per_second = run.measured("/average_output_tokens_per_minute", 1.0 / 60);
  r.input_tokens = run.measured("/num_tokens_input-average");
  r.output_tokens = run.measured("/num_tokens_output-average");
  r.requests_per_second = derived(
      "completed ÷ total_test_time", [](double n, double s) { return n / s; }, r.completed, r.duration_seconds);
  r.time_to_first_token_seconds = run.measured("/time_to_first_token-average");
  r.seconds_per_request = run.measured("/time_to_last_token-average");
  r.seconds_per_output_token = derived(
      "(time to last token − time to first token) ÷ (output tokens − 1)",
      [](double last, double first, double n) { return n > 1 && last > first ? (last - first) / (n - 1) : NAN; },
      r.seconds_per_request, r.time_to_first_token_seconds, r.output_tokens);
  r.stream_output_tokens_per_second = per_second(r.seconds_per_output_token, "seconds per output token");
  if (!r.output_tokens_per_second)
    run.reading().problem("missing-key", run.pointer() + "/average_output_tokens_per_minute", "no statistics",
                          "stats.json of the run, or what Result.stats holds");
  return r;
}

// --- trtllm-bench: what --report_json writes ---

MaybeRun read_trtllm_run(const Part& report) {
  BenchmarkRun r;
  const Part speed = report.at("/performance"), asked = report.at("/request_info"),
             stream = report.at("/streaming_metrics");
  r.model = report.text("/engine/model");
  r.hardware = report.text("/machine/name");
  r.variant = "TensorRT-LLM";
  if (const auto version = report.text("/engine/version"); !version.empty()) r.variant += " " + version;
  if (const auto backend = report.text("/engine/backend"); !backend.empty()) r.variant += " " + backend;
  const Part world = report.at("/world_info");
  r.accelerators = world.measured("/world_size");
  read_configuration(world, r);
  read_configuration(report.at("/engine"), r);
  r.completed = asked.number("/num_requests");
  r.concurrency = asked.measured("/avg_num_concurrent_requests");
  r.input_tokens = asked.measured("/avg_input_length");
  r.output_tokens = asked.measured("/avg_output_length");
  r.requests_per_second = speed.measured("/request_throughput_req_s");
  r.output_tokens_per_second = speed.measured("/system_output_throughput_tok_s");
  r.seconds_per_request = speed.measured("/avg_request_latency_ms", 1e-3);
  r.duration_seconds = speed.number("/total_latency_ms", 1e-3);
  r.time_to_first_token_seconds = stream.measured("/avg_ttft_ms", 1e-3);
  r.seconds_per_output_token = stream.measured("/avg_tpot_ms", 1e-3);
  r.stream_output_tokens_per_second = per_second(r.seconds_per_output_token, "avg_tpot_ms");
  r.load = LoadKind::batch;
  report.reading().note(report.pointer(), "does not say how many requests failed");
  return r;
}

// --- Ollama: what its API says of one answer, in nanoseconds ---

MaybeRun read_ollama_run(const Part& answer) {
  BenchmarkRun r;
  Reading& reading = answer.reading();
  r.model = answer.text("/model");
  r.origin.date = date_of(answer.text("/created_at"));
  r.load = LoadKind::single;
  r.concurrency = ImportedNumber{1, answer.pointer(), "Ollama's API counts one answer by itself"};
  r.completed = ImportedNumber{1, answer.pointer(), "one answer"};
  r.input_tokens = answer.number("/prompt_eval_count");
  r.output_tokens = answer.measured("/eval_count");
  const auto rate = [](double n, double s) { return n / s; };
  const auto prefill = answer.measured("/prompt_eval_duration", 1e-9);
  r.output_tokens_per_second =
      derived("eval_count ÷ eval_duration", rate, r.output_tokens, answer.measured("/eval_duration", 1e-9));
  r.stream_output_tokens_per_second = r.output_tokens_per_second;
  r.input_tokens_per_second = derived("prompt_eval_count ÷ prompt_eval_duration", rate, r.input_tokens, prefill);
  r.time_to_first_token_seconds = prefill;
  if (!r.output_tokens_per_second)
    reading.problem("missing-key", answer.pointer() + "/eval_count", "no eval_count with an eval_duration",
                    "the last message of an answer, with \"done\": true");
  if (const auto loading = answer.number("/load_duration", 1e-9); loading && loading->value > 1)
    reading.note(loading->pointer,
                 "loading the model took " + shown(Json(loading->value)) + " s, which is in no rate here");
  if (!answer.has("/prompt_eval_count"))
    reading.note(answer.pointer(), "does not count the prompt: it was held in a cache");
  return r;
}

// --- GuideLLM 0.1 ---

MaybeRun read_first_guidellm_run(const Part& benchmark) {
  BenchmarkRun r;
  const std::string mode = benchmark.text("/mode");
  r.load = mode == "asynchronous" ? LoadKind::open : mode == "synchronous" ? LoadKind::single : LoadKind::batch;
  if (r.load == LoadKind::open) r.requests_per_second_asked = benchmark.number("/rate");
  r.completed = benchmark.number("/request_count");
  r.failed = benchmark.number("/error_count");
  r.duration_seconds = benchmark.measured("/duration");
  if (const auto start = benchmark.number("/start_time")) r.origin.date = date_of_unix(start->value);
  r.requests_per_second = benchmark.measured("/completed_request_rate");
  r.output_tokens_per_second = benchmark.measured("/output_token_throughput");
  r.input_tokens = benchmark.measured("/prompt_token");
  r.output_tokens = benchmark.measured("/output_token");
  r.time_to_first_token_seconds = benchmark.measured("/time_to_first_token", 1e-3);
  r.seconds_per_output_token = benchmark.measured("/inter_token_latency", 1e-3);
  r.stream_output_tokens_per_second = per_second(r.seconds_per_output_token, "inter_token_latency");
  r.seconds_per_request = benchmark.measured("/request_latency");
  return r;
}

// --- AIPerf's and GenAI-Perf's CSV: metrics in rows, their units in a column or in the name ---

namespace {

/// "Time To First Token (ms)" → time_to_first_token and ms.
std::pair<std::string, std::string> metric_and_unit(std::string_view text) {
  std::string unit;
  if (const auto open = text.rfind(" ("); open != std::string_view::npos && text.ends_with(')')) {
    unit = text.substr(open + 2, text.size() - open - 3);
    text = text.substr(0, open);
  }
  std::string name = lower(text);
  std::replace(name.begin(), name.end(), ' ', '_');
  if (unit == "per sec") unit = name.find("request") != std::string::npos ? "requests/sec" : "tokens/sec";
  return {name, unit};
}

}  // namespace

void read_aiperf_csv(Reading& reading, std::vector<BenchmarkRun>& runs) {
  std::string text = reading.input->text();
  if (!text.ends_with('\n')) text += '\n';
  std::string_view rest(text);
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  Json run = Json::object();
  std::vector<std::string> fields, header;
  std::uint64_t line = 1;
  while (!rest.empty()) {
    const std::size_t length = csv::split_record(rest, fields);
    if (length == 0)
      refuse("unclosed-quote", reading.input->at_line(line), "a quote that nobody closes", "quotes in pairs");
    if (fields.front() == "Metric") {
      header = fields;
    } else if (fields.size() > 1 && fields.size() <= header.size()) {
      auto [name, unit] = metric_and_unit(fields.front());
      Json metric = Json::object();
      for (std::size_t i = 1; i < fields.size(); ++i) {
        const std::string column = lower(header[i]);
        if (column == "unit")
          metric["unit"] = fields[i];
        else if (const auto number = decimal(fields[i]))
          metric[column == "value" ? "avg" : column] = *number;
      }
      if (!metric.contains("unit")) metric["unit"] = unit;
      if (run.contains(name))
        refuse("duplicate-key", reading.input->at_line(line), '"' + plain::shortened(fields.front(), 60) + "\" twice",
               "each metric once");
      run[name] = std::move(metric);
    } else if (fields.size() > 1 || !fields.front().empty()) {
      header.clear();  // a table of another kind, such as one of GPUs
      if (fields.size() > 1)
        reading.report.notes.push_back(
            {reading.input->at_line(line), "not read: " + plain::shortened(fields.front(), 60)});
    }
    line +=
        static_cast<std::uint64_t>(std::count(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(length), '\n'));
    rest.remove_prefix(length);
  }
  const Part part(run, "", reading);
  reading.follows = true;
  finish(reading, read_aiperf_run(part), "", runs);
  reading.follows = false;
  keep_unread(part);
  if (!runs.empty() && !runs.back().concurrency_limit)
    reading.report.notes.push_back(
        {reading.input->name(), "does not say the model and how requests were sent; profile_export_aiperf.json does"});
}

// --- llama-bench in Markdown and SQL ---

namespace {

/// "pp512", "tg128", "tg128 @ d4096", "pp512+tg128".
bool read_test(std::string test, Json& row) {
  if (const auto depth = test.find(" @ d"); depth != std::string::npos) {
    const auto n = decimal(std::string_view(test).substr(depth + 4));
    if (!n) return false;
    row["n_depth"] = *n;
    test.resize(depth);
  }
  row["n_prompt"] = row["n_gen"] = 0;
  for (std::string_view rest(test); !rest.empty();) {
    const auto plus = rest.find('+');
    const std::string_view one = rest.substr(0, plus);
    const auto n = one.size() > 2 ? decimal(one.substr(2)) : std::nullopt;
    if (!n || (!one.starts_with("pp") && !one.starts_with("tg"))) return false;
    row[one.starts_with("pp") ? "n_prompt" : "n_gen"] = *n;
    rest.remove_prefix(plus == std::string_view::npos ? rest.size() : plus + 1);
  }
  return true;
}

struct LineRow {
  std::uint64_t line;
  Json row;
};

void read_rows(Reading& reading, const std::vector<LineRow>& rows, std::vector<BenchmarkRun>& runs) {
  std::vector<Part> parts;
  for (const auto& [line, row] : rows) parts.emplace_back(row, "/" + std::to_string(line), reading);
  read_llama_bench(parts, runs);
}

void refuse_line(Reading& reading, std::uint64_t line, std::string id, std::string found, std::string allowed) {
  ++reading.report.rows_in;
  reading.report.refused.push_back({std::move(id), reading.input->at_line(line), std::move(found), std::move(allowed)});
}

}  // namespace

void read_llama_bench_markdown(Reading& reading, std::vector<BenchmarkRun>& runs) {
  const std::string text = reading.input->text();
  std::vector<std::string> header;
  std::vector<LineRow> rows;
  std::uint64_t line = 0;
  for (std::string_view rest(text); !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string_view here = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 1));
    ++line;
    if (!here.starts_with('|') || here.find("---") != std::string_view::npos) continue;
    const auto cells = markdown_cells(here);
    if (header.empty()) {
      header = cells;
      continue;
    }
    Json row = Json::object();
    bool good = cells.size() == header.size();
    for (std::size_t i = 0; good && i < cells.size(); ++i) {
      if (header[i] == "test") {
        good = read_test(cells[i], row);
      } else if (header[i] == "t/s") {
        const auto sign = cells[i].find(" ± ");
        const auto rate = decimal(cells[i].substr(0, sign));
        if (rate) row["avg_ts"] = *rate;
        good = rate.has_value();
        const auto spread =
            sign == std::string::npos ? std::nullopt : decimal(cells[i].substr(sign + std::string_view(" ± ").size()));
        if (spread) row["stddev_ts"] = *spread;
      } else {
        row[header[i] == "model" ? "model_filename" : header[i] == "backend" ? "backends" : header[i]] = cells[i];
      }
    }
    if (good)
      rows.push_back({line, std::move(row)});
    else
      refuse_line(reading, line, "bad-line", plain::shortened(here, 80),
                  "a row of llama-bench: model, test as pp512 or tg128, t/s");
  }
  read_rows(reading, rows, runs);
  reading.report.notes.push_back(
      {reading.input->name(), "the table does not say on which machine; llama-bench -o json does"});
}

void read_llama_bench_sql(Reading& reading, std::vector<BenchmarkRun>& runs) {
  const std::string text = reading.input->text();
  std::vector<LineRow> rows;
  std::uint64_t line = 0;
  /// What stands between the next two brackets, at commas outside quotes.
  const auto listed = [](std::string_view& rest, std::vector<std::string>& items) {
    items.clear();
    const auto open = rest.find('(');
    if (open == std::string_view::npos) return false;
    rest.remove_prefix(open + 1);
    std::string item;
    for (bool quoted = false; !rest.empty(); rest.remove_prefix(1)) {
      const char c = rest.front();
      if (c == '\'') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == ')')) {
        items.push_back(std::move(item));
        item.clear();
        if (c == ')') return true;
      } else if (quoted || c != ' ') {
        item += c;
      }
    }
    return false;
  };
  for (std::string_view rest(text); !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    std::string_view here = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 1));
    ++line;
    if (!here.starts_with("INSERT INTO")) continue;
    std::vector<std::string> names, values;
    if (!listed(here, names) || !listed(here, values) || names.size() != values.size()) {
      refuse_line(reading, line, "bad-line", "an INSERT with other names than values", "one value for each name");
      continue;
    }
    Json row = Json::object();
    for (std::size_t i = 0; i < names.size(); ++i)
      if (const auto number = decimal(values[i]))
        row[names[i]] = *number;
      else
        row[names[i]] = values[i];
    rows.push_back({line, std::move(row)});
  }
  read_rows(reading, rows, runs);
}

}  // namespace costmodel::import
