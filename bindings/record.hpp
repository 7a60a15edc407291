// A result type in Python: read-only attributes, equality, a dictionary, pickling. All from one list of its members.
#pragma once

#include <functional>
#include <memory>

#include "quantity.hpp"

namespace costmodel::python {

template <class T>
class Record {
 public:
  Record(py::module_& m, const char* name, const char* doc) : class_(m, name, doc), members_(std::make_shared<Members>()) {
    auto members = members_;
    class_.def("to_dict", [members](const T& self) {
      py::dict all;
      for (const auto& member : *members)
        if (member.name) all[member.name] = member.get(self);
      return all;
    }, "The attributes by name, in order.");
    class_.def("__repr__", [members](py::handle self) {
      std::string text = py::cast<std::string>(py::type::handle_of(self).attr("__name__")) + "(";
      const auto& value = self.cast<const T&>();
      for (const auto& member : *members)
        if (member.name) text += (text.back() == '(' ? "" : ", ") + std::string(member.name) + "=" + py::cast<std::string>(py::repr(member.get(value)));
      return text + ")";
    });
    class_.def("__eq__", [members](const T& self, py::handle other) -> py::object {
      if (!py::isinstance<T>(other)) return py::reinterpret_borrow<py::object>(Py_NotImplemented);
      const auto& value = other.cast<const T&>();
      for (const auto& member : *members)
        if (!member.saved(self).equal(member.saved(value))) return py::bool_(false);
      return py::bool_(true);
    }, py::is_operator());
    class_.attr("__hash__") = py::none();
    class_.def(py::pickle(
        [members](const T& self) {
          py::tuple state(members->size());
          for (std::size_t i = 0; i < members->size(); ++i) state[i] = (*members)[i].saved(self);
          return state;
        },
        [members](const py::tuple& state) {
          if (state.size() != members->size()) throw py::value_error("pickled by another version of costmodel");
          T value{};
          for (std::size_t i = 0; i < members->size(); ++i) (*members)[i].restore(value, state[i]);
          return value;
        }));
  }

  /// A member that Python knows as it is.
  template <class M>
  Record& with(const char* name, M T::*member, const char* doc) {
    const auto get = [member](const T& self) -> py::object { return py::cast(self.*member); };
    return add(name, get, get, [member](T& self, py::handle value) { self.*member = value.cast<M>(); }, doc);
  }

  /// A quantity, or several, as numbers in the unit that the attribute's name ends in. Pickled as they are kept, so that
  /// no bit is lost to the unit.
  template <class M, class U>
  Record& with(const char* name, M T::*member, const Named<U>& unit, const char* doc) {
    return add(
        name, [member, unit](const T& self) { return number_in(unit, self.*member); },
        [member](const T& self) { return number_in(Named<U>{}, self.*member); },
        [member](T& self, py::handle value) { quantity_from(Named<U>{}, value, self.*member); }, doc);
  }

  /// A member that Python sees in another form: `get` shows it, `restore` takes it back.
  Record& with(const char* name, std::function<py::object(const T&)> get, std::function<void(T&, py::handle)> restore, const char* doc) {
    return add(name, get, get, std::move(restore), doc);
  }

  /// A member that Python does not see, and that is compared and pickled all the same.
  template <class M>
  Record& kept(M T::*member) {
    const auto get = [member](const T& self) -> py::object { return py::cast(self.*member); };
    members_->push_back({nullptr, get, get, [member](T& self, py::handle value) { self.*member = value.cast<M>(); }});
    return *this;
  }

  py::class_<T>& bound() { return class_; }

 private:
  using Get = std::function<py::object(const T&)>;
  struct Member {
    const char* name;
    Get get;
    Get saved;
    std::function<void(T&, py::handle)> restore;
  };
  using Members = std::vector<Member>;

  Record& add(const char* name, Get get, Get saved, std::function<void(T&, py::handle)> restore, const char* doc) {
    class_.def_property_readonly(name, get, doc);
    members_->push_back({name, get, std::move(saved), std::move(restore)});
    return *this;
  }

  py::class_<T> class_;
  std::shared_ptr<Members> members_;
};

}  // namespace costmodel::python
