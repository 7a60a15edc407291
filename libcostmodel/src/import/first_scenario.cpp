#include <algorithm>
#include <cmath>
#include <costmodel/import/import.hpp>
#include <set>

#include "base/figures.hpp"
#include "base/nearest.hpp"
#include "base/number_text.hpp"
#include "import/drafts.hpp"

namespace costmodel {

namespace {

using import::Draft;

class Builder {
 public:
  explicit Builder(const ImportOptions& options) : options_(options), citing_(result_.scenario, options.relative_to) {}

  ImportedScenario build(const std::vector<std::string>& files) {
    check_sweep_columns(options_.columns);
    check_bill_currency(options_.bill_currency);
    if (options_.usd_per_gpu_hour && !(*options_.usd_per_gpu_hour >= 0 && std::isfinite(*options_.usd_per_gpu_hour)))
      throw InvalidInput("out-of-range", "usd_per_gpu_hour", number_text(*options_.usd_per_gpu_hour),
                         "USD an hour, at least 0");
    if (options_.usd_per_gpu_hour && options_.usd_per_unit_hour)
      throw InvalidInput("one-of-several", "usd_per_unit_hour, usd_per_gpu_hour", "both",
                         "the price of a machine, or of one of its GPUs");
    read_ = read_evidence(files, options_.columns, options_.threshold, options_.model, options_.bill_currency);
    check_judge();
    result_.reports = std::move(read_.reports);
    for (const auto& curve : read_.curves) add_curve(curve);
    for (auto& verdicts : one_judge_each()) add_verdicts(verdicts);
    add_paths_by_price();
    import::add_prices(drafts_, read_.prices, options_, citing_);
    import::add_bills(drafts_, read_.bills, citing_);
    finish();
    for (auto& read : read_.prices) report_of(read.report.file) = std::move(read.report);
    for (auto& read : read_.bills) report_of(read.report.file) = std::move(read.report);
    return std::move(result_);
  }

 private:
  ImportReport& report_of(const std::string& file) {
    const auto found =
        std::find_if(result_.reports.begin(), result_.reports.end(), [&](const auto& r) { return r.file == file; });
    return found == result_.reports.end() ? result_.reports.emplace_back(ImportReport{.file = file}) : *found;
  }

  Provenance provenance(const Origin& origin, const ImportedNumber& number, std::optional<double> n) {
    return citing_.number(origin, number, n);
  }

  /// What a file says of the tokens of an answer; what it does not say stays the scenario's.
  static WorkloadOverrides<> stated(const Workload<>& w) {
    WorkloadOverrides<> said{.output = w.output};
    if (w.input.value() > 0) said.input = w.input;
    return said;
  }

  static Evidence assumed(std::string note) { return {.grade = Grade::assumed, .note = std::move(note)}; }

  std::string fresh_id(const std::string& name) {
    std::string id;
    for (const char c : name.substr(name.rfind('/') == std::string::npos ? 0 : name.rfind('/') + 1)) {
      const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (c >= 'A' && c <= 'Z')
        id += static_cast<char>(c - 'A' + 'a');
      else if (plain)
        id += c;
      else if (!id.empty() && id.back() != '_')
        id += '_';
    }
    if (id.size() > 40) id.resize(40);
    while (id.ends_with('_')) id.pop_back();
    if (id.empty()) id = "path";
    std::string unique = id;
    for (int i = 2; !ids_.insert(unique).second; ++i) unique = id + "_" + std::to_string(i);
    return unique;
  }

  void add_curve(const MeasuredCurve& curve) {
    Draft draft{.model = curve.model, .hardware = curve.hardware};
    Path& path = draft.path;
    std::string name = curve.model.empty() ? "unnamed model" : curve.model;
    if (!curve.variant.empty()) name += " " + curve.variant;
    path.id = fresh_id(name);
    path.name = name + (curve.hardware.empty() ? "" : " on " + curve.hardware);
    path.points = curve.points;
    for (std::size_t i = 0; i < curve.runs.size(); ++i) {
      const BenchmarkRun& run = curve.runs[i];
      const std::string base = "/throughput/points/" + std::to_string(i) + "/";
      const auto n = run.completed ? std::optional(run.completed->value) : std::nullopt;
      for (const auto& [key, number] : {std::pair{"concurrency", &run.concurrency},
                                        {"output_tokens_per_second", &run.output_tokens_per_second},
                                        {"stream_output_tokens_per_second", &run.stream_output_tokens_per_second},
                                        {"input_tokens_per_second", &run.input_tokens_per_second},
                                        {"time_to_first_token_seconds", &run.time_to_first_token_seconds},
                                        {"power_watts", &run.power_watts}})
        if (*number) path.ledger.entries[base + key] = provenance(run.origin, **number, n);
    }
    if (curve.workload.output.value() > 0) {
      path.workload = stated(curve.workload);
      const BenchmarkRun& first = curve.runs.front();
      const std::string how = curve.runs.size() > 1 ? "mean over the runs of the curve, weighted by requests" : "";
      for (const auto& [key, number] : {std::pair{"/workload/input_tokens_per_answer", &first.input_tokens},
                                        {"/workload/output_tokens_per_answer", &first.output_tokens}}) {
        if (!*number) continue;
        ImportedNumber mean = **number;
        if (!how.empty()) mean.formula = mean.formula.empty() ? how : mean.formula + "; " + how;
        path.ledger.entries[key] = provenance(first.origin, mean, {});
      }
    }
    price_machine(curve, draft);
    drafts_.push_back(std::move(draft));
  }

  /// A machine by the price that was asked for, or by that of its own file.
  void price_machine(const MeasuredCurve& curve, Draft& draft) {
    Path& path = draft.path;
    auto& entry = path.ledger.entries["/pricing/usd_per_unit_hour"];
    const BenchmarkRun& first = curve.runs.front();
    std::optional<double> asked = options_.usd_per_unit_hour;
    if (!asked && options_.usd_per_gpu_hour && first.accelerators)
      asked = *options_.usd_per_gpu_hour * first.accelerators->value;
    if (asked) {
      entry.evidence = assumed("stated when the evidence was imported");
      if (curve.usd_per_unit_hour && std::abs(curve.usd_per_unit_hour->value / *asked - 1) > 1e-6)
        report_of(first.origin.file)
            .notes.push_back({first.origin.file + "#" + curve.usd_per_unit_hour->pointer,
                              "not read: a price of " + number_text(curve.usd_per_unit_hour->value) +
                                  " USD an hour, for another was stated for " + path.id});
      path.pricing = Provisioned<>{.price = usd_per_hour(*asked)};
    } else if (curve.usd_per_unit_hour) {
      entry = provenance(first.origin, *curve.usd_per_unit_hour, {});
      entry.evidence.grade = Grade::published;
      entry.evidence.note = "as the benchmark's file states it";
      path.pricing = Provisioned<>{.price = usd_per_hour(curve.usd_per_unit_hour->value)};
    } else {
      path.ledger.entries.erase("/pricing/usd_per_unit_hour");
      if (options_.usd_per_gpu_hour)
        report_of(first.origin.file)
            .notes.push_back({first.origin.file, "not priced: it does not say how many GPUs " + path.id + " has"});
      return;
    }
    draft.priced = true;
  }

  /// Refuses a judge that none of the files has.
  void check_judge() const {
    if (options_.judge.empty()) return;
    std::vector<std::string> known;
    for (const auto& verdicts : read_.verdicts)
      if (std::find(known.begin(), known.end(), verdicts.judge) == known.end()) known.push_back(verdicts.judge);
    if (std::find(known.begin(), known.end(), options_.judge) != known.end()) return;
    throw InvalidInput("unknown-name", "judge", '"' + options_.judge + '"',
                       known.empty() ? "no judge: the files have no verdicts"
                                     : "one of: " + text::joined(known) + did_you_mean(options_.judge, known));
  }

  /// For each path one judge: the one that was asked for, or all by the gate's rule.
  std::vector<Verdicts> one_judge_each() {
    std::vector<Verdicts> result;
    std::vector<std::vector<Verdicts>> groups;
    for (auto& verdicts : read_.verdicts) {
      if (!options_.judge.empty() && verdicts.judge != options_.judge) continue;
      const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& g) {
        return g[0].path == verdicts.path && g[0].task == verdicts.task && g[0].origin.file == verdicts.origin.file;
      });
      if (group == groups.end())
        groups.push_back({std::move(verdicts)});
      else
        group->push_back(std::move(verdicts));
    }
    for (auto& group : groups) {
      if (group.size() == 1) {
        result.push_back(std::move(group.front()));
        continue;
      }
      std::string names;
      for (const auto& verdicts : group) names += (names.empty() ? "" : ", ") + verdicts.judge;
      auto& refused = report_of(group.front().origin.file).refused;
      if (!options_.gate) {
        refused.push_back({"one-of-several", group.front().origin.file, "several judges: " + names,
                           "one judge by name, or a gate: all, agreeing or majority"});
        continue;
      }
      try {
        result.push_back(combined(group, *options_.gate));
      } catch (const InvalidInput& invalid) {
        for (const auto& problem : invalid.problems()) refused.push_back(problem);
      }
    }
    return result;
  }

  /// Ids with a price that no path has: new paths, and said to be, for an id may have been mistyped.
  void add_paths_by_price() {
    std::string known;
    for (const auto& draft : drafts_) known += (known.empty() ? "" : ", ") + draft.path.id;
    for (const auto& [id, price] : options_.price_of) {
      if (std::any_of(drafts_.begin(), drafts_.end(),
                      [&, &wanted = id](const Draft& d) { return d.path.id == wanted; }))
        continue;
      drafts_.push_back({.path = {.id = id, .name = price}, .model = price.substr(0, price.rfind('@'))});
      for (auto& read : read_.prices)
        read.report.notes.push_back(
            {read.report.file, "a new path " + id + (known.empty() ? "" : ", beside " + known)});
    }
  }

  Draft& draft_for(const Verdicts& verdicts) {
    Draft* found = nullptr;
    std::size_t fitting = 0;
    for (auto& draft : drafts_) {
      if (draft.model.empty() || verdicts.path.find(draft.model) == std::string::npos || draft.has_acceptance) continue;
      found = &draft;
      ++fitting;
    }
    if (fitting == 1) return *found;
    if (drafts_.size() == 1 && verdicts.path.empty() && !drafts_[0].has_acceptance) return drafts_[0];
    Draft draft{.model = verdicts.path.substr(0, verdicts.path.find(' '))};  // the prompt or the task comes after it
    draft.path.id = fresh_id(verdicts.path);
    draft.path.name = verdicts.path.empty() ? "unnamed path" : verdicts.path;
    return drafts_.emplace_back(std::move(draft));
  }

  void add_verdicts(const Verdicts& verdicts) {
    Draft& draft = draft_for(verdicts);
    draft.has_acceptance = true;
    draft.path.acceptance = acceptance_of(verdicts);
    const std::string name = citing_.file(verdicts.origin);
    std::string note = "judged by " + (verdicts.judge.empty() ? "a judge without a name" : verdicts.judge);
    const auto& c = verdicts.counts;
    if (c.errored + c.unscored > 0)
      note += "; not counted: " + std::to_string(c.errored) + " errored, " + std::to_string(c.unscored) + " unscored";
    if (verdicts.repeated) note += "; items were answered more than once";
    draft.path.ledger.entries["/acceptance"].evidence = {.grade = Grade::measured,
                                                         .n = static_cast<double>(c.judged()),
                                                         .date = verdicts.origin.date,
                                                         .note = note,
                                                         .file = name,
                                                         .pointer = verdicts.origin.pointer};
    if (draft.path.workload.output || !verdicts.output_tokens || !(verdicts.output_tokens->value > 0)) return;
    draft.path.workload = stated({.input = input_tokens_per_answer(verdicts.input_tokens->value),
                                  .output = output_tokens_per_answer(verdicts.output_tokens->value)});
    draft.path.ledger.entries["/workload/input_tokens_per_answer"] =
        provenance(verdicts.origin, *verdicts.input_tokens, {});
    draft.path.ledger.entries["/workload/output_tokens_per_answer"] =
        provenance(verdicts.origin, *verdicts.output_tokens, {});
  }

  void finish() {
    Scenario& scenario = result_.scenario;
    if (drafts_.empty()) {
      std::vector<Problem> problems{{"no-evidence", "files", "nothing that could be read",
                                     "benchmark results, evaluation logs, or a price by its name"}};
      for (const auto& report : result_.reports)
        for (const auto& problem : report.refused) problems.push_back(problem);
      throw InvalidInput(std::move(problems));
    }
    scenario.title = options_.title;
    set_workload();
    for (auto& draft : drafts_) {
      if (!draft.priced && draft.path.points.empty()) draft.path.pricing = PerToken<>{};
      auto& missing = draft.path.access.unavailable;
      if (!draft.priced)
        missing = draft.has_acceptance ? "its price is not in the evidence"
                                       : "its price and its acceptance are not in the evidence";
      else if (!draft.has_acceptance)
        missing = "its acceptance is not in the evidence";
      scenario.paths.push_back(draft.path);
    }
    scenario.date = options_.on;
    set_demand();
    validate(scenario);
  }

  void set_workload() {
    Scenario& scenario = result_.scenario;
    if (!read_.traces.empty()) scenario.shape.trace = citing_.file(read_.traces.front().origin);
    const auto known =
        std::find_if(drafts_.begin(), drafts_.end(), [](const Draft& d) { return d.path.workload.output.has_value(); });
    if (known != drafts_.end()) {
      scenario.workload = known->path.workload.over({});
      for (const auto& [key, entry] : known->path.ledger.entries)
        if (key.starts_with("/workload/")) scenario.ledger.entries[key] = entry;
      set_sizes(known->model);
    } else if (!read_.traces.empty() && read_.traces.front().mean.output.value() > 0) {
      const TracedWorkload& trace = read_.traces.front();
      scenario.workload = trace.mean;
      for (const auto* key : {"/workload/input_tokens_per_answer", "/workload/output_tokens_per_answer"})
        scenario.ledger.entries[key] = provenance(trace.origin, {0, "/2", "mean over the requests, from this line on"},
                                                  static_cast<double>(trace.requests));
    } else {
      throw InvalidInput("no-evidence", "workload", "no file that says how many tokens an answer has",
                         "a benchmark, a log or a trace with token counts");
    }
  }

  /// Requests of several sizes, where metrics count them by length.
  void set_sizes(const std::string& model) {
    Scenario& scenario = result_.scenario;
    for (const auto& one : read_.demands) {
      if (!import::same_model(one.model, model)) continue;
      const MeasuredSizes& sizes = one.sizes;
      if (!sizes.prompts.empty()) {
        scenario.workload.classes = sizes.prompts;
        scenario.ledger.entries["/workload/classes"] =
            provenance(one.origin,
                       {0, sizes.prompts_pointer,
                        "counts by length; prompts of one count at the same place between its ends, such that the mean "
                        "is that of all"},
                       one.requests);
      }
      if (!sizes.length_variation) return;
      scenario.workload.length_variation = sizes.length_variation->value;
      auto& entry = scenario.ledger.entries["/workload/length_variation"];
      entry = provenance(one.origin, *sizes.length_variation, one.requests);
      entry.range = sizes.length_variation_range;
      return;
    }
  }

  /// As stated; else as bills show it; else an assumption.
  void set_demand() {
    Scenario& scenario = result_.scenario;
    Evidence evidence = assumed(options_.demand ? "stated when the evidence was imported"
                                                : "no evidence says how many answers are wanted: state it");
    scenario.demand = options_.demand.value_or(accepted_answers_per_month(10'000.0));
    if (!options_.demand) {
      auto billed = import::demand_of_metrics(scenario, drafts_, read_.demands, citing_);
      if (!billed) billed = import::demand_of_bills(scenario, drafts_, read_.bills, citing_);
      if (billed) {
        scenario.demand = billed->demand;
        evidence = billed->evidence;
      }
    }
    scenario.domain_high = accepted_answers_per_month(std::max(1e6, 10 * accepted_answers_per_month(scenario.demand)));
    scenario.ledger.entries["/demand/accepted_answers_per_month"].evidence = std::move(evidence);
  }

  ImportOptions options_;
  ImportedScenario result_{};
  std::vector<Draft> drafts_{};
  std::set<std::string> ids_{};
  ReadEvidence read_{};
  import::Citing citing_;
};

}  // namespace

ImportedScenario import_scenario(const std::vector<std::string>& files, const ImportOptions& options) {
  return Builder(options).build(files);
}

}  // namespace costmodel
