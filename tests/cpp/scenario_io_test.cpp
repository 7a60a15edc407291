// Scenario files: what is wrong with a bad one, where, and all of it; and that nothing is lost of a good one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/scenario/inputs.hpp>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <utility>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::HasSubstr;

constexpr std::string_view smallest = R"({
  "costmodel": 1,
  "title": "smallest",
  "demand": {"accepted_answers_per_month": 1000},
  "workload": {"output_tokens_per_answer": 300},
  "tries": {"limit": 1},
  "paths": [
    {"id": "tokens", "pricing": {"kind": "per_token", "usd_per_million_output_tokens": 0.4}, "acceptance": {"rate": 1}},
    {"id": "box", "pricing": {"kind": "fixed_amortized", "flat_usd_per_month": 200},
     "throughput": {"points": [{"output_tokens_per_second": 14}]}, "acceptance": {"accepted": 21, "of": 30}}
  ]
})";

/// The smallest good scenario with one piece of its text replaced; the piece must stand there once.
std::string with(std::string_view piece, std::string_view other) {
  std::string text(smallest);
  const auto at = text.find(piece);
  EXPECT_NE(at, std::string::npos) << piece;
  EXPECT_EQ(text.find(piece, at + 1), std::string::npos) << piece << " stands there twice";
  return text.replace(at, piece.size(), other);
}

std::vector<Problem> problems_of(std::string_view json) {
  try {
    (void)parse_scenario(json);
  } catch (const InvalidInput& invalid) {
    return invalid.problems();
  }
  return {};
}

std::string listed(const std::vector<Problem>& problems) {
  std::string all;
  for (const auto& p : problems) all += to_string(p) + "\n";
  return all;
}

// --- Bad files -----------------------------------------------------------------------------------

struct Bad {
  std::string piece, other;
  const char* id;
  const char* where;
  const char* says = "";  ///< part of what was found or would be allowed
};

const std::vector<Bad> bad_files{
    // unknown keys, with the nearest
    {R"("title")", R"("titel": "x", "title")", "unknown-key", "/titel", R"(did you mean "title"?)"},
    {R"("flat_usd_per_month")", R"("flat_usd_per_mont": 1, "flat_usd_per_month")", "unknown-key",
     "/paths/1/pricing/flat_usd_per_mont", R"(did you mean "flat_usd_per_month"?)"},
    {R"("usd_per_million_output_tokens")", R"("usd_per_unit_hour": 1, "usd_per_million_output_tokens")", "unknown-key",
     "/paths/0/pricing/usd_per_unit_hour"},
    {R"("limit": 1)", R"("limit": 1, "a/b~c": 1)", "unknown-key", "/tries/a~1b~0c"},
    // missing
    {R"("costmodel": 1,)", "", "missing-key", "/costmodel"},
    {R"("title": "smallest",)", "", "missing-key", "/title"},
    {R"({"output_tokens_per_answer": 300})", "{}", "missing-key", "/workload/output_tokens_per_answer"},
    {R"("kind": "per_token", )", "", "missing-key", "/paths/0/pricing/kind"},
    {R"("id": "box", )", "", "missing-key", "/paths/1/id"},
    {R"({"output_tokens_per_second": 14})", "{}", "missing-key",
     "/paths/1/throughput/points/0/output_tokens_per_second"},
    // wrong version, type, kind, name
    {R"("costmodel": 1)", R"("costmodel": 2)", "wrong-version", "/costmodel"},
    {R"("costmodel": 1)", R"("costmodel": "1")", "wrong-version", "/costmodel"},
    {R"("title": "smallest")", R"("title": 7)", "wrong-type", "/title"},
    {R"("accepted_answers_per_month": 1000)", R"("accepted_answers_per_month": "1000")", "wrong-type",
     "/demand/accepted_answers_per_month"},
    {R"("accepted_answers_per_month": 1000)", R"("accepted_answers_per_month": null)", "wrong-type",
     "/demand/accepted_answers_per_month"},
    {R"("accepted_answers_per_month": 1000)", R"("accepted_answers_per_month": true)", "wrong-type",
     "/demand/accepted_answers_per_month"},
    {R"("accepted_answers_per_month": 1000)", R"("accepted_answers_per_month": [1000])", "wrong-type",
     "/demand/accepted_answers_per_month"},
    {R"("accepted_answers_per_month": 1000)", R"("accepted_answers_per_month": "NaN")", "wrong-type",
     "/demand/accepted_answers_per_month", "NaN"},
    {R"("limit": 1)", R"("limit": 1.5)", "wrong-type", "/tries/limit", "whole"},
    {R"({"limit": 1})", "3", "wrong-type", "/tries", "an object"},
    {R"([{"output_tokens_per_second": 14}])", R"({"output_tokens_per_second": 14})", "wrong-type",
     "/paths/1/throughput/points", "a list"},
    {R"([{"output_tokens_per_second": 14}])", "[14]", "wrong-type", "/paths/1/throughput/points/0", "an object"},
    {R"("kind": "per_token")", R"("kind": "per_tokens")", "unknown-kind", "/paths/0/pricing/kind",
     R"(did you mean "per_token"?)"},
    {R"("accepted_answers_per_month": 1000)", R"("accepted_answers_per_month": 1000, "arrivals": "poison")",
     "unknown-name", "/demand/arrivals", R"(did you mean "poisson"?)"},
    {R"("limit": 1)", R"("limit": {"value": 1, "grade": "guessed"})", "unknown-name", "/tries/limit/grade"},
    {R"("limit": 1)", R"("limit": {"value": 1})", "missing-key", "/tries/limit/grade"},
    {R"("limit": 1)", R"("limit": {"grade": "assumed"})", "missing-key", "/tries/limit/value"},
    {R"("flat_usd_per_month": 200)", R"("flat_usd_per_month": {"value": 200, "range": [210, 300], "grade": "assumed"})",
     "bad-range", "/paths/1/pricing/flat_usd_per_month/range"},
    {R"("flat_usd_per_month": 200)", R"("flat_usd_per_month": {"value": 200, "range": [300, 100], "grade": "assumed"})",
     "bad-range", "/paths/1/pricing/flat_usd_per_month/range"},
    {R"("flat_usd_per_month": 200)", R"("flat_usd_per_month": {"value": 200, "range": [-1, 300], "grade": "assumed"})",
     "bad-range", "/paths/1/pricing/flat_usd_per_month/range"},
    // values outside their domain
    {R"("flat_usd_per_month": 200)", R"("flat_usd_per_month": -200)", "out-of-range",
     "/paths/1/pricing/flat_usd_per_month", "-200"},
    {R"("flat_usd_per_month": 200)", R"("flat_usd_per_month": 1e300)", "out-of-range",
     "/paths/1/pricing/flat_usd_per_month"},
    {R"("accepted_answers_per_month": 1000)", R"("accepted_answers_per_month": 0)", "out-of-range",
     "/demand/accepted_answers_per_month"},
    {R"("rate": 1)", R"("rate": 1.1)", "out-of-range", "/paths/0/acceptance/rate"},
    {R"("limit": 1)", R"("limit": 0)", "wrong-type", "/tries/limit", "1 to 100"},
    {R"("output_tokens_per_second": 14)", R"("output_tokens_per_second": 0)", "out-of-range",
     "/paths/1/throughput/points/0/output_tokens_per_second"},
    // references and lists
    {R"([{"output_tokens_per_second": 14}])", "[]", "empty-list", "/paths/1/throughput/points"},
    {R"("id": "box")", R"("id": "tokens")", "duplicate-id", "/paths/1/id", "tokens"},
    {R"({"accepted": 21, "of": 30})", R"({"same_as": "token"})", "unknown-path", "/paths/1/acceptance/same_as",
     R"(did you mean "tokens"?)"},
    {R"({"accepted": 21, "of": 30})", R"({"same_as": "box"})", "shared-twice", "/paths/1/acceptance/same_as"},
    {R"("accepted": 21)", R"("accepted": 31)", "bad-counts", "/paths/1/acceptance/accepted", "31 of 30"},
    {R"("title": "smallest")", R"("title": "smallest", "title": "again")", "duplicate-key", "/title"},
    {R"("accepted": 21)", R"("accepted": 21, "accepted": 22)", "duplicate-key", "/paths/1/acceptance/accepted"},
};

TEST(BadFiles, AreRefusedAtTheRightPlace) {
  ASSERT_EQ(listed(problems_of(smallest)), "");
  for (const auto& bad : bad_files) {
    const auto found = problems_of(with(bad.piece, bad.other));
    ASSERT_EQ(found.size(), 1u) << bad.other << "\n" << listed(found);
    EXPECT_EQ(found[0].id, bad.id) << bad.other << "\n" << listed(found);
    EXPECT_EQ(found[0].where, bad.where) << bad.other;
    EXPECT_THAT(to_string(found[0]), HasSubstr(bad.says)) << bad.other;
  }
}

TEST(BadFiles, WithoutPathsHaveNothingToCompare) {
  std::string text(smallest);
  text.replace(text.find("\"paths\": ["), std::string::npos, "\"paths\": []}");
  const auto found = problems_of(text);
  ASSERT_EQ(found.size(), 1u) << listed(found);
  EXPECT_EQ(found[0].where, "/paths");
}

TEST(BadFiles, ThatAreNoJsonAreRefusedByLineAndColumn) {
  struct Broken {
    std::string text;
    const char* where;
  };
  for (const auto& [text, where] :
       {Broken{"", "line 1, column 1"}, Broken{"{\n  \"title\": }", "line 2, column 12"},
        Broken{"{\"a\": NaN}", "line 1, column 7"}, Broken{"{\"a\": Infinity}", "line 1, column 7"},
        Broken{"{} {}", "line 1, column 4"}, Broken{"{\n\n \"a\": 1e999}", "line 3, column 7"},
        Broken{"{\"a\": \"\xff\"}", "line 1, column 8"}}) {
    const auto found = problems_of(text);
    ASSERT_EQ(found.size(), 1u) << text;
    EXPECT_EQ(found[0].id, "malformed-json") << text;
    EXPECT_EQ(found[0].where, where) << text;
    EXPECT_FALSE(found[0].found.empty()) << text;
  }
}

TEST(BadFiles, OfAnotherShapeAreRefused) {
  for (const char* text : {"[]", "7", "\"scenario\"", "null", "{}", "[{}]"})
    EXPECT_FALSE(problems_of(text).empty()) << text;
}

TEST(BadFiles, NestedDeeplyAreRefused) {
  std::string deep(100'000, '[');
  EXPECT_FALSE(problems_of(deep).empty());
  deep += std::string(100'000, ']');
  EXPECT_FALSE(problems_of(deep).empty());
}

/// Every prefix of a good file is a bad one, and none may crash the reader or be taken for good.
TEST(BadFiles, CutShortAreRefused) {
  for (std::size_t length = 0; length < smallest.size(); ++length)
    EXPECT_EQ(problems_of(smallest.substr(0, length)).size(), 1u) << length;
}

TEST(BadFiles, HaveAllTheirProblemsReportedInOneGo) {
  std::string text = with(R"("title": "smallest")", R"("titel": "smallest")");
  const auto replace = [&](std::string_view piece, std::string_view other) {
    text.replace(text.find(piece), piece.size(), other);
  };
  replace(R"("limit": 1)", R"("limit": 0.5)");
  replace(R"("flat_usd_per_month": 200)", R"("flat_usd_per_month": -200)");
  replace(R"("id": "box")", R"("id": "tokens")");
  replace(R"("accepted": 21)", R"("accepted": "many")");
  std::vector<std::string> places;
  for (const auto& p : problems_of(text)) places.push_back(p.where);
  EXPECT_THAT(places,
              testing::UnorderedElementsAre("/title", "/titel", "/tries/limit", "/paths/1/pricing/flat_usd_per_month",
                                            "/paths/1/id", "/paths/1/acceptance/accepted"));
}

TEST(BadFiles, ThatCannotBeReadSaySo) {
  for (const std::string& file :
       {std::string("/nowhere/scenario.json"), std::filesystem::temp_directory_path().string()})
    try {
      (void)load_scenario(file);
      ADD_FAILURE() << file;
    } catch (const InvalidInput& invalid) {
      EXPECT_EQ(invalid.problems()[0].id, "unreadable-file");
      EXPECT_EQ(invalid.problems()[0].where, file);
    }
}

// --- Good files ----------------------------------------------------------------------------------

std::vector<std::string> examples() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(COSTMODEL_EXAMPLES_DIR "/scenarios"))
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

TEST(GoodFiles, MayHaveCommentsAndAByteOrderMark) {
  EXPECT_EQ(parse_scenario("\xEF\xBB\xBF// a comment\n" + std::string(smallest) + "/* and another */").title,
            "smallest");
}

TEST(GoodFiles, GiveTheNumbersThatWereWritten) {
  const Scenario s = parse_scenario(with(
      R"("flat_usd_per_month": 200)",
      R"("flat_usd_per_month": {"value": 200, "range": [160, 275], "grade": "derived", "n": 3, "source": "lab", "date": "2026-07-01", "formula": "f", "note": "n"})"));
  EXPECT_EQ(usd_per_month(std::get<FixedAmortized<>>(s.path("box").pricing).flat), 200);
  const Provenance& p = s.path("box").ledger.of("/pricing/flat_usd_per_month");
  EXPECT_EQ(p.range, (Range{160, 275}));
  EXPECT_EQ(p.evidence, (Evidence{Grade::derived, 3, "lab", "2026-07-01", "f", "n"}));
  EXPECT_EQ(s.acceptance(s.path("box")).accepted, 21);
  EXPECT_EQ(hours_per_month(s.month), 730);
}

TEST(GoodFiles, AreReadWrittenAndReadAgainWithoutLoss) {
  ASSERT_GE(examples().size(), 3u);
  for (const auto& file : examples()) {
    const Scenario once = load_scenario(file);
    const std::string written = to_json(once);
    const Scenario twice = parse_scenario(written);
    EXPECT_EQ(to_json(twice), written) << file;
    EXPECT_EQ(twice.ledger, once.ledger) << file;
    const auto before = inputs(once), after = inputs(twice);
    ASSERT_EQ(before.size(), after.size()) << file;
    for (std::size_t i = 0; i < before.size(); ++i) {
      EXPECT_EQ(before[i].pointer, after[i].pointer) << file;
      EXPECT_EQ(before[i].value, after[i].value) << file << before[i].pointer;
      EXPECT_EQ(before[i].provenance, after[i].provenance) << file << before[i].pointer;
    }
    EXPECT_EQ(to_json(decide(twice)), to_json(decide(once))) << file;
  }
}

TEST(GoodFiles, WrittenFromCodeReadBack) {
  Scenario s = test::lab();
  s.requirements.placements["2C"] = {Placement::retained, Placement::delegated};
  s.paths[0].cells[6] = {{.run_by = RunBy::me}, {.run_by = RunBy::provider, .who = "AWS", .leave = true}};
  test::pricing<ActiveWindow<>>(s, "import").rule = WindowRule::keep_alive;
  test::pricing<ActiveWindow<>>(s, "import").max_copies = 3;
  const Scenario back = parse_scenario(to_json(s));
  EXPECT_EQ(to_json(back), to_json(s));
  EXPECT_EQ(back.paths[0].cells, s.paths[0].cells);
  EXPECT_EQ(back.requirements.placements, s.requirements.placements);
  EXPECT_EQ(std::get<ActiveWindow<>>(back.path("import").pricing).price,
            test::pricing<ActiveWindow<>>(s, "import").price);
}

// --- Results -------------------------------------------------------------------------------------

/// Whether a JSON text holds a value that is no JSON number, as printf would write it: a word other than true, false,
/// null.
bool holds_no_number(std::string_view json) {
  std::string word;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '"') in_text = !in_text;
    if (in_text && json[i] == '\\')
      ++i;
    else if (!in_text && std::isalpha(static_cast<unsigned char>(json[i])))
      word += json[i];
    else if (const auto whole = std::exchange(word, "");
             !whole.empty() && whole != "true" && whole != "false" && whole != "null" && whole != "e" && whole != "E")
      return true;
  }
  return !word.empty();
}

TEST(Results, TheLookForNumbersThatAreNoneFindsThem) {
  EXPECT_FALSE(holds_no_number(R"({"nan": [1e5, -2.5E-3, null, true, "NaN \" inf"]})"));
  for (const char* json : {"[nan]", "[-nan]", "[1, inf]", R"({"a": -Infinity})", "NaN"})
    EXPECT_TRUE(holds_no_number(json)) << json;
}

TEST(Results, HoldNullAndAReasonWhereThereIsNoNumber) {
  Scenario s = test::lab();
  s.paths[0].points.clear();
  s.paths[1].acceptance = {.accepted = 0, .of = 30};
  test::pricing<ActiveWindow<>>(s, "import").max_copies = 1;
  s.demand = accepted_answers_per_month(1e6);
  const std::string json = to_json(decide(s));
  EXPECT_FALSE(holds_no_number(json));
  EXPECT_THAT(json, HasSubstr("\"usd_per_month\": null"));
  EXPECT_THAT(json, HasSubstr("throughput not measured"));
  EXPECT_THAT(json, HasSubstr("0 of 30 accepted"));
  EXPECT_THAT(json, HasSubstr("saturated"));
}

TEST(Results, OfTheExamplesHoldNumbersOnly) {
  for (const auto& file : examples()) {
    const Scenario s = load_scenario(file);
    EXPECT_FALSE(holds_no_number(to_json(decide(s)))) << file;
    for (const Axis axis : {Axis::demand, Axis::utilization, Axis::traffic_multiplier, Axis::usd_per_rejected_request})
      EXPECT_FALSE(holds_no_number(to_json(compare_all(s, axis)))) << file;
    std::vector<PathCost> costs;
    for (const auto& p : s.paths) costs.push_back(cost_at_utilization(s, p.id, 0.2));
    EXPECT_FALSE(holds_no_number(to_json(costs))) << file;
  }
}

TEST(WriteWhole, LeavesTheOldFileWhereItCannotWrite) {
  const auto folder =
      std::filesystem::temp_directory_path() /
      ("costmodel-" +
       std::to_string(std::hash<std::string>{}(testing::UnitTest::GetInstance()->current_test_info()->name())));
  std::filesystem::create_directories(folder);
  const std::string file = (folder / "a.json").string();
  write_whole(file, "one");
  write_whole(file, "two");
  std::ifstream stream(file);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(stream), {}), "two");
  EXPECT_THROW(write_whole((folder / "nowhere" / "a.json").string(), "three"), std::runtime_error);
  EXPECT_THROW(write_whole(folder.string(), "four"), std::runtime_error);  // a directory stands there
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++files;
  EXPECT_EQ(files, 1u) << "temporary files were left behind";
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace costmodel
