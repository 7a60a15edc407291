#include <costmodel/import/benchmarks.hpp>
#include <costmodel/scenario/dated_prices.hpp>

#include <chrono>
#include <utility>

#include "base/figures.hpp"
#include "import/reading.hpp"
#include "import/recognize.hpp"
#include "import/telemetry.hpp"

namespace costmodel {

namespace import {

std::string date_of(std::string_view text) {
  const auto digits = [&](std::size_t from, std::size_t n) {
    for (std::size_t i = from; i < from + n; ++i)
      if (i >= text.size() || text[i] < '0' || text[i] > '9') return false;
    return true;
  };
  std::string day;
  if (digits(0, 4) && text.size() >= 10 && text[4] == '-' && digits(5, 2) && text[7] == '-' && digits(8, 2))
    day = text.substr(0, 10);
  else if (digits(0, 8) && (text.size() == 8 || text[8] == '-'))
    day = std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4, 2)) + "-" + std::string(text.substr(6, 2));
  return is_iso_date(day) ? day : std::string();  // a day that does not exist says nothing
}

std::string date_of_unix(double seconds) {
  if (!(seconds > 0 && seconds < 4e9)) return {};
  const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::days{static_cast<int>(seconds / 86400)}}};
  const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  std::string text = std::to_string(static_cast<int>(day.year()));
  text += "-" + two(static_cast<unsigned>(day.month()));
  text += "-" + two(static_cast<unsigned>(day.day()));
  return text;
}

namespace {

/// Mean number in flight, by Little's law from what the run says.
void derive_concurrency(BenchmarkRun& r) {
  if (r.concurrency) return;
  const auto product = [](double a, double b) { return a * b; };
  if (!r.requests_per_second)
    r.requests_per_second = derived(
        "output rate ÷ output tokens", [](double a, double b) { return a / b; }, r.output_tokens_per_second,
        r.output_tokens);
  if (r.seconds_per_request) {
    r.concurrency = derived("requests per second × seconds per request (Little's law)", product, r.requests_per_second,
                            r.seconds_per_request);
  } else {
    r.seconds_per_request = derived(
        "time to first token + time per output token × (output tokens − 1)",
        [](double first, double each, double n) { return first + each * std::max(0.0, n - 1); },
        r.time_to_first_token_seconds, r.seconds_per_output_token, r.output_tokens);
    r.concurrency = derived(
        "requests per second × (time to first token + time per output token × (output tokens − 1)) (Little's law)",
        product, r.requests_per_second, r.seconds_per_request);
  }
}

/// A closed loop holds no more than its limit: what Little's law gives beyond it (from a median, or from the ramp and
/// the end of a run) is not the load.
void cap_concurrency(Reading& reading, BenchmarkRun& r) {
  if (r.load != LoadKind::closed || !r.concurrency || !r.concurrency_limit || r.concurrency->formula.empty() ||
      !(r.concurrency_limit->value > 0) || r.concurrency->value <= r.concurrency_limit->value)
    return;
  reading.note(r.concurrency_limit->pointer,
               "Little's law gives " + text::plain(r.concurrency->value) +
                   " in flight, more than the limit of a closed loop: the limit is taken");
  r.concurrency = ImportedNumber{r.concurrency_limit->value, r.concurrency_limit->pointer,
                                 "the limit of a closed loop, which Little's law would exceed"};
}

/// What the reports should say of derived numbers.
void note_derived(Reading& reading, const BenchmarkRun& r) {
  for (const auto& [name, number] : {std::pair{"concurrency", &r.concurrency},
                                     {"stream output tokens per second", &r.stream_output_tokens_per_second},
                                     {"output tokens per second", &r.output_tokens_per_second},
                                     {"seconds per request", &r.seconds_per_request},
                                     {"time to first token", &r.time_to_first_token_seconds}})
    if (*number && !(*number)->formula.empty())
      reading.report.derived.push_back(
          {reading.input->at((*number)->pointer), std::string(name) + " = " + (*number)->formula});
}

}  // namespace

void finish(Reading& reading, MaybeRun run, const std::string& pointer, std::vector<BenchmarkRun>& runs) {
  ++reading.report.rows_in;
  if (run) {
    BenchmarkRun& r = *run;
    if (r.completed && r.completed->value == 0)
      reading.problem("all-failed", r.completed->pointer, "no completed request", "a run with answers");
    else if (!r.output_tokens_per_second && reading.problems.empty())
      reading.problem("missing-key", pointer, "no output tokens per second",
                      "the rate of output tokens, all streams together");
    else if (r.output_tokens_per_second && r.output_tokens_per_second->value == 0)
      reading.problem("out-of-range", r.output_tokens_per_second->pointer, "0 output tokens per second", "more than 0");
    if (r.duration_seconds && r.duration_seconds->value == 0)
      reading.problem("out-of-range", r.duration_seconds->pointer, "a run of 0 seconds", "more than 0");
    derive_concurrency(r);
    if (!r.concurrency && r.concurrency_limit && r.load == LoadKind::closed) {
      r.concurrency = ImportedNumber{r.concurrency_limit->value, r.concurrency_limit->pointer,
                                     "the limit of a closed loop; nothing to derive the mean from"};
    }
    if (r.concurrency && r.concurrency->value == 0) r.concurrency.reset();
    cap_concurrency(reading, r);
    if (!r.concurrency && reading.problems.empty())
      reading.problem("missing-key", pointer, "no concurrency, and no latency to derive it from",
                      "a measured concurrency, or requests per second with seconds per request");
  }
  const bool unclear = std::exchange(reading.price_unclear, false);
  if (!run || !reading.problems.empty()) {
    for (auto& problem : reading.problems) reading.report.refused.push_back(std::move(problem));
    reading.problems.clear();
    return;
  }
  const auto& failed = run->failed;
  if (failed && failed->value > 0 && run->completed)
    reading.note(failed->pointer,
                 "requests failed: " + text::percent(failed->value / (failed->value + run->completed->value)) + " (" +
                     text::count(failed->value) + " of " + text::count(failed->value + run->completed->value) + ")");
  if (run->lengths_look_forced)
    reading.note(pointer, "every answer has the same length: it was forced, and is not the length of real answers");
  run->origin.tool = std::string(to_string(reading.report.format));
  run->origin.file = reading.input->name();
  run->origin.sha256 = reading.report.sha256;
  run->origin.pointer = pointer;
  note_derived(reading, *run);
  if (run->accelerators && !run->hardware.empty() && run->hardware.find(" x ") == std::string::npos)
    run->hardware += " x " + std::to_string(static_cast<long long>(std::min(run->accelerators->value, 1e9)));
  if (unclear && run->usd_per_unit_hour) reading.unclear_prices.push_back(runs.size());
  ++reading.report.rows_out;
  runs.push_back(std::move(*run));
}

namespace {

/// Requests a second that a run carried while requests were sent: over its duration without the last answers.
double carried(const BenchmarkRun& r) {
  if (r.completed && r.duration_seconds && r.seconds_per_request &&
      r.duration_seconds->value > r.seconds_per_request->value)
    return r.completed->value / (r.duration_seconds->value - r.seconds_per_request->value);
  return r.requests_per_second ? r.requests_per_second->value : HUGE_VAL;
}

/// An open loop that asks for more than the machine carries, in this run and in any other of the file, queues for as
/// long as it runs: what it carried counts, how long requests took does not. A tenth less is noise, or three standard
/// deviations of as many requests as there were.
void mark_transient(Reading& reading, std::vector<BenchmarkRun>& runs) {
  for (auto& r : runs) {
    if (r.load != LoadKind::open || !r.requests_per_second_asked || !(r.requests_per_second_asked->value > 0)) continue;
    const double asked = r.requests_per_second_asked->value, own = carried(r);
    const double n = r.completed ? r.completed->value : 0;
    if (own >= asked * (1 - std::max(0.1, n > 0 ? 3 / std::sqrt(n) : 0.1))) continue;
    double most = 0;
    for (const auto& other : runs)
      if (other.model == r.model && other.hardware == r.hardware && other.variant == r.variant)
        most =
            std::max(most, std::min(carried(other), other.requests_per_second ? other.requests_per_second->value : 0));
    if (asked <= most) continue;
    r.transient = true;
    const std::string numbers =
        runs.size() > 1 ? "" : " (" + text::plain(asked) + " asked, " + text::plain(own) + " carried)";
    reading.note(r.requests_per_second_asked->pointer,
                 "transient: more requests a second were asked than were carried" + numbers +
                     "; the queue grew as long as the run lasted, so its rate counts and its latency does not");
  }
}

using RunReader = MaybeRun (*)(const Part&);

RunReader reader_of(EvidenceFormat format) {
  switch (format) {
    case EvidenceFormat::vllm_serve:
      return read_vllm_run;
    case EvidenceFormat::sglang_serving:
      return read_sglang_run;
    case EvidenceFormat::inferencex_raw:
      return read_inferencex_raw_run;
    case EvidenceFormat::inferencex:
      return read_inferencex_run;
    case EvidenceFormat::llmperf:
      return read_llmperf_run;
    case EvidenceFormat::aiperf:
      return read_aiperf_run;
    case EvidenceFormat::inference_perf:
      return read_inference_perf_run;
    case EvidenceFormat::ollama:
      return read_ollama_run;
    case EvidenceFormat::llmeter:
      return read_llmeter_run;
    case EvidenceFormat::trtllm_bench:
      return read_trtllm_run;
    default:
      return read_llmd_run;
  }
}

/// Documents, or the items of a list, each with its pointer; those of a file with several documents start with their
/// line.
std::vector<Part> parts_of(const ReadJson& read, Reading& reading) {
  std::vector<Part> parts;
  const bool several = read.documents.size() > 1;
  for (std::size_t i = 0; i < read.documents.size(); ++i) {
    const Json& document = read.documents[i];
    const std::string base = several ? "/" + std::to_string(read.lines[i]) : "";
    if (!document.is_array())
      parts.emplace_back(document, base, reading);
    else
      for (std::size_t j = 0; j < document.size(); ++j)
        parts.emplace_back(document[j], base + "/" + std::to_string(j), reading);
  }
  return parts;
}

void read_runs(Reading& reading, const Probe& probe, const SweepColumns& columns, ReadBenchmarks& into) {
  std::vector<BenchmarkRun>& runs = into.runs;
  const EvidenceFormat format = reading.report.format;
  if (format == EvidenceFormat::load_sweep) return read_load_sweep(reading, columns, runs);
  if (format == EvidenceFormat::aiperf_csv) return read_aiperf_csv(reading, runs);
  if (probe.shape == Shape::markdown) return read_llama_bench_markdown(reading, runs);
  if (probe.shape == Shape::sql) return read_llama_bench_sql(reading, runs);
  if (probe.shape == Shape::csv) return read_llama_bench_csv(reading, runs);
  reading.input->check_is_short();
  ReadJson read;
  if (probe.shape == Shape::yaml) {
    read.documents.push_back(read_yaml(*reading.input));
    read.lines.push_back(1);
  } else {
    read = read_json(*reading.input, {.broken_off = &reading.broken_off});
  }
  for (const auto line : read.bare_words)
    reading.report.notes.push_back(
        {reading.input->at_line(line), "a bare NaN or Infinity, which JSON does not have, was read as a text"});
  const auto parts = parts_of(read, reading);
  if (format == EvidenceFormat::llama_bench) return read_llama_bench(parts, runs);
  if (format == EvidenceFormat::vllm_metrics) return read_vllm_metrics(parts, reading, runs, into.demands);
  for (const auto& part : parts) {
    if (format == EvidenceFormat::ollama && parts.size() > 1 && part.json().is_object() && !part.has("/eval_count"))
      continue;  // a piece of an answer that was streamed; its counts stand in the last one
    reading.used.clear();
    reading.follows = true;
    if (format == EvidenceFormat::guidellm) {
      read_guidellm(part, runs);
    } else if (!part.json().is_object()) {
      reading.problem("wrong-type", part.pointer(), shown(part.json()), "an object");
      finish(reading, {}, part.pointer(), runs);
    } else {
      MaybeRun run = reader_of(format)(part);
      if (run) read_configuration(part, *run);
      finish(reading, std::move(run), part.pointer(), runs);
    }
    reading.follows = false;
    keep_unread(part);
  }
}

ReadBenchmarks read(Input input, const SweepColumns& columns) {
  ReadBenchmarks result;
  Reading reading{&input};
  const Probe seen = probe(input);
  begin_report(reading, seen);
  reading.report.sha256 = input.sha256();
  if (!columns.empty() && seen.shape == Shape::csv) reading.report.format = EvidenceFormat::load_sweep;
  if (kind_of(reading.report.format) != EvidenceKind::throughput) {
    reading.report.refused.push_back(wrong_format(input, seen, "a benchmark result"));
  } else {
    try {
      read_runs(reading, seen, columns, result);
      settle_prices(reading, result.runs);
      mark_transient(reading, result.runs);
      name_unread(reading);
      name_left_out(reading);
    } catch (const InvalidInput& invalid) {
      for (const auto& problem : invalid.problems()) {
        if (problem.where == "columns") throw;
        reading.report.refused.push_back(problem);
      }
      reading.report.rows_out = 0;
      result.runs.clear();
    }
    for (auto& problem : reading.problems) reading.report.refused.push_back(std::move(problem));
  }
  result.report = std::move(reading.report);
  for (auto& demand : result.demands)
    demand.origin = {.tool = std::string(to_string(result.report.format)),
                     .file = result.report.file,
                     .sha256 = result.report.sha256,
                     .pointer = demand.pointer};
  return result;
}

}  // namespace

}  // namespace import

std::string_view to_string(LoadKind kind) {
  switch (kind) {
    case LoadKind::closed:
      return "closed";
    case LoadKind::open:
      return "open";
    case LoadKind::batch:
      return "batch";
    case LoadKind::single:
      return "single";
    case LoadKind::unknown:
      break;
  }
  return "unknown";
}

ReadBenchmarks read_benchmarks(const std::string& file, const SweepColumns& columns) {
  return import::read(import::Input::file(file), columns);
}

ReadBenchmarks parse_benchmarks(std::string_view text, const SweepColumns& columns, const std::string& name) {
  return import::read(import::Input::of_text(text, name), columns);
}

}  // namespace costmodel
