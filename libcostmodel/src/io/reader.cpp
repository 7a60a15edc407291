#include <algorithm>
#include <costmodel/base/error.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/scenario/dated_prices.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>
#include <set>

#include "base/nearest.hpp"
#include "base/number_text.hpp"
#include "base/pointer_path.hpp"
#include "base/problems.hpp"
#include "base/utf8.hpp"
#include "io/own_json.hpp"
#include "scenario/fields.hpp"
#include "scenario/names.hpp"
#include "scenario/routes.hpp"

namespace costmodel {

namespace {

using fields::Domain, fields::Presence;

/// The visitor that fills a scenario from JSON. A missing or wrong value leaves the default and adds a problem.
class Reader {
 public:
  std::vector<Problem> problems;

  void read(const Json& root, Scenario& scenario) {
    here_ = &root;
    ledger_ = &scenario.ledger;
    presentation_ = &scenario.presentation;
    if (!root.is_object()) return problem("wrong-type", place_.text(), shown(root), "an object");
    known_ = {"$schema", "costmodel"};
    if (!root.contains("costmodel"))
      problem("missing-key", "/costmodel", "nothing", "1, the version of the format");
    else if (root["costmodel"] != 1)
      problem("wrong-version", "/costmodel", shown(root["costmodel"]), "1");
    body([&] { fields::describe(*this, scenario); });
  }

  /// An object that stands in a file of its own.
  template <class S>
  void read_alone(const Json& root, S& s) {
    Ledger none;
    here_ = &root;
    ledger_ = &none;
    if (!root.is_object()) return problem("wrong-type", place_.text(), shown(root), "an object");
    body([&] { fields::describe(*this, s); });
  }

  template <class U>
  void number(std::string_view key, Quantity<U>& q, const Named<U>& unit, Domain domain, Presence presence,
              std::string_view doc) {
    if (const auto value = number_at(key, domain, presence, doc)) q = unit(*value);
  }
  template <class U>
  void number(std::string_view key, std::optional<Quantity<U>>& q, const Named<U>& unit, Domain domain,
              Presence presence, std::string_view doc) {
    if (const auto value = number_at(key, domain, presence, doc)) q = unit(*value);
  }
  void number(std::string_view key, double& q, const Named<unit::none>&, Domain domain, Presence presence,
              std::string_view doc) {
    if (const auto value = number_at(key, domain, presence, doc)) q = *value;
  }
  void number(std::string_view key, std::optional<double>& q, const Named<unit::none>&, Domain domain,
              Presence presence, std::string_view doc) {
    if (const auto value = number_at(key, domain, presence, doc)) q = *value;
  }
  void limit(std::string_view key, double& q, Domain domain, std::string_view doc, std::string_view = {}) {
    if (const auto value = number_at(key, domain, Presence::optional, doc)) q = *value;
  }
  void whole(std::string_view key, int& q, Domain domain, std::string_view doc, std::string_view = {}) {
    const auto value = number_at(key, domain, Presence::optional, doc);
    if (!value) return;
    if (*value != std::floor(*value) || !(*value >= domain.low && *value <= domain.high))
      return problem("wrong-type", at(key), number_text(*value), "a whole number, " + between(domain));
    q = static_cast<int>(*value);
  }
  template <class U>
  void pair(std::string_view key, Quantity<U>& low, Quantity<U>& high, const Named<U>& unit, Domain, std::string_view) {
    const Json* value = find(key, Presence::optional, "");
    if (!value) return;
    if (!value->is_array() || value->size() != 2 || !(*value)[0].is_number() || !(*value)[1].is_number())
      return problem("wrong-type", at(key), shown(*value), "two numbers, [low, high]");
    low = unit((*value)[0].get<double>());
    high = unit((*value)[1].get<double>());
  }
  void text(std::string_view key, std::string& s, Presence presence, std::string_view doc) {
    const Json* value = find(key, presence, doc);
    if (!value) return;
    if (!value->is_string()) return problem("wrong-type", at(key), shown(*value), "a text");
    s = value->get<std::string>();
  }
  void flag(std::string_view key, bool& b, std::string_view) {
    const Json* value = find(key, Presence::optional, "");
    if (!value) return;
    if (!value->is_boolean()) return problem("wrong-type", at(key), shown(*value), "true or false");
    b = value->get<bool>();
  }
  template <class E>
  void choice(std::string_view key, E& e, Presence presence, std::string_view doc) {
    if (const Json* value = find(key, presence, doc)) choose(*value, at(key), e);
  }
  void texts(std::string_view key, std::vector<std::string>& all, std::string_view) {
    const Json* value = find(key, Presence::optional, "");
    if (!value) return;
    if (!value->is_array() || !std::all_of(value->begin(), value->end(), [](const Json& v) { return v.is_string(); }))
      return problem("wrong-type", at(key), shown(*value), "a list of texts");
    all = value->get<std::vector<std::string>>();
  }
  void matrix(std::string_view key, std::vector<std::vector<double>>& rows, std::string_view doc) {
    const Json* value = find(key, Presence::required, doc);
    if (!value) return;
    const auto is_row = [](const Json& row) {
      return row.is_array() && std::all_of(row.begin(), row.end(), [](const Json& v) { return v.is_number(); });
    };
    if (!value->is_array() || !std::all_of(value->begin(), value->end(), is_row))
      return problem("wrong-type", at(key), shown(*value), "a list of rows of numbers");
    rows = value->get<std::vector<std::vector<double>>>();
  }

  template <class S>
  void object(std::string_view key, S& s, Presence presence, std::string_view doc) {
    if (const Json* value = find(key, presence, doc)) enter(key, *value, [&] { fields::describe(*this, s); });
  }
  template <class S>
  void object(std::string_view key, std::optional<S>& s, Presence presence, std::string_view doc) {
    if (const Json* value = find(key, presence, doc)) enter(key, *value, [&] { fields::describe(*this, s.emplace()); });
  }
  template <class Body>
  void section(std::string_view key, Presence presence, std::string_view doc, Body inner) {
    if (const Json* value = find(key, presence, doc)) enter(key, *value, [&] { inner(*this); });
  }
  void numbers(std::string_view key, std::vector<double>& all, Domain domain, std::string_view) {
    const Json* value = find(key, Presence::optional, "");
    if (!value) return;
    const auto fits = [&](const Json& v) {
      return v.is_number() && v.get<double>() >= domain.low && v.get<double>() <= domain.high;
    };
    if (!value->is_array() || !std::all_of(value->begin(), value->end(), fits))
      return problem("wrong-type", at(key), shown(*value), "a list of numbers, " + between(domain));
    all = value->get<std::vector<double>>();
  }
  template <class S>
  void list(std::string_view key, std::vector<S>& items, Presence presence, std::string_view doc) {
    const Json* value = find(key, presence, doc);
    if (!value) return;
    if (!value->is_array()) return problem("wrong-type", at(key), shown(*value), "a list");
    if (value->empty()) return problem("empty-list", at(key), "an empty list", "at least one entry");
    items.resize(value->size());
    within(key, [&] {
      for (std::size_t i = 0; i < items.size(); ++i) enter_item(i, (*value)[i], items[i]);
    });
  }
  template <class S>
  void map(std::string_view key, std::map<std::string, S, std::less<>>& entries, std::string_view) {
    const Json* value = find(key, Presence::optional, "");
    if (!value) return;
    if (!value->is_object()) return problem("wrong-type", at(key), shown(*value), "an object");
    within(key, [&] {
      for (const auto& [id, entry] : value->items())
        enter(pointer_part(id), entry, [&, &name = id] { fields::describe(*this, entries[name]); });
    });
  }

  void pricing(std::string_view key, Pricing<>& p, Presence presence) {
    const Json* value = find(key, presence, "one of the four kinds of pricing");
    if (presence == Presence::optional) {  // of a path of several calls
      p.emplace<PerToken<>>();
      if (value)
        problem("stages-and-own", at(key), shown(*value), "no pricing beside stages: that of their offers holds");
      return;
    }
    if (!value) return;
    enter(key, *value, [&] {
      constexpr const auto& kinds = names::pricing_kind;
      const Json* kind = find("kind", Presence::required, text_of(kinds));
      if (!kind) return known_all();
      const auto* name = kind->is_string() ? kind->get_ptr<const std::string*>() : nullptr;
      const auto found = name ? std::find(kinds.begin(), kinds.end(), *name) : kinds.end();
      if (found == kinds.end()) {
        problem("unknown-kind", at("kind"), shown(*kind), text_of(kinds) + (name ? did_you_mean(*name, kinds) : ""));
        return known_all();
      }
      emplace(p, static_cast<std::size_t>(found - kinds.begin()));
      std::visit([&](auto& alternative) { fields::describe(*this, alternative); }, p);
    });
  }
  void cells(std::string_view key, std::array<Cell, layers.size()>& cells) {
    const Json* value = find(key, Presence::optional, "");
    if (!value) return;
    enter(key, *value, [&] {
      for (std::size_t i = 0; i < layers.size(); ++i) {
        const Json* cell = find(layers[i].id, Presence::optional, "");
        if (!cell) continue;
        if (!cell->is_array()) {
          enter(layers[i].id, *cell, [&] { fields::describe(*this, cells[i].emplace_back()); });
          continue;
        }
        cells[i].resize(cell->size());
        within(layers[i].id, [&] {
          for (std::size_t j = 0; j < cells[i].size(); ++j) enter_item(j, (*cell)[j], cells[i][j]);
        });
      }
    });
  }
  void placements(std::string_view key, std::map<std::string, std::vector<Placement>, std::less<>>& asked) {
    const Json* value = find(key, Presence::optional, "");
    if (!value) return;
    enter(key, *value, [&] {
      for (const auto& layer : layers) {
        const Json* names = find(layer.id, Presence::optional, "");
        if (!names) continue;
        if (!names->is_array() || names->empty()) {
          problem("wrong-type", at(layer.id), shown(*names), "a list of placements");
          continue;
        }
        auto& list = asked[std::string(layer.id)];
        for (std::size_t i = 0; i < names->size(); ++i)
          choose((*names)[i], at(layer.id) + "/" + std::to_string(i), list.emplace_back());
      }
    });
  }

 private:
  static std::string between(Domain domain) { return number_text(domain.low) + " to " + number_text(domain.high); }

  template <class Names>
  static std::string text_of(const Names& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
  }

  template <std::size_t I = 0>
  static void emplace(Pricing<>& p, std::size_t index) {
    if constexpr (I < std::variant_size_v<Pricing<>>) {
      if (index == I)
        p.emplace<I>();
      else
        emplace<I + 1>(p, index);
    }
  }

  /// Of very many problems those that nobody will read are counted by their places alone.
  void problem(std::string id, std::string where, std::string found, std::string allowed) {
    if (problems.size() >= most_problems) return problems.push_back({std::move(id), std::move(where), {}, {}});
    problems.push_back({std::move(id), std::move(where), std::move(found), std::move(allowed)});
  }

  std::string at(std::string_view key) const { return place_.at(key); }

  /// The value of a key of the object that is being read; null where it is absent.
  const Json* find(std::string_view key, Presence presence, std::string_view doc) {
    known_.emplace(key);
    const auto found = here_->find(std::string(key));
    if (found != here_->end()) return &*found;
    if (presence == Presence::required)
      problem("missing-key", at(key), "nothing", std::string(doc.empty() ? "a value" : doc));
    return nullptr;
  }

  template <class E>
  void choose(const Json& value, const std::string& where, E& e) {
    const auto& table = names::of(E{});
    const auto* name = value.is_string() ? value.get_ptr<const std::string*>() : nullptr;
    const auto found = name ? std::find(table.begin(), table.end(), *name) : table.end();
    if (found == table.end())
      return problem("unknown-name", where, shown(value), text_of(table) + (name ? did_you_mean(*name, table) : ""));
    e = static_cast<E>(found - table.begin());
  }

  std::optional<double> number_at(std::string_view key, Domain domain, Presence presence, std::string_view doc) {
    const Json* value = find(key, presence, doc);
    if (!value) return {};
    if (value->is_number()) {
      if (*value == 0) ledger_->zeros[at(key).substr(ledger_base_)] = true;
      return value->get<double>();
    }
    std::optional<double> result;
    if (!value->is_object()) {
      problem("wrong-type", at(key), shown(*value), "a number, " + between(domain) + ", or an object with \"value\"");
      return {};
    }
    enter(key, *value, [&] {
      Provenance provenance;
      read_currency(key, provenance);
      if (const Json* number = find("value", Presence::required, "a number")) {
        if (number->is_number())
          result = number->get<double>() * provenance.usd_per_unit;
        else
          problem("wrong-type", at("value"), shown(*number), "a number, " + between(domain));
      }
      if (const Json* range = find("range", Presence::optional, ""))
        provenance.range = read_range(*range, domain, result, provenance.usd_per_unit);
      if (const Json* d = find("distribution", Presence::optional, "")) {
        provenance.distribution = read_distribution(*d, domain);
        if (!provenance.currency.empty())
          problem("not-usd", at("distribution"), shown(*d), "a distribution of a number in USD, or a range");
      }
      text("shared", provenance.shared, Presence::optional, "");
      read_evidence(provenance.evidence);
      read_dates(provenance, domain, result.value_or(domain.low));
      ledger_->entries[ledger_key()] = std::move(provenance);
    });
    return result;
  }

  /// The currency that an amount is stated in: USD, or that of the scenario.
  void read_currency(std::string_view key, Provenance& provenance) {
    std::string& currency = provenance.currency;
    text("currency", currency, Presence::optional, "");
    if (currency == "USD") currency.clear();
    if (currency.empty()) return;
    if (key.find("usd") == key.npos)
      problem("not-money", at("currency"), '"' + currency + '"', "no currency, as this is no amount of money");
    else if (currency != presentation_->currency || !presentation_->usd_per_unit)
      problem("unknown-currency", at("currency"), '"' + currency + '"',
              "USD, or the currency of /presentation with its usd_per_currency_unit");
    else
      provenance.usd_per_unit = *presentation_->usd_per_unit;
  }

  /// A value with the days on which it holds, and what held on others.
  void read_dates(Provenance& provenance, Domain domain, double value) {
    const Json* others = find("by_date", Presence::optional, "");
    DatedValue own{.value = value, .evidence = provenance.evidence};
    const Presence needed = others ? Presence::required : Presence::optional;
    text("valid_from", own.from, needed, "the first day on which the value holds, as 2026-11-21");
    text("valid_to", own.to, Presence::optional, "");
    if (own.from.empty()) {
      if (!own.to.empty()) problem("missing-key", at("valid_from"), "nothing", "the first day, where there is a last");
      return;
    }
    provenance.by_date.push_back(own);
    if (others && !others->is_array()) return problem("wrong-type", at("by_date"), shown(*others), "a list");
    if (others)
      within("by_date", [&] {
        for (std::size_t i = 0; i < others->size(); ++i) {
          DatedValue& v = provenance.by_date.emplace_back();
          enter(std::to_string(i), (*others)[i], [&] {
            if (const Json* number = find("value", Presence::required, "a number")) {
              if (number->is_number())
                v.value = number->get<double>() * provenance.usd_per_unit;
              else
                problem("wrong-type", at("value"), shown(*number), "a number, " + between(domain));
            }
            if (!(v.value >= domain.low && v.value <= domain.high))
              problem("out-of-range", at("value"), number_text(v.value), between(domain));
            text("valid_from", v.from, Presence::required, "the first day on which the value holds, as 2026-11-21");
            text("valid_to", v.to, Presence::optional, "");
            read_evidence(v.evidence);
          });
        }
      });
    std::stable_sort(provenance.by_date.begin(), provenance.by_date.end(),
                     [](const auto& a, const auto& b) { return a.from < b.from; });
  }

  std::optional<Range> read_range(const Json& value, Domain domain, std::optional<double> inside, double usd_per_unit) {
    const bool pair = value.is_array() && value.size() == 2 && value[0].is_number() && value[1].is_number();
    if (pair) {
      const Range range{value[0].get<double>() * usd_per_unit, value[1].get<double>() * usd_per_unit};
      if (range.low <= range.high && range.low >= domain.low && range.high <= domain.high &&
          (!inside || (range.low <= *inside && *inside <= range.high)))
        return range;
    }
    problem("bad-range", at("range"), shown(value), "[low, high] around the value, within " + between(domain));
    return {};
  }

  std::optional<Distribution> read_distribution(const Json& value, Domain domain) {
    const auto before = problems.size();
    Distribution d;
    enter("distribution", value, [&] {
      const Json* shape = find("shape", Presence::required, text_of(names::shape));
      if (!shape) return known_all();
      choose(*shape, at("shape"), d.shape);
      for (const auto& [key, target] : distribution_keys(d))
        if (const Json* number = find(key, Presence::required, "a number")) {
          if (number->is_number())
            *target = number->get<double>();
          else
            problem("wrong-type", at(key), shown(*number), "a number");
        }
      for (const auto& [key, target] : {std::pair{"low", &d.low}, {"high", &d.high}})
        if (const Json* number = find(key, Presence::optional, "")) {
          if (number->is_number())
            *target = number->get<double>();
          else
            problem("wrong-type", at(key), shown(*number), "a number");
        }
      if (const Json* samples = find("samples", Presence::optional, "")) {
        if (samples->is_array() &&
            std::all_of(samples->begin(), samples->end(), [](const Json& v) { return v.is_number(); }))
          d.samples = samples->get<std::vector<double>>();
        else
          problem("wrong-type", at("samples"), shown(*samples), "a list of numbers");
      }
    });
    if (problems.size() != before) return {};
    if (const std::string wrong = what_is_wrong(d, domain.low, domain.high); !wrong.empty()) {
      problem("bad-distribution", at("distribution"), shown(value), wrong);
      return {};
    }
    return d;
  }

  void read_evidence(Evidence& e) {
    if (const Json* grade = find("grade", Presence::required, text_of(names::grade)))
      choose(*grade, at("grade"), e.grade);
    if (const Json* n = find("n", Presence::optional, "")) {
      if (n->is_number() && n->get<double>() > 0)
        e.n = n->get<double>();
      else
        problem("wrong-type", at("n"), shown(*n), "a sample size above 0");
    }
    text("source", e.source, Presence::optional, "");
    text("date", e.date, Presence::optional, "");
    text("formula", e.formula, Presence::optional, "");
    text("note", e.note, Presence::optional, "");
    text("evidence_file", e.file, Presence::optional, "");
    text("pointer", e.pointer, Presence::optional, "");
  }

  /// Pointer relative to what the current ledger belongs to.
  std::string ledger_key() const { return place_.text().substr(ledger_base_); }

  template <class Body>
  void within(std::string_view key, Body inner) {
    place_.within(key, inner);
  }

  /// Reads the object under a key: its fields, its default evidence, and then its unknown keys.
  template <class Body>
  void enter(std::string_view key, const Json& value, Body inner) {
    within(key, [&] {
      if (!value.is_object()) return problem("wrong-type", place_.text(), shown(value), "an object");
      const Json* outer = std::exchange(here_, &value);
      auto outer_known = std::exchange(known_, {});
      body(inner);
      here_ = outer;
      known_ = std::move(outer_known);
    });
  }

  template <class S>
  void enter_item(std::size_t index, const Json& value, S& item) {
    const std::string key = std::to_string(index);
    if constexpr (std::is_same_v<S, Path>) {
      Ledger* outer = std::exchange(ledger_, &item.ledger);
      const auto outer_base = std::exchange(ledger_base_, place_.text().size() + 1 + key.size());
      enter(key, value, [&] { fields::describe(*this, item); });
      ledger_ = outer;
      ledger_base_ = outer_base;
    } else {
      enter(key, value, [&] { fields::describe(*this, item); });
    }
  }

  template <class Body>
  void body(Body inner) {
    inner();
    if (!known_.contains("grade")) default_evidence();
    for (const auto& [key, value] : here_->items())
      if (known_.contains(key))
        continue;
      else if (problems.size() >= most_problems)
        problem("unknown-key", at(pointer_part(key)), {}, {});
      else
        problem("unknown-key", at(pointer_part(key)), '"' + key + '"',
                "one of: " + text_of(known_) + did_you_mean(key, known_));
  }

  void default_evidence() {
    const Json* value = find("evidence", Presence::optional, "");
    if (!value) return;
    const std::string place = ledger_key();
    enter("evidence", *value, [&] { read_evidence(ledger_->entries[place].evidence); });
  }

  /// Keeps the keys of an object of unknown kind from being reported one by one.
  void known_all() {
    for (const auto& [key, value] : here_->items()) known_.insert(key);
  }

  const Json* here_ = nullptr;
  std::set<std::string, std::less<>> known_;
  fields::PointerPath place_;
  Ledger* ledger_ = nullptr;
  const Presentation* presentation_ = nullptr;
  std::size_t ledger_base_ = 0;
};

bool at_or_below(std::string_view pointer, std::string_view reported) {
  return pointer.starts_with(reported) && (pointer.size() == reported.size() || pointer[reported.size()] == '/');
}

}  // namespace

PlacementWords load_placement_words(const std::string& file) {
  const std::string text = text_of_file(file, "a JSON object of words for Retained, Delegated, Ceded and Absent");
  std::vector<Problem> all;
  PlacementWords words;
  try {
    const Json root = parse_own(text, all);
    Reader reader;
    reader.read_alone(root, words);
    all.insert(all.end(), reader.problems.begin(), reader.problems.end());
  } catch (const InvalidInput& malformed) {
    all = malformed.problems();
  }
  if (all.empty()) return words;
  for (auto& problem : all) problem.where.insert(0, file + (problem.where.starts_with('/') ? "" : ": "));
  throw InvalidInput(std::move(all));
}

Scenario parse_scenario(std::string_view text) {
  std::vector<Problem> all;
  const Json root = parse_own(text, all);
  Scenario scenario;
  Reader reader;
  reader.read(root, scenario);
  make_routes(scenario, reader.problems);
  all.insert(all.end(), reader.problems.begin(), reader.problems.end());
  try {
    validate(scenario);
  } catch (const InvalidInput& invalid) {
    for (const auto& problem : invalid.problems())
      if (std::none_of(reader.problems.begin(), reader.problems.end(),
                       [&](const Problem& known) { return at_or_below(problem.where, known.where); }))
        all.push_back(problem);
  }
  if (!all.empty()) throw InvalidInput(std::move(all));
  if (has_dated_prices(scenario)) scenario = as_of(scenario, scenario.date);
  (void)unknowns(scenario);  // throws where what is shared or correlated does not fit together
  return scenario;
}

}  // namespace costmodel
