// Paths of a first scenario while they are put together: what is known of each, and which file it was read from.
#pragma once

#include <costmodel/import/bills.hpp>
#include <costmodel/import/import.hpp>
#include <costmodel/import/prices.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel::import {

/// What is said of a path, and what is still missing.
struct Draft {
  Path path{};
  std::string model{};
  std::string hardware{};
  bool has_acceptance = false;
  bool priced = false;
};

/// Cites files in a scenario: each is listed once, with its checksum, by its path relative to the scenario's folder.
class Citing {
 public:
  Citing(Scenario& scenario, std::string folder) : scenario_(scenario), folder_(std::move(folder)) {}

  /// The file as the scenario cites it.
  std::string file(const Origin& origin);
  Provenance number(const Origin& origin, const ImportedNumber& number, std::optional<double> n);

 private:
  Scenario& scenario_;
  std::string folder_;
};

/// Whether two names mean the same model: "openai:chat:gpt-4o", "openai/gpt-4o" and "GPT-4o" do.
bool same_model(std::string_view a, std::string_view b);

/// Gives paths the prices that files state for their models or machines. What is not settled goes into the file's
/// report.
void add_prices(std::vector<Draft>& drafts, std::vector<ReadPrices>& files, const ImportOptions& options,
                Citing& citing);

/// Which term of the path's bill a charge belongs to; where none does, what it is in words.
struct BilledTerm {
  std::optional<BillTerm> term{};
  std::string otherwise{};

  bool operator==(const BilledTerm&) const = default;
  std::string name() const { return term ? std::string(to_string(*term)) : otherwise; }
};
BilledTerm term_of(const BillGroup& group, const Path& path);

/// Gives paths without a price what a bill says was paid for their tokens; a model that only a bill names becomes a
/// path.
void add_bills(std::vector<Draft>& drafts, std::vector<ReadBill>& bills, Citing& citing);

/// The demand that bills show: accepted answers a month of the paths that they bill. Nothing where none of them says
/// it.
struct BilledDemand {
  Demand<> demand{};
  Evidence evidence{};
};
std::optional<BilledDemand> demand_of_bills(const Scenario& scenario, const std::vector<Draft>& drafts,
                                            std::vector<ReadBill>& bills, Citing& citing);

/// The same of the metrics of servers, by their models.
std::optional<BilledDemand> demand_of_metrics(const Scenario& scenario, const std::vector<Draft>& drafts,
                                              const std::vector<MeasuredDemand>& measured, Citing& citing);

}  // namespace costmodel::import
