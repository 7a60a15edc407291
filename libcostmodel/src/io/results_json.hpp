// Results as JSON values, for those who put them into something larger.
#pragma once

#include "io/json.hpp"
#include "io/result_fields.hpp"

namespace costmodel {

namespace results {
Json written(const Type& type, const void* at, const Field& field = {});
Json written(const Record& record, const void* self, const void* parent = nullptr);

/// The JSON Schema of these documents, and of every record in them.
std::string schema_of(const std::vector<Document>& documents);
}  // namespace results

/// A result, or several, as the tables say.
template <class T>
Json json_of(const T& result) {
  return results::written(results::Described<T>::type, &result);
}

Json brief_json(const Decision& decision);  ///< of a decision, the path and the bands

}  // namespace costmodel
