// Runs become curves: one model, one machine, one workload.
#include <algorithm>
#include <cmath>
#include <costmodel/import/benchmarks.hpp>
#include <tuple>

#include "import/input.hpp"

namespace costmodel {

namespace {

constexpr double workload_tolerance = 1.25;

std::string place(const BenchmarkRun& run) {
  return run.origin.pointer.empty() ? run.origin.file : run.origin.file + "#" + run.origin.pointer;
}

double value_or(const MaybeImported& number, double otherwise) { return number ? number->value : otherwise; }

/// Texts that are known and differ, with the run that differs.
void unlike(const std::vector<BenchmarkRun>& runs, std::string BenchmarkRun::*field, const std::string& id,
            std::vector<Problem>& problems) {
  const BenchmarkRun* first = nullptr;
  for (const auto& run : runs) {
    if ((run.*field).empty()) continue;
    if (first == nullptr)
      first = &run;
    else if (run.*field != first->*field)
      problems.push_back({id, place(run), '"' + run.*field + '"', '"' + first->*field + "\", as in " + place(*first)});
  }
}

std::optional<double> median(const std::vector<BenchmarkRun>& runs, MaybeImported BenchmarkRun::*field) {
  std::vector<double> values;
  for (const auto& run : runs)
    if (run.*field) values.push_back((run.*field)->value);
  if (values.empty()) return {};
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

struct UnlikeWorkload {
  std::size_t run;
  double off;  ///< how many times the median, or the median how many times it
  Problem problem;
};

std::vector<UnlikeWorkload> unlike_workloads(const std::vector<BenchmarkRun>& runs) {
  std::vector<UnlikeWorkload> result;
  for (const auto& [field, name] :
       {std::pair{&BenchmarkRun::input_tokens, "input tokens"}, {&BenchmarkRun::output_tokens, "output tokens"}}) {
    const auto middle = median(runs, field);
    for (std::size_t i = 0; middle && i < runs.size(); ++i) {
      const auto& number = runs[i].*field;
      if (!number || (number->value <= *middle * workload_tolerance && number->value >= *middle / workload_tolerance))
        continue;
      if (!result.empty() && result.back().run == i) continue;
      std::string found = "a mean of " + std::to_string(std::lround(number->value)) + " ";
      found += name;
      const double off = std::max(number->value / *middle, *middle / number->value);
      result.push_back({i,
                        off,
                        {"mixed-workloads", place(runs[i]), std::move(found),
                         "within 1.25 × of the median of the runs, " + std::to_string(std::lround(*middle))}});
    }
  }
  return result;
}

/// What makes two runs measurements of one point.
auto point_key(const BenchmarkRun& run) {
  const bool known = run.concurrency_limit || run.requests_per_second_asked;
  return std::tuple(run.load, value_or(run.concurrency_limit, -1), value_or(run.requests_per_second_asked, -1),
                    known ? 0.0 : value_or(run.concurrency, 0));
}

/// Whether the first run stands rather than the second.
bool stands(const BenchmarkRun& a, const BenchmarkRun& b) {
  const auto rank = [](const BenchmarkRun& r) {
    return std::tuple(value_or(r.completed, 0), r.origin.date, -value_or(r.output_tokens_per_second, 0));
  };
  return rank(a) > rank(b);
}

void keep_one_run_of_each_point(MeasuredCurve& curve) {
  std::vector<BenchmarkRun> kept;
  for (auto& run : curve.runs) {
    const auto same =
        std::find_if(kept.begin(), kept.end(), [&](const BenchmarkRun& k) { return point_key(k) == point_key(run); });
    if (same == kept.end()) {
      kept.push_back(std::move(run));
      continue;
    }
    if (stands(run, *same)) std::swap(run, *same);
    curve.notes.push_back({place(run), "another run of the point of " + place(*same) +
                                           ", which has more completed requests, or is later, or slower; not used"});
  }
  curve.runs = std::move(kept);
}

void note_shape(MeasuredCurve& curve) {
  for (std::size_t i = 1; i < curve.points.size(); ++i)
    if (curve.points[i].output < curve.points[i - 1].output)
      curve.notes.push_back(
          {place(curve.runs[i]), "more requests in flight than in " + place(curve.runs[i - 1]) +
                                     ", and fewer output tokens per second: past saturation, or noise"});
}

/// The price of the machine, if the runs agree on it.
void take_price(MeasuredCurve& curve) {
  for (const auto& run : curve.runs) {
    if (!run.usd_per_unit_hour) continue;
    if (!curve.usd_per_unit_hour) curve.usd_per_unit_hour = run.usd_per_unit_hour;
    if (std::abs(run.usd_per_unit_hour->value / curve.usd_per_unit_hour->value - 1) < 1e-6) continue;
    curve.notes.push_back({place(run), "its machine costs another price by the hour than in " +
                                           place(curve.runs.front()) + ": neither is taken"});
    curve.usd_per_unit_hour.reset();
    return;
  }
}

Workload<> mean_workload(const std::vector<BenchmarkRun>& runs) {
  const auto mean = [&](MaybeImported BenchmarkRun::*field) {
    double sum = 0, weight = 0;
    for (const auto& run : runs) {
      if (!(run.*field)) continue;
      const double w = std::max(1.0, value_or(run.completed, 1));
      sum += (run.*field)->value * w;
      weight += w;
    }
    return weight > 0 ? sum / weight : 0.0;
  };
  return {.input = input_tokens_per_answer(mean(&BenchmarkRun::input_tokens)),
          .output = output_tokens_per_answer(mean(&BenchmarkRun::output_tokens))};
}

}  // namespace

OperatingPoint<> operating_point(const BenchmarkRun& run) {
  if (!run.output_tokens_per_second || !run.concurrency)
    throw InvalidInput("missing-key", place(run), "nothing", "output tokens per second and a concurrency");
  OperatingPoint<> point{.concurrency = run.concurrency->value,
                         .output = output_tokens_per_second(run.output_tokens_per_second->value)};
  if (run.input_tokens_per_second) point.input = input_tokens_per_second(run.input_tokens_per_second->value);
  if (run.power_watts && run.power_watts->value > 0) point.power = watts(run.power_watts->value);
  if (run.transient) return point;
  if (run.stream_output_tokens_per_second)
    point.stream_output = output_tokens_per_second(run.stream_output_tokens_per_second->value);
  if (run.time_to_first_token_seconds) point.time_to_first_token = seconds(run.time_to_first_token_seconds->value);
  return point;
}

MeasuredCurve throughput_curve(const std::vector<BenchmarkRun>& runs) {
  if (runs.empty()) throw InvalidInput("no-rows", "runs", "none", "at least one run");
  std::vector<Problem> problems;
  unlike(runs, &BenchmarkRun::model, "mixed-models", problems);
  for (const auto& run : runs)
    if (runs.front().model.empty() && run.model.empty() && run.origin.file != runs.front().origin.file)
      problems.push_back({"mixed-models", place(run), "no model",
                          "runs that name their model, to be joined with " + place(runs.front())});
  unlike(runs, &BenchmarkRun::hardware, "mixed-hardware", problems);
  unlike(runs, &BenchmarkRun::variant, "mixed-variants", problems);
  if (problems.empty())
    for (auto& [run, off, problem] : unlike_workloads(runs)) problems.push_back(std::move(problem));
  if (!problems.empty()) throw InvalidInput(std::move(problems));
  MeasuredCurve curve;
  for (const auto& run : runs) {
    if (curve.model.empty()) curve.model = run.model;
    if (curve.hardware.empty()) curve.hardware = run.hardware;
    if (curve.variant.empty()) curve.variant = run.variant;
  }
  curve.runs = runs;
  keep_one_run_of_each_point(curve);
  for (const auto& run : curve.runs) operating_point(run);
  std::stable_sort(curve.runs.begin(), curve.runs.end(),
                   [](const auto& a, const auto& b) { return a.concurrency->value < b.concurrency->value; });
  for (const auto& run : curve.runs) curve.points.push_back(operating_point(run));
  curve.workload = mean_workload(curve.runs);
  take_price(curve);
  note_shape(curve);
  return curve;
}

ReadCurves read_throughput(const std::vector<std::string>& files, const SweepColumns& columns,
                           const std::string& model) {
  ReadCurves result;
  std::vector<std::vector<BenchmarkRun>> groups;
  for (const auto& file : files) {
    ReadBenchmarks read = read_benchmarks(file, columns);
    result.reports.push_back(std::move(read.report));
    for (auto& demand : read.demands) result.demands.push_back(std::move(demand));
    bool unnamed = false;
    for (auto& run : read.runs) {
      if (run.model.empty()) run.model = model;
      unnamed = unnamed || run.model.empty();
      const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& g) {
        return g[0].model == run.model && g[0].hardware == run.hardware && g[0].variant == run.variant &&
               g[0].origin.tool == run.origin.tool && (!run.model.empty() || g[0].origin.file == run.origin.file);
      });
      if (group == groups.end())
        groups.push_back({std::move(run)});
      else
        group->push_back(std::move(run));
    }
    if (unnamed)
      result.reports.back().notes.push_back(
          {file, "names no model: its runs are joined with those of no other file; say which with --model NAME"});
  }
  for (auto& group : groups) {
    for (auto left_out = unlike_workloads(group); !left_out.empty(); left_out = unlike_workloads(group)) {
      // The one that is farthest off; without it the median of the others may be another.
      const auto worst = std::max_element(left_out.begin(), left_out.end(),
                                          [](const auto& a, const auto& b) { return a.off < b.off; });
      const auto run = group.begin() + static_cast<std::ptrdiff_t>(worst->run);
      for (auto& report : result.reports)
        if (report.file == run->origin.file) {
          report.refused.push_back(worst->problem);
          --report.rows_out;
          break;
        }
      group.erase(run);
    }
    if (!group.empty()) result.curves.push_back(throughput_curve(group));
  }
  return result;
}

}  // namespace costmodel
