// Options that several commands offer, each with what it means.
#pragma once

#include <costmodel/costmodel.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/render/table.hpp>
#include <optional>
#include <outputs.hpp>
#include <string>
#include <text_options.hpp>
#include <vector>

namespace costmodel {

/// Problems of several steps, each of which is taken, so that all are told at once.
class Collected {
 public:
  template <class F>
  void of(const F& f) {
    try {
      f();
    } catch (const InvalidInput& refused) {
      problems_.insert(problems_.end(), refused.problems().begin(), refused.problems().end());
    }
  }
  /// Throws InvalidInput where there are any.
  void raise() const {
    if (!problems_.empty()) throw InvalidInput(problems_);
  }

 private:
  std::vector<Problem> problems_{};
};

/// SCENARIO, --as-of, --month and --set.
class ScenarioOptions {
 public:
  /// `by_month`: whether a month of its horizon may be asked about.
  explicit ScenarioOptions(CLI::App& app, const std::string& words = "Scenario file: JSON, comments allowed",
                           bool by_month = true);

  const std::string& file() const { return file_.text(); }
  /// The scenario with the prices of that day and the inputs that were set, in that month of its horizon.
  Scenario load() const;
  /// The files that it leads to.
  std::vector<std::string> files(const Scenario& scenario) const { return files_of(scenario, file()); }

 private:
  TextOption file_, as_of_;
  std::optional<TextOption> month_{};
  TextsOption set_;
};

/// -o: the file to write.
class FileOption : public TextOption {
 public:
  explicit FileOption(CLI::App& app,
                      const std::string& words = "Write to FILE, whole or not at all, instead of the terminal")
      : TextOption(app, "-o,--output", "FILE", words) {}

  /// Whether a file is to be written: nothing and - are the standard output.
  bool to_file() const { return !text().empty() && text() != "-"; }
  /// Refuses at once what would be refused at the end: an output that cannot be written, or that is one of `inputs`.
  void check(const std::vector<std::string>& inputs) const;
  /// Text to the output that was asked for, and files beside it. Nothing is printed where a file cannot be written, and
  /// nothing is written over one of the inputs.
  void deliver(const std::vector<std::string>& inputs, std::string text, std::ostream& out,
               std::vector<NamedText> beside = {}) const;
};

/// --format.
class FormatOption : public TextOption {
 public:
  explicit FormatOption(CLI::App& app)
      : TextOption(app, "--format", "FORMAT",
                   "text (default), md, html, latex, csv or json; decide and cost of the Python package: xlsx",
                   "text") {}

  /// The format, or nothing for JSON.
  std::optional<Format> format() const;
};

/// --format and -o.
class OutputOptions {
 public:
  explicit OutputOptions(CLI::App& app) : format_(app), file_(app) {}

  std::optional<Format> format() const { return format_.format(); }
  void check(const std::vector<std::string>& inputs) const { file_.check(inputs); }
  void deliver(const std::vector<std::string>& inputs, std::string text, std::ostream& out,
               std::vector<NamedText> beside = {}) const {
    file_.deliver(inputs, std::move(text), out, std::move(beside));
  }

 private:
  FormatOption format_;
  FileOption file_;
};

/// --demand.
class DemandOption : public TextOption {
 public:
  explicit DemandOption(CLI::App& app, const std::string& words = "Accepted answers a month, instead of the scenario's")
      : TextOption(app, "--demand", "A", words) {}

  std::optional<Demand<>> demand() const;
};

/// --arrivals.
class ArrivalsOption : public TextOption {
 public:
  explicit ArrivalsOption(CLI::App& app)
      : TextOption(app, "--arrivals", "PATTERN",
                   "One pattern alone: packed (back to back), poisson (at random) or periodic") {}

  std::optional<Arrivals> arrivals() const;
};

/// Two ends of a range, LOW HIGH.
class RangeOption : public PairOption {
 public:
  RangeOption(CLI::App& app, std::string name, const std::string& words)
      : PairOption(app, std::move(name), "LOW HIGH", words) {}

  std::optional<Range> range() const;

  /// What `f` gives; a domain that it refuses is this one.
  template <class F>
  auto naming(F f) const {
    try {
      return f();
    } catch (const InvalidInput& refused) {
      auto problems = refused.problems();
      for (auto& problem : problems)
        if (given() && problem.id == "bad-domain") problem.where = name();
      throw InvalidInput(std::move(problems));
    }
  }
};

}  // namespace costmodel
