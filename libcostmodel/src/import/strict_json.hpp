// JSON as evidence is read: whole or in pieces, every key once, nothing deeper than 100 levels, bad places named.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "import/input.hpp"
#include "io/json.hpp"
#include "io/own_json.hpp"

namespace costmodel::import {

/// Numbers that carry money and are not kept, at one place of all the entries of a file.
struct LeftOut {
  std::string pointer{};  ///< the first of them
  std::size_t times = 0;
  double least = 0, most = 0, sum = 0;
};

/// Which parts of a document are kept. A pattern is a JSON Pointer in which "*" stands for any key or index, and a last
/// "**" for all that is below.
struct Selection {
  std::vector<std::string> keep{"/**"};
  std::string records{};  ///< values at this place are handed out one by one and not kept; "" none, "/" each document
  /// Where given: a last line that breaks off, as of a run that was killed, goes here, and the lines before it count.
  std::optional<Problem>* broken_off = nullptr;
  std::map<std::string, LeftOut>* money = nullptr;  ///< where given: what is not kept of it, by its place
  bool with_care = false;  ///< nothing is tried quickly first: the same comes out, as a test says
};

/// Adds the numbers below a value whose keys carry money.
void add_money(std::map<std::string, LeftOut>& money, const Json& value, const std::string& pointer);

/// A value that was handed out.
struct Record {
  Json value;
  std::string pointer;         ///< of the value in its document
  std::uint64_t line = 0;      ///< on which it ends
  std::uint64_t document = 0;  ///< 0 the first of the file
};

struct ReadJson {
  std::vector<Json> documents{};            ///< what was kept of each; more than one for JSON lines
  std::vector<std::uint64_t> lines{};       ///< on which each document starts
  std::vector<std::uint64_t> bare_words{};  ///< lines with a NaN or an Infinity, which were read as texts
};

/// Reads one JSON document or several in a row. Memory: what is kept. Throws InvalidInput: "malformed-json" (line and
/// column; also a file that breaks off), "duplicate-key", "too-deep", "not-utf8", "no-rows" for an empty file.
/// `start` is called before the first record, and again if the file has to be read anew.
ReadJson read_json(Input& input, const Selection& selection = {}, const std::function<void()>& start = {},
                   const std::function<void(Record&&)>& record = {});

/// One document with all that is in it. Throws as above, and "malformed-json" where more follows.
Json read_document(Input& input);

/// YAML 1.2 with the same rules, read as JSON; anchors, aliases and tags are refused.
Json read_yaml(Input& input);

/// What a parser calls: builds the values that are kept, and looks after keys and depth.
class Builder {
 public:
  Builder(const Input& input, const Selection& selection, std::function<void(Json&&, const std::string&)> record);

  bool null() {
    return scalar([] { return Json(nullptr); });
  }
  bool boolean(bool value) {
    return scalar([=] { return Json(value); });
  }
  bool number_integer(std::int64_t value) {
    return scalar([=] { return Json(value); }, static_cast<double>(value));
  }
  bool number_unsigned(std::uint64_t value) {
    return scalar([=] { return Json(value); }, static_cast<double>(value));
  }
  bool number_float(double value, const std::string&) {
    return scalar([=] { return Json(value); }, value);
  }
  bool string(std::string& value) { return text(value); }
  bool text(std::string_view value) {
    return scalar([&] { return Json(value); });
  }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(false); }
  bool key(std::string_view name);
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(true); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) {
    error_ = error.what();
    return false;
  }

  const std::string& error() const { return error_; }
  Json take() { return std::move(root_); }
  void start_document() { root_ = nullptr, depth_ = 0; }
  std::vector<Problem> problems{};  ///< keys that stand twice, the first 20

 private:
  using Mask = std::uint64_t;
  static constexpr std::size_t most_levels = 100;
  static constexpr std::size_t few_keys = 48;
  static constexpr std::size_t most_kinds = 10'000;  ///< of keys, and of places with money
  struct Level {
    bool array = false;
    bool kept = false;      ///< some pattern matched or goes on
    bool complete = false;  ///< of a "**": all below is kept
    bool record = false;
    bool money = false;  ///< of the key
    Mask alive = 0;
    std::size_t items = 0;
    std::string key{};
    std::vector<std::uint64_t> seen{};         ///< hashes of the first keys
    std::unordered_set<std::uint64_t> many{};  ///< and of those after them
    Json value{};
  };
  struct Match {
    Mask alive = 0;
    bool here = false;  ///< a pattern ends here
    bool complete = false;
    bool record = false;
  };

  bool open(bool array);
  bool close();
  Match match() const;
  void put(Json&& value, bool record);
  std::string place() const;

  template <class Make>
  bool scalar(Make make, double number = 0) {
    const Match m = enter();
    if (m.here || m.record)
      put(make(), m.record);
    else if (number != 0 && depth_ > 0 && levels_[depth_ - 1].money)
      leave_out(number);
    return true;
  }
  void leave_out(double number);
  Match enter();

  const Input* input_;
  std::vector<std::vector<std::string>> patterns_{};  ///< the records' pattern is the last
  bool records_ = false;
  std::map<std::string, LeftOut>* money_;
  std::unordered_map<std::uint64_t, bool> is_money_{};  ///< by the hash of a key
  std::function<void(Json&&, const std::string&)> record_;
  std::vector<Level> levels_{};
  std::size_t depth_ = 0;
  Json root_{};
  std::string error_{};
};

}  // namespace costmodel::import
