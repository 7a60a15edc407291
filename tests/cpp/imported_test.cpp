// What all readers of evidence share: recognition, strict JSON and YAML, checksums, reports.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <costmodel/import/imported.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "import/strict_json.hpp"

namespace costmodel {
namespace {

using import::Input, import::read_document, import::read_json, import::read_yaml;

std::string id_of(const auto& body) {
  try {
    body();
  } catch (const InvalidInput& invalid) {
    return invalid.problems().front().id;
  }
  return "";
}

std::string where_of(const auto& body) {
  try {
    body();
  } catch (const InvalidInput& invalid) {
    return invalid.problems().front().where;
  }
  return "";
}

Json parsed(std::string_view text) {
  Input input = Input::of_text(text, "f");
  return read_document(input);
}

TEST(Imported, StrictJsonKeepsEverything) {
  EXPECT_EQ(parsed(R"( {"a":[1,-2,2.5,"x",null,true,{"b":{}}], "c":[]} )").dump(),
            R"({"a":[1,-2,2.5,"x",null,true,{"b":{}}],"c":[]})");
  EXPECT_EQ(parsed("\xEF\xBB\xBF{\"a\":1}").dump(), R"({"a":1})");
}

TEST(Imported, KeysStandOnce) {
  EXPECT_EQ(id_of([] { parsed(R"({"a":1,"b":{"c":1,"c":2}})"); }), "duplicate-key");
  EXPECT_EQ(where_of([] { parsed(R"({"a":[0,{"c/d":1,"c/d":2}]})"); }), "f#/a/1/c~1d");
  std::string many = "{";
  for (int i = 0; i < 200; ++i) many += "\"k" + std::to_string(i) + "\":0,";
  EXPECT_EQ(parsed(many + "\"last\":0}").size(), 201u);
  EXPECT_EQ(id_of([&] { parsed(many + "\"k150\":0}"); }), "duplicate-key");
}

TEST(Imported, PlacesOfMistakes) {
  EXPECT_EQ(where_of([] { parsed("{\n  \"a\": 1,\n  \"b\": tru }"); }), "f:3, column 11");
  EXPECT_EQ(id_of([] { parsed("{\"a\": [1, 2"); }), "malformed-json");
  EXPECT_EQ(id_of([] { parsed("{\"a\": 1} {\"a\": 2}"); }), "malformed-json");
  EXPECT_EQ(id_of([] { parsed("{\"a\": 1e999}"); }), "malformed-json");
  EXPECT_EQ(id_of([] { parsed(""); }), "no-rows");
  EXPECT_EQ(id_of([] { parsed("{\"a\": \"\xC3\x28\"}"); }), "not-utf8");
  EXPECT_EQ(id_of([] { parsed(std::string(101, '[') + std::string(101, ']')); }), "too-deep");
  EXPECT_EQ(id_of([] { parsed(std::string(1'000'000, '[')); }), "too-deep");
}

TEST(Imported, BareInfinityIsATextAndItsLineIsKnown) {
  Input input = Input::of_text(
      "{\"a\": 1,\n \"b\": Infinity, \"c\": -Infinity, \"d\": \"NaN \\\" Infinity\",\n \"e\": NaN}", "f");
  const auto read = read_json(input);
  EXPECT_EQ(read.documents[0].dump(), R"({"a":1,"b":"Infinity","c":"-Infinity","d":"NaN \" Infinity","e":"NaN"})");
  EXPECT_THAT(read.bare_words, testing::ElementsAre(2, 2, 3));
  for (std::size_t at = 262'120; at < 262'150; ++at) {  // across the border of a block
    const std::string text = "{\"p\":\"" + std::string(at, 'x') + "\",\"v\":-Infinity,\"w\":NaN,\"n\":-1}";
    EXPECT_EQ(parsed(text)["v"], "-Infinity");
    EXPECT_EQ(parsed(text)["w"], "NaN");
    EXPECT_EQ(parsed(text)["n"], -1);
  }
}

TEST(Imported, LinesAreDocuments) {
  Input input = Input::of_text("{\"a\":1}\n\n{\"a\":2}\r\n{\"a\":3}", "f");
  const auto read = read_json(input);
  EXPECT_EQ(read.documents.size(), 3u);
  EXPECT_THAT(read.lines, testing::ElementsAre(1, 3, 4));
  Input torn = Input::of_text("{\"a\":1}\n{\"a\":", "f");
  EXPECT_EQ(where_of([&] { read_json(torn); }), "f:2, column 6");
}

TEST(Imported, RecordsAreHandedOutAndTheRestIsDropped) {
  const std::string text =
      R"({"head":{"x":1,"y":2},"rows":[{"id":7,"big":[1,2],"s":{"v":"C","w":0}},{"id":8}],"tail":3})";
  Input input = Input::of_text(text, "f");
  std::string seen;
  const auto read = read_json(input, {.keep = {"/head/x", "/tail", "/rows/*/id", "/rows/*/s/*"}, .records = "/rows/*"},
                              {}, [&](import::Record&& r) { seen += r.pointer + r.value.dump(); });
  EXPECT_EQ(seen, R"(/rows/0{"id":7,"s":{"v":"C","w":0}}/rows/1{"id":8})");
  EXPECT_EQ(read.documents[0].dump(), R"({"head":{"x":1},"rows":[],"tail":3})");
}

TEST(Imported, YamlIsReadAsJson) {
  Input input = Input::of_text("a: 1\nb: [2.5, '3', ~, true]\nc:\n  - d: x: y\n", "f");
  EXPECT_EQ(id_of([&] { read_yaml(input); }), "malformed-yaml");
  Input good =
      Input::of_text("# comment\na: 1\nb: [2.5, '3', ~, true, .inf, 1e3]\nc:\n  - d: '2025-11-05T18:05:00Z'\n", "f");
  EXPECT_EQ(read_yaml(good).dump(),
            R"({"a":1,"b":[2.5,"3",null,true,".inf",1000.0],"c":[{"d":"2025-11-05T18:05:00Z"}]})");
  const auto id = [](std::string_view text) {
    return id_of([&] {
      Input in = Input::of_text(text, "f");
      read_yaml(in);
    });
  };
  EXPECT_EQ(id("a: 1\na: 2\n"), "duplicate-key");
  EXPECT_EQ(id("a: &x [1]\nb: *x\n"), "malformed-yaml");  // what makes a bomb
  EXPECT_EQ(id("[a, b]: 1\n"), "malformed-yaml");
  EXPECT_EQ(id("a: 1\n---\na: 2\n"), "malformed-yaml");
  EXPECT_EQ(id(std::string(500, '[')), "too-deep");
}

TEST(Imported, ChecksumsAreSha256) {  // FIPS 180-4 examples
  EXPECT_EQ(Input::of_text("abc").sha256(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Input::of_text("").sha256(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Imported, FilesAreKnownByContent) {
  EXPECT_EQ(recognize_text(R"({"model_id":"m","output_throughput":1,"completed":2,"mean_ttft_ms":3})"),
            EvidenceFormat::vllm_serve);
  EXPECT_EQ(recognize_text(
                R"({"request_rate":Infinity,"output_throughput":1,"completed":2,"mean_ttft_ms":3,"concurrency":1})"),
            EvidenceFormat::sglang_serving);
  EXPECT_EQ(recognize_text(R"({"elapsed_time":1,"tokens_per_second":3})"), EvidenceFormat::vllm_throughput);
  EXPECT_EQ(recognize_text(R"({"version":2,"status":"success","eval":{}})"), EvidenceFormat::inspect);
  EXPECT_EQ(recognize_text("PK\x03\x04zip"), EvidenceFormat::packed);
  EXPECT_EQ(recognize_text("path,item_id,judge,accepted\n"), EvidenceFormat::verdict_rows);
  EXPECT_EQ(recognize_text("BilledCost,EffectiveCost\n"), EvidenceFormat::focus_bill);
  EXPECT_EQ(recognize_text("TIMESTAMP,ContextTokens,GeneratedTokens\n"), EvidenceFormat::request_trace);
  EXPECT_EQ(recognize_text("version: 0.2.1\nrun:\n  uid: x\nscenario:\n  load: {}\n"), EvidenceFormat::llmd_report);
  for (const std::string_view text : {"", "hello", "{", "[]", "{\"a\":1}", "a,b\n"})
    EXPECT_EQ(recognize_text(text), EvidenceFormat::unknown);
}

TEST(Imported, FoldersBecomeTheirFiles) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "imported_folder";
  std::filesystem::create_directories(folder / "b");
  std::ofstream(folder / "b" / "x.json") << "{}";
  std::ofstream(folder / "a.json") << "{}";
  EXPECT_THAT(evidence_files({folder.string()}),
              testing::ElementsAre((folder / "a.json").string(), (folder / "b" / "x.json").string()));
  EXPECT_EQ(id_of([&] { evidence_files({(folder / "none").string()}); }), "unreadable-file");
  EXPECT_EQ(id_of([] { recognize("/dev/zero"); }), "unreadable-file");
  std::filesystem::remove_all(folder);
}

TEST(Imported, ReportsSayWhatCameOfAFile) {
  const std::vector<ImportReport> reports{{.file = "f.json",
                                           .format = EvidenceFormat::vllm_serve,
                                           .rows_in = 2,
                                           .rows_out = 1,
                                           .derived = {{"f.json#/request_throughput", "concurrency"}},
                                           .refused = {{"wrong-type", "f.json:2", "\"x\"", "a number"}}}};
  EXPECT_EQ(to_text(reports),
            "f.json: vLLM bench serve, 1 of 2 read\n"
            "  derived /request_throughput: concurrency\n"
            "  refused line 2: found \"x\", allowed: a number [wrong-type]\n");
  EXPECT_THAT(to_json(reports), testing::HasSubstr("\"kind\": \"throughput\""));
}

}  // namespace
}  // namespace costmodel
