// Tables of more columns than a page has room for end, in every format.
#include <gtest/gtest.h>

#include <algorithm>
#include <costmodel/horizon/horizon.hpp>
#include <costmodel/render/horizon.hpp>
#include <costmodel/render/table.hpp>
#include <string>

namespace costmodel {
namespace {

TEST(WideTable, IsWrittenHoweverManyColumns) {
  for (const std::size_t columns : {0u, 1u, 59u, 60u, 61u, 200u}) {
    Table table{.id = "t", .title = "Wide"};
    table.rows.emplace_back();
    for (std::size_t i = 0; i < columns; ++i) {
      table.columns.push_back({"Column " + std::to_string(i)});
      table.rows[0].push_back("cell" + std::to_string(i));
    }
    for (const Format format : {Format::text, Format::markdown, Format::html, Format::latex, Format::csv}) {
      const std::string text = render(table, format);
      EXPECT_LT(text.size(), 1'000'000u);
      if (columns > 0 && format != Format::text)
        EXPECT_NE(text.find("cell" + std::to_string(columns - 1)), std::string::npos);
    }
  }
}

// Prices that alternate from month to month: the plan has a stage for each.
TEST(WideTable, APlanOfManyStagesHasARowForEach) {
  const auto api = [](const char* id) {
    return Path{.id = id, .pricing = PerToken<>{.per_answer = usd_per_answer(0.01)}, .acceptance = {.rate = 1}};
  };
  Scenario s{.title = "t", .demand = accepted_answers_per_month(1000)};
  s.workload.output = output_tokens_per_answer(100);
  s.paths = {api("a"), api("b")};
  s.paths[0].cells[0] = {Holder{}};
  s.horizon = Horizon{.months = 80};
  for (int m = 1; m <= 80; ++m) s.paths[0].over_time.price_steps.push_back({static_cast<double>(m), m % 2 ? 0.5 : 2.0});
  const HorizonAnswer answer = horizon(s);
  ASSERT_GE(answer.plan.stages.size(), 60u);
  const std::string text = render(horizon_report(s, answer), Format::text);
  std::size_t longest = 0;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    longest = std::max(longest, end - from);
    from = end + 1;
  }
  EXPECT_LE(longest, 3 * 118u) << "in bytes, of which a rule has three a column";
}

}  // namespace
}  // namespace costmodel
