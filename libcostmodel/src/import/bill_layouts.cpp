#include "import/bill_layouts.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>

#include "base/number_text.hpp"
#include "base/utf8.hpp"
#include "import/reading.hpp"
#include "import/strict_json.hpp"
#include "import/unread.hpp"
#include "import/words.hpp"
#include "io/csv.hpp"
#include "io/own_json.hpp"

namespace costmodel::import {

namespace {

std::string instant_of(double unix_seconds) {
  const auto whole = static_cast<std::int64_t>(unix_seconds);
  const auto rest = (whole % 86'400 + 86'400) % 86'400;
  const std::string day = date_of_unix(unix_seconds);
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return day.empty() ? day : day + "T" + two(rest / 3600) + ":" + two(rest / 60 % 60) + ":" + two(rest % 60) + "Z";
}

std::string details_of(const std::string& model, const std::string& direction, const std::string& cache) {
  if (model.empty() && direction.empty()) return {};
  Json json = Json::object();
  if (!model.empty()) json["ModelId"] = model;
  if (!direction.empty()) json["TokenDirection"] = direction;
  if (!cache.empty()) json["TokenCacheAction"] = cache;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string category_of(double amount) { return amount < 0 ? "Credit" : "Usage"; }

/// Buckets of time, each with results; `row` makes a charge of one.
template <class MakeRow>
FocusRows buckets(Input& input, const MakeRow& row, const char* costs) {
  Rows rows;
  const ReadJson read = read_json(input);
  bool more = false, any = false;
  std::map<std::string, LeftOut> left;
  for (std::size_t d = 0; d < read.documents.size(); ++d) {
    const std::string base = read.documents.size() > 1 ? "/" + std::to_string(read.lines[d]) : "";
    Reading reading{&input};
    const Part page(read.documents[d], base, reading);
    more = page.find("/has_more") != nullptr && *page.find("/has_more") == true;
    const Json* data = page.find("/data");
    for (std::size_t i = 0; data != nullptr && data->is_array() && i < data->size(); ++i) {
      const Part bucket = page.at("/data/" + std::to_string(i));
      const Json* results = bucket.find("/results");
      for (std::size_t j = 0; results != nullptr && results->is_array() && j < results->size(); ++j) {
        any = true;
        row(rows, bucket, bucket.at("/results/" + std::to_string(j)));
        Json others = (*results)[j];
        if (others.is_object()) others.erase("amount"), others.erase("cost_type");
        add_money(left, others, "");
      }
    }
  }
  if (!any) refuse("no-rows", input.name(), "no results", costs);
  for (const auto& [key, one] : left)
    rows.note(input.name(), "not read: " + plain::shortened(key, 60) + ", " + number_text(one.sum) + " in all");
  if (more) rows.note(input.name(), "the report goes on: has_more is true on its last page here");
  return rows.take();
}

/// An amount, as a number or a decimal text.
double amount_at(const Part& part, std::string_view below, const char* costs) {
  const Json* found = part.find(below);
  const auto text =
      found != nullptr && found->is_string() ? decimal(found->get_ref<const std::string&>()) : std::nullopt;
  if (text) return *text;
  if (found != nullptr && found->is_number() && std::isfinite(found->get<double>())) return found->get<double>();
  refuse(found == nullptr ? "missing-key" : "wrong-type", part.reading().input->at(part.pointer() + std::string(below)),
         found == nullptr ? "no amount: tokens without costs" : shown(*found), costs);
}

FocusRows openai_rows(Input& input) {
  constexpr const char* costs = "the costs of an organization (GET /v1/organization/costs, group_by=line_item)";
  bool whole = false;
  FocusRows rows = buckets(
      input,
      [&](Rows& all, const Part& bucket, const Part& result) {
        const double amount = amount_at(result, "/amount/value", costs);
        const std::string item = result.text("/line_item"), low = lower(item);
        const auto comma = item.rfind(", ");
        whole = whole || item.empty();
        const bool in = low.find("input") != std::string::npos, out = low.find("output") != std::string::npos;
        const auto start = bucket.number("/start_time"), end = bucket.number("/end_time");
        std::string currency = result.text("/amount/currency");
        for (char& c : currency)
          if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        all.add({.effective = number_text(amount),
                 .billed = number_text(amount),
                 .currency = currency,
                 .category = category_of(amount),
                 .start = start ? instant_of(start->value) : "",
                 .end = end ? instant_of(end->value) : "",
                 .provider = "OpenAI",
                 .service = "OpenAI",
                 .sku = result.text("/project_id"),
                 .meter = item,
                 .details = in != out && comma != std::string::npos
                                ? details_of(item.substr(0, comma), in ? "Input" : "Output",
                                             low.find("cached") != std::string::npos ? "Read" : "")
                                : std::string()});
      },
      costs);
  if (whole) rows.notes.push_back({input.name(), "costs that no line_item splits: ask for group_by=line_item"});
  rows.notes.push_back({input.name(), "costs without quantities: how many tokens they are of is in the usage report"});
  return rows;
}

FocusRows anthropic_rows(Input& input) {
  constexpr const char* costs = "a cost report (GET /v1/organizations/cost_report, group_by[]=description)";
  FocusRows rows = buckets(
      input,
      [&](Rows& all, const Part& bucket, const Part& result) {
        const double cents = amount_at(result, "/amount", costs);
        const std::string type = result.text("/token_type"), tier = result.text("/service_tier");
        const bool read = type.find("cache_read") != std::string::npos,
                   write = type.find("cache_creation") != std::string::npos;
        const std::string direction = type.empty() ? "" : type.find("output") != std::string::npos ? "Output" : "Input";
        all.add({.effective = number_text(cents / 100),
                 .billed = number_text(cents / 100),
                 .currency = result.text("/currency"),
                 .category = category_of(cents),
                 .start = bucket.text("/starting_at"),
                 .end = bucket.text("/ending_at"),
                 .provider = "Anthropic",
                 .service = "Anthropic",
                 .sku = tier + (result.has("/context_window") ? " " + result.text("/context_window") : ""),
                 .meter = result.text("/description"),
                 .details = details_of(result.text("/model"), direction,
                                       read    ? "Read"
                                       : write ? "Write"
                                               : "")});
      },
      costs);
  rows.notes.push_back({input.name(), "amounts are in cents, as its API says, and the Priority Tier is not in them"});
  rows.notes.push_back({input.name(), "costs without quantities: how many tokens they are of is in the usage report"});
  return rows;
}

/// The kind of a charge by line_item_line_item_type; none of those that commitments make, whose cost CUR spreads over
/// several columns.
std::string cur_category(const std::string& type) {
  if (type == "Usage") return "Usage";
  if (type == "Tax") return "Tax";
  if (type == "Credit" || type.ends_with("Discount")) return "Credit";
  if (type == "Refund") return "Adjustment";
  if (type == "Fee") return "Purchase";
  return {};
}

/// Columns that CUR 2.0 itself has: the same cost by other rates, prices, and what commitments spread, which is
/// refused.
bool is_of_cur(std::string_view column) {
  for (const std::string_view group : {"line_item_", "bill_", "pricing_", "product", "reservation_", "savings_plan_",
                                       "discount", "split_line_item_", "identity_", "cost_category", "resource_tags"})
    if (column.starts_with(group)) return true;
  return false;
}

FocusRows cur_rows(Input& input) {
  std::string text = input.text();
  if (!text.ends_with('\n')) text += '\n';
  std::string_view rest(text);
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  Rows rows;
  std::vector<std::string> columns, fields;
  std::map<std::string, double> left;  // by column
  std::uint64_t line = 1;
  const auto at = [&](std::string_view name) {
    const auto found = std::find(columns.begin(), columns.end(), name);
    return found == columns.end() ? std::string() : fields[static_cast<std::size_t>(found - columns.begin())];
  };
  while (!rest.empty()) {
    const std::size_t length = csv::split_record(rest, fields);
    if (length == 0) refuse("unclosed-quote", input.at_line(line), "a quote that nobody closes", "quotes in pairs");
    const auto here = line;
    line +=
        static_cast<std::uint64_t>(std::count(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(length), '\n'));
    rest.remove_prefix(length);
    if (columns.empty()) {
      columns = fields;
      const auto has = [&](std::string_view name) {
        return std::find(columns.begin(), columns.end(), name) != columns.end();
      };
      if (!has("line_item_usage_end_date") && !has("bill_billing_period_end_date"))
        refuse("missing-column", input.at_line(here), "no line_item_usage_end_date",
               "a column that says when charges end, of which the period is made");
      continue;
    }
    if (fields.size() == 1 && fields.front().empty()) continue;
    if (fields.size() != columns.size())
      refuse("wrong-columns", input.at_line(here), std::to_string(fields.size()) + " fields",
             std::to_string(columns.size()));
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (carries_money(columns[i]) && !is_of_cur(columns[i]))
        if (const auto more = decimal(fields[i])) left[columns[i]] += *more;
    const std::string type = at("line_item_line_item_type"), category = cur_category(type);
    if (category.empty())
      refuse("unknown-name", input.at_line(here), "line_item_line_item_type \"" + plain::shortened(type, 40) + '"',
             "charges without commitments; with them, export FOCUS 1.0 or 1.2 (AWS Data Exports), which spreads them");
    const std::string usage = at("line_item_usage_type"), cost = at("line_item_unblended_cost"), low = lower(usage);
    const std::string unit = at("pricing_unit"), end = at("line_item_usage_end_date");
    const bool in = low.find("input-token") != std::string::npos, out = low.find("output-token") != std::string::npos;
    rows.add({.effective = category == "Purchase" ? "0" : cost,
              .billed = cost,
              .currency = at("line_item_currency_code"),
              .category = category,
              .start = at("line_item_usage_start_date"),
              .end = end.empty() ? at("bill_billing_period_end_date") : end,
              .quantity = at("line_item_usage_amount"),
              .unit = unit.empty() && in != out ? "1K tokens" : unit,
              .provider = "AWS",
              .service = at("line_item_product_code"),
              .meter = usage,
              .details = in != out ? details_of("", in ? "Input" : "Output", "") : std::string(),
              .region = at("product_region_code")});
    if (category == "Purchase")
      rows.note(input.at_line(here), "a fee of " + cost + " is cash, and no cost of what was used");
  }
  for (const auto& [column, sum] : left)
    if (sum != 0)
      rows.note(input.name(), "not read: " + plain::shortened(column, 60) + ", " + number_text(sum) + " in all");
  return rows.take();
}

}  // namespace

bool has_focus_rows(EvidenceFormat format) {
  return format == EvidenceFormat::openai_costs || format == EvidenceFormat::anthropic_costs ||
         format == EvidenceFormat::aws_cur || format == EvidenceFormat::azure_costs ||
         format == EvidenceFormat::opencost;
}

FocusRows as_focus(Input& input, EvidenceFormat format, const std::string& currency) {
  if (format == EvidenceFormat::azure_costs) return azure_rows(input);
  if (format == EvidenceFormat::opencost) return opencost_rows(input, currency);
  if (format == EvidenceFormat::openai_costs) return openai_rows(input);
  if (format == EvidenceFormat::anthropic_costs) return anthropic_rows(input);
  return cur_rows(input);
}

}  // namespace costmodel::import
