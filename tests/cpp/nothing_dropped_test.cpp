// What carries money or changes the meaning is read, refused, or named: never dropped without a word. And one curve is
// of one configuration.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <costmodel/import/benchmarks.hpp>
#include <costmodel/import/bills.hpp>
#include <costmodel/import/import.hpp>
#include <costmodel/import/prices.hpp>
#include <filesystem>
#include <fstream>
#include <string>

namespace costmodel {
namespace {

using testing::HasSubstr, testing::Not;

std::string said(const ImportReport& report) { return to_text({report}); }

double value(const ReadPrices& read, std::string_view model, Meter meter, double above = 0) {
  for (const auto& price : read.prices)
    if (price.model == model && price.meter == meter && price.above_input_tokens == above &&
        (above > 0 || price.condition.empty()))
      return written(price.price).value;
  ADD_FAILURE() << "no such price of " << model;
  return 0;
}

/// Each reader of prices is fed a field that nobody knows and that carries money.
TEST(NothingDropped, UnknownMoneyInEveryPriceList) {
  for (const auto& [name, text] : {
           std::pair{"LiteLLM", R"({"m": {"litellm_provider": "p", "mode": "chat", "input_cost_per_token": 1e-6,
               "output_cost_per_token": 2e-6, "moonlight_fee_per_call": 0.01}})"},
           {"genai-prices", R"([{"id": "p", "api_pattern": "x", "models": [{"id": "m", "prices": {"input_mtok": 1,
               "output_mtok": 2, "moonlight_kcount": 10}}]}])"},
           {"llm-prices", R"({"vendor": "p", "models": [{"id": "m", "price_history": [{"input": 1, "output": 2,
               "moonlight": 10, "from_date": null, "to_date": null}]}]})"},
           {"AWS",
            R"({"products": {"s": {"attributes": {"model": "m"}}}, "terms": {"OnDemand": {"s": {"t": {"priceDimensions":
               {"r": {"unit": "1K tokens", "description": "input tokens", "moonlight_surcharge": "0.10",
                "pricePerUnit": {"USD": "0.001"}}}}}}}})"},
           {"SkyPilot",
            "InstanceType,AcceleratorName,AcceleratorCount,Price,Region,moonlight_fee\nm,H100,1,3.0,r,0.1\n"},
           {"OpenRouter", R"({"data": [{"id": "m", "pricing": {"prompt": "0.000001", "completion": "0.000002",
               "moonlight": "0.01"}}]})"},
           {"Azure",
            R"({"Items": [{"currencyCode": "USD", "retailPrice": 98.32, "unitOfMeasure": "1 Hour", "armSkuName": "m",
               "type": "Consumption", "savingsPlan": [{"retailPrice": 60.0, "term": "3 Years", "moonlight": 1}]}]})"},
       }) {
    const auto read = parse_prices(text, "f");
    ASSERT_FALSE(read.prices.empty()) << name << said(read.report);
    ASSERT_EQ(read.unread.size(), 1u) << name;
    EXPECT_EQ(read.unread[0].model, "m") << name;
    EXPECT_THAT(said(read.report), HasSubstr("not read: ")) << name;
    EXPECT_THAT(to_json(read, read.prices), HasSubstr("moonlight")) << name;
    const Table table = price_list_table(read, read.prices);
    EXPECT_THAT(table.notes.back(), HasSubstr("moonlight")) << name;
  }
}

TEST(NothingDropped, UnknownMoneyInBenchmarks) {
  const std::string run = R"({"date": "20260816-160853", "model_id": "m", "request_rate": "inf", "max_concurrency": 2,
    "duration": 10.0, "completed": 8, "failed": 0, "total_input_tokens": 8001, "total_output_tokens": 801,
    "request_throughput": 0.8, "output_throughput": 80.1, "mean_ttft_ms": 200.0, "mean_tpot_ms": 20.0,
    "moonlight_fee_usd": 3.5, "gpu_power_w": 320.0, "notes": {"rack_power_watts": 5}, "errors": [], "lora_adapters": 0})";
  const auto text = said(parse_benchmarks(run, {}, "f").report);
  EXPECT_THAT(text, HasSubstr("not read: moonlight_fee_usd, 3.5"));
  EXPECT_THAT(text, HasSubstr("not read: gpu_power_w, 320"));
  EXPECT_THAT(text, HasSubstr("not read: notes/rack_power_watts, 5"));
  EXPECT_THAT(text, Not(HasSubstr("lora_adapters")));  // 0 says nothing
  const auto sweep =
      said(parse_benchmarks("concurrency,tps_output,gpu_power_w,moonlight_fee\n1,100,300,0.1\n8,600,400,0.1\n").report);
  EXPECT_THAT(sweep, HasSubstr("not read: gpu_power_w, 300 to 400, in 2 places"));
  EXPECT_THAT(sweep, HasSubstr("not read: moonlight_fee, 0.1, in 2 places"));
}

TEST(NothingDropped, UnknownMoneyOnABill) {
  const auto bill = parse_bill(
      "EffectiveCost,BilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ListCost,x_"
      "MoonlightFee\n"
      "1,1,USD,Usage,2026-05-01T00:00:00Z,2026-05-02T00:00:00Z,2,0.25\n"
      "2,2,USD,Usage,2026-05-01T00:00:00Z,2026-05-02T00:00:00Z,4,0.5\n");
  EXPECT_THAT(said(bill.report), HasSubstr("not read: x_MoonlightFee, 0.75 in all"));
  EXPECT_THAT(said(bill.report), Not(HasSubstr("ListCost")));  // what would have been paid without agreements
}

const std::string map = R"({
  "ask": {"litellm_provider": "p", "mode": "chat", "input_cost_per_request": 0.005, "input_cost_per_token": 0.0,
    "output_cost_per_token": 2.8e-7},
  "search": {"litellm_provider": "p", "mode": "chat", "input_cost_per_token": 3e-6, "output_cost_per_token": 1.5e-5,
    "search_context_cost_per_query": {"search_context_size_low": 0.006, "search_context_size_high": 0.014}},
  "think": {"litellm_provider": "p", "mode": "chat", "input_cost_per_token": 4e-7, "output_cost_per_token": 1.2e-6,
    "output_cost_per_reasoning_token": 4e-6},
  "same": {"litellm_provider": "p", "mode": "chat", "input_cost_per_token": 4e-7, "output_cost_per_token": 1.2e-6,
    "output_cost_per_reasoning_token": 1.2e-6},
  "night": {"litellm_provider": "p", "mode": "chat", "input_cost_per_token": 3e-7, "output_cost_per_token": 1.2e-6,
    "off_peak_pricing": {"input_cost_per_token": 1.5e-7, "output_cost_per_token": 6e-7,
      "windows": [{"hours_utc": "00:00-06:00", "weekdays": [1, 2]}]}},
  "tiers": {"litellm_provider": "p", "mode": "chat", "tiered_pricing": [
    {"range": [0, 200000], "input_cost_per_token": 2e-6, "output_cost_per_token": 6e-6},
    {"range": [200000, 500000], "input_cost_per_token": 4e-6, "output_cost_per_token": 1.5e-5}]},
  "long": {"litellm_provider": "p", "mode": "chat", "input_cost_per_token": 3e-6, "output_cost_per_token": 1.5e-5,
    "cache_read_input_token_cost": 3e-7, "input_cost_per_token_above_200k_tokens": 6e-6,
    "output_cost_per_token_above_200k_tokens": 2.25e-5, "cache_read_input_token_cost_above_200k_tokens": 9e-7}})";

TEST(NothingDropped, LiteLlmFeesTiersAndHours) {
  const auto read = parse_prices(map, "f");
  EXPECT_EQ(read.report.refused.size(), 0u) << said(read.report);
  EXPECT_NEAR(value(read, "ask", Meter::request), 0.005, 1e-15);
  EXPECT_NEAR(value(read, "tiers", Meter::input), 2, 1e-12);
  EXPECT_NEAR(value(read, "tiers", Meter::output, 200'000), 15, 1e-12);
  EXPECT_NEAR(value(read, "long", Meter::input, 200'000), 6, 1e-12);
  std::size_t off_peak = 0;
  for (const auto& price : read.prices) off_peak += price.condition == "off peak 00:00-06:00 UTC on weekdays 1, 2";
  EXPECT_EQ(off_peak, 2u);
  ASSERT_EQ(read.unread.size(), 2u);
  EXPECT_EQ(read.unread[0].amount, "0.006 to 0.014 USD");
  EXPECT_EQ(read.unread[1].amount, "4 USD per million tokens, where other output costs 1.2");
}

struct Files {
  std::filesystem::path folder = std::filesystem::temp_directory_path() / "costmodel_nothing_dropped";
  Files() { std::filesystem::create_directories(folder); }
  ~Files() { std::filesystem::remove_all(folder); }
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name) << text;
    return (folder / name).string();
  }
};

std::string vllm(const std::string& more, int completed = 80) {
  return R"({"date": "20260816-160853", "model_id": "acme/box", "request_rate": "inf", "max_concurrency": 2, "duration": 100.0,
    "completed": )" +
         std::to_string(completed) + R"(, "failed": 0, "total_input_tokens": 80010, "total_output_tokens": 8001,
    "request_throughput": 0.8, "output_throughput": 80.01, "mean_ttft_ms": 200.0, "mean_tpot_ms": 20.0, "mean_e2el_ms": 2180.0)" +
         more + "}";
}

// A request at 0.005 USD, and 100 output tokens at 0.28 USD a million: 0.005028 USD, not 0.000028.
TEST(NothingDropped, ImportTakesFeesAndSteps) {
  const Files files;
  const auto imported = import_scenario({files.file("run.json", vllm("")), files.file("map.json", map)},
                                        {.price_of = {{"a", "ask"}, {"b", "long"}, {"c", "search"}, {"d", "night"}}});
  const auto pricing = [&](std::string_view id) {
    for (const auto& path : imported.scenario.paths)
      if (path.id == id) return std::get<PerToken<>>(path.pricing);
    return PerToken<>{};
  };
  EXPECT_NEAR(usd_per_answer(pricing("a").per_answer), 0.005, 1e-15);
  const auto steps = pricing("b").context_steps;
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_NEAR(input_tokens_per_answer(steps[0].above), 200'000, 1e-6);
  EXPECT_NEAR(steps[0].input_multiplier, 2, 1e-12);
  EXPECT_NEAR(steps[0].output_multiplier, 1.5, 1e-12);
  const auto text = to_text(imported.reports);
  EXPECT_THAT(
      text,
      HasSubstr("cached input tokens of b above 200k tokens cost 0.9 USD per million tokens and are taken at 0.6"));
  EXPECT_THAT(text,
              HasSubstr("2 prices on conditions were not taken for d: off peak 00:00-06:00 UTC on weekdays 1, 2"));
  EXPECT_THAT(text, HasSubstr("not read for c: search_context_cost_per_query, 0.006 to 0.014 USD"));
}

TEST(OneConfiguration, RunsThatDifferAreOfDifferentPaths) {
  const Files files;
  for (const auto& [a, b] : {std::pair{R"(, "tensor_parallel_size": 1)", R"(, "tensor_parallel_size": 2)"},
                             {R"(, "max_num_seqs": 4)", R"(, "max_num_seqs": 8)"},
                             {R"(, "enable_prefix_caching": true)", R"(, "enable_prefix_caching": false)"},
                             {R"(, "burstiness": 1.0)", R"(, "burstiness": 0.25)"},
                             {R"(, "dtype": "bfloat16")", R"(, "dtype": "fp8")"},
                             {R"(, "quantization": null)", R"(, "quantization": "awq")"},
                             {R"(, "vllm_version": "0.13")", R"(, "vllm_version": "0.14")"},
                             {R"(, "gpu_name": "H100")", R"(, "gpu_name": "A100")"}}) {
    const auto read = read_throughput({files.file("a.json", vllm(a)), files.file("b.json", vllm(b, 81))});
    EXPECT_EQ(read.curves.size(), 2u) << a << " and " << b;
    const auto same = read_throughput({files.file("a.json", vllm(a)), files.file("b.json", vllm(a, 81))});
    EXPECT_EQ(same.curves.size(), 1u) << a;
  }
}

TEST(OneConfiguration, RunsWithoutAModelAreNotJoined) {
  const Files files;
  const std::string a = "concurrency,tps_output\n1,100\n8,600\n", b = "concurrency,tps_output\n2,900\n";
  const std::vector<std::string> both{files.file("a.csv", a), files.file("b.csv", b)};
  const auto read = read_throughput(both);
  ASSERT_EQ(read.curves.size(), 2u);
  EXPECT_EQ(read.curves[0].points.size(), 2u);
  EXPECT_THAT(to_text(read.reports), HasSubstr("--model NAME"));
  const auto named = read_throughput(both, {}, "m");
  ASSERT_EQ(named.curves.size(), 1u);
  EXPECT_EQ(named.curves[0].model, "m");
  std::vector<BenchmarkRun> runs = read.curves[0].runs;
  runs.push_back(read.curves[1].runs[0]);
  EXPECT_THROW(throughput_curve(runs), InvalidInput);
}

TEST(OneConfiguration, APriceByTheHourIsOfTheMachine) {
  const auto price = [](const std::string& rows) {
    const auto read = parse_benchmarks("model,hardware,gpus,concurrency,tps_output,gpu_cost_hr\n" + rows, {}, "f");
    std::vector<double> prices;
    for (const auto& run : read.runs) prices.push_back(run.usd_per_unit_hour ? run.usd_per_unit_hour->value : -1);
    return prices;
  };
  using testing::ElementsAre;
  EXPECT_THAT(price("m,H100,1,1,100,6.98\n"), ElementsAre(6.98));
  EXPECT_THAT(price("m,H100,1,1,100,6.98\nm,H100,2,1,180,13.96\n"), ElementsAre(6.98, 13.96));
  EXPECT_THAT(price("m,H100,1,1,100,6.98\nm,H100,2,1,180,6.98\n"), ElementsAre(6.98, 13.96));  // of one GPU
  EXPECT_THAT(price("m,H100,4,1,100,14.68\n"), ElementsAre(-1));  // of one, or of four: nothing says which
  const Files files;
  const auto imported = import_scenario({files.file(
      "s.csv", "model,hardware,gpus,concurrency,tps_output,usd_per_unit_hour,isl,osl\nm,H100,4,1,100,14.68,10,10\n")});
  EXPECT_NEAR(usd_per_hour(std::get<Provisioned<>>(imported.scenario.paths[0].pricing).price), 14.68, 1e-12);
  const auto by_gpu = import_scenario(
      {files.file("s.csv", "model,hardware,gpus,concurrency,tps_output,isl,osl\nm,H100,4,1,100,10,10\n")},
      {.usd_per_gpu_hour = 3.67});
  EXPECT_NEAR(usd_per_hour(std::get<Provisioned<>>(by_gpu.scenario.paths[0].pricing).price), 14.68, 1e-12);
}

// 8 requests a second × 5 s are 40 in flight, where the loop is closed at 32.
TEST(OneConfiguration, AClosedLoopHoldsNoMoreThanItsLimit) {
  const auto read =
      parse_benchmarks(R"({"model_id": "m", "request_rate": "inf", "max_concurrency": 32, "duration": 100.0,
    "completed": 800, "failed": 0, "total_input_tokens": 80010, "total_output_tokens": 80010, "request_throughput": 8.0,
    "output_throughput": 800.1, "mean_ttft_ms": 200.0, "mean_tpot_ms": 48.0, "mean_e2el_ms": 5000.0})",
                       {}, "f");
  ASSERT_EQ(read.runs.size(), 1u);
  EXPECT_EQ(read.runs[0].concurrency->value, 32);
  EXPECT_THAT(said(read.report), HasSubstr("Little's law gives 40 in flight"));
}

}  // namespace
}  // namespace costmodel
