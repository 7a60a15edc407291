// Price files: the five formats, and what they must not be taken for.
#include <gtest/gtest.h>
#include <costmodel/costmodel.hpp>
#include <costmodel/import/prices.hpp>

#include <filesystem>

#include "outside_files.hpp"

namespace costmodel {
namespace {

const ImportedPrice& one(const ReadPrices& read, std::string_view model, Meter meter, std::string_view condition = "") {
  for (const auto& price : read.prices)
    if (price.model == model && price.meter == meter && price.condition == condition) return price;
  throw std::runtime_error("no such price");
}

double value(const ImportedPrice& price) { return written(price.price).value; }

std::vector<std::string> refused(const ReadPrices& read) {
  std::vector<std::string> ids;
  for (const auto& problem : read.report.refused) ids.push_back(problem.id + " " + problem.where);
  return ids;
}

std::string id_of(std::string_view text) {
  try {
    parse_prices(text);
  } catch (const InvalidInput& invalid) {
    return invalid.problems().front().id;
  }
  return "nothing";
}

TEST(Prices, GenaiPricesWithTiersAndDates) {
  const auto read = parse_prices(R"~([{"id": "maker", "api_pattern": "x", "models": [
    {"id": "small", "prices": {"input_mtok": 0.22, "output_mtok": 0.22, "web_searches_kcount": 10}},
    {"id": "large", "prices": [
      {"prices": {"input_mtok": {"base": 3, "tiers": [{"start": 200000, "price": 6}]}, "output_mtok": 15}},
      {"constraint": {"start_date": "2026-03-13"}, "prices": {"input_mtok": 2, "output_mtok": 10, "requests_kcount": 5}},
      {"constraint": {"start_time": "16:30:00", "end_time": "00:30:00"}, "prices": {"input_mtok": 1}}]},
    {"id": "odd", "prices": {"input_mtok": "3"}}]}])~",
                                 "f");
  EXPECT_EQ(read.report.format, EvidenceFormat::genai_prices);
  EXPECT_EQ(value(one(read, "small", Meter::input)), 0.22);
  EXPECT_EQ(written(one(read, "small", Meter::output).price).unit, "USD/Mtok_out");
  EXPECT_EQ(value(one(read, "large", Meter::input, "above 200,000 input tokens")), 6);
  EXPECT_EQ(value(one(read, "large", Meter::input, "16:30:00 to 00:30:00 UTC")), 1);
  EXPECT_EQ(value(one(read, "large", Meter::request)), 0.005);
  EXPECT_EQ(one(read, "large", Meter::input).pointer, "/0/models/1/prices/0/prices/input_mtok/base");
  EXPECT_EQ(refused(read), std::vector<std::string>{"wrong-type f#/0/models/2/prices/input_mtok"});
  EXPECT_EQ(prices_of(read, "large", "2026-03-01").size(), 4u);  // two prices, a tier, and the nightly one
  EXPECT_EQ(prices_of(read, "LARGE").size(), 7u);
  EXPECT_THROW(prices_of(read, "huge"), InvalidInput);
}

TEST(Prices, LiteLlmPricesOneToken) {
  const auto read = parse_prices(R"~({
    "sample_spec": {"litellm_provider": "one of", "input_cost_per_token": 0.0, "max_tokens": "text"},
    "m": {"litellm_provider": "p", "mode": "chat", "input_cost_per_token": 2e-06, "output_cost_per_token": 8e-06, "input_cost_per_token_batches": 1e-06},
    "free": {"litellm_provider": "p", "mode": "chat", "input_cost_per_token": 0.0},
    "bedrock/us-east-1/1-month-commitment/m": {"litellm_provider": "bedrock", "mode": "chat", "input_cost_per_second": 0.011, "output_cost_per_second": 0.011},
    "bedrock/us-east-1/6-month-commitment/m": {"litellm_provider": "bedrock", "mode": "chat"},
    "voice": {"litellm_provider": "p", "mode": "audio_transcription", "input_cost_per_second": 0.0001}})~",
                                 "f");
  EXPECT_EQ(value(one(read, "m", Meter::input)), 2);
  EXPECT_EQ(value(one(read, "m", Meter::input, "batches")), 1);
  EXPECT_EQ(value(one(read, "free", Meter::input)), 0);  // stated as 0, and not missing
  EXPECT_NEAR(value(one(read, "bedrock/us-east-1/1-month-commitment/m", Meter::machine_time, "commitment")), 39.6,
              1e-12);
  EXPECT_EQ(refused(read),
            (std::vector<std::string>{"template-row f#/sample_spec",
                                      "no-price f#/bedrock~1us-east-1~16-month-commitment~1m", "no-price f#/voice"}));
}

TEST(Prices, LlmPricesKeepTheirHistory) {
  const auto read = parse_prices(R"~({"vendor": "v", "models": [{"id": "m", "name": "M", "price_history": [
    {"input": 0.8, "output": 3.2, "input_cached": null, "from_date": null, "to_date": "2026-02-28"},
    {"input": 0.4, "output": 1.6, "input_cached": 0.1, "from_date": "2026-03-01", "to_date": null}]}]})~");
  ASSERT_EQ(read.prices.size(), 5u);
  const auto old = prices_of(read, "m", "2026-02-28");
  ASSERT_EQ(old.size(), 2u);
  EXPECT_EQ(value(old.front()), 0.8);
  EXPECT_EQ(prices_of(read, "m", "2026-03-01").size(), 3u);
  std::vector<ImportedPrice> inputs;
  for (const auto& price : read.prices)
    if (price.meter == Meter::input) inputs.push_back(price);
  EXPECT_EQ(scenario_input(read, inputs).substr(0, 34), R"~({"value":0.8,"grade":"published",")~");
  EXPECT_NE(scenario_input(read, inputs).find(R"~("by_date":[{"value":0.4)~"), std::string::npos);
  EXPECT_THROW(scenario_input(read, read.prices), InvalidInput);
}

TEST(Prices, SkyPilotColumnsInAnyOrderAndMissingIsNotZero) {
  const auto read = parse_prices(
      "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,GpuInfo,SpotPrice\n"
      "gpu_8x,V100,8.0,88.0,448.0,6.32,us-east-1,\"{'Gpus': [{'Name': 'V100, old'}]}\",\n"
      "SPOT,A100,1,,,,eu,,0.5\nnone,,,,,,us,,\nbad,,,,,cheap,us,,\nshort,1\n",
      "f");
  EXPECT_EQ(value(one(read, "gpu_8x", Meter::machine_time)), 6.32);
  EXPECT_EQ(one(read, "gpu_8x", Meter::machine_time).detail, "8 × V100");
  EXPECT_EQ(value(one(read, "SPOT", Meter::machine_time, "spot")), 0.5);
  EXPECT_EQ(refused(read), (std::vector<std::string>{"no-price f#/4", "wrong-type f#/5", "wrong-columns f#/6"}));
  const auto other = parse_prices("InstanceType,vCPUs,AcceleratorName,Price,SpotPrice,Region\na,1,T4,0.5,0.1,us\n");
  EXPECT_EQ(value(one(other, "a", Meter::machine_time)), 0.5);
}

TEST(Prices, AwsUnitsSetTheScale) {
  const auto term = [](const std::string& sku, const std::string& unit, const std::string& price,
                       const std::string& what) {
    std::string text = "\"" + sku;
    return text.append(R"~(": {"k": {"effectiveDate": "2026-09-01T00:00:00Z", "priceDimensions": {"r": {"unit": ")~")
        .append(unit)
        .append(R"~(", "description": ")~")
        .append(what)
        .append(R"~(", "pricePerUnit": {"USD": ")~")
        .append(price)
        .append("\"}}}}}");
  };
  const auto product = [](const std::string& sku, const std::string& attributes) {
    std::string text = "\"" + sku;
    return text.append("\": {\"attributes\": {").append(attributes).append("}}");
  };
  const auto read = parse_prices(
      R"~({"offerCode": "AmazonBedrock", "version": "1", "publicationDate": "2026-09-10T00:00:00Z", "products": {)~" +
          product("a", R"~("model": "llama", "regionCode": "us-west-2", "inferenceType": "Input tokens")~") + "," +
          product(
              "b",
              R"~("model": "llama", "regionCode": "us-west-2", "inferenceType": "Output tokens", "usagetype": "USW2-llama-batch")~") +
          "," + product("c", R"~("model": "llama", "usagetype": "USW2-ProvisionedThroughput-NoCommit-ModelUnits")~") +
          "," + product("d", R"~("architectureName": "Llama3.1")~") + "," + product("e", R"~("model": "llama")~") +
          "," + product("f", R"~("model": "llama")~") + R"~(}, "terms": {"OnDemand": {)~" +
          term("a", "1K tokens", "0.00022", "input") + "," + term("b", "1M tokens", "0.11", "output") + "," +
          term("c", "Hour", "24.0", "a model unit") + "," +
          term("d", "Custom Model Unit per min", "0.05718", "import") + "," + term("e", "1K tokens", "0.1", "tokens") +
          "," + term("f", "Images", "0.1", "images") + "}}}",
      "f");
  EXPECT_NEAR(value(one(read, "llama", Meter::input)), 0.22, 1e-15);
  EXPECT_EQ(value(one(read, "llama", Meter::output, "batch")), 0.11);
  EXPECT_EQ(value(one(read, "llama", Meter::machine_time, "no commitment")), 24);
  EXPECT_NEAR(value(one(read, "Llama3.1", Meter::machine_time)), 0.05718 * 60, 1e-12);
  EXPECT_EQ(one(read, "llama", Meter::input).from, "2026-09-01");
  EXPECT_EQ(refused(read), (std::vector<std::string>{"unknown-meter f#/terms/OnDemand/e/k/priceDimensions/r",
                                                     "unknown-unit f#/terms/OnDemand/f/k/priceDimensions/r/unit"}));
}

TEST(Prices, OtherFilesAreRefused) {
  EXPECT_EQ(id_of("{\"costmodel\": 1, \"paths\": []}"), "wrong-format");
  EXPECT_EQ(id_of("a,b\n1,2\n"), "wrong-format");
  EXPECT_EQ(id_of(R"~({"vendor": "v", "models": [{"id": "m", "price_history": [)~"), "malformed-json");
  EXPECT_EQ(id_of(R"~({"vendor": "v", "vendor": "w", "models": [{"id": "m", "price_history": []}]})~"),
            "duplicate-key");
}

OUTSIDE_FILES(PriceSamples, COSTMODEL_SAMPLES);

TEST_P(PriceSamples, EachIsReadOrRefused) {
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(GetParam()) / "prices")) {
    const std::string name = entry.path().filename().string();
    if (name.find("schema") != std::string::npos) {
      EXPECT_THROW(read_prices(entry.path().string()), InvalidInput);
      continue;
    }
    const auto read = read_prices(entry.path().string());
    EXPECT_GT(read.prices.size(), 4u) << name;
    for (const auto& price : read.prices) EXPECT_GE(value(price), 0) << name;
    if (read.report.format == EvidenceFormat::genai_prices) {
      EXPECT_EQ(value(one(read, "meta.llama3-1-8b-instruct-v1:0", Meter::output)), 0.22);
    }
  }
}

}  // namespace
}  // namespace costmodel
