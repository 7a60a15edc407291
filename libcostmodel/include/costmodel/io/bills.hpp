// What was really paid: FOCUS bills, and the point that they put on the curve of a path.
#pragma once

#include <costmodel/io/imported.hpp>
#include <costmodel/render/table.hpp>
#include <costmodel/scenario.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// What a charge is.
enum class Charge {
  usage,     ///< what was used, with commitments spread over it
  idle,      ///< a commitment that nobody used: the idle floor
  purchase,  ///< of a commitment: cash now, cost when it is used
  credit, adjustment, tax
};
std::string_view to_string(Charge charge);

/// The charges of one service, meter and model, added up.
struct BillGroup {
  Charge charge = Charge::usage;
  std::string provider{};
  std::string service{};
  std::string sku{};
  std::string meter{};
  std::string model{};
  std::string direction{};  ///< of tokens: "Input", "Output"
  std::string cache{};      ///< of tokens: what a cache did
  std::string region{};
  std::string unit{};       ///< of the quantity
  std::uint64_t rows = 0;
  std::uint64_t first_line = 0;
  Money<> billed{};              ///< cash
  Money<> effective{};           ///< cost, commitments spread; never added to `billed`
  std::optional<double> quantity{};  ///< consumed, in `unit`
};

/// Which rows of a bill are meant. An empty text takes all.
struct BillOptions {
  std::string service{};   ///< ServiceName
  std::string model{};     ///< ModelId in SkuPriceDetails
  std::string resource{};  ///< ResourceId
  bool checksum = true;    ///< SHA-256 of the file; of a large one by a second thread, for as long as reading takes
};

struct ReadBill {
  std::vector<BillGroup> groups{};  ///< by falling effective cost
  std::string currency{};
  std::string from{};  ///< first ChargePeriodStart of usage
  std::string to{};    ///< last ChargePeriodEnd
  Time<> period{};     ///< between them
  Origin origin{};
  ImportReport report{};

  Money<> effective(Charge charge) const;
  Money<> billed(Charge charge) const;
};

/// Reads a FOCUS 1.0–1.3 bill (CSV, RFC 4180) in one pass; memory is what the groups take. Throws InvalidInput: a file that
/// cannot be read, missing columns, "mixed-currencies" and "not-usd", no rows, and bad rows (the first 20 by line).
ReadBill read_bill(const std::string& file, const BillOptions& options = {});
/// The same from text. `name` stands for the file.
ReadBill parse_bill(std::string_view csv, const BillOptions& options = {}, const std::string& name = "bill");

/// One term of a month: modelled against paid.
struct BillDifference {
  std::string term{};
  std::optional<MoneyPerMonth<>> modelled{};
  std::optional<MoneyPerMonth<>> paid{};
  std::optional<MoneyPerMonth<>> by_quantity{};  ///< of the difference: (paid − modelled quantity) × modelled price
  std::optional<MoneyPerMonth<>> by_price{};     ///< the rest of it, where quantities are known
  std::string because{};

  MoneyPerMonth<> difference() const;
};

/// What was paid against what the model says, at the same demand.
struct BillComparison {
  std::string path{};
  std::string file{};
  double months = 0;
  Demand<> demand{};
  std::string demand_from{};  ///< "as given", or how it was derived
  std::optional<MoneyPerAccepted<>> modelled{};
  MoneyPerAccepted<> paid{};
  std::optional<MoneyPerMonth<>> modelled_per_month{};
  MoneyPerMonth<> paid_per_month{};
  MoneyPerMonth<> cash_per_month{};     ///< billed cost with purchases
  MoneyPerMonth<> credits_per_month{};  ///< kept apart
  std::vector<BillDifference> terms{};  ///< their differences add up to paid − modelled
  std::vector<std::string> notes{};
};

/// The actual point of a path. `accepted` is how many accepted answers the bill's period gave; without it, output tokens of
/// the bill ÷ output tokens per answer ÷ answers per accepted answer. Months = period ÷ the scenario's month.
/// Throws InvalidInput for an unknown path, a bill without usage or period, and "missing-demand" where neither is known.
BillComparison compare_bill(const Scenario& scenario, std::string_view path, const ReadBill& bill,
                            std::optional<double> accepted = {});

Report bill_report(const BillComparison& comparison, const ReadBill& bill);
std::string to_json(const BillComparison& comparison);

}  // namespace costmodel
