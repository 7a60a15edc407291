// Pages of price services: OpenRouter's list of models, Azure's retail prices.
#include <algorithm>
#include <array>

#include "base/number_text.hpp"
#include "import/price_reading.hpp"
#include "import/reading.hpp"
#include "import/strict_json.hpp"
#include "import/unread.hpp"
#include "import/words.hpp"
#include "io/own_json.hpp"

namespace costmodel::import {

namespace {

std::string text_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The list of entries, page after page where a file has several; null where there is none.
const Json* entries(PriceReading& reading, const Json& page, const char* key, const std::string& base) {
  const auto found = page.is_object() ? page.find(key) : page.end();
  if (page.is_object() && found != page.end() && found->is_array()) return &*found;
  reading.refuse("wrong-type", base + "/" + key, shown(page), "a list of entries");
  return nullptr;
}

// --- OpenRouter ----------------------------------------------------------------------------------

struct RouterKey {
  std::string_view key;
  Meter meter;
};
constexpr std::array<RouterKey, 5> router_keys{{{"prompt", Meter::input},
                                                {"completion", Meter::output},
                                                {"input_cache_read", Meter::cached_input},
                                                {"input_cache_write", Meter::cache_write},
                                                {"request", Meter::request}}};

void router_price(PriceReading& reading, const ImportedPrice& about, const std::string& key, const Json& value,
                  const std::string& at) {
  const auto known =
      std::find_if(router_keys.begin(), router_keys.end(), [&](const RouterKey& k) { return k.key == key; });
  if (known == router_keys.end()) {
    if (says_something(value)) reading.unread(about, "pricing/" + key, brief(value) + " USD", at);
    return;
  }
  const auto dollars = value.is_string()   ? decimal(value.get_ref<const std::string&>())
                       : value.is_number() ? std::optional(value.get<double>())
                                           : std::nullopt;
  if (!dollars) return reading.refuse("wrong-type", at, shown(value), "USD for one token or one request");
  if (*dollars < 0)  // a router, which passes on what the model that it picks costs
    return reading.refuse("no-price", at, shown(value), "a price; that of a router is that of the model it picks");
  ImportedPrice price = about;
  price.meter = known->meter;
  price.price =
      known->meter == Meter::request ? Price(usd_per_request(*dollars)) : token_price(known->meter, *dollars, 1);
  price.pointer = at;
  if (known->meter == Meter::request && *dollars == 0) return;
  reading.add(std::move(price));
}

// --- Azure ---------------------------------------------------------------------------------------

/// "1 Hour", "10 Hours", "1K", "1M", "1/Hour", "1 GB/Month": how many, and of what.
struct AzureUnit {
  double count = 1;
  std::string of{};
};

AzureUnit azure_unit(const std::string& text) {
  AzureUnit unit;
  std::size_t at = 0;
  double count = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9' && at < 9) count = 10 * count + (text[at++] - '0');
  if (count > 0) unit.count = count;
  std::string rest = lower(std::string_view(text).substr(at));
  rest.erase(std::remove_if(rest.begin(), rest.end(), [](char c) { return c == ' ' || c == '/'; }), rest.end());
  if (rest.starts_with("k"))
    unit.count *= 1e3, rest.erase(0, 1);
  else if (rest.starts_with("m") && !rest.starts_with("min") && !rest.starts_with("mon"))
    unit.count *= 1e6, rest.erase(0, 1);
  unit.of = rest;
  return unit;
}

/// Which tokens a meter counts; none where its name does not say one direction.
std::optional<Meter> azure_direction(const std::string& meter) {
  const std::string words = lower(meter);
  const auto word = [&](std::string_view w) {
    const auto at = words.find(w);
    if (at == std::string::npos) return false;
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    return (at == 0 || !letter(words[at - 1])) && (at + w.size() == words.size() || !letter(words[at + w.size()]));
  };
  const bool in = word("inp") || word("input") || word("in") || word("prompt");
  const bool out = word("outp") || word("output") || word("out") || word("opt") || word("completion");
  if (in == out) return {};
  if (in && (word("cached") || word("cchd") || word("cd"))) return Meter::cached_input;
  return in ? Meter::input : Meter::output;
}

std::string azure_condition(const Json& item) {
  const std::string type = text_in(item, "type"), term = text_in(item, "reservationTerm");
  const std::string names =
      lower(text_in(item, "meterName") + " " + text_in(item, "skuName") + " " + text_in(item, "productName"));
  std::string condition;
  const auto also = [&](std::string_view what) { condition.append(condition.empty() ? "" : ", ").append(what); };
  if (type != "Consumption" && !type.empty()) also(lower(type));
  if (!term.empty()) also(term);
  for (const std::string_view mark : {"spot", "low priority", "batch", "priority", "windows", "provisioned"})
    if (names.find(mark) != std::string::npos &&
        (mark != "priority" || names.find("low priority") == std::string::npos))
      also(mark);
  if (item.contains("tierMinimumUnits") && item["tierMinimumUnits"].is_number() && item["tierMinimumUnits"] != 0)
    also("from " + number_text(item["tierMinimumUnits"].get<double>()) + " units a month on");
  return condition;
}

void azure_item(PriceReading& reading, const Json& item, const std::string& at) {
  if (!item.is_object()) return reading.refuse("wrong-type", at, shown(item), "an object");
  if (const std::string currency = text_in(item, "currencyCode"); currency != "USD")
    return reading.refuse("not-usd", at + "/currencyCode", '"' + plain::shortened(currency, 20) + '"',
                          "a price in USD");
  const auto price = item.find("retailPrice");
  const auto dollars = price == item.end() ? std::nullopt : price_number(reading, *price, at + "/retailPrice");
  if (!dollars) {
    if (price == item.end()) reading.refuse("no-price", at, "no retailPrice", "a price");
    return;
  }
  const std::string measure = text_in(item, "unitOfMeasure"), arm = text_in(item, "armSkuName");
  const AzureUnit unit = azure_unit(measure);
  ImportedPrice made{.provider = "azure",
                     .model = arm.empty() ? text_in(item, "meterName") : arm,
                     .region = text_in(item, "armRegionName"),
                     .condition = azure_condition(item),
                     .from = date_of(text_in(item, "effectiveStartDate")),
                     .to = date_of(text_in(item, "effectiveEndDate")),
                     .detail = text_in(item, "productName") + ", " + text_in(item, "meterName"),
                     .pointer = at + "/retailPrice"};
  if (const auto plans = item.find("savingsPlan"); plans != item.end() && says_something(*plans))
    reading.unread(made, "savingsPlan", brief(*plans), at + "/savingsPlan");
  for (const auto& [key, value] : item.items())
    if (carries_money(key) && key != "retailPrice" && key != "unitPrice" && key != "savingsPlan" &&
        key != "tierMinimumUnits" && says_something(value))
      reading.unread(made, key, amount_in(key, value), at + "/" + pointer_part(key));
  const bool reserved = text_in(item, "type") == "Reservation";  // its price is that of the whole term
  if (unit.of.starts_with("hour") && !reserved) {
    made.meter = Meter::machine_time;
    made.price = usd_per_hour(*dollars / unit.count);
  } else if (unit.of.empty() || unit.of.starts_with("token")) {
    const auto meter = azure_direction(text_in(item, "meterName"));
    if (!meter || unit.count < 1e3)
      return reading.refuse("unknown-meter", at,
                            '"' + plain::shortened(text_in(item, "meterName"), 60) + "\" for " + measure,
                            "a thousand or a million tokens whose meter says input or output");
    made.model = text_in(item, "skuName").empty() ? text_in(item, "meterName") : text_in(item, "skuName");
    made.meter = *meter;
    made.price = token_price(*meter, *dollars, unit.count);
  } else {
    return reading.refuse("unknown-unit", at + "/unitOfMeasure",
                          '"' + measure + '"' + (reserved ? " of a reservation" : ""),
                          "1 Hour, 1K or 1M tokens; a reservation costs its price for the whole term");
  }
  reading.add(std::move(made));
}

template <class Entry>
void pages(PriceReading& reading, const char* key, const Entry& entry) {
  const auto read = read_json(*reading.input);
  for (std::size_t d = 0; d < read.documents.size(); ++d) {
    const std::string base = read.documents.size() > 1 ? "/" + std::to_string(read.lines[d]) : "";
    if (const Json* list = entries(reading, read.documents[d], key, base))
      for (std::size_t i = 0; i < list->size(); ++i) entry((*list)[i], base + "/" + key + "/" + std::to_string(i));
  }
}

}  // namespace

void read_openrouter_models(PriceReading& reading) {
  pages(reading, "data", [&](const Json& model, const std::string& at) {
    if (!model.is_object() || !model.contains("pricing") || !model["pricing"].is_object())
      return reading.refuse("no-price", at, "no pricing", "prices of a model");
    const ImportedPrice about{.provider = "openrouter", .model = text_in(model, "id")};
    for (const auto& [key, value] : model["pricing"].items())
      if (!value.is_null()) router_price(reading, about, key, value, at + "/pricing/" + pointer_part(key));
    for (const auto& [key, value] : model.items())
      if (key != "pricing" && carries_money(key) && says_something(value))
        reading.unread(about, key, amount_in(key, value), at + "/" + pointer_part(key));
  });
}

void read_azure_retail_prices(PriceReading& reading) {
  pages(reading, "Items", [&](const Json& item, const std::string& at) { azure_item(reading, item, at); });
  const std::string_view head = reading.input->head();
  if (head.find("\"NextPageLink\": \"http") != std::string_view::npos ||
      head.find("\"NextPageLink\":\"http") != std::string_view::npos)
    reading.note("/NextPageLink", "the list goes on: this is one page of it");
}

}  // namespace costmodel::import
