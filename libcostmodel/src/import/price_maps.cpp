// Price files of models: genai-prices (version 2), LiteLLM's map, llm-prices.
#include <algorithm>
#include <array>

#include "base/figures.hpp"
#include "import/price_reading.hpp"
#include "import/strict_json.hpp"
#include "io/own_json.hpp"

namespace costmodel::import {

namespace {

std::string text_of(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const Json* child(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

/// A day of the form 2026-11-21; anything else is refused, and empty.
std::string day_of(PriceReading& reading, const Json& value, const std::string& pointer) {
  const std::string text = value.is_string() ? value.get<std::string>() : std::string();
  const bool good = text.size() == 10 && text[4] == '-' && text[7] == '-' &&
                    std::all_of(text.begin(), text.end(), [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
  if (!good) reading.refuse("bad-date", pointer, shown(value), "a day, as 2026-11-21");
  return good ? text : std::string();
}

struct MeterKey {
  std::string_view key;
  Meter meter;
  double per;
};

// --- genai-prices --------------------------------------------------------------------------------

constexpr std::array<MeterKey, 5> genai_keys{{{"input_mtok", Meter::input, 1e6},
                                              {"cache_read_mtok", Meter::cached_input, 1e6},
                                              {"cache_write_mtok", Meter::cache_write, 1e6},
                                              {"output_mtok", Meter::output, 1e6},
                                              {"requests_kcount", Meter::request, 1e3}}};

Price genai_price(const MeterKey& key, double dollars) {
  if (key.meter == Meter::request) return usd_per_request(dollars / key.per);
  return token_price(key.meter, dollars, key.per);
}

std::string joined(const std::string& a, const std::string& b) { return a.empty() || b.empty() ? a + b : a + ", " + b; }

/// One set of prices; tiers are cliffs: above the start, all tokens cost the tier's price.
void genai_set(PriceReading& reading, const Json& set, const ImportedPrice& about, const std::string& pointer) {
  if (!set.is_object()) return reading.refuse("wrong-type", pointer, shown(set), "prices by name");
  for (const auto& item : set.items()) {
    const std::string& name = item.key();
    const Json& value = item.value();
    const auto key =
        std::find_if(genai_keys.begin(), genai_keys.end(), [&](const MeterKey& k) { return k.key == name; });
    const std::string at = pointer + "/" + pointer_part(name);
    if (key == genai_keys.end()) {
      reading.note(at, "not a price of text tokens or requests: left out");
      continue;
    }
    const auto add = [&](const Json& number, const std::string& where, const std::string& condition) {
      const auto dollars = price_number(reading, number, where);
      if (!dollars) return;
      ImportedPrice price = about;
      price.meter = key->meter;
      price.price = genai_price(*key, *dollars);
      price.condition = joined(about.condition, condition);
      price.pointer = where;
      reading.add(std::move(price));
    };
    if (!value.is_object()) {
      add(value, at, "");
      continue;
    }
    if (const Json* base = child(value, "base"))
      add(*base, at + "/base", "");
    else
      reading.refuse("missing-key", at + "/base", "nothing", "the price below the first tier");
    const Json* tiers = child(value, "tiers");
    if (!tiers || !tiers->is_array()) continue;
    for (std::size_t i = 0; i < tiers->size(); ++i) {
      const std::string where = at + "/tiers/" + std::to_string(i);
      const Json *start = child((*tiers)[i], "start"), *price = child((*tiers)[i], "price");
      if (!start || !start->is_number() || !price)
        reading.refuse("missing-key", where, shown((*tiers)[i]), "start and price");
      else
        add(*price, where + "/price", "above " + text::plain(start->get<double>()) + " input tokens");
    }
  }
}

void genai_model(PriceReading& reading, const Json& model, const std::string& provider, const std::string& pointer) {
  ImportedPrice about{.provider = provider, .model = text_of(model, "id")};
  const Json* prices = child(model, "prices");
  if (!prices) return reading.refuse("no-price", pointer + "/prices", "nothing", "prices");
  if (!prices->is_array()) return genai_set(reading, *prices, about, pointer + "/prices");
  for (std::size_t i = 0; i < prices->size(); ++i) {
    const Json& entry = (*prices)[i];
    const std::string at = pointer + "/prices/" + std::to_string(i);
    ImportedPrice dated = about;
    if (const Json* constraint = child(entry, "constraint")) {
      if (const Json* start = child(*constraint, "start_date"))
        dated.from = day_of(reading, *start, at + "/constraint/start_date");
      const std::string from = text_of(*constraint, "start_time"), to = text_of(*constraint, "end_time");
      if (!from.empty() || !to.empty()) dated.condition = from + " to " + to + " UTC";
    }
    if (const Json* set = child(entry, "prices"))
      genai_set(reading, *set, dated, at + "/prices");
    else
      reading.refuse("no-price", at, shown(entry), "prices");
  }
}

// --- LiteLLM -------------------------------------------------------------------------------------

constexpr std::array<MeterKey, 4> litellm_keys{{{"input_cost_per_token", Meter::input, 1},
                                                {"cache_read_input_token_cost", Meter::cached_input, 1},
                                                {"cache_creation_input_token_cost", Meter::cache_write, 1},
                                                {"output_cost_per_token", Meter::output, 1}}};

/// What stands behind the name of a meter: "_batches", "_above_200k_tokens".
std::string litellm_condition(std::string_view rest) {
  std::string words;
  for (const char c : rest) words += c == '_' ? ' ' : c;
  if (!words.empty() && words.front() == ' ') words.erase(0, 1);
  return words;
}

void litellm_model(PriceReading& reading, const std::string& name, const Json& model) {
  const std::string pointer = "/" + pointer_part(name);
  if (name == "sample_spec") {
    reading.refuse("template-row", pointer, "the template of a row",
                   "a model; the template holds texts in numeric fields");
    return;
  }
  if (!model.is_object()) return reading.refuse("wrong-type", pointer, shown(model), "an object");
  const ImportedPrice about{.provider = text_of(model, "litellm_provider"), .model = name};
  const auto before = reading.read.prices.size();
  const auto refused = reading.read.report.refused.size();
  for (const auto& [key, value] : model.items()) {
    const std::string at = pointer + "/" + pointer_part(key);
    for (const auto& meter : litellm_keys) {
      if (!key.starts_with(meter.key) || value.is_null()) continue;
      if (const auto dollars = price_number(reading, value, at)) {
        ImportedPrice price = about;
        price.meter = meter.meter;
        price.price = token_price(meter.meter, *dollars, 1);
        price.condition = litellm_condition(std::string_view(key).substr(meter.key.size()));
        price.pointer = at;
        reading.add(std::move(price));
      }
      break;
    }
  }
  // Documented as seconds of audio and video, used for provisioned throughput by rows of a commitment: then both keys
  // say the same.
  const std::string mode = text_of(model, "mode");
  const bool text_mode = mode == "chat" || mode == "completion" || mode == "embedding";
  const Json *in = child(model, "input_cost_per_second"), *out = child(model, "output_cost_per_second");
  if (text_mode && (in || out)) {
    const char* key = out ? "/output_cost_per_second" : "/input_cost_per_second";
    if (in && out && *in != *out)
      reading.refuse("bad-bounds", pointer, shown(*in) + " and " + shown(*out) + " a second",
                     "one price for a second of a model unit");
    else if (const auto dollars = price_number(reading, out ? *out : *in, pointer + key))
      reading.add({.provider = about.provider,
                   .model = name,
                   .meter = Meter::machine_time,
                   .price = MoneyPerTime<>::from_value(*dollars),
                   .condition = name.find("commitment") == std::string::npos ? "provisioned" : "commitment",
                   .pointer = pointer + key});
  }
  if (reading.read.prices.size() == before && reading.read.report.refused.size() == refused)
    reading.refuse("no-price", pointer, "no price of tokens or time", "a price; what is missing is not 0");
}

}  // namespace

void read_genai_prices(PriceReading& reading) {
  const Json root = read_document(*reading.input);
  if (!root.is_array()) return reading.refuse("wrong-type", "/", shown(root), "a list of providers");
  reading.read.origin.schema_version = "2";
  for (std::size_t i = 0; i < root.size(); ++i) {
    const std::string at = "/" + std::to_string(i);
    const Json* models = child(root[i], "models");
    if (!models || !models->is_array()) {
      reading.refuse("missing-key", at + "/models", "nothing", "a list of models");
      continue;
    }
    for (std::size_t j = 0; j < models->size(); ++j)
      genai_model(reading, (*models)[j], text_of(root[i], "id"), at + "/models/" + std::to_string(j));
  }
}

void read_litellm_prices(PriceReading& reading) {
  const Json root = read_document(*reading.input);
  if (!root.is_object()) return reading.refuse("wrong-type", "/", shown(root), "models by name");
  for (const auto& [name, model] : root.items()) litellm_model(reading, name, model);
}

void read_llm_prices(PriceReading& reading) {
  const Json root = read_document(*reading.input);
  const Json* models = child(root, "models");
  if (!models || !models->is_array()) return reading.refuse("missing-key", "/models", "nothing", "a list of models");
  constexpr std::array<MeterKey, 3> keys{
      {{"input", Meter::input, 1e6}, {"input_cached", Meter::cached_input, 1e6}, {"output", Meter::output, 1e6}}};
  for (std::size_t i = 0; i < models->size(); ++i) {
    const Json* history = child((*models)[i], "price_history");
    const std::string at = "/models/" + std::to_string(i) + "/price_history";
    if (!history || !history->is_array() || history->empty()) {
      reading.refuse("no-price", at, "nothing", "a list of prices");
      continue;
    }
    for (std::size_t j = 0; j < history->size(); ++j) {
      const std::string where = at + "/" + std::to_string(j);
      ImportedPrice about{.provider = text_of(root, "vendor"), .model = text_of((*models)[i], "id")};
      if (const Json* from = child((*history)[j], "from_date"))
        about.from = day_of(reading, *from, where + "/from_date");
      if (const Json* to = child((*history)[j], "to_date")) about.to = day_of(reading, *to, where + "/to_date");
      for (const auto& key : keys) {
        const std::string name(key.key);
        const Json* value = child((*history)[j], name.c_str());
        if (!value) continue;
        if (const auto dollars = price_number(reading, *value, where + "/" + name)) {
          ImportedPrice price = about;
          price.meter = key.meter;
          price.price = token_price(key.meter, *dollars, key.per);
          price.pointer = where + "/" + name;
          reading.add(std::move(price));
        }
      }
    }
  }
}

}  // namespace costmodel::import
