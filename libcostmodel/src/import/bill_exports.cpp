// Azure's cost and usage details and OpenCost's allocations as rows of FOCUS.
#include <algorithm>
#include <chrono>
#include <map>

#include "base/number_text.hpp"
#include "base/utf8.hpp"
#include "import/bill_layouts.hpp"
#include "import/reading.hpp"
#include "import/strict_json.hpp"
#include "import/unread.hpp"
#include "import/words.hpp"
#include "io/csv.hpp"

namespace costmodel::import {

namespace {

/// The days on which a charge begins and ends, from MM/DD/YYYY or YYYY-MM-DD; empty where the text is no day.
std::pair<std::string, std::string> day_and_next(std::string_view text) {
  const auto part = [&](std::size_t at, std::size_t n) {
    int value = 0;
    for (std::size_t i = at; i < at + n; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  int year = -1, month = -1, day = -1;
  if (text.size() >= 10 && text[4] == '-' && text[7] == '-')
    year = part(0, 4), month = part(5, 2), day = part(8, 2);
  else if (text.size() == 10 && text[2] == '/' && text[5] == '/')
    year = part(6, 4), month = part(0, 2), day = part(3, 2);
  if (year < 0 || month < 0 || day < 0) return {};
  using std::chrono::sys_days;
  using std::chrono::year_month_day;
  const year_month_day first{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                             std::chrono::day(static_cast<unsigned>(day))};
  if (!first.ok()) return {};
  const auto start = std::int64_t{86'400} * sys_days(first).time_since_epoch().count();
  return {date_of_unix(static_cast<double>(start)), date_of_unix(static_cast<double>(start + 86'400))};
}

/// A CSV whose columns are known by their names in lower case.
class ExportTable {
 public:
  explicit ExportTable(Input& input) : input_(input), text_(input.text()), rest_(text_) {
    if (!text_.ends_with('\n')) text_ += '\n';
    rest_ = text_;
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
    if (!next()) refuse("no-rows", input.name(), "an empty file", "a header and a row for each charge");
    names_ = fields_;
    for (const auto& name : names_) columns_.push_back(lower(name));
  }

  /// The next row that is not blank.
  bool next() {
    while (!rest_.empty()) {
      const std::size_t length = csv::split_record(rest_, fields_);
      if (length == 0) refuse("unclosed-quote", input_.at_line(line_), "a quote that nobody closes", "quotes in pairs");
      here_ = line_;
      line_ += static_cast<std::uint64_t>(
          std::count(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(length), '\n'));
      rest_.remove_prefix(length);
      if (fields_.size() == 1 && fields_.front().empty()) continue;
      if (!columns_.empty() && fields_.size() != columns_.size())
        refuse("wrong-columns", where(), std::to_string(fields_.size()) + " fields", std::to_string(columns_.size()));
      return true;
    }
    return false;
  }

  bool has(std::string_view name) const { return std::find(columns_.begin(), columns_.end(), name) != columns_.end(); }
  /// The field in the first of these columns that there is; empty without one.
  std::string at(std::initializer_list<std::string_view> names) const {
    for (const auto name : names) {
      const auto found = std::find(columns_.begin(), columns_.end(), name);
      if (found != columns_.end()) return fields_[static_cast<std::size_t>(found - columns_.begin())];
    }
    return {};
  }
  const std::vector<std::string>& columns() const { return columns_; }
  const std::vector<std::string>& names() const { return names_; }  ///< as the file has them
  const std::vector<std::string>& fields() const { return fields_; }
  std::string where() const { return input_.at_line(here_); }

 private:
  Input& input_;
  std::string text_;
  std::string_view rest_;
  std::vector<std::string> names_{}, columns_{}, fields_{};
  std::uint64_t line_ = 1, here_ = 1;
};

/// Columns of Azure that carry money and are rightly none of what was paid: prices, and the same cost in other words.
bool is_azure_price(std::string_view column) {
  for (const std::string_view known :
       {"effectiveprice", "unitprice", "paygprice", "costinbillingcurrency", "pretaxcost", "cost", "costinusd",
        "costinpricingcurrency", "paygcostinbillingcurrency", "paygcostinusd", "costcenter", "pricingmodel",
        "pricingcurrency", "billingcurrency", "chargetype", "exchangerate", "resourcerate", "marketprice",
        "costallocationrulename"})
    if (column == known || column.starts_with("exchangerate") || column.starts_with("billing")) return true;
  return column.ends_with("id") || column.ends_with("name") || column.ends_with("date") || column.ends_with("code");
}

struct AzureCharge {
  std::string category{}, status{};
};

AzureCharge azure_charge(const std::string& type, const ExportTable& table) {
  const std::string low = lower(type);
  if (low == "usage" || low.empty()) return {"Usage", ""};
  if (low == "unusedreservation" || low == "unusedsavingsplan") return {"Usage", "Unused"};
  if (low == "purchase") return {"Purchase", ""};
  if (low == "refund" || low == "roundingadjustment") return {"Adjustment", ""};
  if (low == "credit") return {"Credit", ""};
  if (low == "tax") return {"Tax", ""};
  refuse("unknown-name", table.where(), "ChargeType \"" + plain::shortened(type, 40) + '"',
         "Usage, Purchase, Refund, UnusedReservation, UnusedSavingsPlan, RoundingAdjustment, Credit or Tax");
}

/// What an export shows of commitments, which tells an actual cost from an amortized one.
struct Commitments {
  bool unused = false, spread = false;  ///< rows that only amortized costs have
  std::string free{};                   ///< where usage that a commitment covers costs nothing, as in actual costs
};

void check_commitments(const Commitments& seen, Rows& rows, const Input& input) {
  const bool amortized = seen.unused || seen.spread;
  if (!amortized && !seen.free.empty())
    refuse("wrong-format", seen.free, "an Azure cost export of actual costs, in which usage under a commitment is free",
           "amortized costs, or FOCUS: Cost Management, Exports, Cost and usage details (amortized, or FOCUS)");
  if (amortized)
    rows.note(input.name(), "amortized costs: what was billed in cash is not in the file, and the costs stand for it");
}

}  // namespace

FocusRows azure_rows(Input& input) {
  ExportTable table(input);
  const bool in_usd = table.has("costinusd"), has_date = table.has("date") || table.has("usagedatetime");
  const bool has_currency =
      in_usd || table.has("billingcurrency") || table.has("billingcurrencycode") || table.has("currency");
  if (!has_date || !has_currency)
    refuse("missing-column", table.where(),
           std::string("an Azure cost export without ") + (has_date ? "BillingCurrency" : "Date"),
           "one with Date and BillingCurrency; or FOCUS: Cost Management, Exports, Cost and usage "
           "details (FOCUS)");
  Rows rows;
  Commitments seen;
  std::map<std::string, double> left;
  bool counted = false;
  while (table.next()) {
    const std::string cost = in_usd ? table.at({"costinusd"}) : table.at({"costinbillingcurrency", "pretaxcost"});
    const auto amount = decimal(cost);
    if (!amount) refuse("bad-number", table.where(), "cost \"" + plain::shortened(cost, 40) + '"', "a decimal number");
    const auto [from, to] = day_and_next(table.at({"date", "usagedatetime"}));
    if (from.empty())
      refuse("bad-date", table.where(), '"' + plain::shortened(table.at({"date", "usagedatetime"}), 40) + '"',
             "a day as MM/DD/YYYY or YYYY-MM-DD, as Azure writes it");
    const AzureCharge charge = azure_charge(table.at({"chargetype"}), table);
    const std::string model = lower(table.at({"pricingmodel"}));
    const bool covered = model == "reservation" || model == "savingsplan";
    seen.unused = seen.unused || !charge.status.empty();
    if (covered && charge.category == "Usage" && charge.status.empty())
      (*amount != 0 ? seen.spread = true : (seen.free = table.where(), true));
    const bool bought = charge.category == "Purchase";
    if (bought) rows.note(table.where(), "a purchase of " + cost + " is cash, and no cost of what was used");
    counted = counted || !table.at({"quantity"}).empty();
    for (std::size_t i = 0; i < table.columns().size(); ++i)
      if (carries_money(table.names()[i]) && !is_azure_price(table.columns()[i]))
        if (const auto more = decimal(table.fields()[i])) left[table.names()[i]] += *more;
    rows.add({.effective = bought ? "0" : cost,
              .billed = cost,
              .currency = in_usd ? "USD" : table.at({"billingcurrency", "billingcurrencycode", "currency"}),
              .category = charge.category,
              .start = from,
              .end = to,
              .quantity = table.at({"quantity"}),
              .unit = table.at({"unitofmeasure"}),
              .provider = "Microsoft",
              .service = table.at({"metercategory", "consumedservice"}),
              .sku = table.at({"metersubcategory"}),
              .meter = table.at({"metername"}),
              .region = table.at({"resourcelocation", "meterregion"}),
              .status = charge.status,
              .resource = table.at({"resourceid", "instanceid"})});
  }
  check_commitments(seen, rows, input);
  for (const auto& [column, sum] : left)
    if (sum != 0)
      rows.note(input.name(), "not read: " + plain::shortened(column, 60) + ", " + number_text(sum) + " in all");
  if (counted) rows.note(input.name(), "quantities stand in Azure's units of measure; 1K or 100 does not say of what");
  return rows.take();
}

// --- OpenCost: windows of time, each with an allocation by name ---

namespace {

/// Parts of a total; what else of an allocation carries money is named.
constexpr std::array<std::string_view, 9> opencost_parts{"cpuCost",    "gpuCost",      "ramCost",
                                                         "pvCost",     "networkCost",  "loadBalancerCost",
                                                         "sharedCost", "externalCost", "totalCost"};

void add_allocation(Rows& rows, const Part& one, const std::string& name, const std::string& currency,
                    std::map<std::string, double>& left) {
  const auto total = one.number("/totalCost");
  if (!total) refuse("missing-key", one.reading().input->at(one.pointer() + "/totalCost"), "no number", "a cost");
  std::string from = one.text("/window/start"), to = one.text("/window/end");
  if (from.empty()) from = one.text("/start");
  if (to.empty()) to = one.text("/end");
  if (from.empty() || to.empty())
    refuse("missing-key", one.reading().input->at(one.pointer() + "/window"), "no start and end",
           "the answer of OpenCost's API (GET /allocation), which has them");
  const Json& all = *one.find("");
  for (const auto& [key, value] : all.items())
    if (value.is_number() && carries_money(key) && !key.ends_with("Adjustment") &&
        std::find(opencost_parts.begin(), opencost_parts.end(), key) == opencost_parts.end())
      left[key] += value.get<double>();
  rows.add({.effective = number_text(total->value),
            .billed = number_text(total->value),
            .currency = currency,
            .category = "Usage",
            .start = from,
            .end = to,
            .quantity = one.has("/gpuHours") ? one.text("/gpuHours") : "",
            .unit = one.has("/gpuHours") ? "GPU Hours" : "",
            .provider = "OpenCost",
            .service = name,
            .resource = one.text("/properties/providerID")});
}

}  // namespace

FocusRows opencost_rows(Input& input, const std::string& currency) {
  const std::string_view head = input.head();
  const auto first = head.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || head[first] != '{')
    refuse("wrong-format", input.name(), "OpenCost allocations as CSV, which say no period",
           "the answer of its API, which does: curl -G http://opencost:9003/allocation -d window=30d");
  if (currency.empty())
    refuse("missing-key", input.name(), "OpenCost allocations, which name no currency",
           "the one that OpenCost is set to, with --bill-currency USD");
  Reading reading{&input};
  const Json document = read_document(input);
  const Part page(document, "", reading);
  Rows rows;
  std::map<std::string, double> left;
  bool any = false, idle = false;
  const Json* data = page.find("/data");
  for (std::size_t i = 0; data != nullptr && data->is_array() && i < data->size(); ++i) {
    const std::string at = "/data/" + std::to_string(i);
    if (!(*data)[i].is_object()) continue;
    for (const auto& [name, value] : (*data)[i].items()) {
      add_allocation(rows, page.at(at + "/" + pointer_part(name)), name, currency, left);
      any = true, idle = idle || name.find("__idle__") != std::string::npos;
    }
  }
  if (!any) refuse("no-rows", input.name(), "no allocations", "at least one");
  rows.note(input.name(), "costs as OpenCost allocates them, by list prices unless it reads the cloud's bill; " +
                              std::string(idle ? "__idle__ is a service of its own" : "idle machines are in none"));
  for (const auto& [key, sum] : left)
    if (sum != 0)
      rows.note(input.name(), "not read: " + plain::shortened(key, 60) + ", " + number_text(sum) + " in all");
  return rows.take();
}

}  // namespace costmodel::import
