// Price files of machines and services: SkyPilot catalogues, the bulk layout of AWS price lists.
#include <algorithm>

#include "import/price_reading.hpp"
#include "import/reading.hpp"
#include "import/strict_json.hpp"
#include "import/unread.hpp"
#include "import/words.hpp"
#include "io/csv.hpp"
#include "io/own_json.hpp"

namespace costmodel::import {

namespace {

std::optional<double> price_in(std::string_view text) {
  const auto price = decimal(text);
  return price && *price >= 0 ? price : std::nullopt;
}

// --- AWS -----------------------------------------------------------------------------------------

/// What an AWS unit means; none where it is not known. Tokens need a direction.
struct AwsUnit {
  double per = 1;
  enum class Kind { tokens, time, month } kind = Kind::tokens;
};

std::optional<AwsUnit> aws_unit(const std::string& text) {
  using enum AwsUnit::Kind;
  const std::string unit = lower(text);
  if (unit == "1k tokens") return AwsUnit{1e3, tokens};
  if (unit == "1m tokens") return AwsUnit{1e6, tokens};
  if (unit == "hour" || unit == "hours" || unit == "hrs" || unit == "hour(s)") return AwsUnit{3600, time};
  if (unit == "custom model unit per min" || unit == "custom model unit per minute") return AwsUnit{60, time};
  if (unit == "model/month" || unit == "models/month" || unit == "custom model unit per month")
    return AwsUnit{1, month};
  return {};
}

std::string attribute(const Json& attributes, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = attributes.find(name);
    if (found != attributes.end() && found->is_string() && !found->get_ref<const std::string&>().empty())
      return found->get<std::string>();
  }
  return {};
}

std::optional<Meter> token_meter(const Json& attributes, const std::string& description) {
  const std::string words = lower(attribute(attributes, {"inferenceType"}) + " " +
                                  attribute(attributes, {"usagetype", "usageType"}) + " " + description);
  const auto says = [&](std::string_view word) { return words.find(word) != std::string::npos; };
  const bool cached = says("cache-read") || says("cache read") || says("cacheread"),
             writes = says("cache-write") || says("cache write") || says("cachewrite");
  if (cached) return Meter::cached_input;
  if (writes) return Meter::cache_write;
  const bool in = says("input"), out = says("output");
  if (in == out) return {};  // neither, or both: a direction must not be guessed
  return in ? Meter::input : Meter::output;
}

std::string aws_condition(const Json& attributes, const std::string& description) {
  const std::string usage = attribute(attributes, {"usagetype", "usageType"});
  for (const auto& [mark, words] : {std::pair{"NoCommit", "no commitment"},
                                    {"1MonthCommit", "1-month commitment"},
                                    {"6MonthsCommit", "6-month commitment"},
                                    {"-batch", "batch"},
                                    {"-Batch", "batch"},
                                    {"-flex", "flex"},
                                    {"-priority", "priority"},
                                    {"-custom-model", "custom model"}})
    if (usage.find(mark) != std::string::npos) return words;
  return lower(description).find("batch") != std::string::npos ? "batch" : "";
}

/// "from 1000 to 5000 units": one of several steps of a price; empty where it holds for any quantity.
std::string aws_range(const Json& dimension) {
  const std::string begins = attribute(dimension, {"beginRange"}), ends = attribute(dimension, {"endRange"});
  const bool from_0 = begins.empty() || decimal(begins).value_or(1) == 0, to_any = ends.empty() || ends == "Inf";
  if (from_0 && to_any) return {};
  return "from " + (from_0 ? "0" : plain::shortened(begins, 20)) +
         (to_any ? " units on" : " to " + plain::shortened(ends, 20) + " units");
}

void aws_dimension(PriceReading& reading, const Json& attributes, const Json& dimension, const std::string& from,
                   const std::string& at) {
  const std::string unit = attribute(dimension, {"unit"}), description = attribute(dimension, {"description"});
  const auto prices = dimension.find("pricePerUnit");
  if (prices == dimension.end() || !prices->is_object())
    return reading.refuse("no-price", at, "no pricePerUnit", "a price in USD");
  const auto dollars = prices->find("USD");
  if (dollars == prices->end())
    return reading.refuse("not-usd", at + "/pricePerUnit", shown(*prices), "a price in USD");
  const auto number = dollars->is_string() ? price_in(dollars->get_ref<const std::string&>()) : std::nullopt;
  if (!number)
    return reading.refuse("wrong-type", at + "/pricePerUnit/USD", shown(*dollars),
                          "a decimal number of at least 0 as a text");
  const auto known = aws_unit(unit);
  if (!known)
    return reading.refuse("unknown-unit", at + "/unit", '"' + unit + '"',
                          "1K tokens, 1M tokens, Hour, Model/month, Custom Model Unit per min");
  std::string condition = aws_condition(attributes, description);
  if (const std::string range = aws_range(dimension); !range.empty())
    condition += (condition.empty() ? "" : ", ") + range;
  ImportedPrice price{
      .provider = "aws",
      .model = attribute(attributes, {"model", "architectureName", "servicename", "instanceType", "usagetype"}),
      .region = attribute(attributes, {"regionCode", "location"}),
      .condition = std::move(condition),
      .from = from,
      .detail = description,
      .pointer = at + "/pricePerUnit/USD"};
  if (known->kind == AwsUnit::Kind::tokens) {
    const auto meter = token_meter(attributes, description);
    if (!meter)
      return reading.refuse("unknown-meter", at, '"' + description + '"',
                            "a price that says whether it is of input or of output tokens");
    price.meter = *meter;
    price.price = token_price(*meter, *number, known->per);
  } else if (known->kind == AwsUnit::Kind::time) {
    price.meter = Meter::machine_time;
    price.price = MoneyPerTime<>::from_value(*number / known->per);
    price.by_windows = lower(description).find("custom model unit") != std::string::npos;
  } else {
    price.meter = Meter::storage;
    price.price = usd_per_month(*number);
  }
  for (const auto& [key, value] : dimension.items())
    if (key != "pricePerUnit" && carries_money(key) && says_something(value))
      reading.unread(price, key, amount_in(key, value), at + "/" + pointer_part(key));
  for (const auto& [currency, value] : prices->items())
    if (currency != "USD" && says_something(value))
      reading.unread(price, "pricePerUnit/" + currency, brief(value), at + "/pricePerUnit/" + pointer_part(currency));
  reading.add(std::move(price));
}

// --- SkyPilot ------------------------------------------------------------------------------------

class Catalog {
 public:
  Catalog(PriceReading& reading, const std::vector<std::string>& columns) : reading_(reading), columns_(columns) {}

  void row(const std::vector<std::string>& fields, std::uint64_t line) {
    const std::string at = "/" + std::to_string(line);
    if (fields.size() != columns_.size())
      return reading_.refuse("wrong-columns", at, std::to_string(fields.size()) + " fields",
                             std::to_string(columns_.size()));
    ImportedPrice price{.model = field(fields, "InstanceType"),
                        .region = field(fields, "Region"),
                        .meter = Meter::machine_time,
                        .pointer = at};
    if (const std::string zone = field(fields, "AvailabilityZone"); !zone.empty()) price.region = zone;
    const std::string accelerator = field(fields, "AcceleratorName"), count = field(fields, "AcceleratorCount");
    if (!accelerator.empty()) {
      const std::string whole = count.substr(0, count.find('.'));
      price.detail = whole + " × " + accelerator;
      price.hardware = accelerator + " x " + whole;
    }
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i] != "Price" && columns_[i] != "SpotPrice" && carries_money(columns_[i]) &&
          says_something(fields[i]))
        reading_.unread(price, columns_[i], plain::shortened(fields[i], 40) + " USD", at);
    const bool on_demand = add(price, fields, "Price", "");
    const bool spot = add(price, fields, "SpotPrice", "spot");
    if (!on_demand && !spot)
      reading_.refuse("no-price", at, "no price", "Price or SpotPrice; what is missing is not 0");
  }

 private:
  std::string field(const std::vector<std::string>& fields, std::string_view name) const {
    const auto found = std::find(columns_.begin(), columns_.end(), name);
    return found == columns_.end() ? std::string() : fields[static_cast<std::size_t>(found - columns_.begin())];
  }

  /// Whether there was anything in the column.
  bool add(ImportedPrice price, const std::vector<std::string>& fields, std::string_view column,
           std::string condition) {
    const std::string text = field(fields, column);
    if (text.empty()) return false;
    if (const auto dollars = price_in(text)) {
      price.price = usd_per_hour(*dollars);
      price.condition = std::move(condition);
      reading_.add(std::move(price));
    } else {
      reading_.refuse("wrong-type", price.pointer, std::string(column).append(" ").append(text.substr(0, 40)),
                      "USD an hour, a number of at least 0");
    }
    return true;
  }

  PriceReading& reading_;
  const std::vector<std::string>& columns_;
};

}  // namespace

void read_aws_price_list(PriceReading& reading) {
  const auto read = read_json(*reading.input, {.keep = {"/products/*/attributes/**", "/terms/OnDemand/**", "/terms/*",
                                                        "/publicationDate", "/offerCode", "/version"}});
  const Json& root = read.documents.front();
  if (!root.is_object() || !root.contains("terms") || !root["terms"].is_object())
    return reading.refuse("missing-key", "/terms", "nothing", "terms");
  const auto text = [&](const char* key) {
    return root.contains(key) && root[key].is_string() ? root[key].get<std::string>() : std::string();
  };
  reading.read.origin.tool_version = text("version");
  reading.read.origin.date = date_of(text("publicationDate"));
  static const Json nothing = Json::object();
  const Json& demand =
      root["terms"].contains("OnDemand") && root["terms"]["OnDemand"].is_object() ? root["terms"]["OnDemand"] : nothing;
  const Json& products = root.contains("products") && root["products"].is_object() ? root["products"] : nothing;
  for (const auto& [name, terms] : root["terms"].items())
    if (name != "OnDemand") reading.note("/terms/" + pointer_part(name), "not read: prices on terms of " + name);
  for (const auto& [sku, terms] : demand.items()) {
    const std::string at = "/terms/OnDemand/" + pointer_part(sku);
    const auto product = products.find(sku);
    const bool known = product != products.end() && product->is_object() && product->contains("attributes") &&
                       (*product)["attributes"].is_object();
    if (!known || !terms.is_object()) {
      reading.refuse("missing-key", at, "no product of this SKU", "attributes under /products");
      continue;
    }
    for (const auto& [key, term] : terms.items()) {
      const std::string of_term = at + "/" + pointer_part(key);
      const auto dimensions = term.is_object() ? term.find("priceDimensions") : term.end();
      if (!term.is_object() || dimensions == term.end() || !dimensions->is_object()) {
        reading.refuse("no-price", of_term, "no priceDimensions", "prices");
        continue;
      }
      const std::string from = attribute(term, {"effectiveDate"}).substr(0, 10);
      for (const auto& [code, dimension] : dimensions->items()) {
        const std::string of_code = of_term + "/priceDimensions/" + pointer_part(code);
        if (dimension.is_object())
          aws_dimension(reading, (*product)["attributes"], dimension, from, of_code);
        else
          reading.refuse("wrong-type", of_code, shown(dimension), "an object");
      }
    }
  }
}

void read_skypilot_catalog(PriceReading& reading) {
  std::string text = reading.input->text();
  text += text.ends_with('\n') ? "" : "\n";
  std::string_view rest(text);
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  std::vector<std::string> columns, fields;
  std::uint64_t line = 1;
  std::size_t length = csv::split_record(rest, columns);
  std::optional<Catalog> catalog;
  catalog.emplace(reading, columns);
  while (length > 0 && length < rest.size()) {
    line +=
        static_cast<std::uint64_t>(std::count(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(length), '\n'));
    rest.remove_prefix(length);
    length = csv::split_record(rest, fields);
    if (length == 0)
      return reading.refuse("unclosed-quote", "/" + std::to_string(line), "a quote that nobody closes",
                            "quotes in pairs");
    if (fields.size() > 1 || !fields.front().empty()) catalog->row(fields, line);
  }
}

}  // namespace costmodel::import
