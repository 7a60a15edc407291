// A result type in Python, made from its table: read-only attributes with docstrings, equality, a dictionary, pickling.
#pragma once

#include "io/result_fields.hpp"
#include "pybind.hpp"

namespace costmodel::python {

/// How a struct goes into Python and comes back: all that is compiled for each.
struct Bound {
  const void* (*address)(py::handle);
  py::object (*shown)(const void*);
  py::object (*restored)(py::handle state, void (*restore)(py::handle, void*, const results::Record&),
                         const results::Record&);
};

/// Gives a class what its table says.
void add_fields(const py::object& type, const results::Record& record, const Bound& bound);

/// A class whose attributes are the fields of the table of T.
template <class T>
py::class_<T> bind_record(py::module_& m) {
  const results::Record& record = results::record_of<T>();
  py::class_<T> type(m, record.name.data(), record.doc.data());
  add_fields(type, record,
             {.address = [](py::handle self) -> const void* { return &self.cast<const T&>(); },
              .shown = [](const void* value) { return py::cast(*static_cast<const T*>(value)); },
              .restored =
                  [](py::handle state, void (*restore)(py::handle, void*, const results::Record&),
                     const results::Record& fields) {
                    T value{};
                    restore(state, &value, fields);
                    return py::cast(std::move(value));
                  }});
  return type;
}

template <class... T>
void bind_records(py::module_& m) {
  (bind_record<T>(m), ...);
}

}  // namespace costmodel::python
