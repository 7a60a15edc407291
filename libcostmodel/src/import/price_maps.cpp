// Price files of models: genai-prices (version 2), LiteLLM's map, llm-prices.
#include <algorithm>
#include <array>

#include "base/figures.hpp"
#include "base/number_text.hpp"
#include "import/price_reading.hpp"
#include "import/reading.hpp"
#include "import/strict_json.hpp"
#include "import/unread.hpp"
#include "import/words.hpp"
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

std::string above_tokens(double tokens) { return "above " + text::plain(tokens) + " input tokens"; }

/// Of a price that is not read: "10 USD per thousand", "3 USD per million tokens".
std::string genai_amount(const std::string& name, const Json& value) {
  const Json* number = value.is_object() ? child(value, "base") : &value;
  if (!number || !number->is_number()) return brief(value);
  const std::string_view per = name.ends_with("_mtok")     ? " USD per million tokens"
                               : name.ends_with("_kcount") ? " USD per thousand"
                                                           : " USD";
  return number_text(number->get<double>()) + std::string(per);
}

/// One set of prices; tiers are cliffs: above the start, all tokens cost the tier's price.
void genai_set(PriceReading& reading, const Json& set, const ImportedPrice& about, const std::string& pointer) {
  if (!set.is_object()) return reading.refuse("wrong-type", pointer, shown(set), "prices by name");
  const auto seen = reading.read.report.rows_in;
  for (const auto& item : set.items()) {
    const std::string& name = item.key();
    const Json& value = item.value();
    const auto key =
        std::find_if(genai_keys.begin(), genai_keys.end(), [&](const MeterKey& k) { return k.key == name; });
    const std::string at = pointer + "/" + pointer_part(name);
    if (key == genai_keys.end()) {
      if (says_something(value)) reading.unread(about, name, genai_amount(name, value), at);
      continue;
    }
    const auto add = [&](const Json& number, const std::string& where, double above) {
      const auto dollars = price_number(reading, number, where);
      if (!dollars) return;
      ImportedPrice price = about;
      price.meter = key->meter;
      price.price = genai_price(*key, *dollars);
      if (above > 0) {
        price.condition = joined(about.condition, above_tokens(above));
        if (about.condition.empty()) price.above_input_tokens = above;
      }
      price.pointer = where;
      reading.add(std::move(price));
    };
    if (!value.is_object()) {
      add(value, at, 0);
      continue;
    }
    if (const Json* base = child(value, "base"))
      add(*base, at + "/base", 0);
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
        add(*price, where + "/price", start->get<double>());
    }
  }
  if (reading.read.report.rows_in > seen) return;
  std::string others;
  for (const auto& item : set.items()) others += (others.empty() ? ", but " : ", ") + item.key();
  std::erase_if(reading.read.unread,
                [&](const UnreadPrice& unread) { return unread.pointer.starts_with(pointer + "/"); });
  reading.refuse("no-price", pointer, "no price of tokens or requests" + others, "a price; what is missing is not 0");
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

/// The tokens of "_above_200k_tokens"; 0 of anything else.
double litellm_step(std::string_view rest) {
  constexpr std::string_view before = "_above_", after = "k_tokens";
  if (!rest.starts_with(before) || !rest.ends_with(after) || rest.size() <= before.size() + after.size()) return 0;
  double thousands = 0;
  for (const char c : rest.substr(before.size(), rest.size() - before.size() - after.size())) {
    if (c < '0' || c > '9' || thousands > 1e6) return 0;
    thousands = 10 * thousands + (c - '0');
  }
  return 1e3 * thousands;
}

/// One entry of the map. Every field that carries money is read, refused, or named as not read.
class LiteLlmModel {
 public:
  LiteLlmModel(PriceReading& reading, const std::string& name, const Json& model)
      : reading_(reading), model_(model), pointer_("/" + pointer_part(name)) {
    about_.provider = text_of(model, "litellm_provider");
    about_.model = name;
  }

  void read() {
    const auto before = reading_.read.prices.size();
    const auto refused = reading_.read.report.refused.size();
    const auto more_refused = reading_.more_refused;
    for (const auto& [key, value] : model_.items())
      if (!value.is_null()) field(key, value);
    by_time();
    const bool nothing_refused =
        reading_.read.report.refused.size() == refused && reading_.more_refused == more_refused;
    if (reading_.read.prices.size() > before) {
      for (const auto& key : left_) name_unread(key);
    } else if (nothing_refused) {
      std::string others;
      for (const auto& key : left_) others += (others.empty() ? ", but " : ", ") + key;
      reading_.refuse("no-price", pointer_, "no price of tokens or time" + others, "a price; what is missing is not 0");
    }
  }

 private:
  void field(const std::string& key, const Json& value) {
    const std::string at = pointer_ + "/" + pointer_part(key);
    for (const auto& meter : litellm_keys)
      if (key.starts_with(meter.key)) return token_field(meter, key, value, at);
    if (key == "input_cost_per_request") {
      if (const auto dollars = price_number(reading_, value, at))
        add(Meter::request, usd_per_request(*dollars), "", at);
    } else if (key == "tiered_pricing" && value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) tier(value[i], i);
    } else if (key == "off_peak_pricing" && value.is_object()) {
      off_peak(value, at);
    } else if (key == "output_cost_per_reasoning_token") {
      const Json* output = child(model_, "output_cost_per_token");
      if (!output || *output != value) left_.push_back(key);
    } else if (matters(key, value)) {
      left_.push_back(key);
    }
  }

  static bool matters(const std::string& key, const Json& value) {
    if (!says_something(value)) return false;
    if (key == "provider_specific_entry") return value.contains("us") || value.contains("fast");
    if (key == "metadata") return text_of(value, "notes").find('$') != std::string::npos;
    if (value.is_string()) return value.get_ref<const std::string&>().find('$') != std::string::npos;
    return carries_money(key) && !key.starts_with("supports_");
  }

  void token_field(const MeterKey& meter, const std::string& key, const Json& value, const std::string& at) {
    const auto dollars = price_number(reading_, value, at);
    if (!dollars) return;
    const auto rest = std::string_view(key).substr(meter.key.size());
    if (rest == "_cache_hit") {  // DeepSeek's name for tokens read from a cache
      const Json* read = child(model_, "cache_read_input_token_cost");
      if (!read) return add(Meter::cached_input, token_price(Meter::cached_input, *dollars, 1), "", at);
      if (*read == value) return;
    }
    add(meter.meter, token_price(meter.meter, *dollars, 1), litellm_condition(rest), at, litellm_step(rest));
  }

  /// Prompts in a range of lengths: all their tokens at its prices. The first range is what the entry itself says.
  void tier(const Json& tier, std::size_t i) {
    const std::string key = "tiered_pricing/" + std::to_string(i), at = pointer_ + "/" + key;
    const Json* range = child(tier, "range");
    if (!range || !range->is_array() || range->empty() || !range->front().is_number()) {
      left_.push_back(key);
      return;
    }
    const double above = range->front().get<double>();
    for (const auto& [name, value] : tier.items()) {
      if (name == "range" || value.is_null()) continue;
      const auto meter = std::find_if(litellm_keys.begin(), litellm_keys.end(),
                                      [&, &wanted = name](const MeterKey& k) { return k.key == wanted; });
      const Json* flat = child(model_, name.c_str());
      const Json* output = child(tier, "output_cost_per_token");
      const bool as_output = name == "output_cost_per_reasoning_token" && output && *output == value;
      if (as_output || (above == 0 && flat && *flat == value)) continue;
      if (meter == litellm_keys.end() || (above == 0 && flat)) {
        left_.push_back(key + "/" + name);
      } else if (const auto dollars = price_number(reading_, value, at + "/" + name)) {
        add(meter->meter, token_price(meter->meter, *dollars, 1), above > 0 ? above_tokens(above) : "", at + "/" + name,
            above);
      }
    }
  }

  /// Hours with prices of their own: prices on a condition.
  void off_peak(const Json& prices, const std::string& at) {
    std::string when = "off peak";
    if (const Json* windows = child(prices, "windows"); windows && windows->is_array())
      for (const auto& window : *windows) {
        when += when.size() > 8 ? "; " : " ";
        if (const Json* hours = child(window, "hours_utc")) when += words(*hours) + " UTC";
        if (const Json* days = child(window, "weekdays")) when += " on weekdays " + words(*days);
      }
    for (const auto& [name, value] : prices.items()) {
      const auto meter = std::find_if(litellm_keys.begin(), litellm_keys.end(),
                                      [&, &wanted = name](const MeterKey& k) { return k.key == wanted; });
      if (meter == litellm_keys.end()) {
        if (matters(name, value)) left_.push_back("off_peak_pricing/" + name);
      } else if (const auto dollars = price_number(reading_, value, at + "/" + name)) {
        add(meter->meter, token_price(meter->meter, *dollars, 1), plain::shortened(when, 120), at + "/" + name);
      }
    }
  }

  static std::string words(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    std::string all;
    if (value.is_array())
      for (const auto& item : value) all += (all.empty() ? "" : ", ") + words(item);
    return value.is_array() ? all : value.dump();
  }

  /// Documented as seconds of audio and video, used for provisioned throughput by rows of a commitment: then both keys
  /// say the same.
  void by_time() {
    const std::string mode = text_of(model_, "mode");
    const Json *in = child(model_, "input_cost_per_second"), *out = child(model_, "output_cost_per_second");
    if ((mode != "chat" && mode != "completion" && mode != "embedding") || (!in && !out)) return;
    for (const char* key : {"input_cost_per_second", "output_cost_per_second", "cost_per_second"})
      if (const Json* same = child(model_, key); same && *same == (out ? *out : *in)) std::erase(left_, key);
    const char* key = out ? "/output_cost_per_second" : "/input_cost_per_second";
    if (in && out && *in != *out)
      return reading_.refuse("bad-bounds", pointer_, shown(*in) + " and " + shown(*out) + " a second",
                             "one price for a second of a model unit");
    if (const auto dollars = price_number(reading_, out ? *out : *in, pointer_ + key))
      add(Meter::machine_time, MoneyPerTime<>::from_value(*dollars),
          about_.model.find("commitment") == std::string::npos ? "provisioned" : "commitment", pointer_ + key);
  }

  void add(Meter meter, Price price, std::string condition, std::string at, double above = 0) {
    ImportedPrice made = about_;
    made.meter = meter;
    made.price = price;
    made.condition = std::move(condition);
    made.pointer = std::move(at);
    made.above_input_tokens = above;
    reading_.add(std::move(made));
  }

  void name_unread(const std::string& key) {
    const Part entry(model_, pointer_, nowhere_);
    const Json* value = entry.find("/" + pointer_part_path(key));
    std::string amount = value ? amount_in(key, *value) : std::string();
    const Json* output = child(model_, "output_cost_per_token");
    if (value && key == "output_cost_per_reasoning_token" && output && output->is_number())
      amount += ", where other output costs " + number_text(to_twelve_digits(output->get<double>() * 1e6));
    reading_.unread(about_, key, std::move(amount), pointer_ + "/" + pointer_part_path(key));
  }

  /// A key with levels in it stays a path.
  static std::string pointer_part_path(const std::string& key) {
    return key.starts_with("tiered_pricing/") || key.starts_with("off_peak_pricing/") ? key : pointer_part(key);
  }

  PriceReading& reading_;
  const Json& model_;
  std::string pointer_;
  ImportedPrice about_{};
  std::vector<std::string> left_{};
  Reading nowhere_{nullptr};
};

void litellm_model(PriceReading& reading, const std::string& name, const Json& model) {
  const std::string pointer = "/" + pointer_part(name);
  if (name == "sample_spec")
    return reading.refuse("template-row", pointer, "the template of a row",
                          "a model; the template holds texts in numeric fields");
  if (!model.is_object()) return reading.refuse("wrong-type", pointer, shown(model), "an object");
  LiteLlmModel(reading, name, model).read();
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
      if (!(*history)[j].is_object()) {
        reading.refuse("wrong-type", where, shown((*history)[j]), "prices by name");
        continue;
      }
      for (const auto& [name, value] : (*history)[j].items())  // every number in it is a price
        if (std::none_of(keys.begin(), keys.end(), [&, &found = name](const MeterKey& k) { return k.key == found; }) &&
            name != "from_date" && name != "to_date" && says_something(value))
          reading.unread(about, name, value.is_number() ? number_text(value.get<double>()) + " USD" : brief(value),
                         where + "/" + pointer_part(name));
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
