// Metrics of vLLM as Prometheus answers for them: counters over a range of time as operating points and demand, or one
// answer of now, since the process began.
#include "import/telemetry.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/figures.hpp"
#include "base/number_text.hpp"
#include "import/histogram.hpp"
#include "import/unread.hpp"
#include "import/words.hpp"

namespace costmodel::import {

namespace {

enum Metric : std::size_t {
  generated,
  prompted,
  succeeded,
  request_seconds,
  requests_timed,
  first_seconds,
  firsts_timed,
  token_seconds,
  tokens_timed,
  running,
  began,
  prompt_lengths,
  answer_lengths,
  metric_count
};
constexpr std::array<std::string_view, metric_count> metric_names{"generation_tokens_total",
                                                                  "prompt_tokens_total",
                                                                  "request_success_total",
                                                                  "e2e_request_latency_seconds_sum",
                                                                  "e2e_request_latency_seconds_count",
                                                                  "time_to_first_token_seconds_sum",
                                                                  "time_to_first_token_seconds_count",
                                                                  "time_per_output_token_seconds_sum",
                                                                  "time_per_output_token_seconds_count",
                                                                  "num_requests_running",
                                                                  "process_start_time_seconds",
                                                                  "request_prompt_tokens_bucket",
                                                                  "request_generation_tokens_bucket"};

/// "vllm:generation_tokens_total", or with "_" as exporters write it. Newer versions call the time between tokens
/// otherwise.
std::size_t metric_of(std::string_view name) {
  if (name == metric_names[began]) return began;
  if (!name.starts_with("vllm:") && !name.starts_with("vllm_")) return metric_count;
  name.remove_prefix(5);
  if (name == "inter_token_latency_seconds_sum") return token_seconds;
  if (name == "inter_token_latency_seconds_count") return tokens_timed;
  return static_cast<std::size_t>(std::find(metric_names.begin(), metric_names.end(), name) - metric_names.begin());
}

bool is_count_by_length(Metric metric) { return metric == prompt_lengths || metric == answer_lengths; }

using Samples = std::map<double, double>;  ///< by seconds since 1970

struct Series {
  Metric metric;
  std::string model;
  std::string instance;
  std::string pointer;
  double at_most = 0;  ///< tokens of the requests that a count by length counts
  Samples samples{};
};

/// What happened between two scrapes, of all servers of a model together.
struct Interval {
  double seconds = 0, servers = 0;
  std::array<double, metric_count> sums{};  ///< of counters what they rose by; `running` × seconds
  bool knows_running = false;               ///< of every server

  void add(const Interval& other) {
    seconds += other.seconds;
    servers += other.servers * other.seconds;  ///< server-seconds, once added
    for (std::size_t i = 0; i < metric_count; ++i) sums[i] += other.sums[i];
  }
};

std::optional<std::pair<double, double>> sample_of(const Json& pair) {
  if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number() || !pair[1].is_string()) return {};
  const auto value = decimal(pair[1].get_ref<const std::string&>());
  const double at = pair[0].get<double>();
  if (!value || !(*value >= 0) || !(at >= 0 && at < 1e12)) return {};
  return std::pair(at, *value);
}

class Telemetry {
 public:
  explicit Telemetry(Reading& reading) : reading_(reading) {}

  void add(const Part& answer) {
    const std::string type = answer.text("/data/resultType");
    const Json* result = answer.find("/data/result");
    if ((type != "matrix" && type != "vector") || result == nullptr || !result->is_array()) {
      reading_.problem("wrong-type", answer.pointer() + "/data/resultType", '"' + plain::shortened(type, 20) + '"',
                       "matrix (query_range) or vector (query)");
      return;
    }
    for (std::size_t i = 0; i < result->size(); ++i) add_series(answer.at("/data/result/" + std::to_string(i)));
  }

  void finish_all(std::vector<BenchmarkRun>& runs, std::vector<MeasuredDemand>& demands) {
    since_the_start();
    std::set<std::string> models;
    for (const auto& s : series_)
      if (s.metric != began) models.insert(s.model);
    if (models.empty())
      reading_.problem("missing-key", "/data/result", "no metric of vLLM",
                       "vllm:generation_tokens_total and others, with their names (docs/evidence.md has the query)");
    for (const auto& model : models) of_model(model, runs, demands);
  }

 private:
  void add_series(const Part& part) {
    const std::size_t metric = metric_of(part.text("/metric/__name__"));
    if (metric == metric_count) return name_unread(part);
    Series s{static_cast<Metric>(metric), part.text("/metric/model_name"), part.text("/metric/instance"),
             part.pointer()};
    if (is_count_by_length(s.metric)) {
      const std::string end = part.text("/metric/le");
      const auto tokens = end == "+Inf" ? std::optional(std::numeric_limits<double>::infinity()) : decimal(end);
      if (!tokens || !(*tokens > 0)) return reading_.note(part.pointer(), "a count by length without its end, le");
      s.at_most = *tokens;
    }
    const Json* values = part.find("/values");
    bool bad = false;
    const auto take = [&](const Json& pair) {
      const auto sample = sample_of(pair);
      if (sample)
        s.samples[sample->first] = sample->second;
      else
        bad = true;
    };
    if (values != nullptr && values->is_array())
      for (const auto& pair : *values) take(pair);
    else if (const Json* value = part.find("/value"))
      take(*value), now_ = true;
    if (bad) reading_.note(part.pointer(), "samples that are no number of at least 0 were left out, as NaN is");
    if (!s.samples.empty()) series_.push_back(std::move(s));
  }

  /// A series that nobody knows and that carries money, with its last value.
  void name_unread(const Part& part) {
    const std::string name = part.text("/metric/__name__");
    if (!carries_money(name)) return;
    const Json* values = part.find("/values");
    const Json* last =
        values != nullptr && values->is_array() && !values->empty() ? &values->back() : part.find("/value");
    const auto sample = last != nullptr ? sample_of(*last) : std::nullopt;
    reading_.note(part.pointer(), "not read: " + plain::shortened(name, 60) +
                                      (sample ? ", " + number_text(sample->second) + " at its end" : ""));
  }

  /// One answer of now: counters ran from 0 since the process began.
  void since_the_start() {
    if (!now_) return;
    for (auto& s : series_) {
      if (s.metric == began || s.metric == running || s.samples.size() != 1) continue;
      const auto start = std::find_if(series_.begin(), series_.end(), [&](const Series& other) {
        return other.metric == began && (other.instance == s.instance || s.instance.empty());
      });
      if (start == series_.end()) continue;
      const double at = start->samples.rbegin()->second;
      if (at < s.samples.begin()->first) s.samples[at] = 0;
    }
  }

  /// By how much a counter rose; a restart begins at 0 again.
  static double risen(double before, double after) { return after >= before ? after - before : after; }

  std::vector<Interval> intervals(const std::string& model) const {
    std::set<double> times;
    for (const auto& s : series_)
      if (s.model == model && s.metric == generated)
        for (const auto& [at, value] : s.samples) times.insert(at);
    std::vector<Interval> all;
    for (auto at = times.begin(); at != times.end() && std::next(at) != times.end(); ++at) {
      const double from = *at, to = *std::next(at);
      Interval one{.seconds = to - from};
      std::set<std::string> servers, gauged;
      for (const auto& s : series_) {
        if (s.model != model || is_count_by_length(s.metric)) continue;
        const auto first = s.samples.find(from), last = s.samples.find(to);
        if (first == s.samples.end() || last == s.samples.end()) continue;
        if (s.metric == generated) servers.insert(s.instance);
        if (s.metric == running)
          one.sums[running] += (first->second + last->second) / 2 * one.seconds, gauged.insert(s.instance);
        else
          one.sums[s.metric] += risen(first->second, last->second);
      }
      one.servers = static_cast<double>(servers.size());
      one.knows_running = std::includes(gauged.begin(), gauged.end(), servers.begin(), servers.end());
      if (one.servers > 0) all.push_back(one);
    }
    return all;
  }

  /// How many requests were longer than one end and at most the next, over all of the time.
  std::vector<LengthCount> lengths(const std::string& model, Metric metric) const {
    std::map<double, double> up_to;
    for (const auto& s : series_) {
      if (s.model != model || s.metric != metric) continue;
      double& sum = up_to[s.at_most];
      for (auto at = s.samples.begin(); at != s.samples.end() && std::next(at) != s.samples.end(); ++at)
        sum += risen(at->second, std::next(at)->second);
    }
    std::vector<LengthCount> all;
    const double total = up_to.empty() ? 0 : up_to.rbegin()->second;
    double above = 0, before = 0;
    for (const auto& [end, sum] : up_to) {
      if (sum > before) all.push_back({above, end, (sum - before) / total});
      above = end, before = std::max(before, sum);
    }
    return all;
  }

  /// Classes of prompts and the variation of answers, as far as their counts by length agree with their means.
  MeasuredSizes sizes_of(const std::string& model, double prompt_mean, double answer_mean) {
    const auto pointer_of = [&](Metric metric) {
      const auto found = std::find_if(series_.begin(), series_.end(),
                                      [&](const Series& s) { return s.model == model && s.metric == metric; });
      return found == series_.end() ? std::string() : found->pointer;
    };
    MeasuredSizes sizes{.prompts_pointer = pointer_of(prompt_lengths)};
    const auto disagree = [&](Metric metric) {
      reading_.note(pointer_of(metric), "not read: counts by length that no requests of the mean length can have");
    };
    if (const auto counts = lengths(model, prompt_lengths); counts.size() > 1 && counts.size() <= 100) {
      const auto means = means_within(counts, prompt_mean);
      const auto most = std::max_element(counts.begin(), counts.end(),
                                         [](const auto& a, const auto& b) { return a.share < b.share; });
      if (means.empty()) disagree(prompt_lengths);
      for (std::size_t k = 0; k < means.size(); ++k)
        if (counts.begin() + static_cast<std::ptrdiff_t>(k) != most)
          sizes.prompts.push_back({.share = counts[k].share, .input = input_tokens_per_answer(means[k])});
    }
    if (const auto counts = lengths(model, answer_lengths); !counts.empty()) {
      const auto found = variation_within(counts, answer_mean);
      const std::string pointer = pointer_of(answer_lengths);
      if (!found)
        disagree(answer_lengths);
      else if (!found->most)
        reading_.note(pointer, "answers beyond the last end of the counts: their length varies by " +
                                   text::significant(found->least) + " at least (variance ÷ mean²), which is not used");
      else {
        sizes.length_variation = ImportedNumber{found->evenly, pointer,
                                                "variance ÷ mean² of counts by length, even within each; the range "
                                                "is of all lengths that have these counts and this mean"};
        sizes.length_variation_range = Range{found->least, *found->most};
      }
    }
    return sizes;
  }

  void of_model(const std::string& model, std::vector<BenchmarkRun>& runs, std::vector<MeasuredDemand>& demands) {
    const auto found = std::find_if(series_.begin(), series_.end(),
                                    [&](const Series& s) { return s.model == model && s.metric == generated; });
    const std::string pointer = found == series_.end() ? "/data/result" : found->pointer;
    const auto all = intervals(model);
    Interval sum;
    bool gauged = false;
    for (const auto& one : all) sum.add(one), gauged = gauged || one.knows_running;
    if (!(sum.sums[generated] > 0) || !(sum.sums[succeeded] > 0)) {
      reading_.problem(
          "missing-key", pointer, model + ": no answers between two samples of vllm:generation_tokens_total",
          "counters of tokens and of vllm:request_success_total at two times or more (query_range), or of now with "
          "process_start_time_seconds");
      return finish(reading_, {}, pointer, runs);
    }
    const double answered = sum.sums[succeeded];
    demands.push_back({.origin = {},
                       .model = model,
                       .requests = answered,
                       .seconds = sum.seconds,
                       .pointer = pointer,
                       .sizes = sizes_of(model, sum.sums[prompted] / answered, sum.sums[generated] / answered)});
    reading_.note(pointer, model + ": " + text::count(sum.sums[succeeded]) + " requests answered in " +
                               text::plain(sum.seconds / 3600) + " hours");
    if (!gauged || now_) {
      reading_.note(pointer, now_ ? "means since the process began, idle hours among them"
                                  : "without vllm:num_requests_running all of the time is one operating point");
      return add_run(model, sum, sum, false, pointer, runs);
    }
    std::map<int, Interval> by_load;  // in half octaves of what a server had in flight
    double quiet = 0, unknown = 0;
    for (const auto& one : all) {
      if (!one.knows_running) {
        unknown += one.seconds;
        continue;
      }
      const double in_flight = one.sums[running] / one.seconds / one.servers;
      if (in_flight < 0.5 || !(one.sums[generated] > 0))
        quiet += one.seconds;
      else
        by_load[static_cast<int>(std::floor(2 * std::log2(in_flight) + 0.5))].add(one);
    }
    if (unknown > 0)
      reading_.note(pointer,
                    text::percent(unknown / sum.seconds) +
                        " of the time lacks vllm:num_requests_running of a server, and is in no operating point");
    if (quiet > 0)
      reading_.note(pointer, text::percent(quiet / sum.seconds) +
                                 " of the time had less than half a request in flight, and is in no operating point");
    if (by_load.empty()) {
      reading_.problem("missing-key", pointer, "never half a request in flight", "a range of time with load");
      return finish(reading_, {}, pointer, runs);
    }
    for (const auto& [octave, one] : by_load) add_run(model, one, sum, true, pointer, runs);
  }

  /// `sizes` is over all of the time: requests that one interval counts may have begun in another.
  void add_run(const std::string& model, const Interval& one, const Interval& sizes, bool gauged,
               const std::string& pointer, std::vector<BenchmarkRun>& runs) {
    const auto number = [&](double value, const char* formula) {
      return value > 0 && std::isfinite(value) ? MaybeImported(ImportedNumber{value, pointer, formula})
                                               : MaybeImported();
    };
    const auto mean = [](const Interval& i, Metric total, Metric n) {
      return i.sums[n] > 0 ? i.sums[total] / i.sums[n] : 0;
    };
    BenchmarkRun r;
    r.model = model;
    r.load = LoadKind::unknown;
    r.completed = number(one.sums[succeeded], "rise of vllm:request_success_total");
    r.duration_seconds = number(one.seconds, "time between samples");
    r.output_tokens_per_second =
        number(one.sums[generated] / one.servers, "rise of vllm:generation_tokens_total ÷ seconds of the servers");
    r.requests_per_second =
        number(one.sums[succeeded] / one.servers, "rise of vllm:request_success_total ÷ seconds of the servers");
    r.input_tokens = number(mean(sizes, prompted, succeeded), "prompt tokens ÷ requests answered, all of the time");
    r.output_tokens = number(mean(sizes, generated, succeeded), "output tokens ÷ requests answered, all of the time");
    r.time_to_first_token_seconds =
        number(mean(one, first_seconds, firsts_timed), "mean of vllm:time_to_first_token_seconds");
    r.seconds_per_output_token = number(mean(one, token_seconds, tokens_timed), "mean time between tokens");
    r.stream_output_tokens_per_second = derived(
        "1 ÷ mean time between tokens (while decoding)", [](double s) { return 1 / s; }, r.seconds_per_output_token);
    r.seconds_per_request =
        number(mean(one, request_seconds, requests_timed), "mean of vllm:e2e_request_latency_seconds");
    if (gauged)
      r.concurrency = number(one.sums[running] / one.servers, "mean of vllm:num_requests_running, of one server");
    finish(reading_, std::move(r), pointer, runs);
  }

  Reading& reading_;
  std::vector<Series> series_{};
  bool now_ = false;
};

}  // namespace

void read_vllm_metrics(const std::vector<Part>& answers, Reading& reading, std::vector<BenchmarkRun>& runs,
                       std::vector<MeasuredDemand>& demands) {
  Telemetry telemetry(reading);
  for (const auto& answer : answers) telemetry.add(answer);
  telemetry.finish_all(runs, demands);
}

}  // namespace costmodel::import
