// What was really paid: FOCUS bills and those that can be said in FOCUS, and the point that they put on the curve of a
// path.
#pragma once

#include <costmodel/import/imported.hpp>
#include <costmodel/render/table.hpp>
#include <costmodel/scenario/scenario.hpp>
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
  credit,
  adjustment,
  tax
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
  std::string unit{};  ///< of the quantity
  std::uint64_t rows = 0;
  std::uint64_t first_line = 0;
  Money<> billed{};                  ///< cash
  Money<> effective{};               ///< cost, commitments spread; never added to `billed`
  std::optional<double> quantity{};  ///< consumed, in `unit`
};

/// Which rows of a bill are meant. An empty text takes all.
struct BillOptions {
  std::string service{};   ///< ServiceName
  std::string model{};     ///< ModelId in SkuPriceDetails
  std::string resource{};  ///< ResourceId
  std::string currency{};  ///< of a bill that names none, as OpenCost's; USD, or it is refused
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

/// Throws InvalidInput "not-usd" for a currency of bills other than USD; an empty text is none.
void check_bill_currency(const std::string& code);

/// Reads a FOCUS 1.0–1.3 bill (CSV, RFC 4180) in one pass; memory is what the groups take. A cost report of OpenAI or
/// Anthropic, an AWS Cost and Usage Report 2.0, an Azure cost export and OpenCost's allocations (JSON) are turned into
/// rows of FOCUS first; lines are then counted in these. Throws InvalidInput: a file that cannot be read, missing
/// columns, "mixed-currencies" and "not-usd", no rows, "doubled-rows" where every row has a copy, and bad rows (the
/// first 20 by line).
ReadBill read_bill(const std::string& file, const BillOptions& options = {});
/// The same from text. `name` stands for the file.
ReadBill parse_bill(std::string_view csv, const BillOptions& options = {}, const std::string& name = "bill");

/// One term of the bill's period: modelled against paid.
struct BillDifference {
  std::string term{};
  std::optional<Money<>> modelled{};     ///< the model's month × months of the period
  std::optional<Money<>> paid{};         ///< as billed
  std::optional<Money<>> by_quantity{};  ///< of the difference: (paid − modelled quantity) × modelled price
  std::optional<Money<>> by_price{};     ///< the rest of it, where quantities are known
  std::string because{};

  Money<> difference() const;
};

/// What was paid against what the model says for the same period, at the same demand. What was paid and how many
/// answers were accepted stay as they are; the model's month is scaled to the period.
struct BillComparison {
  std::string path{};
  std::string file{};
  Time<> period{};
  double months = 0;          ///< period ÷ the scenario's month
  double accepted = 0;        ///< accepted answers in the period
  Demand<> demand{};          ///< accepted ÷ months: what the model is asked
  std::string demand_from{};  ///< "as given", or how it was derived
  std::optional<MoneyPerAccepted<>> modelled{};
  MoneyPerAccepted<> paid{};
  std::optional<Money<>> modelled_in_period{};
  Money<> paid_in_period{};
  Money<> cash_in_period{};             ///< billed cost with purchases
  Money<> credits_in_period{};          ///< kept apart
  std::vector<BillDifference> terms{};  ///< their differences add up to paid − modelled
  std::vector<std::string> notes{};
};

/// The actual point of a path. `accepted` is how many accepted answers the bill's period gave; without it, output
/// tokens of the bill ÷ output tokens per answer ÷ answers per accepted answer. Months = period ÷ the scenario's month.
/// Quantities are in the units that providers count: tokens, unit-hours (copies × units per copy), unit-months of
/// storage. Throws InvalidInput for an unknown path, a bill without usage or period, and "missing-demand" where neither
/// is known.
BillComparison compare_bill(const Scenario& scenario, std::string_view path, const ReadBill& bill,
                            std::optional<double> accepted = {});

Report bill_report(const BillComparison& comparison, const ReadBill& bill);
std::string to_json(const BillComparison& comparison);

}  // namespace costmodel
