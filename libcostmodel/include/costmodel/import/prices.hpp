// Prices from files that people already have: genai-prices, LiteLLM's map, llm-prices, SkyPilot catalogues, AWS price
// lists, OpenRouter's models, Azure's retail prices.
#pragma once

#include <costmodel/base/units.hpp>
#include <costmodel/import/imported.hpp>
#include <costmodel/render/table.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace costmodel {

/// What a price is of. Its type says what it is per: a thousand tokens and a million are never confused.
enum class Meter {
  input,         ///< prompt tokens that must be read
  cached_input,  ///< prompt tokens that a cache holds
  cache_write,   ///< prompt tokens that are put into a cache
  output,
  request,
  machine_time,  ///< of an instance, a model unit or a custom model unit
  storage        ///< by the billing month
};
std::string_view to_string(Meter meter);

using Price = std::variant<InputPrice<>, OutputPrice<>, MoneyPerRequest<>, MoneyPerTime<>, MoneyPerMonth<>>;

/// The number that people write, and what it is per: 0.22 and "USD/Mtok_in", 1.49 and "USD/h".
struct WrittenPrice {
  double value = 0;
  std::string_view unit{};
};
WrittenPrice written(const Price& price);

/// One price as a file states it.
struct ImportedPrice {
  std::string provider{};
  std::string model{};  ///< or instance type
  std::string region{};
  Meter meter = Meter::input;
  Price price{};
  std::string condition{};  ///< when it holds: "batch", "above 200,000 input tokens", "spot", "16:30 to 00:30 UTC";
                            ///< empty: always
  std::string from{};       ///< ISO date of the first day; empty: not said
  std::string to{};         ///< of the last; empty: still, or not said
  std::string detail{};     ///< e.g. accelerators of an instance
  std::string pointer{};    ///< where it stood
  std::string hardware{};   ///< of a machine, as benchmarks name it: "H100 x 8"; empty: not said
  double above_input_tokens = 0;  ///< of prompts longer than this, for all their tokens, where that is the condition
  bool by_windows = false;        ///< of custom model units, billed by windows whose length no price file says
};

/// What a file says of a price that no meter here holds: a fee for a search, another price of reasoning. Never dropped
/// without a word: whoever takes the prices of the model names it.
struct UnreadPrice {
  std::string provider{};
  std::string model{};
  std::string key{};      ///< as the file calls it
  std::string amount{};   ///< what it says: "0.006 to 0.014 USD", "4 USD per million tokens"
  std::string pointer{};  ///< where it stood
};

struct ReadPrices {
  std::vector<ImportedPrice> prices{};
  std::vector<UnreadPrice> unread{};  ///< named in `report` once for each key
  Origin origin{};
  ImportReport report{};
};

/// Reads a price file of any of these formats, recognised by its content. Never fetches. What is not a price in USD
/// is in report.refused with its reason; a missing price is missing, never 0. Throws InvalidInput for a file that
/// cannot be opened or parsed, and "wrong-format" for any other kind of file.
ReadPrices read_prices(const std::string& file);
/// The same from text. `name` stands for the file.
ReadPrices parse_prices(std::string_view text, const std::string& name = "text");

/// Those of the model: of exactly this name, else all whose name holds it, whatever its case; that hold on the day
/// (ISO), where one is given. Throws InvalidInput "unknown-model", with the nearest name.
std::vector<ImportedPrice> prices_of(const ReadPrices& read, std::string_view model, std::string_view day = {});

/// What the file says of the price of the models in `prices` and nothing reads.
std::vector<UnreadPrice> unread_of(const ReadPrices& read, const std::vector<ImportedPrice>& prices);

/// One row for each price; what is not read of their models stands under it.
Table price_list_table(const ReadPrices& read, const std::vector<ImportedPrice>& prices);

/// {"file", "sha256", "prices": [{"model", "meter", "value", "unit", "pointer", …}]}, numbers as people write them.
std::string to_json(const ReadPrices& read, const std::vector<ImportedPrice>& prices);

/// The prices of one model, meter, region and condition as a scenario's input: value, or value and the dated ones after
/// it
/// ("valid_from", "by_date"), with grade "published" and the file as its source.
std::string scenario_input(const ReadPrices& read, const std::vector<ImportedPrice>& prices);

}  // namespace costmodel
