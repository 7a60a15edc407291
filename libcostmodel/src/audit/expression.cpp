#include <costmodel/audit/expression.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <optional>

#include "audit/formulas.hpp"
#include "base/nearest.hpp"
#include "base/number_text.hpp"
#include "base/utf8.hpp"

namespace costmodel {

namespace {

constexpr int deepest = 100;
constexpr std::size_t longest = 2000;

enum class Kind { number, name, negative, sum, difference, product, quotient, power, call, comparison };

struct Node {
  Kind kind = Kind::number;
  Measure number{};
  std::string text{};  ///< name of an input, or the comparison
  const formulas::Formula* formula = nullptr;
  std::vector<std::size_t> parts{};  ///< of a call, one for each parameter; `nothing` where it is left out
};
constexpr std::size_t nothing = static_cast<std::size_t>(-1);

}  // namespace

struct Expression::Tree {
  std::vector<Node> nodes{};
  std::vector<std::string> names{};
  std::size_t root = nothing;
};

namespace {

bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A parser that climbs precedence (Pratt, POPL 1973).
class Parser {
 public:
  Parser(std::string_view text, std::vector<Node>& nodes, std::vector<std::string>& names)
      : text_(text), nodes_(nodes), names_(names) {}

  std::size_t whole() {
    if (text_.size() > longest) fail("a formula of more than 2000 characters", "a shorter one");
    const std::size_t left = sum(0);
    skip();
    for (const std::string_view op : {"<=", ">=", "==", "!=", "<", ">"}) {
      if (!text_.substr(at_).starts_with(op)) continue;
      at_ += op.size();
      const std::size_t right = sum(0);
      end();
      return add({.kind = Kind::comparison, .text = std::string(op), .parts = {left, right}});
    }
    end();
    return left;
  }

 private:
  [[noreturn]] void fail(std::string found, std::string allowed) const {
    throw InvalidInput("bad-expression", "column " + std::to_string(at_ + 1), std::move(found), std::move(allowed));
  }
  [[noreturn]] void fail_here(std::string allowed) const {
    if (at_ >= text_.size()) fail("the end of the formula", std::move(allowed));
    fail('"' + plain::shortened(text_.substr(at_), 20) + '"', std::move(allowed));
  }

  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }
  bool take(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void end() {
    skip();
    if (at_ < text_.size()) fail_here("an operator, or the end");
  }
  std::size_t add(Node node) {
    nodes_.push_back(std::move(node));
    return nodes_.size() - 1;
  }

  /// Sums (level 0) and products (level 1), from the left.
  std::size_t sum(int level) {
    const Deeper deeper(*this);
    std::size_t left = level == 0 ? sum(1) : signed_power();
    for (;;) {
      const std::size_t from = at_;
      Kind kind = Kind::number;
      if (level == 0 && take('+'))
        kind = Kind::sum;
      else if (level == 0 && take('-'))
        kind = Kind::difference;
      else if (level == 1 && take('*'))
        kind = Kind::product;
      else if (level == 1 && take('/'))
        kind = Kind::quotient;
      else {
        at_ = from;
        return left;
      }
      const std::size_t right = level == 0 ? sum(1) : signed_power();
      left = add({.kind = kind, .parts = {left, right}});
    }
  }

  std::size_t signed_power() {
    const Deeper deeper(*this);
    if (take('-')) return add({.kind = Kind::negative, .parts = {signed_power()}});
    const std::size_t base = primary();
    if (!take('^')) return base;
    const std::size_t exponent = signed_power();
    return add({.kind = Kind::power, .parts = {base, exponent}});
  }

  std::size_t primary() {
    skip();
    if (at_ >= text_.size()) fail_here("a number, a name or a bracket");
    const char c = text_[at_];
    if (take('(')) {
      const std::size_t inside = sum(0);
      if (!take(')')) fail_here("\")\"");
      return inside;
    }
    if (is_digit(c) || c == '.') return number();
    if (starts_name(c)) return name();
    fail_here("a number, a name or a bracket");
  }

  std::size_t number() {
    double value = 0;
    const auto [stop, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc{}) fail_here("a finite number");
    at_ = static_cast<std::size_t>(stop - text_.data());
    Measure unit{1, {}};
    if (take('[')) {
      const auto close = text_.find(']', at_);
      if (close == std::string_view::npos) fail_here("a unit and \"]\"");
      unit = unit_named(text_.substr(at_, close - at_));
      at_ = close + 1;
    }
    return add({.kind = Kind::number, .number = {value * unit.value, unit.dimension}});
  }

  std::string_view word() {
    const std::size_t from = at_;
    while (at_ < text_.size() && (starts_name(text_[at_]) || is_digit(text_[at_]))) ++at_;
    return text_.substr(from, at_ - from);
  }

  std::size_t name() {
    const std::string text(word());
    if (take('(')) return call(text);
    if (std::find(names_.begin(), names_.end(), text) == names_.end()) names_.push_back(text);
    return add({.kind = Kind::name, .text = text});
  }

  std::size_t call(const std::string& name) {
    const auto* formula = formulas::find(name);
    if (!formula) {
      std::vector<std::string_view> known;
      for (const auto& f : formulas::all()) known.push_back(f.name);
      throw InvalidInput("unknown-formula", "formula", '"' + plain::shortened(name, 60) + '"',
                         "a formula of the library" + did_you_mean(name, known));
    }
    Node node{.kind = Kind::call, .text = name, .formula = formula};
    node.parts.assign(formula->parameters.size(), nothing);
    std::size_t place = 0;
    if (!take(')')) {
      do {
        skip();
        const std::size_t slot = argument(*formula, place++);
        if (node.parts[slot] != nothing)
          wrong_arguments(*formula, std::string(formula->parameters[slot].name) + " twice");
        node.parts[slot] = sum(0);
      } while (take(','));
      if (!take(')')) fail_here("\",\" or \")\"");
    }
    for (std::size_t i = 0; i < node.parts.size(); ++i)
      if (node.parts[i] == nothing && !formula->parameters[i].otherwise)
        wrong_arguments(*formula, "no " + std::string(formula->parameters[i].name));
    return add(std::move(node));
  }

  /// The parameter that the next argument is for: named by "name =", else by place.
  std::size_t argument(const formulas::Formula& formula, std::size_t place) {
    const std::size_t from = at_;
    if (at_ < text_.size() && starts_name(text_[at_])) {
      const std::string_view name = word();
      skip();
      if (at_ + 1 < text_.size() && text_[at_] == '=' && text_[at_ + 1] != '=') {
        ++at_;
        for (std::size_t i = 0; i < formula.parameters.size(); ++i)
          if (formula.parameters[i].name == name) return i;
        wrong_arguments(formula, '"' + plain::shortened(name, 60) + '"');
      }
    }
    at_ = from;
    if (place >= formula.parameters.size()) wrong_arguments(formula, std::to_string(place + 1) + " arguments");
    return place;
  }

  [[noreturn]] static void wrong_arguments(const formulas::Formula& formula, std::string found) {
    std::string allowed;
    for (const auto& parameter : formula.parameters) {
      if (!allowed.empty()) allowed += ", ";
      allowed += parameter.name;
      if (parameter.otherwise) allowed.append(" = ").append(parameter.otherwise_text);
    }
    throw InvalidInput("wrong-arguments", std::string(formula.name), std::move(found), std::move(allowed));
  }

  struct Deeper {
    explicit Deeper(Parser& p) : parser(p) {
      if (++parser.depth_ > deepest) parser.fail("deeper nesting", "at most 100 levels");
    }
    Deeper(const Deeper&) = delete;
    ~Deeper() { --parser.depth_; }
    Parser& parser;
  };

  std::string_view text_;
  std::vector<Node>& nodes_;
  std::vector<std::string>& names_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

[[noreturn]] void unlike(std::string_view what, const Dimension& a, const Dimension& b) {
  throw InvalidInput("unlike-dimensions", std::string(what), to_string(a), to_string(b));
}

/// Walks a tree of at most 2000 nodes.
class Evaluation {
 public:
  Evaluation(const std::vector<Node>& nodes, const Expression::Lookup& input) : nodes_(nodes), input_(input) {}

  Measure at(std::size_t index) const {
    const Node& node = nodes_[index];
    const auto part = [&](std::size_t i) { return at(node.parts[i]); };
    switch (node.kind) {
      case Kind::number:
        return node.number;
      case Kind::name:
        return input_(node.text);
      case Kind::negative: {
        const Measure a = part(0);
        return {-a.value, a.dimension};
      }
      case Kind::sum:
      case Kind::difference: {
        const Measure a = part(0), b = part(1);
        const bool plus = node.kind == Kind::sum;
        if (a.dimension != b.dimension) unlike(plus ? "+" : "-", a.dimension, b.dimension);
        return {plus ? a.value + b.value : a.value - b.value, a.dimension};
      }
      case Kind::product: {
        const Measure a = part(0), b = part(1);
        return {a.value * b.value, a.dimension * b.dimension};
      }
      case Kind::quotient: {
        const Measure a = part(0), b = part(1);
        return {a.value / b.value, a.dimension / b.dimension};
      }
      case Kind::power:
        return raised(part(0), part(1));
      case Kind::call:
        return called(node);
      case Kind::comparison:
        break;
    }
    throw InvalidInput("no-value", "formula", "a condition", "a formula whose value is a number");
  }

  bool holds(std::size_t index) const {
    const Node& node = nodes_[index];
    if (node.kind != Kind::comparison)
      throw InvalidInput("bad-expression", "condition", "a formula", "a comparison: <, <=, >, >=, == or !=");
    const Measure a = at(node.parts[0]), b = at(node.parts[1]);
    if (a.dimension != b.dimension) unlike(node.text, a.dimension, b.dimension);
    const double slack = 1e-12 * std::max(std::abs(a.value), std::abs(b.value));
    const bool equal = std::abs(a.value - b.value) <= slack;
    if (node.text == "==") return equal;
    if (node.text == "!=") return !equal;
    if (node.text == "<") return a.value < b.value && !equal;
    if (node.text == ">") return a.value > b.value && !equal;
    return equal || (node.text == "<=" ? a.value < b.value : a.value > b.value);
  }

 private:
  static Measure raised(Measure base, const Measure& exponent) {
    if (exponent.dimension != Dimension{}) unlike("^", exponent.dimension, {});
    if (base.dimension == Dimension{}) return {std::pow(base.value, exponent.value), {}};
    if (exponent.value != std::round(exponent.value) || std::abs(exponent.value) > 9)
      throw InvalidInput("unlike-dimensions", "^", number_text(exponent.value),
                         "a whole exponent from -9 to 9 where the base has a unit");
    for (auto& e : base.dimension.exponents) {
      e *= static_cast<int>(exponent.value);
      if (std::abs(e) > 1000)
        throw InvalidInput("unlike-dimensions", "^", "a power above 1000 of a unit", "at most 1000");
    }
    base.value = std::pow(base.value, exponent.value);
    return base;
  }

  Measure called(const Node& node) const {
    const auto& formula = *node.formula;
    std::vector<double> given;
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
      if (node.parts[i] == nothing) {
        given.push_back(*formula.parameters[i].otherwise);
        continue;
      }
      const Measure argument = at(node.parts[i]);
      if (argument.dimension != formula.dimensions[i]) {
        std::string where(formula.name);
        unlike(where.append("/").append(formula.parameters[i].name), argument.dimension, formula.dimensions[i]);
      }
      if (!std::isfinite(argument.value))
        throw InvalidInput("no-value", std::string(formula.name), "no finite number", "finite arguments");
      given.push_back(argument.value);
    }
    return {formula.value(given), formula.result};
  }

  const std::vector<Node>& nodes_;
  const Expression::Lookup& input_;
};

}  // namespace

Expression::Expression(std::string_view text) : tree_(std::make_unique<Tree>()) {
  tree_->root = Parser(text, tree_->nodes, tree_->names).whole();
}
Expression::~Expression() = default;
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;

const std::vector<std::string>& Expression::names() const { return tree_->names; }
bool Expression::is_condition() const { return tree_->nodes[tree_->root].kind == Kind::comparison; }

Measure Expression::value(const Lookup& input) const {
  const Measure result = Evaluation(tree_->nodes, input).at(tree_->root);
  if (!std::isfinite(result.value))
    throw InvalidInput("no-value", "formula", "no finite number", "a formula with a value for these inputs");
  return result;
}

bool Expression::holds(const Lookup& input) const { return Evaluation(tree_->nodes, input).holds(tree_->root); }

}  // namespace costmodel
