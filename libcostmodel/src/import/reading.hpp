// A JSON value with its place, so that whatever is taken out of it knows where it stood.
#pragma once

#include <cmath>
#include <costmodel/import/benchmarks.hpp>
#include <costmodel/import/imported.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/utf8.hpp"
#include "import/input.hpp"
#include "import/strict_json.hpp"
#include "io/json.hpp"

namespace costmodel::import {

/// A field that a reader did not use, wherever in the file it stood.
struct UnreadField {
  std::string pointer{};  ///< the first place
  std::size_t times = 0;
  double least = 0, most = 0;  ///< where it is a number
  std::string text{};          ///< otherwise what stands there first
};

/// What is being read, and what was found to say about it.
struct Reading {
  Input* input;
  ImportReport report{};
  std::vector<Problem> problems{};  ///< of the run or row that is being read
  bool follows = false;             ///< whether places that are looked at are kept in `used`
  std::set<std::string> used{};
  std::map<std::string, UnreadField> unread{};  ///< by the place in an entry
  bool price_unclear = false;                   ///< of the run that is being read: of one GPU, or of the machine?
  std::vector<std::size_t> unclear_prices{};    ///< runs of which that is so
  std::optional<Problem> broken_off{};          ///< a last line that is not whole
  std::map<std::string, LeftOut> money{};       ///< of an evaluation log, what no verdict holds

  void problem(std::string id, std::string_view pointer, std::string found, std::string allowed) {
    problems.push_back({std::move(id), input->at(pointer), std::move(found), std::move(allowed)});
  }
  void note(std::string_view pointer, std::string text) {
    report.notes.push_back({input->at(pointer), std::move(text)});
  }
};

struct Probe;

/// Refuses a last line that breaks off, and names money that was left out, where there is any.
void name_left_out(Reading& reading);

/// File, size and format of what is read.
void begin_report(Reading& reading, const Probe& probe);

/// Why a file is not what was asked for.
Problem wrong_format(const Input& input, const Probe& probe, std::string_view asked);

class Part {
 public:
  Part(const Json& value, std::string pointer, Reading& reading)
      : value_(&value), pointer_(std::move(pointer)), reading_(&reading) {}

  const Json& json() const { return *value_; }
  const std::string& pointer() const { return pointer_; }
  Reading& reading() const { return *reading_; }

  /// The value at a pointer below, or nothing; null counts as nothing.
  const Json* find(std::string_view below) const {
    if (reading_->follows) reading_->used.insert(pointer_ + std::string(below));
    const Json* at = value_;
    while (below.starts_with('/')) {
      below.remove_prefix(1);
      const auto part = below.substr(0, below.find('/'));
      below.remove_prefix(part.size());
      if (at->is_array()) {
        std::size_t index = 0;
        for (const char c : part) index = index * 10 + static_cast<std::size_t>(c - '0');
        if (index >= at->size()) return nullptr;
        at = &(*at)[index];
      } else {
        if (!at->is_object()) return nullptr;
        const auto found = at->find(std::string(part));
        if (found == at->end()) return nullptr;
        at = &*found;
      }
    }
    return at->is_null() ? nullptr : at;
  }
  bool has(std::string_view below) const { return find(below) != nullptr; }
  Part at(std::string_view below) const {
    static const Json nothing;
    const Json* found = find(below);
    return {found != nullptr ? *found : nothing, pointer_ + std::string(below), *reading_};
  }

  /// A number of at least 0. Anything else that is there is a problem.
  MaybeImported number(std::string_view below, double factor = 1) const {
    const Json* found = find(below);
    if (found == nullptr) return {};
    const std::string place = pointer_ + std::string(below);
    if (!found->is_number()) {
      reading_->problem("wrong-type", place, shown(*found), "a number");
      return {};
    }
    const double value = found->get<double>();
    if (!(value >= 0) || !std::isfinite(value)) {
      reading_->problem("out-of-range", place, shown(*found), "a number of at least 0");
      return {};
    }
    return ImportedNumber{value * factor, place, {}};
  }
  /// The same where 0 means that nothing was measured.
  MaybeImported measured(std::string_view below, double factor = 1) const {
    auto value = number(below, factor);
    if (value && value->value == 0) {
      reading_->note(pointer_ + std::string(below), "0 means that it was not measured");
      value.reset();
    }
    return value;
  }
  std::string text(std::string_view below) const {
    const Json* found = find(below);
    if (found == nullptr) return {};
    return found->is_string() ? found->get<std::string>() : found->is_number() ? found->dump() : std::string{};
  }

 private:
  const Json* value_;
  std::string pointer_;
  Reading* reading_;
};

/// A number by a formula from others, if all are there.
template <class F, class... N>
MaybeImported derived(std::string formula, F f, const N&... from) {
  if (!(from && ...)) return {};
  const double value = f(from->value...);
  if (!std::isfinite(value)) return {};
  std::string first;
  ((first = first.empty() ? from->pointer : first), ...);
  return ImportedNumber{value, std::move(first), std::move(formula)};
}

/// A factor that turns a unit into seconds; a problem where the unit is not known.
std::optional<double> seconds_in(std::string_view unit);

/// "2026-08-09" of "20260809-072723", of an ISO time, or of seconds since 1970.
std::string date_of(std::string_view text);
std::string date_of_unix(double seconds);

// One reader for each family of formats: a run of what stands in one part, or nothing and a problem.
using MaybeRun = std::optional<BenchmarkRun>;
MaybeRun read_vllm_run(const Part& run);
MaybeRun read_sglang_run(const Part& run);
MaybeRun read_inferencex_raw_run(const Part& run);
MaybeRun read_inferencex_run(const Part& run);
MaybeRun read_llmperf_run(const Part& run);
MaybeRun read_aiperf_run(const Part& run);
MaybeRun read_llmd_run(const Part& report);
MaybeRun read_inference_perf_run(const Part& report);
MaybeRun read_ollama_run(const Part& answer);
MaybeRun read_llmeter_run(const Part& run);
MaybeRun read_trtllm_run(const Part& report);
/// A run of GuideLLM 0.1, whose means stand beside its results.
MaybeRun read_first_guidellm_run(const Part& benchmark);
/// Each appends the runs that it can read; rows in and out are counted by it.
void read_guidellm(const Part& file, std::vector<BenchmarkRun>& runs);
void read_llama_bench(const std::vector<Part>& rows, std::vector<BenchmarkRun>& runs);
void read_llama_bench_csv(Reading& reading, std::vector<BenchmarkRun>& runs);
void read_llama_bench_markdown(Reading& reading, std::vector<BenchmarkRun>& runs);
void read_llama_bench_sql(Reading& reading, std::vector<BenchmarkRun>& runs);
void read_aiperf_csv(Reading& reading, std::vector<BenchmarkRun>& runs);
void read_load_sweep(Reading& reading, const SweepColumns& columns, std::vector<BenchmarkRun>& runs);

/// What makes two runs different machines, beside model and hardware: parallelism, limits, caches, burstiness,
/// precision, speculation, engine and version. Adds to the variant of the run, and says the number of accelerators, the
/// hardware and the price of an hour where the fields of `part` do.
void read_configuration(const Part& part, BenchmarkRun& run);

/// Keeps what carries money or changes the meaning and no reader has looked at, below `part`.
void keep_unread(const Part& part);
/// Names it in the report, each field once.
void name_unread(Reading& reading);

/// Prices of which a file does not say whether they are of one GPU or of the machine: machines of unlike size show it.
void settle_prices(Reading& reading, std::vector<BenchmarkRun>& runs);

/// Ends a run: what can be derived, what must be there. Moves it into `runs`, or its problems into the report.
void finish(Reading& reading, MaybeRun run, const std::string& pointer, std::vector<BenchmarkRun>& runs);

}  // namespace costmodel::import
