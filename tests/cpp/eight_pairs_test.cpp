// Eight pairs at once against one at a time, and formulas against the templates that wrote them.
#include "solve/crossover_pack.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "curves.hpp"
#include "uncertainty/expression_tape.hpp"

namespace costmodel {
namespace {

Curve<Pack> in_a_pack(const std::array<Curve<>, 8>& lanes) {
  Curve<Pack> c = converted<Pack>(lanes[0], [](double number) { return Pack(number); });
  for (std::size_t i = 0; i < 8; ++i) {
    const auto at = static_cast<Eigen::Index>(i);
    c.fixed.v[at] = lanes[i].fixed, c.slope.v[at] = lanes[i].slope, c.unit.v[at] = lanes[i].unit,
    c.open.v[at] = lanes[i].open;
    c.capacity.v[at] = lanes[i].capacity, c.arrivals_per_x.v[at] = lanes[i].arrivals_per_x;
  }
  return c;
}

/// The same curve in eight draws; some of its numbers are drawn.
std::array<Curve<>, 8> eight_of(const Curve<>& c, test::Random& r) {
  std::array<Curve<>, 8> lanes;
  std::array<bool, 6> drawn;
  for (bool& one : drawn) one = r.one_in(2);
  for (auto& lane : lanes) {
    lane = c;
    double* const numbers[] = {&lane.fixed, &lane.slope, &lane.unit, &lane.open, &lane.capacity, &lane.arrivals_per_x};
    for (std::size_t k = 0; k < 6; ++k)
      if (drawn[k]) *numbers[k] *= r.log_uniform(0.3, 3);
  }
  return lanes;
}

TEST(EightPairs, AgreeWithOneAtATime) {
  const char* asked = std::getenv("COSTMODEL_ADVERSARIAL_PAIRS");
  const unsigned pairs = (asked ? static_cast<unsigned>(std::atoi(asked)) : 8000) / 8;
  std::vector<OrderChange> one;
  unsigned found = 0, wrong = 0;
  for (unsigned seed = 0; seed < pairs && wrong < 5; ++seed) {
    const auto pair = test::hard_pair(seed + 500'000);
    test::Random r(seed);
    const auto a = eight_of(pair.a, r), b = eight_of(pair.b, r);
    const double low = pair.low > 0 ? pair.low : pair.high * 1e-5;
    EightPairs eight(low, pair.high);
    eight.solve(in_a_pack(a), in_a_pack(b), 8);
    for (std::size_t lane = 0; lane < 8; ++lane) {
      if (!order_changes(a[lane], b[lane], low, pair.high, one)) continue;
      const auto& found_here = eight.changes(lane);
      found += static_cast<unsigned>(one.size());
      bool same = one.size() == found_here.size();
      for (std::size_t i = 0; same && i < one.size(); ++i)
        same = found_here[i].after == one[i].after && std::abs(found_here[i].at - one[i].at) <= 1e-6 * one[i].at;
      if (same) continue;
      ++wrong;
      ADD_FAILURE() << "pair " << seed << ", draw " << lane << ": " << one.size() << " changes, and "
                    << found_here.size() << " at once";
    }
  }
  std::printf("%u pairs: %u changes of order\n", 8 * pairs, found);
  EXPECT_GT(found, pairs);
}

TEST(EightPairs, KnowTheBoxAndTheImport) {  // 200 = 13,753 · 0.0001 x ÷ (1 + 0.0001 x), in each draw with its own rate
  Curve<> box, import;
  box.unit = 200, box.capacity = 85'848;
  import.open = 13'753.2, import.capacity = 580'000, import.opening = Opening::anchored, import.arrivals_per_x = 1e-4,
  import.max_units = 3;
  std::array<Curve<>, 8> boxes, imports;
  boxes.fill(box), imports.fill(import);
  for (std::size_t i = 0; i < 8; ++i) imports[i].arrivals_per_x *= 1 + 0.1 * static_cast<double>(i);
  EightPairs eight(1, 1e6);
  eight.solve(in_a_pack(imports), in_a_pack(boxes), 8);
  for (std::size_t i = 0; i < 8; ++i) {
    ASSERT_EQ(eight.changes(i).size(), 1u);
    const double calls = 200 / (13'753.2 - 200);
    EXPECT_NEAR(eight.changes(i)[0].at, calls / imports[i].arrivals_per_x, 1e-9 * calls / imports[i].arrivals_per_x);
    EXPECT_EQ(eight.changes(i)[0].after, 1);
  }
}

template <class T>
T some_formula(const T& x, const T& y) {
  T sum = max(x, T(2.0)) * y / (x + 1.0) - min(y, T(0.5)) + ceil(x) * 0.0 + exp(-x) - expm1(y) + log1p(x) +
          exp_moment(0, x) + exp_moment(2, y);
  sum += x == y ? T(1e6) : T(0.0);
  sum *= 1.0;
  return -sum;
}

TEST(Formula, GivesWhatItWasWrittenFrom) {
  Formula formula(2);
  const Symbol written = some_formula(Symbol(formula, 0), Symbol(formula, 1));
  test::Random r(1);
  for (int i = 0; i < 100; ++i) {
    std::array<Pack, 2> inputs;
    for (auto& input : inputs)
      for (double& number : input.v) number = r.uniform(0.01, 5);
    formula.run(inputs);
    const Pack direct = some_formula(inputs[0], inputs[1]), run = written.pack();
    for (Eigen::Index lane = 0; lane < 8; ++lane) EXPECT_DOUBLE_EQ(run.v[lane], direct.v[lane]);
  }
}

TEST(Formula, FoldsConstantsAndKnowsWhatMatters) {
  Formula formula(3);
  const Symbol x(formula, 0), y(formula, 1), z(formula, 2);
  const Symbol constant = (Symbol(2) + Symbol(3)) * Symbol(4);
  EXPECT_TRUE(constant == Symbol(20));
  EXPECT_TRUE(x * 1.0 == x);
  EXPECT_TRUE(x * 0.0 == Symbol(0));
  EXPECT_TRUE(x + y == x + y);
  EXPECT_FALSE(x + y == y + x);
  y.note();
  EXPECT_EQ(formula.wanted(), (std::vector<bool>{true, true, false}));
  (void)(z / 2.0);
  EXPECT_EQ(formula.wanted(), (std::vector<bool>{true, true, true}));
}

}  // namespace
}  // namespace costmodel
