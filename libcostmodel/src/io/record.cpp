#include "io/results_json.hpp"

namespace costmodel::results {

TableBase::TableBase(std::string_view name, std::string_view doc) : record_{name, doc, {}} {}

void TableBase::add(std::string_view name, std::string_view doc, const Type& type, std::size_t offset) {
  Field& field = record_.fields.emplace_back();
  field.name = name, field.doc = doc, field.type = &type, field.offset = field.member = offset;
}

void TableBase::add(std::string_view name, std::string_view doc, const Type& type, decltype(Field::derive) derive) {
  add(name, doc, type, std::size_t{0});
  last().derive = std::move(derive);
}

Field& TableBase::last() { return record_.fields.back(); }

Json written(const Type& type, const void* at, const Field& field) {
  switch (type.kind) {
    case Kind::flag:
      return type.number(at) != 0;
    case Kind::whole:
      return static_cast<std::int64_t>(type.number(at));
    case Kind::number:
      return number_or_null(type.number(at) * field.denominator / field.numerator);
    case Kind::text:
      return field.null_if_empty && type.text(at).empty() ? Json(nullptr) : Json(type.text(at));
    case Kind::optional:
      if (type.size(at) == 0) return field.for_none.empty() ? Json(nullptr) : Json(field.for_none);
      return written(*type.of, type.at(at, 0), field);
    case Kind::record:
      return written(type.record(), type.at ? type.at(at, 0) : at, type.parent ? type.parent(at) : nullptr);
    case Kind::list:
    case Kind::tuple:
    case Kind::map:
      break;
    case Kind::distribution:
      return nullptr;  // JSON shows none
  }
  const bool object = type.kind == Kind::map || type.names;
  Json all = object ? Json::object() : Json::array();
  const auto names = type.names ? type.names() : std::vector<std::string_view>{};
  for (std::size_t i = 0; i < type.size(at); ++i) {
    Json one = written(*type.of, type.at(at, i), field);
    if (object)
      all[type.key ? type.key(const_cast<void*>(at), i) : std::string(names[i])] = std::move(one);
    else
      all.push_back(std::move(one));
  }
  return all;
}

Json written(const Record& record, const void* self, const void* parent) {
  Json json = Json::object();
  for (const auto& field : record.fields) {
    if ((field.seen & in_json) == 0 || (field.when && !field.when(self))) continue;
    Value value;
    if (field.json_derive)
      value.held = field.json_derive(self), value.at = value.held.get();
    else
      value = value_of(field, field.of_parent ? parent : self);
    Json one = written(field.json_type ? *field.json_type : *field.type, value.at, field);
    const std::string_view place = field.place.empty() ? field.name : field.place;
    if (place == ".")
      json.update(one);
    else if (place.find('/') == place.npos)
      json[std::string(place)] = std::move(one);
    else
      json[Json::json_pointer("/" + std::string(place))] = std::move(one);
  }
  return json;
}

}  // namespace costmodel::results
