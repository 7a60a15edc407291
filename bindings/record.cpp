#include "record.hpp"

#include <map>

#include "bindings.hpp"

namespace costmodel::python {

using results::Field, results::Kind, results::Record, results::Type;

namespace {

/// Every class that was bound, by its record.
std::map<const Record*, Bound>& bounds() {
  static std::map<const Record*, Bound> all;
  return all;
}

const void* record_at(const Type& type, const void* at) { return type.at ? type.at(at, 0) : at; }

py::object shown(const Type& type, const void* at, const Field& field) {
  switch (type.kind) {
    case Kind::flag:
      return py::bool_(type.number(at) != 0);
    case Kind::whole:
      return py::int_(static_cast<std::int64_t>(type.number(at)));
    case Kind::number:
      return py::float_(type.number(at) * field.denominator / field.numerator);
    case Kind::text:
      return py::str(type.text(at).data(), type.text(at).size());
    case Kind::optional:
      return type.size(at) ? shown(*type.of, type.at(at, 0), field) : py::none();
    case Kind::record:
      return bounds().at(&type.record()).shown(record_at(type, at));
    case Kind::distribution:
      return py::cast(results::as<Distribution>(at));
    case Kind::list:
    case Kind::tuple:
    case Kind::map:
      break;
  }
  const std::size_t size = type.size(at);
  if (type.kind == Kind::map) {
    py::dict all;
    for (std::size_t i = 0; i < size; ++i)
      all[py::str(type.key(const_cast<void*>(at), i))] = shown(*type.of, type.at(at, i), field);
    return all;
  }
  py::list all(size);
  for (std::size_t i = 0; i < size; ++i) all[i] = shown(*type.of, type.at(at, i), field);
  if (type.kind == Kind::tuple) return py::tuple(all);
  return all;
}

// --- Pickling: values as they are kept, so that no bit is lost to a unit ----------------------------

py::object state_of(const Record& record, const void* self);

py::object state_of(const Type& type, const void* at) {
  if (type.kind == Kind::record) return state_of(type.record(), record_at(type, at));
  if (type.kind == Kind::optional) return type.size(at) ? state_of(*type.of, type.at(at, 0)) : py::none();
  if (type.kind != Kind::list && type.kind != Kind::tuple && type.kind != Kind::map) return shown(type, at, {});
  py::list all;
  for (std::size_t i = 0; i < type.size(at); ++i) {
    if (type.key) all.append(py::str(type.key(const_cast<void*>(at), i)));
    all.append(state_of(*type.of, type.at(at, i)));
  }
  return py::tuple(all);
}

py::object state_of(const Record& record, const void* self) {
  py::list all;
  for (const auto& field : record.fields)
    if (field.seen & results::saved) all.append(state_of(*field.type, results::value_of(field, self).at));
  return py::tuple(all);
}

void restore(py::handle state, void* into, const Record& record);

void restore(py::handle state, void* into, const Type& type) {
  switch (type.kind) {
    case Kind::flag:
    case Kind::whole:
    case Kind::number:
      return type.set_number(into, state.cast<double>());
    case Kind::text:
      return type.set_text(into, state.cast<std::string>());
    case Kind::record:
      return restore(state, into, type.record());
    case Kind::distribution:
      results::as<Distribution>(into) = state.cast<Distribution>();
      return;
    case Kind::optional:
      type.resize(into, state.is_none() ? 0 : 1);
      if (!state.is_none()) restore(state, const_cast<void*>(type.at(into, 0)), *type.of);
      return;
    case Kind::list:
    case Kind::tuple:
    case Kind::map:
      break;
  }
  const auto all = state.cast<py::tuple>();
  const std::size_t step = type.key ? 2 : 1;
  if (type.resize) type.resize(into, all.size() / step);
  for (std::size_t i = 0; i < type.size(into); ++i) {
    if (type.key) type.key(into, i) = all[step * i].cast<std::string>();
    restore(all[step * i + step - 1], const_cast<void*>(type.at(into, i)), *type.of);
  }
}

void restore(py::handle state, void* into, const Record& record) {
  const auto all = state.cast<py::tuple>();
  std::size_t i = 0;
  for (const auto& field : record.fields)
    if (field.seen & results::saved) {
      if (i >= all.size()) throw py::value_error("pickled by another version of costmodel");
      restore(all[i++], static_cast<char*>(into) + field.offset, *field.type);
    }
  if (i != all.size()) throw py::value_error("pickled by another version of costmodel");
}

// --- Equality --------------------------------------------------------------------------------------

bool equal(const Record& record, const void* a, const void* b);

bool equal(const Type& type, const void* a, const void* b) {
  switch (type.kind) {
    case Kind::flag:
    case Kind::whole:
    case Kind::number:
      return type.number(a) == type.number(b);
    case Kind::text:
      return type.text(a) == type.text(b);
    case Kind::record:
      return equal(type.record(), record_at(type, a), record_at(type, b));
    case Kind::distribution:
      return shown(type, a, {}).equal(shown(type, b, {}));
    case Kind::optional:
    case Kind::list:
    case Kind::tuple:
    case Kind::map:
      break;
  }
  if (type.size(a) != type.size(b)) return false;
  for (std::size_t i = 0; i < type.size(a); ++i) {
    if (type.key && type.key(const_cast<void*>(a), i) != type.key(const_cast<void*>(b), i)) return false;
    if (!equal(*type.of, type.at(a, i), type.at(b, i))) return false;
  }
  return true;
}

bool equal(const Record& record, const void* a, const void* b) {
  for (const auto& field : record.fields)
    if ((field.seen & results::saved) &&
        !equal(*field.type, results::value_of(field, a).at, results::value_of(field, b).at))
      return false;
  return true;
}

// --- Types, as a stub writes them -------------------------------------------------------------------

template <class Names>
std::string literal(const Names& names) {
  std::string all;
  for (const auto name : names) all += (all.empty() ? "Literal[\"" : ", \"") + std::string(name) + '"';
  return all + "]";
}

std::string written(const Type& type, const Field& field) {
  const auto of = [&] { return written(*type.of, field); };
  switch (type.kind) {
    case Kind::flag:
      return "bool";
    case Kind::whole:
      return "int";
    case Kind::number:
      return "float";
    case Kind::text:
      return type.names ? literal(type.names()) : !field.one_of.empty() ? literal(field.one_of) : "str";
    case Kind::optional:
      return of() + " | None";
    case Kind::list:
      return "list[" + of() + "]";
    case Kind::map:
      return "dict[str, " + of() + "]";
    case Kind::record:
      return std::string(type.record().name);
    case Kind::distribution:
      return "dict[str, Any]";
    case Kind::tuple:
      break;
  }
  std::string all = "tuple[" + of();
  for (std::size_t i = 1; i < type.size(nullptr); ++i) all += ", " + of();
  return all + "]";
}

py::object dictionary(const Record& record, const void* self) {
  py::dict all;
  for (const auto& field : record.fields)
    if (field.seen & results::in_dict) {
      const results::Value value = results::value_of(field, self);
      all[py::str(field.name.data(), field.name.size())] = shown(*field.type, value.at, field);
    }
  return all;
}

}  // namespace

void add_fields(const py::object& type, const Record& record, const Bound& bound) {
  bounds()[&record] = bound;
  const auto property = py::reinterpret_borrow<py::object>(reinterpret_cast<PyObject*>(&PyProperty_Type));
  const auto method = [&](const char* name, auto function, const char* doc) {
    type.attr(name) = py::cpp_function(function, py::name(name), py::is_method(type), doc);
  };
  py::dict annotations;
  for (const auto& field : record.fields) {
    if (!(field.seen & results::in_python)) continue;
    const auto get = py::cpp_function([&field, address = bound.address](py::handle self) {
      const results::Value value = results::value_of(field, address(self));
      return shown(*field.type, value.at, field);
    });
    for (const std::string_view name : {field.name, field.former}) {
      if (name.empty()) continue;
      type.attr(name.data()) =
          property(get, py::none(), py::none(),
                   name == field.name ? std::string(field.doc) : "Former name of `" + std::string(field.name) + "`.");
      annotations[name.data()] = written(*field.type, field);
    }
  }
  type.attr("__annotations__") = annotations;
  method(
      "to_dict", [&record, address = bound.address](py::handle self) { return dictionary(record, address(self)); },
      "The attributes by name, in order.");
  method(
      "__repr__",
      [&record, address = bound.address](py::handle self) {
        std::string text;
        for (const std::pair<py::handle, py::handle> item :
             py::reinterpret_borrow<py::dict>(dictionary(record, address(self))))
          text += (text.empty() ? "" : ", ") + py::cast<std::string>(item.first) + "=" +
                  py::cast<std::string>(py::repr(item.second));
        return py::cast<std::string>(py::type::handle_of(self).attr("__name__")) + "(" + text + ")";
      },
      "");
  method(
      "__eq__",
      [&record, address = bound.address](py::handle self, py::handle other) -> py::object {
        if (!py::isinstance(other, py::type::handle_of(self)))
          return py::reinterpret_borrow<py::object>(Py_NotImplemented);
        return py::bool_(equal(record, address(self), address(other)));
      },
      "");
  type.attr("__hash__") = py::none();
  method(
      "__reduce__",
      [&record, address = bound.address](py::handle self) {
        const auto restored = py::module_::import("costmodel._core").attr("_restored");
        return py::make_tuple(restored, py::make_tuple(std::string(record.name), state_of(record, address(self))));
      },
      "");
}

void bind_pickling(py::module_& m) {
  m.def(
      "_restored",
      [](const std::string& name, py::handle state) {
        for (const auto& [record, bound] : bounds())
          if (record->name == name) return bound.restored(state, &restore, *record);
        throw py::value_error("pickled by another version of costmodel");
      },
      py::arg("name"), py::arg("state"));
}

}  // namespace costmodel::python
