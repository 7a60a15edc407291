// One reader for each price format; each appends prices, and what it refuses, with their places.
#pragma once

#include <costmodel/import/prices.hpp>

#include "import/input.hpp"
#include "io/json.hpp"

namespace costmodel::import {

/// What is being read.
struct PriceReading {
  Input* input;
  ReadPrices read{};

  void refuse(std::string id, const std::string& pointer, std::string found, std::string allowed) {
    ++read.report.rows_in;
    if (read.report.refused.size() < most_refused)
      read.report.refused.push_back({std::move(id), input->at(pointer), std::move(found), std::move(allowed)});
    else
      ++more_refused;
  }
  void note(const std::string& pointer, std::string text) {
    if (read.report.notes.size() < most_refused) read.report.notes.push_back({input->at(pointer), std::move(text)});
  }
  void add(ImportedPrice price) {
    ++read.report.rows_in;
    ++read.report.rows_out;
    read.prices.push_back(std::move(price));
  }

  /// What is said of a price and read by nobody.
  void unread(const ImportedPrice& about, std::string key, std::string amount, std::string pointer) {
    read.unread.push_back({about.provider, about.model, std::move(key), std::move(amount), std::move(pointer)});
  }

  static constexpr std::size_t most_refused = 200;
  std::uint64_t more_refused = 0;
};

void read_genai_prices(PriceReading& reading);
void read_litellm_prices(PriceReading& reading);
void read_llm_prices(PriceReading& reading);
void read_aws_price_list(PriceReading& reading);
void read_skypilot_catalog(PriceReading& reading);
void read_openrouter_models(PriceReading& reading);
void read_azure_retail_prices(PriceReading& reading);

/// A price that is stated for so many tokens, in USD; the direction is its meter's.
Price token_price(Meter meter, double usd, double per_tokens);

/// The number of a value that must be one: at least 0 and finite. Otherwise it is refused, and nothing.
std::optional<double> price_number(PriceReading& reading, const Json& value, const std::string& pointer);

}  // namespace costmodel::import
