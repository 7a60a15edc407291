// JSON read quickly gives what reading it with care gives: the same values, records, lines, sums and mistakes.
#include <gtest/gtest.h>

#include <costmodel/import/import.hpp>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "import/strict_json.hpp"

namespace costmodel::import {
namespace {

std::string shown(const std::vector<Problem>& problems) {
  std::string text;
  for (const auto& p : problems) text += p.id + " " + p.where + " " + p.found + " " + p.allowed + "\n";
  return text;
}

/// All that a reader sees of a text.
std::string outcome(const std::string& text, Selection selection, bool with_care) {
  Input input = Input::of_text(text);
  std::optional<Problem> broken_off;
  std::map<std::string, LeftOut> money;
  selection.broken_off = &broken_off, selection.money = &money, selection.with_care = with_care;
  std::string said;
  try {
    const auto read = read_json(
        input, selection, [&] { said.clear(); },
        [&](Record&& record) {
          said += record.value.dump(-1, ' ', true) + " at " + record.pointer + " of " + std::to_string(record.document);
          if (record.value.is_structured()) said += " line " + std::to_string(record.line);
          said += "\n";
        });
    for (const auto& document : read.documents) said += document.dump(-1, ' ', true) + "\n";
    for (const auto line : read.lines) said += std::to_string(line) + " ";
    for (const auto line : read.bare_words) said += "bare word on " + std::to_string(line);
  } catch (const InvalidInput& invalid) {
    said += shown(invalid.problems());
  }
  if (broken_off) said += shown({*broken_off});
  for (const auto& [place, left] : money)
    said += place + " first " + left.pointer + " " + std::to_string(left.times) + " " + std::to_string(left.sum);
  return said;
}

void same(const std::string& text) {
  for (const Selection& selection :
       {Selection{}, Selection{.keep = {}, .records = "/"}, Selection{.keep = {"/*/x"}, .records = "/*"},
        Selection{.keep = {"/a", "/b/*/c", "/d/**"}},
        Selection{.keep = {"/a", "/samples/*/id"}, .records = "/samples/*"}})
    ASSERT_EQ(outcome(text, selection, false), outcome(text, selection, true)) << text;
}

TEST(QuickJson, OddTextsAreReadAsWithCare) {
  const std::string deep(101, '['), shallow(100, '[');
  for (const std::string text :
       {"",
        "  \n",
        "1",
        "\"a\"",
        "null",
        "{}",
        "{} {}",
        "{}\n{}\n",
        "\xEF\xBB\xBF{\"a\": 1}\n{\"a\": 2}",
        "[1, 2, 3]",
        "{\"a\": 1,\n \"b\": [{\"c\": 2}, {\"c\": null}]}\n",
        "\n\n{\"a\": 1}\n\n{\"a\": 2}\n",
        "{\"a\": 1, \"a\": 2}",
        "{\"a\": 1}\n{\"b\": {\"x\": 1, \"x\": 1}}\n",
        "{\"a\": NaN}",
        "{\"a\": 1}\n{\"a\": -Infinity}\n",
        "{\"a\": 1e999}",
        "{\"a\": 1e-999}",
        "{\"a\": -0}",
        "{\"a\": -0.0}",
        "{\"a\": 9223372036854775807}",
        "{\"a\": 18446744073709551615}",
        "{\"a\": 18446744073709551616}",
        "{\"a\": -9223372036854775809}",
        "{\"a\": 01}",
        "{\"a\": 1.}",
        "{\"a\": .5}",
        "{\"a\": 0.1, \"d\": [2.2250738585072014e-308, 5e-324, 1.7976931348623157e308, 123456789012345678.9]}",
        "{\"a\": 1}\n{\"a\": 2",
        "{\"a\": 1}\n{\"a\"",
        "{\"a\": 1",
        "{\"a\": \"\\ud83d\\ude00\"}",
        "{\"a\": \"\\ud83d\"}",
        "{\"a\": \"\\ude00\"}",
        "{\"a\": \"\\ud83d\\u0041\"}",
        "{\"a\": \"\\q\"}",
        "{\"a\": \"\t\"}",
        "{\"a\": \"\xff\"}",
        "{\"a\": \"\xed\xa0\x80\"}",
        "{\"a\": \"\\u0000\"}",
        "{\"\\u0061\": 1, \"a\": 2}",
        "{\"a\": tru}",
        "{a: 1}",
        "{\"a\": 1,}",
        "[1,]",
        "{\"a\": 1} x",
        "/* */ {}",
        "{\"a\": 1}\r\n{\"a\": 2}\r\n",
        "\f{}",
        "{\"cost\": 2, \"a\": 1}",
        "{\"b\": {\"cost_usd\": 2.5}}\n{\"b\": {\"cost_usd\": 1}}\n"})
    same(text);
  same(deep + std::string(101, ']'));
  same(shallow + std::string(100, ']'));
  same(std::string("{\"a\": 1}\n\0{}", 11));
  same("{\"a\": \"" + std::string(3 << 20, 'x') + "\"}\n{\"a\": 1}\n");
  same("[" + std::string(3 << 20, ' ') + "]");
}

TEST(QuickJson, FilesInEveryShapeAndBrokenOnesAreReadAsWithCare) {
  const std::string corpus = std::string(COSTMODEL_TESTS_DIR) + "/fuzz/corpus/";
  std::mt19937 chance(20261201);
  for (const auto& file : evidence_files({corpus + "benchmarks", corpus + "verdicts", corpus + "prices"})) {
    std::ifstream stream(file, std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(stream), {}};
    if (whole.empty() || (whole.front() != '{' && whole.front() != '[') || whole.size() > 20'000) continue;
    same(whole);
    for (int i = 0; i < 30; ++i) {
      std::string text = whole;
      const std::size_t at = chance() % text.size();
      constexpr std::string_view other = "{}[]\",:\\\n 0eN-\xC3\x00";
      if (i % 3 == 0)
        text.resize(at);
      else if (i % 3 == 1)
        text[at] = other[chance() % other.size()];
      else
        text.erase(at, 1 + chance() % 8);
      same(text);
    }
  }
}

}  // namespace
}  // namespace costmodel::import
