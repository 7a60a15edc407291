#include <costmodel/io/claims.hpp>

#include <algorithm>
#include <functional>
#include <set>

#include "base/figures.hpp"
#include "base/nearest.hpp"
#include "base/pointer_path.hpp"
#include "base/problems.hpp"
#include "io/own_json.hpp"
#include "io/results_json.hpp"
#include "scenario/names.hpp"

namespace costmodel {

namespace {

/// Reads objects key by key; a key that nobody asked for is a problem.
class ClaimReader {
 public:
  explicit ClaimReader(std::vector<Problem>& problems) : problems_(problems) {}

  void read(const Json& root, ClaimFile& file) {
    object(root, [&] {
      if (const Json* version = find("costmodel_claims", true, "1, the version of the format");
          version && *version != 1)
        problem("wrong-version", place_.at("costmodel_claims"), shown(*version), "1");
      text("$schema", ignored_);
      text("title", file.title);
      text("date", file.date);
      map("sources", [&](const std::string& id) { source(file.sources[id]); });
      inputs(file.inputs);
      list("claims", true, [&] { claim(file.claims.emplace_back()); });
    });
  }

 private:
  void source(Source& s) {
    text("title", s.title, true);
    text("url", s.url);
    text("date", s.date);
    text("note", s.note);
  }

  void inputs(ClaimInputs& inputs) {
    const Json* value = find("inputs", false, "");
    if (!value) return;
    if (!value->is_object()) return problem("wrong-type", place_.at("inputs"), shown(*value), "an object");
    place_.within("inputs", [&] {
      for (const auto& item : value->items())
        place_.within(pointer_part(item.key()), [&, &name = item.key()] {
          if (!is_name(name))
            problem("bad-id", place_.text(), '"' + name + '"', "letters, digits and _, not a digit first");
          object(item.value(), [&] { input(inputs[name]); });
        });
    });
  }

  static bool is_name(const std::string& name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !name.empty() && name.size() <= 100 && letter(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
  }

  void input(ClaimInput& input) {
    if (const Json* value = find("value", true, "a number, [low, high], or null for what is not stated");
        value && !value->is_null())
      input.value = range(*value, place_.at("value"));
    text("unit", input.unit);
    if (const Json* grade = find("grade", input.value.has_value(), text::joined(names::grade)))
      choose(*grade, place_.at("grade"), input.evidence.grade);
    if (const Json* n = find("n", false, "")) {
      if (n->is_number() && n->get<double>() > 0)
        input.evidence.n = n->get<double>();
      else
        problem("wrong-type", place_.at("n"), shown(*n), "a sample size above 0");
    }
    texts("solved_from", input.solved_from);
    text("source", input.evidence.source);
    text("date", input.evidence.date);
    text("formula", input.evidence.formula);
    text("note", input.evidence.note);
  }

  std::optional<Range> range(const Json& value, const std::string& where) {
    if (value.is_number()) return Range{value.get<double>(), value.get<double>()};
    if (value.is_array() && value.size() == 2 && value[0].is_number() && value[1].is_number())
      return Range{value[0].get<double>(), value[1].get<double>()};
    problem("wrong-type", where, shown(value), "a number or [low, high]");
    return {};
  }

  void claim(Claim& claim) {
    text("id", claim.id, true);
    text("statement", claim.statement, true);
    text("quote", claim.quote);
    if (const Json* value = find("derived", false, "")) {
      if (value->is_boolean())
        claim.derived = value->get<bool>();
      else
        problem("wrong-type", place_.at("derived"), shown(*value), "true or false");
    }
    text("source", claim.source);
    text("date", claim.date);
    text("note", claim.note);
    inputs(claim.inputs);
    formula(claim);
    if (const Json* value = find("printed", false, ""))
      within("printed", *value, [&] { printed(claim.printed.emplace()); });
    text("p_value", claim.p_value);
    list("conditions", false, [&] {
      auto& condition = claim.conditions.emplace_back();
      text("that", condition.that, true);
      text("because", condition.because);
    });
    list("readings", false, [&] {
      auto& reading = claim.readings.emplace_back();
      text("formula", reading.formula, true);
      text("what", reading.what, true);
      text("unit", reading.unit);
    });
  }

  void formula(Claim& claim) {
    const Json* value = find("formula", false, "");
    if (!value) return;
    const bool two = value->is_array() && value->size() == 2 && (*value)[0].is_string() && (*value)[1].is_string();
    if (two)
      claim.formula = {(*value)[0].get<std::string>(), (*value)[1].get<std::string>()};
    else if (value->is_string())
      claim.formula = {value->get<std::string>(), value->get<std::string>()};
    else
      problem("wrong-type", place_.at("formula"), shown(*value), "a text, or two: of the lower and of the upper end");
  }

  void printed(PrintedValue& printed) {
    if (const Json* value = find("value", true, "a number or [low, high]"))
      if (const auto read = range(*value, place_.at("value"))) printed.low = read->low, printed.high = read->high;
    text("unit", printed.unit);
    if (const Json* rounding = find("rounding", true, "the step that it is rounded to, in its unit")) {
      if (rounding->is_number())
        printed.rounding = rounding->get<double>();
      else
        problem("wrong-type", place_.at("rounding"), shown(*rounding), "a number");
    }
  }

  // --- One object ---------------------------------------------------------------------------------

  void problem(std::string id, std::string where, std::string found, std::string allowed) {
    if (problems_.size() >= most_problems)
      return problems_.push_back({std::move(id), std::move(where), {}, {}});  // counted
    problems_.push_back({std::move(id), std::move(where), std::move(found), std::move(allowed)});
  }

  const Json* find(const std::string& key, bool required, std::string_view doc) {
    known_.insert(key);
    const auto found = here_->find(key);
    if (found != here_->end()) return &*found;
    if (required) problem("missing-key", place_.at(key), "nothing", std::string(doc.empty() ? "a text" : doc));
    return nullptr;
  }

  void text(const std::string& key, std::string& to, bool required = false) {
    const Json* value = find(key, required, "");
    if (!value) return;
    if (value->is_string())
      to = value->get<std::string>();
    else
      problem("wrong-type", place_.at(key), shown(*value), "a text");
  }

  void texts(const std::string& key, std::vector<std::string>& to) {
    const Json* value = find(key, false, "");
    if (!value) return;
    if (!value->is_array()) return problem("wrong-type", place_.at(key), shown(*value), "a list of texts");
    for (const auto& entry : *value) {
      if (entry.is_string())
        to.push_back(entry.get<std::string>());
      else
        problem("wrong-type", place_.at(key), shown(entry), "a text");
    }
  }

  template <class E>
  void choose(const Json& value, const std::string& where, E& e) {
    const auto& table = names::of(E{});
    const auto* name = value.is_string() ? value.get_ptr<const std::string*>() : nullptr;
    const auto found = name ? std::find(table.begin(), table.end(), *name) : table.end();
    if (found == table.end())
      problem("unknown-name", where, shown(value), text::joined(table) + (name ? did_you_mean(*name, table) : ""));
    else
      e = static_cast<E>(found - table.begin());
  }

  void object(const Json& value, const std::function<void()>& body) {
    if (!value.is_object()) return problem("wrong-type", place_.text(), shown(value), "an object");
    const Json* outer = std::exchange(here_, &value);
    auto outer_known = std::exchange(known_, {});
    body();
    for (const auto& [key, entry] : value.items())
      if (!known_.contains(key))
        problem("unknown-key", place_.at(pointer_part(key)), '"' + key + '"',
                "one of: " + text::joined(known_) + did_you_mean(key, known_));
    here_ = outer;
    known_ = std::move(outer_known);
  }

  void within(std::string_view key, const Json& value, const std::function<void()>& body) {
    place_.within(key, [&] { object(value, body); });
  }

  void map(const std::string& key, const std::function<void(const std::string&)>& body) {
    const Json* value = find(key, false, "");
    if (!value) return;
    if (!value->is_object()) return problem("wrong-type", place_.at(key), shown(*value), "an object");
    place_.within(key, [&] {
      for (const auto& [id, entry] : value->items()) within(pointer_part(id), entry, [&, &name = id] { body(name); });
    });
  }

  void list(const std::string& key, bool required, const std::function<void()>& body) {
    const Json* value = find(key, required, "a list");
    if (!value) return;
    if (!value->is_array()) return problem("wrong-type", place_.at(key), shown(*value), "a list");
    place_.within(key, [&] {
      for (std::size_t i = 0; i < value->size(); ++i) within(std::to_string(i), (*value)[i], body);
    });
  }

  std::vector<Problem>& problems_;
  const Json* here_ = nullptr;
  std::set<std::string, std::less<>> known_;
  fields::PointerPath place_;
  std::string ignored_;
};

}  // namespace

ClaimFile parse_claims(std::string_view json) {
  std::vector<Problem> problems;
  const Json root = parse_own(json, problems);
  ClaimFile file;
  ClaimReader(problems).read(root, file);
  if (!problems.empty()) throw InvalidInput(std::move(problems));
  return file;
}

ClaimFile load_claims(const std::string& file) { return parse_claims(text_of_file(file, "a file of claims")); }

std::string to_json(const Audit& audit) { return dumped(json_of(audit)); }

}  // namespace costmodel
