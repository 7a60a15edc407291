#include <paid_commands.hpp>

#include <costmodel/decide/decision.hpp>
#include <costmodel/import/bills.hpp>
#include <costmodel/io/explain.hpp>
#include <costmodel/import/prices.hpp>
#include <costmodel/io/scenario.hpp>
#include <host.hpp>
#include <map>
#include <outputs.hpp>

namespace costmodel {

PaidCommands::PaidCommands(CLI::App& app, const std::function<void(CLI::App*)>& output) {
  prices_ = app.add_subcommand("prices", "Prices in a file: genai-prices, LiteLLM, llm-prices, SkyPilot, AWS price list");
  prices_->add_option("FILE", file_, "The file; nothing is fetched")->required()->type_name("");
  prices_->add_option("--model", model_, "A model or instance type, or a part of its name")->type_name("NAME");
  prices_->add_option("--on", day_, "Those that hold on this day")->type_name("DATE");
  output(prices_);
  bill_ = app.add_subcommand("compare-bill", "What was paid for an accepted answer, against what the model says, term by term");
  bill_->add_option("SCENARIO", scenario_, "Scenario file")->required()->type_name("");
  const auto as_of = [this](CLI::App* command) {
    command->add_option("--as-of", as_of_, "Use the prices that held on this day, where the scenario states them by date")->type_name("DATE");
  };
  as_of(bill_);
  bill_->add_option("BILL", bill_file_, "FOCUS 1.0 to 1.3 bill: CSV")->required()->type_name("");
  bill_->add_option("--path", path_, "The path that the bill is of")->required()->type_name("ID");
  bill_->add_option("--accepted", accepted_, "Accepted answers that the bill's period gave; without it, derived from its output tokens")->type_name("N");
  bill_->add_option("--service", service_, "Charges of this ServiceName alone")->type_name("NAME");
  bill_->add_option("--model", model_, "Charges of this ModelId alone")->type_name("ID");
  bill_->add_option("--resource", resource_, "Charges of this ResourceId alone")->type_name("ID");
  output(bill_);
  explain_ = app.add_subcommand("explain", "One number back to its formula, its inputs and their evidence");
  explain_->add_option("SCENARIO", scenario_, "Scenario file")->required()->type_name("");
  as_of(explain_);
  explain_->add_option("NUMBER", number_, "usd_per_accepted_answer (default), usd_per_month, usd_per_million_output_tokens, a term of the bill, load, units, capacity, or crossover:ID")
      ->type_name("");
  explain_->add_option("--path", path_, "The path; without it, the one that is decided for")->type_name("ID");
  explain_->add_option("--demand", demand_, "Accepted answers a month, instead of the scenario's")->type_name("A");
  output(explain_);
}

std::string PaidCommands::text(const std::optional<Format>& format, std::ostream& err, std::vector<std::string>& inputs) const {
  return *prices_ ? prices(format, err, inputs) : *bill_ ? compare_bill(format, inputs) : explain(format, inputs);
}

namespace {

/// What a file states and nobody can use: a few by place, many by how many there are of each kind.
void say_refused(const ImportReport& report, std::ostream& err) {
  constexpr std::size_t few = 5;
  if (report.refused.size() <= few) {
    for (const auto& problem : report.refused) err << to_string(problem) << '\n';
    return;
  }
  std::map<std::string, std::pair<std::size_t, const Problem*>> kinds;
  for (const auto& problem : report.refused) {
    auto& [count, first] = kinds[problem.id];
    if (count++ == 0) first = &problem;
  }
  for (const auto& [id, kind] : kinds) err << report.file << ": " << kind.first << " entries refused [" << id << "]; the first: " << to_string(*kind.second) << '\n';
  err << "Name a model with --model, or take --format json, for what is refused of it.\n";
}

}  // namespace

std::string PaidCommands::prices(const std::optional<Format>& format, std::ostream& err, std::vector<std::string>& inputs) const {
  inputs = {file_};
  const ReadPrices read = read_prices(file_);
  const auto found = model_.empty() && day_.empty() ? read.prices : prices_of(read, model_, day_);
  if (model_.empty()) say_refused(read.report, err);
  return format ? render(price_list_table(read, found), *format) : to_json(read, found);
}

std::string PaidCommands::compare_bill(const std::optional<Format>& format, std::vector<std::string>& inputs) const {
  const Scenario scenario = load_scenario_as_of(scenario_, as_of_);
  inputs = files_of(scenario, scenario_);
  inputs.push_back(bill_file_);
  const ReadBill bill = read_bill(bill_file_, {.service = service_, .model = model_, .resource = resource_});
  const BillComparison comparison = costmodel::compare_bill(scenario, path_, bill, accepted_);
  return format ? render(bill_report(comparison, bill), *format) : to_json(comparison);
}

std::string PaidCommands::explain(const std::optional<Format>& format, std::vector<std::string>& inputs) const {
  const Scenario scenario = load_scenario_as_of(scenario_, as_of_);
  inputs = files_of(scenario, scenario_);
  std::optional<Demand<>> demand;
  if (demand_) demand = accepted_answers_per_month(*demand_);
  std::string path = path_;
  if (path.empty()) {
    const Decision decision = decide(scenario, demand);
    path = decision.path.value_or(scenario.paths.front().id);
  }
  const Explanation explanation = costmodel::explain(scenario, path, number_, demand);
  return format ? render(explanation_report(scenario, explanation), *format) : to_json(scenario, explanation);
}

}  // namespace costmodel
