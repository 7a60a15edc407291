#include <cli.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <costmodel/costmodel.hpp>
#include <costmodel/io/billing_risk.hpp>
#include <costmodel/io/claims.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/io/trace.hpp>
#include <costmodel/render/report.hpp>
#include <filesystem>
#include <iostream>
#include <optional>

namespace costmodel {

namespace {

constexpr int done = 0, nothing_feasible = 1, not_all_reproduce = 1, bad_input = 2;

/// Everything that the options can say, as it was written.
struct Options {
  std::string scenario;
  std::string format = "text";
  std::string output;
  std::string tables;
  std::string path;
  std::optional<std::string> demand;
  std::optional<std::string> utilization;
  std::optional<std::string> arrivals;
  std::string axis = "demand";
  std::vector<std::string> between;
  std::string trace;
  std::string claims;
  std::string page_template;
  std::string words;
  NewScenario fresh;
};

}  // namespace

double number(const std::string& option, const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    throw InvalidInput("not-a-number", option, '"' + text + '"', "a finite number, written as 20000 or 0.2");
  return value;
}

namespace {

std::optional<Demand<>> demand_of(const Options& options) {
  if (!options.demand) return {};
  return accepted_answers_per_month(number("--demand", *options.demand));
}

std::optional<Arrivals> arrivals_of(const Options& options) {
  if (!options.arrivals) return {};
  for (const Arrivals known : {Arrivals::packed, Arrivals::poisson})
    if (to_string(known) == *options.arrivals) return known;
  throw InvalidInput("unknown-arrivals", "--arrivals", '"' + *options.arrivals + '"', "packed, poisson");
}

bool is_json(const Options& options) { return options.format == "json"; }

/// The format, or nothing for JSON.
std::optional<Format> format_of(const Options& options) {
  if (is_json(options)) return {};
  try {
    return format_named(options.format);
  } catch (const InvalidInput& problem) {
    auto found = problem.problems().front();
    found.where = "--format";
    const std::string last = "csv";
    found.allowed.insert(found.allowed.find(last) + last.size(), ", json");
    throw InvalidInput({found});
  }
}

/// Refuses what is not a plain file, such as a device, which would be replaced.
void check_file(const std::string& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    throw InvalidInput("unwritable-file", file,
                       std::filesystem::is_directory(status) ? "a directory" : "not a plain file",
                       "the name of a plain file, or - for standard output");
}

}  // namespace

void write_files(const std::vector<NamedText>& files) {
  for (const auto& file : files) check_file(file.file);
  try {
    write_together(files);
  } catch (const std::filesystem::filesystem_error& failure) {
    throw InvalidInput("unwritable-file", failure.path1().string(), failure.code().message(),
                       "a file that can be written, in a directory that exists");
  }
}

void make_directory(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) throw InvalidInput("unwritable-file", directory, error.message(), "a directory that can be made");
}

namespace {

/// Text to the output that was asked for, and files beside it. Nothing is printed where a file cannot be written.
void deliver(const Options& options, std::string text, std::ostream& out, std::vector<NamedText> beside = {}) {
  const bool to_file = !options.output.empty() && options.output != "-";
  if (to_file) beside.push_back({options.output, std::move(text)});
  write_files(beside);
  if (to_file) return;
  out << text << std::flush;
  if (!out)
    throw InvalidInput("unwritable-file", "standard output", "a stream that takes no more", "one that can be written");
}

/// Every table of the report as a file of its own.
std::vector<NamedText> tables(const std::string& directory, const Report& report) {
  make_directory(directory);
  std::vector<NamedText> files;
  for (const auto& section : report.sections)
    for (const auto& table : section.tables)
      files.push_back({(std::filesystem::path(directory) / (table.id + ".csv")).string(), render(table, Format::csv)});
  return files;
}

int run_decide(const Options& options, std::ostream& out) {
  const auto format = format_of(options);
  const Scenario scenario = load_scenario(options.scenario);
  const Decision decision = decide(scenario, demand_of(options));
  const Report report = decision_report(scenario, decision);
  deliver(options, format ? render(report, *format) : to_json(decision), out,
          options.tables.empty() ? std::vector<NamedText>{} : tables(options.tables, report));
  return decision.path ? done : nothing_feasible;
}

/// The costs that the options ask for, under one arrival pattern.
std::vector<PathCost> costs(const Scenario& scenario, const Options& options, std::optional<Arrivals> arrivals) {
  std::vector<PathCost> result;
  const auto add = [&](const Path& path) {
    result.push_back(options.utilization
                         ? cost_at_utilization(scenario, path, number("--utilization", *options.utilization), arrivals)
                         : cost(scenario, path, demand_of(options).value_or(scenario.demand), arrivals));
  };
  if (!options.path.empty())
    add(scenario.path(options.path));
  else
    for (const auto& path : scenario.paths) add(path);
  return result;
}

int run_cost(const Options& options, std::ostream& out) {
  const auto format = format_of(options);
  const auto arrivals = arrivals_of(options);
  const Scenario scenario = load_scenario(options.scenario);
  validate(scenario);
  const auto asked = costs(scenario, options, arrivals);
  if (!format) {
    deliver(options, to_json(asked), out);
  } else {
    const Arrivals other = scenario.arrivals == Arrivals::packed ? Arrivals::poisson : Arrivals::packed;
    const auto beside = arrivals ? std::vector<PathCost>{} : costs(scenario, options, other);
    deliver(options, render(cost_report(scenario, asked, beside), *format), out);
  }
  return std::any_of(asked.begin(), asked.end(), [](const PathCost& c) { return c.feasible; }) ? done
                                                                                               : nothing_feasible;
}

std::vector<Comparison> comparisons(const Scenario& scenario, const Options& options, std::string_view axis,
                                    std::optional<Arrivals> arrivals) {
  std::vector<Comparison> all = options.between.empty()
                                    ? compare_all_on(scenario, axis)
                                    : compare_arrivals_on(scenario, options.between[0], options.between[1], axis);
  if (arrivals) std::erase_if(all, [&](const Comparison& c) { return c.arrivals && c.arrivals != arrivals; });
  return all;
}

int run_crossover(const Options& options, std::ostream& out) {
  const auto format = format_of(options);
  const auto arrivals = arrivals_of(options);
  const Scenario scenario = load_scenario(options.scenario);
  validate(scenario);
  auto all = comparisons(scenario, options, options.axis, arrivals);
  if (!format) {
    std::stable_partition(all.begin(), all.end(), [](const Comparison& c) { return c.arrivals != Arrivals::poisson; });
    deliver(options, to_json(all), out);
    return done;
  }
  const auto utilization =
      options.axis == "demand" ? comparisons(scenario, options, "utilization", arrivals) : std::vector<Comparison>{};
  deliver(options, render(crossover_report(scenario, all, utilization), *format), out);
  return done;
}

int run_risk(const Options& options, std::ostream& out, std::ostream& err) {
  const auto format = format_of(options);
  const Scenario scenario = load_scenario(options.scenario);
  validate(scenario);
  RiskOptions asked;
  asked.demand = demand_of(options);
  BillingRisk risk;
  if (options.trace.empty()) {
    risk = billing_risk(scenario, options.path, asked);
  } else {
    const ReadTrace read = read_trace(options.trace);
    for (const auto& line : trace_notes(read.report)) err << line << '\n';
    risk = billing_risk(scenario, options.path, read.trace, asked);
  }
  deliver(options, format ? render(billing_risk_table(risk), *format) : to_json(risk), out);
  return done;
}

int run_audit(const Options& options, std::ostream& out) {
  const auto format = format_of(options);
  const Audit result = audit(load_claims(options.claims));
  deliver(options, format ? render(audit_report(result), *format) : to_json(result), out);
  return result.all_reproduce() ? done : not_all_reproduce;
}

int run_check(const Options& options, std::ostream& out) {
  const Scenario scenario = load_scenario(options.scenario);
  validate(scenario);
  const auto counted = [](std::size_t n, const std::string& what) {
    return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
  };
  deliver(options,
          "OK: " + counted(scenario.paths.size(), "path") + ", " + counted(inputs(scenario).size(), "input") + ", " +
              counted(scenario.sources.size(), "source") + "\n",
          out);
  return done;
}

/// The commands and their options. Each writes into `options`.
class Commands {
 public:
  explicit Commands(Options& options) : o_(options) {
    app.set_version_flag("--version", "costmodel " + std::string(version));
    app.require_subcommand(1);
    app.footer("Exit status: 0 done; 1 done, and no path is feasible; 2 bad input.");
    decide = with_scenario("decide", "Decide which path to take, and who then holds each layer");
    output(decide);
    decide->add_option("--demand", o_.demand, "Accepted answers a month, instead of the scenario's")->type_name("A");
    decide->add_option("--tables", o_.tables, "Also write every table as CSV into this directory")->type_name("DIR");
    cost = with_scenario("cost", "What an accepted answer costs on each path");
    cost->add_option("--path", o_.path, "One path alone")->type_name("ID");
    auto* utilization =
        cost->add_option("--utilization", o_.utilization, "Load each path to U x the capacity of one of its own units")
            ->type_name("U");
    cost->add_option("--demand", o_.demand, "The same accepted answers a month for all")
        ->type_name("A")
        ->excludes(utilization);
    arrivals(cost);
    output(cost);
    crossover = with_scenario("crossover", "Where two paths cost the same, and where they never do");
    crossover->add_option("--between", o_.between, "Two paths, instead of all pairs")->expected(2)->type_name("A B");
    crossover->add_option("--axis", o_.axis, "demand, utilization, traffic_multiplier, usd_per_rejected_request, \"acceptance of PATH\", or any input by name")
        ->type_name("NAME");
    arrivals(crossover);
    output(crossover);
    risk = with_scenario("risk", "One path's bill under every rule that its provider's wording allows");
    risk->add_option("--path", o_.path, "The path, one that is billed by windows")->required()->type_name("ID");
    risk->add_option("--trace", o_.trace, "Recorded requests as CSV, instead of random ones")->type_name("FILE");
    risk->add_option("--demand", o_.demand, "Accepted answers a month, instead of the scenario's")->type_name("A");
    output(risk);
    audit = app.add_subcommand("audit", "Whether published claims follow from their own inputs; exit status 1 where some do not");
    audit->add_option("CLAIMS", o_.claims, "File of claims: JSON, comments allowed")->required()->type_name("");
    output(audit);
    report = with_scenario("report", "Write the whole report: page, Markdown, LaTeX, tables, charts, decision");
    report->add_option("-o,--output", o_.output, "Directory to write into")->required()->type_name("DIR");
    report->add_option("--demand", o_.demand, "Accepted answers a month, instead of the scenario's")->type_name("A");
    report->add_option("--template", o_.page_template, "Jinja2 template of the page, instead of the one that comes along")->type_name("FILE");
    report->add_option("--words", o_.words, "JSON file of your own words for the placements: {\"Retained\": …}")->type_name("FILE");
    fresh = app.add_subcommand("new", "Ask for the few numbers that matter, write a commented scenario, and print its first table");
    fresh->add_option("-o,--output", o_.fresh.file, "Scenario file to write (my_scenario.json)")->type_name("FILE");
    fresh->add_option("--title", o_.fresh.title, "What it is about")->type_name("TEXT");
    fresh->add_flag("--overwrite", o_.fresh.overwrite, "Replace a file that is there");
    o_.fresh.numbers.resize(new_questions().size());
    for (std::size_t i = 0; i < new_questions().size(); ++i)
      fresh->add_option(new_questions()[i].option, o_.fresh.numbers[i], new_questions()[i].words)->type_name("N");
    check = with_scenario("check", "Check a scenario and say what it holds");
    schema = app.add_subcommand("schema", "Print the JSON Schema of scenario files");
    schema->add_option("-o,--output", o_.output, "File to write, whole or not at all")->type_name("FILE");
  }

  bool known(const std::string& name) const {
    const auto named = app.get_subcommands([&](const CLI::App* command) { return command->get_name() == name; });
    return !named.empty();
  }

  CLI::App app{"What an accepted answer of a language model costs on each way of serving it.", "costmodel"};
  CLI::App *decide = nullptr, *cost = nullptr, *crossover = nullptr, *risk = nullptr, *audit = nullptr, *report = nullptr, *fresh = nullptr, *check = nullptr, *schema = nullptr;

 private:
  CLI::App* with_scenario(const std::string& name, const std::string& what) {
    CLI::App* command = app.add_subcommand(name, what);
    command->add_option("SCENARIO", o_.scenario, "Scenario file: JSON, comments allowed")->required()->type_name("");
    return command;
  }
  void output(CLI::App* command) {
    command->add_option("--format", o_.format, "text (default), md, html, latex, csv or json")->type_name("FORMAT");
    command->add_option("-o,--output", o_.output, "File to write, whole or not at all")->type_name("FILE");
  }
  void arrivals(CLI::App* command) {
    command->add_option("--arrivals", o_.arrivals, "packed or poisson, instead of both")->type_name("PATTERN");
  }

  Options& o_;
};

int run(const Commands& commands, const Options& options, std::ostream& out, std::ostream& err, const CliHost& host) {
  if (*commands.report)
    return run_report(options.scenario, options.output, demand_of(options), options.page_template, options.words, host, out);
  if (*commands.fresh) return run_new(options.fresh, host, out);
  if (*commands.decide) return run_decide(options, out);
  if (*commands.cost) return run_cost(options, out);
  if (*commands.crossover) return run_crossover(options, out);
  if (*commands.risk) return run_risk(options, out, err);
  if (*commands.audit) return run_audit(options, out);
  if (*commands.check) return run_check(options, out);
  deliver(options, scenario_schema(), out);
  return done;
}

/// One line, and nothing in it that moves a terminal's cursor.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    line += byte < 0x20 || byte == 0x7F ? ' ' : c;
  }
  return line;
}

}  // namespace

int run_cli(const std::vector<std::string>& args, std::ostream& out, std::ostream& err, const CliHost& host) {
  Options options;
  Commands commands(options);
  try {
    if (!args.empty() && !args.front().starts_with('-') && !commands.known(args.front()))
      throw InvalidInput("unknown-command", "command", '"' + args.front() + '"',
                         "decide, cost, crossover, risk, audit, report, new, check, schema");
    commands.app.parse(std::vector<std::string>(args.rbegin(), args.rend()));
    return run(commands, options, out, err, host);
  } catch (const CLI::ParseError& problem) {
    if (problem.get_exit_code() == 0) {
      commands.app.exit(problem, out, err);
      return out.flush() ? done : bad_input;
    }
    err << "costmodel: " << one_line(problem.what()) << " [usage]; see costmodel --help\n";
  } catch (const InvalidInput& input) {
    for (const auto& problem : input.problems()) err << one_line(to_string(problem)) << '\n';
  } catch (const std::exception& failure) {
    err << "costmodel: " << one_line(failure.what()) << '\n';
  }
  return bad_input;
}

}  // namespace costmodel
