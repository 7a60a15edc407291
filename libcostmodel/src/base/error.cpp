#include <costmodel/base/error.hpp>

#include <utility>

#include "base/figures.hpp"
#include "base/problems.hpp"
#include "base/utf8.hpp"

namespace costmodel {

namespace {
/// The first problems, and how many there are beside. A count that was made before is taken along.
std::vector<Problem> first_of(std::vector<Problem> problems) {
  if (problems.size() <= most_problems ||
      (problems.size() == most_problems + 1 && problems.back().id == "more-problems"))
    return problems;
  const std::size_t more = problems.size() - most_problems;
  problems.resize(most_problems);
  problems.push_back({"more-problems", "",
                      text::fixed(static_cast<double>(more), 0) + (more == 1 ? " more problem" : " more problems"),
                      "none"});
  return problems;
}

std::string joined(const std::vector<Problem>& problems) {
  std::string text;
  for (const auto& problem : problems) {
    if (!text.empty()) text += '\n';
    text += to_string(problem);
  }
  return text;
}

/// Input is quoted back: in valid UTF-8, without what moves a cursor, and not all of it where it is long.
std::vector<Problem> printable(std::vector<Problem> problems) {
  constexpr std::size_t most = 1000;
  for (auto& problem : problems)
    for (auto* text : {&problem.where, &problem.found, &problem.allowed}) *text = plain::shortened(*text, most);
  return problems;
}
}  // namespace

std::string to_string(const Problem& p) {
  if (p.id == "more-problems") return "and " + p.found + " [" + p.id + "]";
  return (p.where.empty() ? std::string("(whole input)") : p.where) + ": found " + p.found + ", allowed: " + p.allowed +
         " [" + p.id + "]";
}

InvalidInput::InvalidInput(std::vector<Problem> problems)
    : std::invalid_argument(joined(printable(first_of(problems)))),
      problems_(printable(first_of(std::move(problems)))) {}

InvalidInput::InvalidInput(std::string id, std::string where, std::string found, std::string allowed)
    : InvalidInput(std::vector<Problem>{{std::move(id), std::move(where), std::move(found), std::move(allowed)}}) {}

}  // namespace costmodel
