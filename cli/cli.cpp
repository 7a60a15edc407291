#include <cli.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <costmodel/costmodel.hpp>
#include <costmodel/io/billing_risk.hpp>
#include <costmodel/io/claims.hpp>
#include <costmodel/import/import.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/io/trace.hpp>
#include <costmodel/io/winners.hpp>
#include <costmodel/render/report.hpp>
#include <filesystem>
#include <iostream>
#include <optional>
#include <outputs.hpp>
#include <paid_commands.hpp>

#include "model/cost_inputs.hpp"
#include "base/nearest.hpp"

namespace costmodel {

namespace {


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
  std::vector<std::string> domain;
  std::string x, y;
  std::vector<std::string> domain_x, domain_y;
  std::optional<std::string> draws;
  std::string trace;
  std::string claims;
  std::optional<std::string> as_of;
  std::vector<std::string> files;
  std::vector<std::string> columns;
  std::string report;
  std::string judge;
  std::string gate;
  std::optional<std::string> threshold;
  std::optional<std::string> price;
  std::vector<std::string> prices_of;
  std::string on;
  std::string page_template;
  std::string words;
  bool overwrite = false;
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

Scenario load_scenario_as_of(const std::string& file, const std::optional<std::string>& day) {
  if (day && !is_iso_date(*day)) throw InvalidInput("bad-date", "--as-of", '"' + *day + '"', "a day as 2026-11-21");
  Scenario scenario = load_scenario(file);
  return day ? as_of(std::move(scenario), *day) : scenario;
}

namespace {

/// Two numbers, or nothing where the option was not given.
std::optional<Range> range(const std::string& option, const std::vector<std::string>& ends) {
  if (ends.empty()) return {};
  return Range{number(option, ends[0]), number(option, ends[1])};
}

std::optional<Demand<>> demand_of(const Options& options) {
  if (!options.demand) return {};
  return accepted_answers_per_month(number("--demand", *options.demand));
}

std::optional<Arrivals> arrivals_of(const Options& options) {
  if (!options.arrivals) return {};
  for (const Arrivals known : {Arrivals::packed, Arrivals::poisson, Arrivals::periodic})
    if (to_string(known) == *options.arrivals) return known;
  throw InvalidInput("unknown-arrivals", "--arrivals", '"' + *options.arrivals + '"', "packed, poisson, periodic");
}

/// The scenario, replayed as of the day that was asked for.
Scenario scenario_of(const Options& options) { return load_scenario_as_of(options.scenario, options.as_of); }

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

bool to_file(const Options& options) { return !options.output.empty() && options.output != "-"; }

/// Text to the output that was asked for, and files beside it. Nothing is printed where a file cannot be written, and nothing
/// is written over one of the inputs.
void deliver(const Options& options, const std::vector<std::string>& inputs, std::string text, std::ostream& out, std::vector<NamedText> beside = {}) {
  if (to_file(options)) beside.push_back({options.output, std::move(text)});
  write_files(beside, inputs);
  if (to_file(options)) return;
  out << text << std::flush;
  if (!out)
    throw InvalidInput("unwritable-file", "standard output", "a stream that takes no more", "one that can be written");
}

/// The same of a command that reads a scenario.
void deliver(const Options& options, const Scenario& scenario, std::string text, std::ostream& out, std::vector<NamedText> beside = {}) {
  deliver(options, files_of(scenario, options.scenario), std::move(text), out, std::move(beside));
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
  const Scenario scenario = scenario_of(options);
  const Decision decision = decide(scenario, demand_of(options));
  const Report report = decision_report(scenario, decision);
  deliver(options, scenario, format ? render(report, *format) : to_json(decision), out,
          options.tables.empty() ? std::vector<NamedText>{} : tables(options.tables, report));
  return decision.path ? done : nothing_feasible;
}

/// The costs that the options ask for, under one arrival pattern.
std::vector<PathCost> costs(const Scenario& scenario, const Options& options, std::optional<Arrivals> arrivals) {
  std::vector<PathCost> result;
  CostInputs inputs(scenario);  // one walk over them for all paths
  const Demand<> demand = demand_of(options).value_or(scenario.demand);
  const double utilization = options.utilization ? number("--utilization", *options.utilization) : 0;
  if (!options.path.empty()) (void)scenario.path(options.path);
  for (std::size_t i = 0; i < scenario.paths.size(); ++i) {
    if (!options.path.empty() && scenario.paths[i].id != options.path) continue;
    result.push_back(options.utilization ? cost_at_utilization(scenario, i, utilization, arrivals.value_or(scenario.arrivals), inputs)
                                         : cost(scenario, i, demand, arrivals.value_or(scenario.arrivals), inputs));
  }
  return result;
}

int run_cost(const Options& options, std::ostream& out) {
  const auto format = format_of(options);
  const auto arrivals = arrivals_of(options);
  const Scenario scenario = scenario_of(options);
  validate(scenario);
  const auto asked = costs(scenario, options, arrivals);
  if (!format) {
    deliver(options, scenario, to_json(asked), out);
  } else {
    const Arrivals other = scenario.arrivals == Arrivals::packed ? Arrivals::poisson : Arrivals::packed;
    std::vector<PathCost> beside;  // at the same demand, which a utilization under other arrivals would not be
    CostInputs inputs(scenario);
    for (std::size_t i = 0; i < scenario.paths.size() && !arrivals; ++i)
      for (const auto& c : asked)
        if (c.id == scenario.paths[i].id) beside.push_back(cost(scenario, i, c.demand ? *c.demand : scenario.demand, other, inputs));
    deliver(options, scenario, render(cost_report(scenario, asked, beside), *format), out);
  }
  return std::any_of(asked.begin(), asked.end(), [](const PathCost& c) { return c.feasible; }) ? done
                                                                                               : nothing_feasible;
}

std::vector<Comparison> comparisons(const Scenario& scenario, const Options& options, std::string_view axis,
                                    std::optional<Arrivals> arrivals) {
  const ComparisonOptions domain{.domain = range("--domain", options.domain)};
  std::vector<Comparison> all = options.between.empty()
                                    ? compare_all_on(scenario, axis, domain)
                                    : compare_arrivals_on(scenario, options.between[0], options.between[1], axis, domain);
  if (arrivals) std::erase_if(all, [&](const Comparison& c) { return c.arrivals && c.arrivals != arrivals; });
  return all;
}

/// How crossovers over demand spread: of the pair that was asked for, or of all.
int run_spread(const Scenario& scenario, const Options& options, std::optional<Format> format, std::ostream& out) {
  if (options.axis != "demand") throw InvalidInput("one-of-several", "--draws", "beside --axis " + options.axis, "demand, the axis that draws are solved on");
  CrossoverSpreadOptions asked{.domain = range("--domain", options.domain)};
  const double draws = number("--draws", *options.draws);
  if (!(draws >= 64 && draws <= 1e8)) throw InvalidInput("out-of-range", "--draws", *options.draws, "64 to 100,000,000");
  asked.draws = static_cast<std::size_t>(draws);
  std::vector<CrossoverSpread> all;
  const auto add = [&](const std::string& a, const std::string& b) { all.push_back(crossover_spread(scenario, a, b, arrivals_of(options), asked)); };
  if (!options.between.empty()) add(options.between[0], options.between[1]);
  else
    for (auto a = scenario.paths.begin(); a != scenario.paths.end(); ++a)
      for (auto b = std::next(a); b != scenario.paths.end(); ++b) add(a->id, b->id);
  if (format) {
    deliver(options, scenario, render(crossover_spread_table(all), *format), out);
    return done;
  }
  std::string text = "[";
  for (const auto& spread : all) text += (text.size() > 1 ? ",\n" : "\n") + to_json(spread);
  deliver(options, scenario, text + "]\n", out);
  return done;
}

int run_crossover(const Options& options, std::ostream& out) {
  const auto format = format_of(options);
  const auto arrivals = arrivals_of(options);
  const Scenario scenario = scenario_of(options);
  validate(scenario);
  if (options.draws) return run_spread(scenario, options, format, out);
  auto all = comparisons(scenario, options, options.axis, arrivals);
  if (!format) {
    std::stable_partition(all.begin(), all.end(), [](const Comparison& c) { return !c.arrivals || *c.arrivals == Arrivals::packed; });
    deliver(options, scenario, to_json(all), out);
    return done;
  }
  const auto utilization =
      options.axis == "demand" && options.domain.empty() ? comparisons(scenario, options, "utilization", arrivals) : std::vector<Comparison>{};
  deliver(options, scenario, render(crossover_report(scenario, all, utilization), *format), out);
  return done;
}

int run_winners(const Options& options, std::ostream& out) {
  const auto format = format_of(options);
  const Scenario scenario = scenario_of(options);
  const auto domain = range("--domain", options.domain);
  if (options.path.empty()) {
    const WinnerBands bands = winner_bands(scenario, options.axis, domain, arrivals_of(options));
    deliver(options, scenario, format ? render(winner_table(bands), *format) : to_json(bands), out);
    const bool any = std::any_of(bands.bands.begin(), bands.bands.end(), [](const WinnerBand& b) { return !b.path.empty(); });
    return any ? done : nothing_feasible;
  }
  const WinningValues values = winning_values(scenario, options.path, options.axis, domain, arrivals_of(options));
  if (format)
    deliver(options, scenario, render(Report{.title = scenario.title, .sections = {{.tables = {winning_table(values), winner_table(values.bands)}}}}, *format), out);
  else
    deliver(options, scenario, to_json(values), out);
  return values.never.empty() ? done : nothing_feasible;
}

int run_map(const Options& options, std::ostream& out) {
  const auto format = format_of(options);
  const Scenario scenario = scenario_of(options);
  const WinnerMap map = winner_map(scenario, options.x, range("--x-domain", options.domain_x), options.y, range("--y-domain", options.domain_y));
  deliver(options, scenario, format ? render(map_table(map), *format) : to_json(map), out);
  const bool any = std::any_of(map.regions.begin(), map.regions.end(), [](const MapRegion& r) { return !r.path.empty(); });
  return any ? done : nothing_feasible;
}

int run_risk(const Options& options, std::ostream& out, std::ostream& err) {
  const auto format = format_of(options);
  const Scenario scenario = scenario_of(options);
  validate(scenario);
  RiskOptions asked;
  asked.demand = demand_of(options);
  BillingRisk risk;
  // The scenario's own trace lies beside its file.
  const std::string trace = !options.trace.empty() || scenario.shape.trace.empty() || options.demand
                                ? options.trace
                                : (std::filesystem::path(options.scenario).parent_path() / scenario.shape.trace).string();
  if (trace.empty()) {
    risk = billing_risk(scenario, options.path, asked);
  } else {
    const ReadTrace read = read_trace(trace);
    for (const auto& line : trace_notes(read.report)) err << line << '\n';
    risk = billing_risk(scenario, options.path, read.trace, asked);
  }
  std::vector<std::string> inputs = files_of(scenario, options.scenario);
  if (!trace.empty()) inputs.push_back(trace);
  deliver(options, inputs, format ? render(billing_risk_report(risk), *format) : to_json(risk), out);
  return done;
}

int run_audit(const Options& options, std::ostream& out) {
  const auto format = format_of(options);
  const Audit result = audit(load_claims(options.claims));
  deliver(options, std::vector<std::string>{options.claims}, format ? render(audit_report(result), *format) : to_json(result), out);
  return result.all_reproduce() ? done : not_all_reproduce;
}

ImportOptions import_options(const Options& options) {
  ImportOptions asked;
  asked.demand = demand_of(options);
  asked.judge = options.judge;
  if (to_file(options)) asked.relative_to = std::filesystem::absolute(options.output).parent_path().string();
  if (options.threshold) asked.threshold = number("--threshold", *options.threshold);
  if (options.price) asked.usd_per_unit_hour = number("--usd-per-unit-hour", *options.price);
  for (const auto& column : options.columns) {
    const auto equals = column.find('=');
    if (equals == std::string::npos)
      throw InvalidInput("unknown-name", "--column", '"' + column + '"', "NAME=COLUMN, such as concurrency=users");
    asked.columns[column.substr(0, equals)] = column.substr(equals + 1);
  }
  for (const auto& price : options.prices_of) {
    const auto equals = price.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == price.size())
      throw InvalidInput("unknown-name", "--price-of", '"' + price + '"', "PATH=NAME or PATH=NAME@REGION, such as box=gpu_1x_h100@us-east-1");
    asked.price_of[price.substr(0, equals)] = price.substr(equals + 1);
  }
  asked.on = options.on;
  if (!asked.on.empty() && !is_iso_date(asked.on)) throw InvalidInput("bad-date", "--on", '"' + asked.on + '"', "a day as 2026-11-21");
  for (const GateRule rule : {GateRule::all, GateRule::agreeing, GateRule::majority})
    if (to_string(rule) == options.gate) asked.gate = rule;
  if (!options.gate.empty() && !asked.gate)
    throw InvalidInput("unknown-name", "--gate", '"' + options.gate + '"', "all, agreeing, majority");
  return asked;
}

int run_import(const Options& options, std::ostream& out, std::ostream& err) {
  std::vector<std::string> inputs = evidence_files(options.files), outputs;
  for (const auto& file : {options.output, options.report})
    if (!file.empty() && file != "-") outputs.push_back(file);
  for (const auto& file : outputs) check_file(file);
  check_outputs(outputs, inputs);
  if (to_file(options) && !options.overwrite && std::filesystem::exists(options.output))
    throw InvalidInput("file-exists", options.output, "a file that is there already", "a new file, or --overwrite");
  const ImportedScenario imported = import_scenario(options.files, import_options(options));
  std::vector<NamedText> beside;
  if (options.report.empty()) err << to_text(imported.reports);
  else beside.push_back({options.report, options.report.ends_with(".json") ? to_json(imported.reports) : to_text(imported.reports)});
  deliver(options, inputs, to_json(imported.scenario), out, std::move(beside));
  return done;
}

int run_check(const Options& options, std::ostream& out) {
  const Scenario scenario = scenario_of(options);
  validate(scenario);
  const auto counted = [](std::size_t n, const std::string& what) {
    return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
  };
  deliver(options, scenario,
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
        cost->add_option("--utilization", o_.utilization, "Load each path to U x the capacity of one of its own units; 1 is busy all month, 20 % is 0.2")
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
    domain(crossover);
    crossover->add_option("--draws", o_.draws, "Draw what is not known N times, and say how the crossovers spread")->type_name("N");
    arrivals(crossover);
    output(crossover);
    winners = with_scenario("winners", "Who is cheapest along an input; or at which values of it a path becomes the winner");
    winners->add_option("--axis", o_.axis, "demand, \"acceptance of PATH\", or any input by name")->required()->type_name("NAME");
    winners->add_option("--path", o_.path, "The path that is to win")->type_name("ID");
    domain(winners);
    arrivals(winners);
    output(winners);
    map = with_scenario("map", "Who is cheapest where over two inputs, with the borders");
    map->add_option("--x", o_.x, "First input, by name")->required()->type_name("NAME");
    map->add_option("--y", o_.y, "Second input, by name")->required()->type_name("NAME");
    map->add_option("--x-domain", o_.domain_x, "Its values")->expected(2)->type_name("LOW HIGH");
    map->add_option("--y-domain", o_.domain_y, "Its values")->expected(2)->type_name("LOW HIGH");
    output(map);
    risk = with_scenario("risk", "One path's bill under every rule that its provider's wording allows");
    risk->add_option("--path", o_.path, "The path, one that is billed by windows")->required()->type_name("ID");
    risk->add_option("--trace", o_.trace, "Recorded requests as CSV, instead of random ones")->type_name("FILE");
    risk->add_option("--demand", o_.demand, "Accepted answers a month, instead of the scenario's")->type_name("A");
    output(risk);
    audit = app.add_subcommand("audit", "Whether published claims follow from their own inputs; exit status 1 where some do not");
    audit->add_option("CLAIMS", o_.claims, "File of claims: JSON, comments allowed")->required()->type_name("");
    output(audit);
    import = app.add_subcommand("import", "Make a first scenario from benchmark results, evaluation logs, prices, bills and traces");
    import->add_option("FILES", o_.files, "Files, and folders of files")->required()->type_name("");
    import->add_option("-o,--output", o_.output, "Scenario file to write, whole or not at all")->type_name("FILE");
    import->add_flag("--overwrite", o_.overwrite, "Replace a file that is there");
    import->add_option("--report", o_.report, "Write what was read, derived and refused here (.json: as JSON), instead of to the standard error")->type_name("FILE");
    import->add_option("--demand", o_.demand, "Accepted answers a month")->type_name("A");
    import->add_option("--usd-per-unit-hour", o_.price, "Price of every measured machine")->type_name("USD");
    import->add_option("--price-of", o_.prices_of, "Which price of the files a path has; a path of another id is a new one. Once for each")->type_name("PATH=NAME[@REGION]")->allow_extra_args(false);
    import->add_option("--on", o_.on, "Take the prices that hold on this day, instead of the latest")->type_name("DATE");
    import->add_option("--column", o_.columns, "Column of a CSV load sweep by our name, as in concurrency=users; once for each. NAME is one of " + sweep_column_names())->type_name("NAME=COLUMN")->allow_extra_args(false);
    import->add_option("--judge", o_.judge, "The one judge to take where there are several")->type_name("NAME");
    import->add_option("--gate", o_.gate, "How several judges are combined: all, agreeing or majority")->type_name("RULE");
    import->add_option("--threshold", o_.threshold, "Scores of at least this are accepted")->type_name("SCORE");
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
    paid.emplace(app, [this](CLI::App* command) { output(command); });
    schema = app.add_subcommand("schema", "Print the JSON Schema of scenario files");
    schema->add_option("-o,--output", o_.output, "File to write, whole or not at all")->type_name("FILE");
  }

  bool known(const std::string& name) const {
    const auto named = app.get_subcommands([&](const CLI::App* command) { return command->get_name() == name; });
    return !named.empty();
  }

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) all.push_back(command->get_name());
    return all;
  }

  CLI::App app{"What an accepted answer of a language model costs on each way of serving it.", "costmodel"};
  CLI::App *decide = nullptr, *cost = nullptr, *crossover = nullptr, *winners = nullptr, *map = nullptr, *risk = nullptr,
           *audit = nullptr, *import = nullptr, *report = nullptr, *fresh = nullptr, *check = nullptr, *schema = nullptr;
  std::optional<PaidCommands> paid{};

 private:
  CLI::App* with_scenario(const std::string& name, const std::string& what) {
    CLI::App* command = app.add_subcommand(name, what);
    command->add_option("SCENARIO", o_.scenario, "Scenario file: JSON, comments allowed")->required()->type_name("");
    command->add_option("--as-of", o_.as_of, "Use the prices that held on this day, where the scenario states them by date")->type_name("DATE");
    return command;
  }
  void output(CLI::App* command) {
    command->add_option("--format", o_.format, "text (default), md, html, latex, csv or json")->type_name("FORMAT");
    command->add_option("-o,--output", o_.output, "File to write, whole or not at all")->type_name("FILE");
  }
  void domain(CLI::App* command) {
    command->add_option("--domain", o_.domain, "Values of the axis to look at")->expected(2)->type_name("LOW HIGH");
  }
  void arrivals(CLI::App* command) {
    command->add_option("--arrivals", o_.arrivals, "packed, poisson or periodic, instead of both")->type_name("PATTERN");
  }

  Options& o_;
};

/// Refuses at once what would be refused at the end: an output that cannot be written, or that is a file named beside it.
void check_output(const Options& options) {
  if (!to_file(options)) return;
  check_file(options.output);
  std::vector<std::string> named;
  for (const auto& file : {options.scenario, options.trace, options.claims})
    if (!file.empty()) named.push_back(file);
  check_outputs({options.output}, named);
}

int run(const Commands& commands, const Options& options, std::ostream& out, std::ostream& err, const CliHost& host) {
  if (*commands.report)
    return run_report(scenario_of(options), {options.scenario, options.output, demand_of(options), options.page_template, options.words}, host, out);
  if (*commands.fresh) return run_new(options.fresh, host, out);
  check_output(options);
  if (*commands.decide) return run_decide(options, out);
  if (*commands.cost) return run_cost(options, out);
  if (*commands.crossover) return run_crossover(options, out);
  if (*commands.winners) return run_winners(options, out);
  if (*commands.map) return run_map(options, out);
  if (*commands.risk) return run_risk(options, out, err);
  if (*commands.audit) return run_audit(options, out);
  if (*commands.import) return run_import(options, out, err);
  if (commands.paid->chosen()) {
    std::vector<std::string> inputs;
    std::string text = commands.paid->text(format_of(options), err, inputs);
    return deliver(options, inputs, std::move(text), out), done;
  }
  if (*commands.check) return run_check(options, out);
  deliver(options, std::vector<std::string>{}, scenario_schema(), out);
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

void show_progress(std::string_view doing) {
  constexpr std::size_t width = 70;
  std::string line(doing.substr(0, width));
  if (!line.empty()) line += " …";
  std::cerr << "\r\x1B[K" << one_line(line) << std::flush;
}

int run_cli(const std::vector<std::string>& args, std::ostream& out, std::ostream& err, const CliHost& host) {
  Options options;
  Commands commands(options);
  try {
    if (!args.empty() && !args.front().starts_with('-') && !commands.known(args.front()))
      throw InvalidInput("unknown-command", "command", '"' + args.front() + '"',
                         "decide, cost, crossover, winners, map, risk, audit, import, prices, compare-bill, explain, report, new, check, "
                         "schema" + did_you_mean(args.front(), commands.names()));
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
  } catch (const Interrupted&) {
    throw;  // for the host, who asked for it
  } catch (const std::exception& failure) {
    err << "costmodel: " << one_line(failure.what()) << '\n';
  }
  return bad_input;
}

}  // namespace costmodel
