#include <costmodel/io/scenario.hpp>
#include <set>

#include "base/number_text.hpp"
#include "io/json.hpp"
#include "scenario/fields.hpp"
#include "scenario/names.hpp"

namespace costmodel {

namespace {

using fields::Domain, fields::Presence;

Json evidence_json(const Evidence& e) {
  Json json{{"grade", to_string(e.grade)}};
  if (e.n) json["n"] = *e.n;
  for (const auto& [key, text] : {std::pair{"source", &e.source},
                                  {"date", &e.date},
                                  {"formula", &e.formula},
                                  {"note", &e.note},
                                  {"evidence_file", &e.file},
                                  {"pointer", &e.pointer}})
    if (!text->empty()) json[key] = *text;
  return json;
}

Json distribution_json(Distribution d) {
  Json json{{"shape", to_string(d.shape)}};
  for (const auto& [key, target] : distribution_keys(d)) json[std::string(key)] = *target;
  if (d.low) json["low"] = *d.low;
  if (d.high) json["high"] = *d.high;
  if (!d.samples.empty()) json["samples"] = d.samples;
  return json;
}

/// The visitor that turns an object into JSON; optional keys that hold their default are left out.
class Writer {
 public:
  Writer(const Ledger& ledger, std::string pointer) : ledger_(&ledger), pointer_(std::move(pointer)) {}

  /// JSON of `s`, without the optional keys that a fresh S would have too.
  template <class S>
  static Json write(const S& s, const Ledger& ledger, const std::string& pointer) {
    Writer writer(ledger, pointer);
    fields::describe(writer, const_cast<S&>(s));  // the visitor stores nothing in it
    Writer fresh(no_ledger(), pointer);
    S defaults{};
    fields::describe(fresh, defaults);
    return writer.trimmed(fresh.json_);
  }

  template <class U>
  void number(std::string_view key, Quantity<U>& q, const Named<U>& unit, Domain, Presence presence, std::string_view) {
    put_number(key, as_written(unit, q), presence);
  }
  template <class U>
  void number(std::string_view key, std::optional<Quantity<U>>& q, const Named<U>& unit, Domain, Presence presence,
              std::string_view) {
    if (q) put_number(key, as_written(unit, *q), presence);
  }
  void number(std::string_view key, double& q, const Named<unit::none>&, Domain, Presence presence, std::string_view) {
    put_number(key, q, presence);
  }
  void number(std::string_view key, std::optional<double>& q, const Named<unit::none>&, Domain, Presence presence,
              std::string_view) {
    if (q) put_number(key, *q, presence);
  }
  void limit(std::string_view key, double& q, Domain, std::string_view, std::string_view = {}) {
    if (std::isfinite(q)) put_number(key, q, Presence::optional);
  }
  void whole(std::string_view key, int& q, Domain, std::string_view, std::string_view = {}) {
    put_number(key, q, Presence::optional);
  }
  template <class U>
  void pair(std::string_view key, Quantity<U>& low, Quantity<U>& high, const Named<U>& unit, Domain, std::string_view) {
    put(key, Json::array({as_written(unit, low), as_written(unit, high)}), Presence::required);
  }
  void text(std::string_view key, std::string& s, Presence presence, std::string_view) { put(key, s, presence); }
  void flag(std::string_view key, bool& b, std::string_view) { put(key, b, Presence::optional); }
  template <class E>
  void choice(std::string_view key, E& e, Presence, std::string_view) {
    put(key, names::name(e), Presence::required);
  }
  void texts(std::string_view key, std::vector<std::string>& all, std::string_view) {
    put(key, all, Presence::optional);
  }
  void numbers(std::string_view key, std::vector<double>& all, Domain, std::string_view) {
    put(key, all, Presence::optional);
  }

  void matrix(std::string_view key, std::vector<std::vector<double>>& rows, std::string_view) {
    put(key, rows, Presence::required);
  }

  template <class S>
  void object(std::string_view key, S& s, Presence presence, std::string_view) {
    put(key, write(s, *ledger_, at(key)), presence);
  }
  template <class S>
  void object(std::string_view key, std::optional<S>& s, Presence, std::string_view) {
    if (s) put(key, write(*s, *ledger_, at(key)), Presence::required);
  }
  template <class Body>
  void section(std::string_view key, Presence presence, std::string_view, Body body) {
    Writer inner(*ledger_, at(key));
    body(inner);
    inner.add_default_evidence();
    if (presence == Presence::required || !inner.json_.empty()) put(key, inner.json_, presence);
  }
  template <class S>
  void list(std::string_view key, std::vector<S>& items, Presence presence, std::string_view) {
    Json all = Json::array();
    for (std::size_t i = 0; i < items.size(); ++i) all.push_back(item(items[i], at(key) + "/" + std::to_string(i)));
    if (presence == Presence::required || !all.empty()) put(key, all, Presence::required);
  }
  template <class S>
  void map(std::string_view key, std::map<std::string, S, std::less<>>& entries, std::string_view) {
    Json all = Json::object();
    for (auto& [id, entry] : entries) all[id] = write(entry, no_ledger(), "");
    put(key, all, Presence::optional);
  }
  void pricing(std::string_view key, Pricing<>& p, Presence presence) {
    if (presence == Presence::optional) return;  // of a path of several calls
    Json json{{"kind", to_string(kind(p))}};
    std::visit([&](const auto& alternative) { json.update(write(alternative, *ledger_, at(key))); }, p);
    put(key, json, Presence::required);
  }
  void cells(std::string_view key, std::array<Cell, layers.size()>& cells) {
    Json all = Json::object();
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const std::string place = at(key) + "/" + std::string(layers[i].id);
      if (cells[i].size() == 1) all[std::string(layers[i].id)] = write(cells[i][0], *ledger_, place);
      for (std::size_t j = 0; cells[i].size() > 1 && j < cells[i].size(); ++j)
        all[std::string(layers[i].id)].push_back(write(cells[i][j], *ledger_, place + "/" + std::to_string(j)));
    }
    add_evidence(all, at(key));
    put(key, all, Presence::optional);
  }
  void placements(std::string_view key, std::map<std::string, std::vector<Placement>, std::less<>>& asked) {
    Json all = Json::object();
    for (const auto& [layer, list] : asked)
      for (const Placement placement : list) all[layer].push_back(to_string(placement));
    put(key, all, Presence::optional);
  }

 private:
  static const Ledger& no_ledger() {
    static const Ledger none{};
    return none;
  }

  template <class S>
  Json item(S& s, const std::string& pointer) {
    if constexpr (std::is_same_v<S, Path>)
      return write(s, s.ledger, "");
    else
      return write(s, *ledger_, pointer);
  }

  std::string at(std::string_view key) const { return pointer_ + "/" + std::string(key); }

  void put(std::string_view key, Json value, Presence presence) {
    if (presence == Presence::required) required_.emplace(key);
    json_[std::string(key)] = std::move(value);
  }

  void put_number(std::string_view key, double value, Presence presence) {
    const auto entry = ledger_->entries.find(at(key));
    if (entry == ledger_->entries.end()) return put(key, number_or_null(value), presence);
    const auto stated = [&](double dollars) { return stated_in(entry->second, dollars); };
    Json json{{"value", stated(value)}};
    if (!entry->second.currency.empty()) json["currency"] = entry->second.currency;
    if (const auto& range = entry->second.range) json["range"] = {stated(range->low), stated(range->high)};
    if (const auto& d = entry->second.distribution) json["distribution"] = distribution_json(*d);
    if (!entry->second.shared.empty()) json["shared"] = entry->second.shared;
    json.update(evidence_json(entry->second.evidence));
    add_dates(json, entry->second, value);
    put(key, json, presence);
  }

  /// The number in the currency that it was stated in.
  static double stated_in(const Provenance& provenance, double dollars) {
    return provenance.currency.empty() ? dollars : as_written(dollars, provenance.usd_per_unit);
  }

  /// The days on which the value holds, and the values of other days.
  static void add_dates(Json& json, const Provenance& provenance, double value) {
    bool own = false;
    for (const auto& v : provenance.by_date) {
      const bool same = std::abs(v.value - value) <= 1e-9 * std::abs(value);  // a unit was converted back and forth
      const bool is_own = !own && same && v.evidence == provenance.evidence;
      own = own || is_own;
      Json other{{"value", stated_in(provenance, v.value)}};
      other.update(evidence_json(v.evidence));
      Json& target = is_own ? json : other;
      target["valid_from"] = v.from;
      if (!v.to.empty()) target["valid_to"] = v.to;
      if (!is_own) json["by_date"].push_back(other);
    }
  }

  void add_evidence(Json& json, const std::string& pointer) const {
    if (const auto entry = ledger_->entries.find(pointer); entry != ledger_->entries.end())
      json["evidence"] = evidence_json(entry->second.evidence);
  }
  void add_default_evidence() { add_evidence(json_, pointer_); }

  /// Whether a 0 was stated at the pointer or below it.
  bool states_zero(const std::string& pointer) const {
    const auto next = ledger_->zeros.lower_bound(pointer);
    return next != ledger_->zeros.end() && next->first.starts_with(pointer) &&
           (next->first.size() == pointer.size() || next->first[pointer.size()] == '/');
  }

  Json trimmed(const Json& defaults) {
    Json kept = Json::object();
    for (const auto& [key, value] : json_.items())
      if (required_.contains(key) || !defaults.contains(key) || defaults[key] != value || states_zero(at(key)))
        kept[key] = value;
    add_evidence(kept, pointer_);
    return kept;
  }

  const Ledger* ledger_;
  std::string pointer_;
  Json json_ = Json::object();
  std::set<std::string, std::less<>> required_;
};

}  // namespace

std::string to_json(const Scenario& scenario) {
  Json json{{"costmodel", 1}};
  json.update(Writer::write(scenario, scenario.ledger, ""));
  return dumped(json);
}

}  // namespace costmodel
