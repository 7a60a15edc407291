#include "import/price_reading.hpp"

#include <algorithm>
#include <cmath>
#include <costmodel/base/units.hpp>
#include <map>
#include <set>

#include "base/figures.hpp"
#include "base/nearest.hpp"
#include "base/number_text.hpp"
#include "import/import_fields.hpp"
#include "import/reading.hpp"
#include "import/recognize.hpp"
#include "import/words.hpp"
#include "io/own_json.hpp"
#include "io/results_json.hpp"

namespace costmodel {

namespace {

using import::lower;

bool holds_on(const ImportedPrice& price, std::string_view day) {
  return day.empty() || ((price.from.empty() || price.from <= day) && (price.to.empty() || day <= price.to));
}

}  // namespace

std::string_view to_string(Meter meter) {
  constexpr std::array<std::string_view, 7> names{
      "input tokens", "cached input tokens", "cache writes", "output tokens", "requests", "machine time", "storage"};
  return names[static_cast<std::size_t>(meter)];
}

WrittenPrice written(const Price& price) {
  struct Visitor {
    WrittenPrice operator()(const InputPrice<>& p) const {
      return {as_written(usd_per_million_input_tokens, p), "USD/Mtok_in"};
    }
    WrittenPrice operator()(const OutputPrice<>& p) const {
      return {as_written(usd_per_million_output_tokens, p), "USD/Mtok_out"};
    }
    WrittenPrice operator()(const MoneyPerRequest<>& p) const {
      return {as_written(usd_per_request, p), "USD/request"};
    }
    WrittenPrice operator()(const MoneyPerTime<>& p) const { return {as_written(usd_per_hour, p), "USD/h"}; }
    WrittenPrice operator()(const MoneyPerMonth<>& p) const { return {as_written(usd_per_month, p), "USD/month"}; }
  };
  return std::visit(Visitor{}, price);
}

std::vector<ImportedPrice> prices_of(const ReadPrices& read, std::string_view model, std::string_view day) {
  std::vector<ImportedPrice> found;
  const auto take = [&](const auto& fits) {
    for (const auto& price : read.prices)
      if (fits(price) && holds_on(price, day)) found.push_back(price);
  };
  const bool exact =
      std::any_of(read.prices.begin(), read.prices.end(), [&](const ImportedPrice& p) { return p.model == model; });
  const std::string wanted = lower(model);
  if (exact)
    take([&](const ImportedPrice& p) { return p.model == model; });
  else
    take([&](const ImportedPrice& p) { return lower(p.model).find(wanted) != std::string::npos; });
  if (!found.empty()) return found;
  std::vector<std::string_view> known;
  for (const auto& price : read.prices) known.push_back(price.model);
  throw InvalidInput("unknown-model", "model", '"' + std::string(model) + '"',
                     std::string(day.empty() ? "a model of the file" : "a model with a price on that day") +
                         did_you_mean(model, known));
}

std::vector<UnreadPrice> unread_of(const ReadPrices& read, const std::vector<ImportedPrice>& prices) {
  std::set<std::pair<std::string_view, std::string_view>> wanted;
  for (const auto& price : prices) wanted.emplace(price.provider, price.model);
  std::vector<UnreadPrice> found;
  for (const auto& unread : read.unread)
    if (wanted.contains({unread.provider, unread.model})) found.push_back(unread);
  return found;
}

namespace {

std::string said(const UnreadPrice& unread) { return unread.key + (unread.amount.empty() ? "" : ", " + unread.amount); }

/// What is not read, a key at a time: "not read: search_fee, 0.01 USD, in 3 entries".
std::vector<ImportNote> by_key(const std::vector<UnreadPrice>& all, const std::string& file) {
  std::vector<std::string> order;
  std::map<std::string, std::pair<const UnreadPrice*, std::size_t>, std::less<>> keys;
  for (const auto& unread : all) {
    auto& [first, count] = keys[unread.key];
    if (count++ == 0) first = &unread, order.push_back(unread.key);
  }
  std::vector<ImportNote> notes;
  for (const auto& key : order) {
    const auto& [first, count] = keys[key];
    std::string text = "not read: " + said(*first);
    text += count == 1 ? ", of " + first->model : ", and in " + std::to_string(count - 1) + " more";
    notes.push_back({file + (first->pointer.empty() ? "" : "#" + first->pointer), std::move(text)});
  }
  return notes;
}

}  // namespace

Table price_list_table(const ReadPrices& read, const std::vector<ImportedPrice>& prices) {
  Table table{.id = "prices", .title = "Prices of " + read.origin.file};
  table.columns = {{"Model"}, {"Provider"}, {"Region"}, {"Price of"}, {"USD", Align::right},
                   {"per"},   {"When"},     {"From"},   {"To"},       {"Where"}};
  for (const auto& price : prices) {
    const WrittenPrice shown = written(price.price);
    table.rows.push_back({price.model + (price.detail.empty() ? "" : "\n" + price.detail), price.provider, price.region,
                          std::string(to_string(price.meter)), number_text(shown.value),
                          std::string(shown.unit.substr(4)), price.condition, price.from, price.to, price.pointer});
  }
  table.notes = {std::string(to_string(read.report.format)) + ", SHA-256 " + read.origin.sha256 + "."};
  constexpr std::size_t few = 20;
  const auto unread = unread_of(read, prices);
  if (unread.size() <= few)
    for (const auto& one : unread) table.notes.push_back(one.model + ": not read: " + said(one) + ".");
  else
    for (const auto& note : by_key(unread, "")) table.notes.push_back(note.text + ".");
  return table;
}

std::string to_json(const ReadPrices& read, const std::vector<ImportedPrice>& prices) {
  results::PriceList list{.file = read.origin.file, .format = read.report.format, .sha256 = read.origin.sha256};
  for (const auto& price : prices) list.prices.push_back(results::row_of(read, price));
  for (const auto& unread : unread_of(read, prices))
    list.not_read.push_back({read.origin.file + "#" + unread.pointer, unread.model + ": " + said(unread)});
  return dumped(json_of(list));
}

std::string scenario_input(const ReadPrices& read, const std::vector<ImportedPrice>& prices) {
  if (prices.empty()) throw InvalidInput("unknown-model", "prices", "no prices", "at least one");
  for (const auto& price : prices)
    if (price.meter != prices.front().meter || price.model != prices.front().model ||
        price.region != prices.front().region || price.condition != prices.front().condition)
      throw InvalidInput("ambiguous-price", "prices", price.model + ", " + std::string(to_string(price.meter)),
                         "prices of one model, meter, region and condition");
  std::vector<ImportedPrice> sorted = prices;
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
  const auto entry = [&](const ImportedPrice& price) {
    Json json{{"value", written(price.price).value},
              {"grade", "published"},
              {"source", read.origin.file + "#" + price.pointer}};
    if (!price.from.empty()) json["valid_from"] = price.from;
    if (!price.to.empty()) json["valid_to"] = price.to;
    json["note"] = std::string(to_string(read.report.format)) + ", SHA-256 " + read.origin.sha256;
    return json;
  };
  Json json = entry(sorted.front());
  for (std::size_t i = 1; i < sorted.size(); ++i) json["by_date"].push_back(entry(sorted[i]));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

namespace import {

Price token_price(Meter meter, double dollars, double per_tokens) {
  if (meter == Meter::output) return OutputPrice<>::from_value(dollars / per_tokens);
  return InputPrice<>::from_value(dollars / per_tokens);
}

std::optional<double> price_number(PriceReading& reading, const Json& value, const std::string& pointer) {
  if (!value.is_number()) {
    reading.refuse("wrong-type", pointer, shown(value), "a number");
    return {};
  }
  const double number = value.get<double>();
  if (number >= 0 && std::isfinite(number)) return number;
  reading.refuse("out-of-range", pointer, shown(value), "a number of at least 0");
  return {};
}

namespace {

ReadPrices read_prices(Input input) {
  const Probe what = probe(input);
  PriceReading reading{&input};
  const EvidenceFormat format = recognize(what);
  if (kind_of(format) != EvidenceKind::prices)
    throw InvalidInput({wrong_format(
        input, what,
        "prices of genai-prices, LiteLLM, llm-prices, SkyPilot, AWS, OpenRouter or Azure, as they are published")});
  reading.read.report = {.file = input.name(), .format = format, .sha256 = input.sha256(), .bytes = input.bytes()};
  reading.read.origin = {
      .tool = std::string(to_string(format)), .file = input.name(), .sha256 = reading.read.report.sha256};
  switch (format) {
    case EvidenceFormat::genai_prices:
      read_genai_prices(reading);
      break;
    case EvidenceFormat::litellm_prices:
      read_litellm_prices(reading);
      break;
    case EvidenceFormat::llm_prices:
      read_llm_prices(reading);
      break;
    case EvidenceFormat::aws_price_list:
      read_aws_price_list(reading);
      break;
    case EvidenceFormat::openrouter_models:
      read_openrouter_models(reading);
      break;
    case EvidenceFormat::azure_retail_prices:
      read_azure_retail_prices(reading);
      break;
    default:
      read_skypilot_catalog(reading);
      break;
  }
  for (auto& note : by_key(reading.read.unread, input.name())) reading.read.report.notes.push_back(std::move(note));
  if (reading.more_refused > 0)
    reading.read.report.notes.push_back(
        {input.name(), std::to_string(reading.more_refused) + " more entries were refused"});
  return std::move(reading.read);
}

}  // namespace

}  // namespace import

ReadPrices read_prices(const std::string& file) { return import::read_prices(import::Input::file(file)); }
ReadPrices parse_prices(std::string_view text, const std::string& name) {
  return import::read_prices(import::Input::of_text(text, name));
}

}  // namespace costmodel
