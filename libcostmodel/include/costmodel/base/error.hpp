// What is wrong with an input: where, what, and what would be right.
#pragma once

#include <costmodel/version.hpp>

#include <stdexcept>
#include <string>
#include <vector>

namespace costmodel {

/// One problem found in an input.
struct Problem {
  std::string id;     ///< stable name of the kind of problem, e.g. "unknown-key"; docs/errors.md has a section for each
  std::string where;  ///< JSON Pointer into the scenario, or the name of the argument
  std::string found;  ///< the offending value as it was written, with its unit where it has one
  std::string allowed;  ///< what would have been accepted
};

/// One line for a person: `/paths/1/id: found "cmi", allowed: an id that no other path has [duplicate-id]`.
std::string to_string(const Problem& problem);

/// Thrown for bad input, and for nothing else. It carries every problem that was found, not the first.
class InvalidInput : public std::invalid_argument {
 public:
  explicit InvalidInput(std::vector<Problem> problems);
  InvalidInput(std::string id, std::string where, std::string found, std::string allowed);

  const std::vector<Problem>& problems() const noexcept { return problems_; }

 private:
  std::vector<Problem> problems_;
};

}  // namespace costmodel
