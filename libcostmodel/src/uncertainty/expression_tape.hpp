// Numbers that write down what is done with them. A model that is priced for a million draws is walked through once,
// with these; what was written is then run for eight draws at a time, without the bookkeeping around it.
#pragma once

#include <costmodel/solve/sweep.hpp>
#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <vector>

namespace costmodel {

/// Steps from inputs to results, each of them once, over packs.
class Formula {
 public:
  enum class Op : std::uint8_t {
    add,
    subtract,
    multiply,
    divide,
    greater,
    lesser,
    negative,
    ceiling,
    exponential,
    exponential_less_1,
    log_1_plus,
    moment
  };

  explicit Formula(std::size_t inputs) : inputs_(inputs), results_(inputs) {}

  /// Runs every step. One pack for each input.
  void run(std::span<const Pack> inputs) {
    std::copy(inputs.begin(), inputs.end(), results_.begin());
    for (const Step& step : steps_) results_[step.to] = done(step, results_[step.a], results_[step.b]);
  }
  const Pack& operator[](std::uint32_t result) const { return results_[result]; }

  /// Whose values matter, by input: those that a step takes, and those that were noted as results.
  std::vector<bool> wanted() const {
    std::vector<bool> all(inputs_);
    const auto note = [&](std::uint32_t result) {
      if (result < inputs_) all[result] = true;
    };
    for (const Step& s : steps_) note(s.a), note(s.b);
    for (const std::uint32_t result : noted_) note(result);
    return all;
  }
  void note(std::uint32_t result) { noted_.push_back(result); }

  std::uint32_t constant(double value) {
    const auto [known, fresh] = constants_.try_emplace(value, static_cast<std::uint32_t>(results_.size()));
    if (fresh) results_.emplace_back(value);
    return known->second;
  }
  std::uint32_t step(Op op, std::uint32_t a, std::uint32_t b, int k = 0) {
    const auto [known, fresh] = known_.try_emplace({op, a, b, k}, static_cast<std::uint32_t>(results_.size()));
    if (fresh) {
      steps_.push_back({op, k, known->second, a, b});
      results_.emplace_back();
    }
    return known->second;
  }

 private:
  struct Step {
    Op op;
    int k;
    std::uint32_t to, a, b;
  };

  static Pack done(const Step& step, const Pack& a, const Pack& b) {
    switch (step.op) {
      case Op::add:
        return a + b;
      case Op::subtract:
        return a - b;
      case Op::multiply:
        return a * b;
      case Op::divide:
        return a / b;
      case Op::greater:
        return max(a, b);
      case Op::lesser:
        return min(a, b);
      case Op::negative:
        return -a;
      case Op::ceiling:
        return ceil(a);
      case Op::exponential:
        return exp(a);
      case Op::exponential_less_1:
        return expm1(a);
      case Op::log_1_plus:
        return log1p(a);
      case Op::moment:
        return exp_moment(step.k, a);
    }
    return a;
  }

  std::size_t inputs_;
  std::vector<std::uint32_t> noted_{};
  std::vector<Pack> results_;  ///< inputs, then constants and results as they came
  std::vector<Step> steps_{};
  std::map<double, std::uint32_t> constants_{};
  std::map<std::tuple<Op, std::uint32_t, std::uint32_t, int>, std::uint32_t> known_{};
};

/// A constant, or a result of a formula. Has what a Pack has, so that every template takes it. Two of them are equal
/// where they are so for every draw.
class Symbol {
 public:
  Symbol() = default;
  Symbol(double value) : value_(value) {}  // NOLINT: a constant is a symbol
  Symbol(Formula& formula, std::uint32_t result) : formula_(&formula), result_(result) {}

  /// Says that it is a result, as it may be an input itself.
  void note() const {
    if (formula_) formula_->note(result_);
  }
  /// Its value in the eight draws that the formula ran last.
  Pack pack() const { return formula_ ? (*formula_)[result_] : Pack(value_); }

  Symbol& operator+=(const Symbol& o) { return *this = *this + o; }
  Symbol& operator-=(const Symbol& o) { return *this = *this - o; }
  Symbol& operator*=(const Symbol& o) { return *this = *this * o; }
  Symbol& operator/=(const Symbol& o) { return *this = *this / o; }

  friend bool operator==(const Symbol& a, const Symbol& b) {
    return a.formula_ == b.formula_ && (a.formula_ ? a.result_ == b.result_ : a.value_ == b.value_);
  }
  friend Symbol operator-(const Symbol& a) { return a.formula_ ? a.then(Op::negative) : Symbol(-a.value_); }
  friend Symbol operator+(const Symbol& a, const Symbol& b) {
    if (a.is(0)) return b;
    if (b.is(0)) return a;
    return both(a, b) ? Symbol(a.value_ + b.value_) : with(Op::add, a, b);
  }
  friend Symbol operator-(const Symbol& a, const Symbol& b) {
    if (b.is(0)) return a;
    return both(a, b) ? Symbol(a.value_ - b.value_) : with(Op::subtract, a, b);
  }
  friend Symbol operator*(const Symbol& a, const Symbol& b) {
    if (both(a, b)) return a.value_ * b.value_;
    if (a.is(0) || b.is(0)) return 0.0;  // what is drawn is finite
    if (a.is(1)) return b;
    if (b.is(1)) return a;
    return with(Op::multiply, a, b);
  }
  friend Symbol operator/(const Symbol& a, const Symbol& b) {
    if (b.is(1)) return a;
    return both(a, b) ? Symbol(a.value_ / b.value_) : with(Op::divide, a, b);
  }
  friend Symbol max(const Symbol& a, const Symbol& b) {
    return both(a, b) ? Symbol(std::max(a.value_, b.value_)) : with(Op::greater, a, b);
  }
  friend Symbol min(const Symbol& a, const Symbol& b) {
    return both(a, b) ? Symbol(std::min(a.value_, b.value_)) : with(Op::lesser, a, b);
  }
  friend Symbol ceil(const Symbol& a) { return a.formula_ ? a.then(Op::ceiling) : Symbol(std::ceil(a.value_)); }
  friend Symbol exp(const Symbol& a) { return a.formula_ ? a.then(Op::exponential) : Symbol(std::exp(a.value_)); }
  friend Symbol expm1(const Symbol& a) {
    return a.formula_ ? a.then(Op::exponential_less_1) : Symbol(std::expm1(a.value_));
  }
  friend Symbol log1p(const Symbol& a) { return a.formula_ ? a.then(Op::log_1_plus) : Symbol(std::log1p(a.value_)); }
  friend Symbol exp_moment(int k, const Symbol& a) {
    return a.formula_ ? a.then(Op::moment, k) : Symbol(costmodel::exp_moment(k, a.value_));
  }

 private:
  using Op = Formula::Op;

  bool is(double value) const { return !formula_ && value_ == value; }
  static bool both(const Symbol& a, const Symbol& b) { return !a.formula_ && !b.formula_; }
  Symbol then(Op op, int k = 0) const { return {*formula_, formula_->step(op, result_, result_, k)}; }
  static Symbol with(Op op, const Symbol& a, const Symbol& b) {
    Formula& formula = *(a.formula_ ? a.formula_ : b.formula_);
    const auto place = [&](const Symbol& s) { return s.formula_ ? s.result_ : formula.constant(s.value_); };
    const std::uint32_t left = place(a), right = place(b);
    return {formula, formula.step(op, left, right)};
  }

  Formula* formula_ = nullptr;  ///< none: a constant
  std::uint32_t result_ = 0;
  double value_ = 0;
};

}  // namespace costmodel
