#include <costmodel/io/scenario.hpp>

#include "base/number_text.hpp"
#include "io/json.hpp"
#include "scenario/fields.hpp"
#include "scenario/names.hpp"

namespace costmodel {

namespace {

using fields::Domain, fields::Presence;

Json bounds(Domain domain) { return {{"minimum", domain.low}, {"maximum", domain.high}}; }

/// The visitor that turns the tables into a JSON Schema.
class SchemaWriter {
 public:
  template <class S>
  static Json of() {
    SchemaWriter writer;
    S s{};
    fields::describe(writer, s);
    return writer.object_schema();
  }

  Json object_schema() const {
    Json all = properties_;
    all["evidence"] = {{"$ref", "#/$defs/evidence"}, {"description", "default for the plain numbers in this object"}};
    return {{"type", "object"}, {"properties", all}, {"required", required_}, {"additionalProperties", false}};
  }

  template <class U>
  void number(std::string_view key, Quantity<U>& q, const Named<U>& unit, Domain domain, Presence presence,
              std::string_view doc) {
    put_number(key, domain, presence, doc, as_written(unit, q));
  }
  void number(std::string_view key, double& q, const Named<unit::none>&, Domain domain, Presence presence,
              std::string_view doc) {
    put_number(key, domain, presence, doc, q);
  }
  template <class Q, class U>
  void number(std::string_view key, std::optional<Q>&, const Named<U>&, Domain domain, Presence presence,
              std::string_view doc) {
    put_number(key, domain, presence, doc);
  }
  void limit(std::string_view key, double&, Domain domain, std::string_view doc, std::string_view = {}) {
    put_number(key, domain, Presence::optional, doc);
  }
  void whole(std::string_view key, int& n, Domain domain, std::string_view doc, std::string_view = {}) {
    put_number(key, domain, Presence::optional, doc, n);
    properties_[std::string(key)]["multipleOf"] = 1;
  }
  template <class U>
  void pair(std::string_view key, Quantity<U>& low, Quantity<U>& high, const Named<U>& unit, Domain domain,
            std::string_view doc) {
    Json item = bounds(domain);
    item["type"] = "number";
    put(key,
        {{"type", "array"},
         {"items", item},
         {"minItems", 2},
         {"maxItems", 2},
         {"default", {as_written(unit, low), as_written(unit, high)}}},
        Presence::optional, doc);
  }
  void text(std::string_view key, std::string&, Presence presence, std::string_view doc) {
    put(key, {{"type", "string"}}, presence, doc);
  }
  void flag(std::string_view key, bool& b, std::string_view doc) {
    put(key, {{"type", "boolean"}, {"default", b}}, Presence::optional, doc);
  }
  template <class E>
  void choice(std::string_view key, E& e, Presence presence, std::string_view doc) {
    Json schema{{"enum", names::of(e)}};
    if (presence == Presence::optional) schema["default"] = names::name(e);
    put(key, schema, presence, doc);
  }
  void texts(std::string_view key, std::vector<std::string>&, std::string_view doc) {
    put(key, {{"type", "array"}, {"items", {{"type", "string"}}}}, Presence::optional, doc);
  }
  void numbers(std::string_view key, std::vector<double>&, Domain domain, std::string_view doc) {
    Json item = bounds(domain);
    item["type"] = "number";
    put(key, {{"type", "array"}, {"items", item}}, Presence::optional, doc);
  }
  void matrix(std::string_view key, std::vector<std::vector<double>>&, std::string_view doc) {
    const Json row{{"type", "array"}, {"items", {{"type", "number"}, {"minimum", -1}, {"maximum", 1}}}};
    put(key, {{"type", "array"}, {"items", row}}, Presence::required, doc);
  }
  template <class S>
  void object(std::string_view key, S&, Presence presence, std::string_view doc) {
    put(key, of<S>(), presence, doc);
  }
  template <class S>
  void object(std::string_view key, std::optional<S>&, Presence presence, std::string_view doc) {
    put(key, of<S>(), presence, doc);
  }
  template <class Body>
  void section(std::string_view key, Presence presence, std::string_view doc, Body body) {
    SchemaWriter inner;
    body(inner);
    put(key, inner.object_schema(), presence, doc);
  }
  template <class S>
  void list(std::string_view key, std::vector<S>&, Presence presence, std::string_view doc) {
    put(key, {{"type", "array"}, {"items", of<S>()}, {"minItems", 1}}, presence, doc);
  }
  template <class S>
  void map(std::string_view key, std::map<std::string, S, std::less<>>&, std::string_view doc) {
    put(key, {{"type", "object"}, {"additionalProperties", of<S>()}}, Presence::optional, doc);
  }
  void pricing(std::string_view key, Pricing<>&, Presence presence) {
    Json kinds = Json::array();
    each_kind(kinds);
    put(key, {{"oneOf", kinds}}, presence, "what the path charges");
  }
  void cells(std::string_view key, std::array<Cell, layers.size()>&) {
    SchemaWriter inner;
    const Json holder{{"$ref", "#/$defs/holder"}};
    const Json split{{"type", "array"}, {"items", holder}, {"minItems", 1}, {"maxItems", 2}};
    for (const auto& layer : layers)
      inner.put(layer.id, {{"anyOf", Json::array({holder, split})}}, Presence::optional, layer.name);
    put(key, inner.object_schema(), Presence::optional, "who holds each layer on this path");
  }
  template <class M>
  void placements(std::string_view key, M&) {
    SchemaWriter inner;
    for (const auto& layer : layers)
      inner.put(layer.id, {{"type", "array"}, {"items", {{"enum", names::placement}}}, {"minItems", 1}},
                Presence::optional, layer.name);
    put(key, inner.object_schema(), Presence::optional, "placements of a layer that will do");
  }

  void put(std::string_view key, Json schema, Presence presence, std::string_view doc) {
    if (!doc.empty()) schema["description"] = doc;
    properties_[std::string(key)] = std::move(schema);
    if (presence == Presence::required) required_.push_back(key);
  }

 private:
  /// A plain number or one with its evidence; the bounds hold for both.
  void put_number(std::string_view key, Domain domain, Presence presence, std::string_view doc,
                  std::optional<double> otherwise = {}) {
    Json schema{{"$ref", "#/$defs/number"}};
    schema.update(bounds(domain));
    schema["properties"]["value"] = bounds(domain);
    if (otherwise && presence == Presence::optional && *otherwise >= domain.low && *otherwise <= domain.high)
      schema["default"] = *otherwise;
    put(key, schema, presence, doc);
  }

  template <std::size_t I = 0>
  static void each_kind(Json& kinds) {
    if constexpr (I < std::variant_size_v<Pricing<>>) {
      Json schema = of<std::variant_alternative_t<I, Pricing<>>>();
      schema["properties"]["kind"] = {{"const", names::pricing_kind[I]}};
      schema["required"].push_back("kind");
      kinds.push_back(std::move(schema));
      each_kind<I + 1>(kinds);
    }
  }

  Json properties_ = Json::object();
  Json required_ = Json::array();
};

/// A distribution: each shape with its own parameters.
Json distribution_schema() {
  const Json number{{"type", "number"}};
  Json shapes = Json::array();
  for (std::size_t i = 0; i < names::shape.size(); ++i) {
    Distribution d{.shape = static_cast<Shape>(i)};
    Json properties{{"shape", {{"const", names::shape[i]}}}, {"low", number}, {"high", number}};
    Json required{"shape"};
    for (const auto& [key, target] : distribution_keys(d)) {
      properties[std::string(key)] = number;
      required.push_back(key);
    }
    properties["samples"] = {{"type", "array"}, {"items", number}};
    shapes.push_back(
        {{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}});
  }
  return {{"oneOf", shapes}};
}

Json definitions() {
  const Json text{{"type", "string"}};
  const Json day{{"type", "string"}, {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}};
  const Json dated{{"type", "object"},
                   {"properties", {{"value", {{"type", "number"}}}, {"valid_from", day}, {"valid_to", day}}},
                   {"required", {"value", "valid_from", "grade"}},
                   {"allOf", Json::array({{{"$ref", "#/$defs/evidence_keys"}}})},
                   {"unevaluatedProperties", false}};
  const Json range{{"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 2}, {"maxItems", 2}};
  const Json sourced{{"type", "object"},
                     {"properties",
                      {{"value", {{"type", "number"}}},
                       {"range", range},
                       {"distribution", {{"$ref", "#/$defs/distribution"}}},
                       {"shared", text},
                       {"currency", text},
                       {"valid_from", day},
                       {"valid_to", day},
                       {"by_date", {{"type", "array"}, {"items", {{"$ref", "#/$defs/dated"}}}}}}},
                     {"required", {"value", "grade"}},
                     {"allOf", Json::array({{{"$ref", "#/$defs/evidence_keys"}}})},
                     {"unevaluatedProperties", false}};
  const Json keys{{"grade", {{"enum", names::grade}}},
                  {"n", {{"type", "number"}, {"exclusiveMinimum", 0}}},
                  {"source", text},
                  {"date", text},
                  {"formula", text},
                  {"note", text},
                  {"evidence_file", text},
                  {"pointer", text}};
  return {{"evidence_keys", {{"type", "object"}, {"properties", keys}}},
          {"evidence", {{"$ref", "#/$defs/evidence_keys"}, {"required", {"grade"}}, {"unevaluatedProperties", false}}},
          {"number", {{"anyOf", Json::array({{{"type", "number"}}, sourced})}}},
          {"dated", dated},
          {"distribution", distribution_schema()},
          {"holder", SchemaWriter::of<Holder>()}};
}

/// A path has a pricing of its own or stages, and an acceptance unless it only serves stages of others.
void loosen(Json& path) {
  Json required = Json::array();
  for (const auto& key : path["required"])
    if (key != "pricing" && key != "acceptance") required.push_back(key);
  path["required"] = required;
  const auto has = [](const char* key) { return Json{{"required", Json::array({key})}}; };
  Json for_others = has("only_in_stages");
  for_others["properties"] = {{"only_in_stages", {{"const", true}}}};
  path["allOf"] = Json::array({{{"oneOf", Json::array({has("pricing"), has("stages")})}},
                               {{"anyOf", Json::array({has("acceptance"), for_others})}}});
}

}  // namespace

std::string scenario_schema() {
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"$id", "urn:costmodel:scenario:1"},
              {"title", "costmodel scenario, version 1"}};
  schema.update(SchemaWriter::of<Scenario>());
  loosen(schema["properties"]["paths"]["items"]);
  schema["properties"]["$schema"] = {{"type", "string"}};
  schema["properties"]["costmodel"] = {{"const", 1}, {"description", "version of the format"}};
  schema["required"].push_back("costmodel");
  schema["$defs"] = definitions();
  return schema.dump(2) + "\n";
}

}  // namespace costmodel
