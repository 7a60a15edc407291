#include <costmodel/error.hpp>

#include <utility>

namespace costmodel {

namespace {
std::string joined(const std::vector<Problem>& problems) {
  std::string text;
  for (const auto& problem : problems) {
    if (!text.empty()) text += '\n';
    text += to_string(problem);
  }
  return text;
}
}  // namespace

std::string to_string(const Problem& p) {
  return (p.where.empty() ? std::string("(whole input)") : p.where) + ": found " + p.found + ", allowed: " + p.allowed +
         " [" + p.id + "]";
}

InvalidInput::InvalidInput(std::vector<Problem> problems)
    : std::invalid_argument(joined(problems)), problems_(std::move(problems)) {}

InvalidInput::InvalidInput(std::string id, std::string where, std::string found, std::string allowed)
    : InvalidInput(std::vector<Problem>{{std::move(id), std::move(where), std::move(found), std::move(allowed)}}) {}

}  // namespace costmodel
