#include <algorithm>
#include <set>

#include "io/results_json.hpp"

namespace costmodel::results {

namespace {

/// Makes a definition of each record that it meets.
class ResultSchema {
 public:
  std::string written(const std::vector<Document>& documents) {
    Json any = Json::array();
    for (const auto& document : documents) {
      Json one = reference(document.record());
      one["title"] = "costmodel " + std::string(document.command);
      any.push_back(std::move(one));
    }
    return dumped({{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                   {"$id", "urn:costmodel:results:1"},
                   {"title", "costmodel results, version 1"},
                   {"anyOf", any},
                   {"$defs", definitions_}});
  }

 private:
  Json reference(const Record& record) {
    const auto& fields = record.fields;
    if (!fields.empty() && fields[0].place == "." && fields[0].type->kind == Kind::list)  // a list without a name
      return schema(*fields[0].type, fields[0]);
    const std::string name(record.name);
    if (known_.insert(name).second) {
      definitions_[name] = nullptr;  // keeps its place
      Json made = object(record);
      definitions_[name] = std::move(made);
    }
    return {{"$ref", "#/$defs/" + name}};
  }

  Json object(const Record& record) {
    Json json = empty_object(record.doc);
    for (const auto& field : record.fields)
      if (field.seen & in_json) add(json, field, field.place.empty() ? field.name : field.place);
    return json;
  }

  static Json empty_object(std::string_view doc) {
    return {{"type", "object"},
            {"description", in_json_words(doc)},
            {"properties", Json::object()},
            {"required", Json::array()},
            {"additionalProperties", false}};
  }

  void add(Json& into, const Field& field, std::string_view place) {
    const Type& type = field.json_type ? *field.json_type : *field.type;
    if (place == ".") return merge(into, object(type.record()));
    const auto slash = place.find('/');
    const std::string key(place.substr(0, slash));
    Json& one = into["properties"][key];
    if (slash == place.npos) {
      one = schema(type, field);
      one["description"] = in_json_words(field.doc);
      if (field.seen & in_python && field.name != key) one["x-python"] = field.name;
    } else if (const std::string_view rest = place.substr(slash + 1); rest.front() >= '0' && rest.front() <= '9') {
      if (one.is_null()) one = {{"type", "array"}, {"prefixItems", Json::array()}};
      one["prefixItems"].push_back(schema(type, field));
      one["prefixItems"].back()["description"] = in_json_words(field.doc);
      one["prefixItems"].back()["x-python"] = field.name;
    } else {
      if (one.is_null()) one = empty_object("");
      add(one, field, rest);
    }
    require(into, key, field);
  }

  static void require(Json& into, const std::string& key, const Field& field) {
    Json& required = into["required"];
    if (!field.when && std::find(required.begin(), required.end(), key) == required.end()) required.push_back(key);
  }

  static void merge(Json& into, const Json& other) {
    into["properties"].update(other["properties"]);
    for (const auto& key : other["required"]) into["required"].push_back(key);
  }

  Json schema(const Type& type, const Field& field) {
    switch (type.kind) {
      case Kind::flag:
        return {{"type", "boolean"}};
      case Kind::whole:
        return {{"type", "integer"}};
      case Kind::number:
        return field.infinite ? Json{{"type", {"number", "null"}}} : Json{{"type", "number"}};
      case Kind::text:
        return text(type, field);
      case Kind::optional:
        return nullable(schema(*type.of, field), field);
      case Kind::record:
        return reference(type.record());
      case Kind::map:
        return {{"type", "object"}, {"additionalProperties", schema(*type.of, field)}};
      case Kind::distribution:
        return {{"type", "object"}};
      case Kind::list:
        return {{"type", "array"}, {"items", schema(*type.of, field)}};
      case Kind::tuple:
        break;
    }
    if (!type.names)
      return {{"type", "array"},
              {"items", schema(*type.of, field)},
              {"minItems", type.size(nullptr)},
              {"maxItems", type.size(nullptr)}};
    Json json = empty_object("");
    for (const auto name : type.names()) {
      json["properties"][std::string(name)] = schema(*type.of, field);
      json["required"].push_back(name);
    }
    return json;
  }

  static Json text(const Type& type, const Field& field) {
    Json json{{"type", field.null_if_empty ? Json{"string", "null"} : Json("string")}};
    if (type.names) json["enum"] = type.names();
    if (!field.one_of.empty()) json["enum"] = std::vector<std::string_view>(field.one_of.begin(), field.one_of.end());
    return json;
  }

  static Json nullable(Json json, const Field& field) {
    if (!field.for_none.empty()) {
      if (json.contains("enum")) json["enum"].push_back(field.for_none);
      return json;
    }
    if (json.contains("$ref")) return {{"anyOf", Json::array({json, {{"type", "null"}}})}};
    if (json["type"].is_string()) json["type"] = {json["type"], "null"};
    if (json.contains("enum")) json["enum"].push_back(nullptr);
    return json;
  }

  /// What Python calls None is null here.
  static std::string in_json_words(std::string_view doc) {
    std::string words(doc);
    for (auto at = words.find("None"); at != words.npos; at = words.find("None", at)) words.replace(at, 4, "null");
    return words;
  }

  Json definitions_ = Json::object();
  std::set<std::string> known_;
};

}  // namespace

std::string schema_of(const std::vector<Document>& documents) { return ResultSchema().written(documents); }

}  // namespace costmodel::results
