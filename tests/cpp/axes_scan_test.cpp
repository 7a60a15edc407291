// Crossings along any input: thousands of hard random pairs against a dense scan, and two solvers against each other.
#include <gtest/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/axes.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <costmodel/solve/isolate.hpp>

#include <array>
#include <cstdlib>
#include <sstream>

#include "curves.hpp"
#include "scenario/lifted.hpp"

namespace costmodel {
namespace {

struct Trial {
  Scenario scenario;
  std::string axis;
  Range domain;
};

std::vector<OperatingPoint<>> random_points(test::Random& r) {
  std::vector<OperatingPoint<>> points;
  for (int i = 0, n = 1 + (r.one_in(3) ? 2 : 0); i < n; ++i) {
    auto& p = points.emplace_back();
    p.concurrency = std::round(r.log_uniform(1, 64));
    p.output = output_tokens_per_second(r.round_or_not(r.log_uniform(5, 500)));
    if (r.one_in(2)) p.input.emplace(input_tokens_per_second(r.log_uniform(50, 5000)));
  }
  return points;
}

double maybe(test::Random& r, double low, double high) {
  return r.one_in(2) ? 0 : r.round_or_not(r.log_uniform(low, high));
}

void fill(FixedAmortized<>& p, test::Random& r) {
  p.flat = usd_per_month(maybe(r, 10, 500));
  p.load_power = watts(200);
  p.energy_price = usd_per_kwh(0.2);
  if (r.one_in(2)) p.idle_power = watts(40);
  if (r.one_in(2)) {
    p.price = usd(r.log_uniform(500, 10'000));
    p.residual = usd(maybe(r, 50, 400));
    p.life = months(r.round_or_not(r.uniform(6, 60)));
    p.discount_rate_per_year = maybe(r, 0.01, 0.3);
    p.sales_tax = std::min(1.0, maybe(r, 0.01, 0.2));
  }
  p.staff = usd_per_month(maybe(r, 1, 100));
  if (r.one_in(4)) p.max_units = 1 + r.below(5);
}

void fill(ActiveWindow<>& p, test::Random& r) {
  p.price = usd_per_minute(r.log_uniform(0.005, 0.5));
  p.units_per_copy = 1.0 + r.below(2);
  p.window = minutes(r.round_or_not(r.log_uniform(0.5, 60)));
  p.rule = static_cast<WindowRule>(r.below(3));
  p.storage = usd_per_month(maybe(r, 0.5, 5));
  if (r.one_in(4)) p.max_copies = 1 + r.below(5);
}

void fill(Provisioned<>& p, test::Random& r) {
  p.price = usd_per_hour(r.log_uniform(0.05, 5));
  p.discount = r.one_in(2) ? 0.25 : 0.0;
  if (r.one_in(2)) p.hours_up.emplace(hours_per_month(r.uniform(50, 700)));
  if (r.one_in(3)) p.block.emplace(hours_per_month(r.round_or_not(r.log_uniform(1, 200))));
  if (r.one_in(4)) p.max_units = 1 + r.below(5);
}

void fill(PerToken<>& p, test::Random& r) {
  p.input = usd_per_million_input_tokens(maybe(r, 0.1, 5));
  p.output = usd_per_million_output_tokens(r.log_uniform(0.1, 50));
  p.per_answer = usd_per_answer(maybe(r, 1e-5, 1e-2));
  p.hosting = usd_per_month(maybe(r, 1, 100));
}

void random_pricing(Pricing<>& pricing, test::Random& r) {
  switch (r.below(4)) {
    case 0:
      return fill(pricing.emplace<0>(), r);
    case 1:
      return fill(pricing.emplace<1>(), r);
    case 2:
      return fill(pricing.emplace<2>(), r);
    default:
      return fill(pricing.emplace<3>(), r);
  }
}

/// USD per month of both paths by plain evaluation; none where one cannot be priced.
std::optional<std::array<double, 2>> costs(const Scenario& s) {
  std::array<double, 2> cost{};
  for (std::size_t i = 0; i < 2; ++i) {
    const PathModel m = model(s, s.paths[i]);
    if (!m.why_not.empty() || s.demand.value() > m.by_demand.limit() * (1 + 1e-12)) return {};
    cost[i] = m.by_demand(s.demand.value());
  }
  return cost;
}

/// The scenario of a trial with its axis at any value: set through a handle, where setting by name would take most of a
/// scan's time. At both ends the two must price alike.
class Dial {
 public:
  explicit Dial(const Trial& t) : trial_(t), lifted_(t.scenario, {t.axis}) {
    for (const double x : {t.domain.low, t.domain.high})
      EXPECT_EQ(costs(at(x)), costs(with_input(t.scenario, t.axis, x))) << t.axis << " at " << x;
  }
  const Scenario& at(double x) {
    const auto set = lifted_.setters.find(trial_.axis);
    if (set == lifted_.setters.end()) return named_ = with_input(trial_.scenario, trial_.axis, x);
    set->second(x);
    return lifted_.scenario;
  }

 private:
  const Trial& trial_;
  fields::Lifted<double> lifted_;
  Scenario named_;
};

/// Moves one path's fixed cost so that the two nearly touch where they come closest along the axis.
void nearly_touch(Trial& t, double miss) {
  Dial dial(t);
  const auto gap = [&](double x) {
    const auto cost = costs(dial.at(x));
    return cost ? (*cost)[0] - (*cost)[1] : std::numeric_limits<double>::infinity();
  };
  double least = std::numeric_limits<double>::infinity(), where = t.domain.low;
  const auto look = [&](double x) {
    if (const double d = gap(x); x > t.domain.low && x < t.domain.high && d < least) least = d, where = x;
  };
  const double span = t.domain.high - t.domain.low;
  for (int i = 1; i < 60; ++i) look(t.domain.low + span * i / 60);
  for (double step = span / 60; step > 1e-10 * t.domain.high; step /= 2)
    for (const double x : {where - step, where + step}) look(x);
  if (!std::isfinite(least)) return;
  auto& tuned = t.scenario.paths[least > 0 ? 1 : 0].tuning;
  tuned.recurring += usd_per_month(std::min(1e9, std::abs(least) * (1 + miss)));
}

std::optional<Trial> hard_trial(unsigned seed) {
  test::Random r(seed);
  Trial t;
  Scenario& s = t.scenario;
  s.demand = accepted_answers_per_month(r.round_or_not(r.log_uniform(100, 200'000)));
  s.arrivals = r.one_in(2) ? Arrivals::packed : Arrivals::poisson;
  s.workload = {.input = input_tokens_per_answer(r.one_in(2) ? 1000.0 : 0.0),
                .output = output_tokens_per_answer(r.round_or_not(r.log_uniform(50, 2000)))};
  s.gate = usd_per_answer(maybe(r, 1e-5, 1e-3));
  s.tries = {.limit = 1 + r.below(3), .correlation = r.one_in(2) ? 0.3 : 0.0};
  s.rejected = {.handling = static_cast<Handling>(r.below(2)), .cost = usd_per_request(maybe(r, 1e-4, 0.1))};
  if (r.one_in(6)) s.requirements.latency.min_stream_output = output_tokens_per_second(r.log_uniform(1, 20));
  for (const char* id : {"a", "b"}) {
    Path p{.id = id, .points = random_points(r), .acceptance = {.rate = r.uniform(0.05, 1)}};
    random_pricing(p.pricing, r);
    if (r.one_in(4)) p.acceptance = {.accepted = 1.0 + r.below(30), .of = 30};
    p.data_plane = usd_per_answer(maybe(r, 1e-6, 1e-3));
    s.paths.push_back(std::move(p));
  }
  if (r.one_in(5)) s.paths[1].pricing = s.paths[0].pricing;
  if (r.one_in(5)) s.paths[1].points = s.paths[0].points;
  if (r.one_in(6)) s.paths[1].acceptance = {.same_as = "a"};
  try {
    validate(s);
    std::vector<Input> axes;
    for (auto& input : inputs(s))
      if (input.pointer.find("concurrency") == std::string::npos &&
          input.pointer.find("requirements") == std::string::npos &&
          input.pointer.find("_units") == std::string::npos && input.pointer.find("max_copies") == std::string::npos &&
          input.pointer.find("domain_") == std::string::npos &&
          input.pointer.find("tries/limit") == std::string::npos && input.value > 0)
        axes.push_back(std::move(input));
    const bool bent = r.one_in(4);  // a line against what levels off: they can touch inside
    if (bent) {
      fill(s.paths[0].pricing.emplace<PerToken<>>(), r);
      fill(s.paths[1].pricing.emplace<ActiveWindow<>>(), r);
      s.arrivals = Arrivals::poisson;
      std::erase_if(axes, [](const Input& input) { return !input.path.empty() || input.name == "hours_per_month"; });
    }
    const Input& axis = axes[static_cast<std::size_t>(r.below(static_cast<int>(axes.size())))];
    t.axis = axis.pointer;
    const double reach = r.log_uniform(1.2, 30);
    t.domain = {axis.value / reach, axis.value * reach};
    if (t.axis.ends_with("rate") && t.domain.high > 1) t.domain.high = 1;
    // Only where the whole domain is valid, so that the scan can go everywhere.
    validate(with_input(s, t.axis, t.domain.low));
    validate(with_input(s, t.axis, t.domain.high));
    if (r.one_in(2)) {
      constexpr double misses[] = {0, 1e-3, 1e-5, 1e-7, 1e-9, -1e-3, -1e-5, -1e-7, -1e-9};
      nearly_touch(t, misses[r.below(9)]);
    }
    validate(s);
  } catch (const InvalidInput&) {
    return {};
  }
  return t;
}

/// Order of the two: 0 within noise; none where one cannot be priced.
std::optional<int> order(const Scenario& s) {
  constexpr double noise = 3e-12;
  const auto cost = costs(s);
  if (!cost) return {};
  const double gap = (*cost)[0] - (*cost)[1];
  return std::abs(gap) <= noise * std::max((*cost)[0], (*cost)[1]) ? 0 : gap < 0 ? -1 : 1;
}

/// What a scan of the domain says against the report: the order at every point, from the crossings to its left.
std::string contradiction(const Trial& t, const Comparison& c, int count) {
  std::ostringstream out;
  out.precision(17);
  std::vector<double> xs;
  for (int i = 0; i <= count; ++i) xs.push_back(std::lerp(t.domain.low, t.domain.high, static_cast<double>(i) / count));
  std::vector<double> events{t.domain.low, t.domain.high};
  for (const auto& x : c.crossings) events.push_back(x.at);
  for (const auto* stretches : {&c.equal, &c.missing})
    for (const auto& s : *stretches) events.insert(events.end(), {s.from, s.to});
  events.insert(events.end(), {c.low, c.high});
  std::sort(events.begin(), events.end());
  for (std::size_t i = 0; i + 1 < events.size(); ++i)
    for (const double share : {1e-3, 0.1, 0.5, 0.9, 0.999}) xs.push_back(std::lerp(events[i], events[i + 1], share));
  std::sort(xs.begin(), xs.end());
  const auto event_in = [](auto begin, auto end, double low, double high) {
    const auto next = std::lower_bound(begin, end, low);
    return next != end && *next <= high;
  };
  const auto inside = [](const std::vector<Stretch>& all, double x) {
    return std::any_of(all.begin(), all.end(),
                       [&](const Stretch& s) { return s.from * (1 - 1e-9) <= x && x <= s.to * (1 + 1e-9); });
  };
  Dial dial(t);
  std::vector<std::optional<int>> orders;
  for (const double x : xs) orders.push_back(order(dial.at(x)));
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const double x = xs[i];
    if (event_in(events.begin(), events.end(), x * (1 - 1e-9), x * (1 + 1e-9)) || inside(c.unsettled, x)) continue;
    const auto order = orders[i];
    const bool outside = x < c.low || x > c.high || inside(c.missing, x);
    if (outside != !order.has_value() && c.never.find("nowhere") == std::string::npos) {
      out << (order ? "priced" : "not priced") << " at " << x << ", against the report; ";
      return out.str();
    }
    if (!order || *order == 0 || inside(c.equal, x)) continue;
    // The nearest crossing on either side must agree, with nothing missing between.
    for (const auto& crossing : c.crossings) {
      if (event_in(events.begin(), events.end(), std::min(x, crossing.at) * (1 + 1e-12),
                   std::max(x, crossing.at) * (1 - 1e-12)))
        continue;
      const std::string& cheaper = x < crossing.at ? crossing.cheaper_below : crossing.cheaper_above;
      if (cheaper != (*order < 0 ? "a" : "b")) {
        out << "order at " << x << " is " << *order << ", crossing at " << crossing.at << " says otherwise; ";
        return out.str();
      }
    }
  }
  // Without events between, the order does not change.
  int last = 0;  // none yet
  double where = 0;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const double x = xs[i];
    const auto order = inside(c.unsettled, x) ? std::nullopt : orders[i];
    if (order && *order * last < 0) {
      if (!event_in(events.begin() + 1, events.end() - 1, where * (1 - 1e-9), x * (1 + 1e-9))) {
        out << "order changes between " << where << " and " << x << ", and nothing is reported; ";
        return out.str();
      }
    }
    if (!order)
      last = 0;
    else if (*order != 0)
      last = *order, where = x;
  }
  return out.str();
}

TEST(Axes, AgainstADenseScan) {
  const char* asked = std::getenv("COSTMODEL_ADVERSARIAL_PAIRS");
  const unsigned pairs = asked ? static_cast<unsigned>(std::atoi(asked)) : 2000;
  const char* first = std::getenv("COSTMODEL_ADVERSARIAL_FIRST");
  unsigned tried = 0, found = 0, jumps = 0, touches = 0, open = 0, failures = 0;
  for (unsigned seed = first ? static_cast<unsigned>(std::atoi(first)) : 0; tried < pairs && failures < 5; ++seed) {
    const auto trial = hard_trial(seed);
    if (!trial) continue;
    ++tried;
    const Comparison c =
        compare_on(trial->scenario, "a", "b", trial->axis, {}, {.domain = trial->domain, .ranges = false});
    found += static_cast<unsigned>(c.crossings.size());
    for (const auto& x : c.crossings) jumps += x.kind == CrossingKind::jump, touches += x.kind == CrossingKind::touch;
    open += !c.complete;
    const auto wrong = contradiction(*trial, c, 150);
    if (wrong.empty()) continue;
    ++failures;
    std::ostringstream places;
    places.precision(17);
    for (const auto& x : c.crossings)
      places << x.at << ' ' << to_string(x.kind) << ' ' << x.cheaper_below << '-' << x.cheaper_above << "; ";
    ADD_FAILURE() << "seed " << seed << ", " << trial->axis << " from " << trial->domain.low << " to "
                  << trial->domain.high << ": " << wrong << "\nreported " << places.str() << " low " << c.low
                  << " high " << c.high << " missing " << c.missing.size() << " equal " << c.equal.size()
                  << " never: " << c.never;
  }
  RecordProperty("crossings", static_cast<int>(found));
  std::printf("%u pairs: %u crossings, %u of them jumps and %u touches; %u not complete\n", tried, found, jumps,
              touches, open);
  EXPECT_GT(found, tried / 4) << "the pairs have become too easy";
  EXPECT_LE(open, tried / 200);
}

std::vector<double> places(const CrossoverReport& report) {
  std::vector<double> at;
  for (const auto& x : report.crossings) at.push_back(x.at);
  return at;
}

/// The closed-form solver and the enclosures on the same curves, over the load.
TEST(Axes, ClosedFormAndEnclosuresAgree) {
  const char* asked = std::getenv("COSTMODEL_ADVERSARIAL_PAIRS");
  const unsigned pairs = asked ? static_cast<unsigned>(std::atoi(asked)) : 2000;
  unsigned failures = 0, open = 0, found = 0;
  for (unsigned seed = 0; seed < pairs && failures < 5; ++seed) {
    const auto pair = test::hard_pair(seed);
    const auto closed = crossovers(pair.a, pair.b, pair.low, pair.high);
    const auto lifted = [](const Curve<>& c, auto x) {
      using T = decltype(x);
      return Curve<T>{c.fixed,     c.slope,     c.unit,    c.open,          c.capacity,
                      c.min_units, c.max_units, c.opening, c.arrivals_per_x}(x);
    };
    auto two = [&](const auto& x) { return Two<std::decay_t<decltype(x)>>{lifted(pair.a, x), lifted(pair.b, x)}; };
    if (!(closed.high > pair.low)) continue;
    const auto enclosed = isolate(TwoFunctions::of(two), pair.low, closed.high);
    open += !enclosed.complete;
    found += static_cast<unsigned>(closed.crossings.size());
    // Each crossing of the one is near one of the other, or so flat that noise hides it.
    const auto near = [&](const Crossing& x, const CrossoverReport& other) {
      if (x.kind == CrossingKind::touch) return true;
      for (const auto& y : other.crossings)
        if (std::abs(x.at - y.at) <= 1e-6 * std::abs(x.at)) return true;
      for (const auto* stretches : {&other.equal, &other.unsettled})
        for (const auto& s : *stretches)
          if (x.at >= s.from * (1 - 1e-6) && x.at <= s.to * (1 + 1e-6)) return true;
      // Hidden in noise: no real difference of order within a millionth, or none on one of the sides.
      int signs = 0;
      for (const double away : {1e-3, 1e-4, 1e-5, 1e-6})
        for (const double side : {-1.0, 1.0}) {
          const double at = x.at * (1 + side * away), a = pair.a(at), b = pair.b(at);
          if (std::abs(a - b) > 1e-11 * std::max(a, b)) signs |= a < b ? 1 : 2;
        }
      return signs != 3 || x.at >= closed.high * (1 - 1e-5) || x.at <= pair.low * (1 + 1e-5);
    };
    for (const auto& [from, to, name] :
         {std::tuple{&closed, &enclosed, "closed form only"}, {&enclosed, &closed, "enclosures only"}})
      for (const auto& x : from->crossings)
        if (!near(x, *to)) {
          ++failures;
          ADD_FAILURE() << "pair " << seed << ": " << name << ", at " << testing::PrintToString(x.at) << ' '
                        << to_string(x.kind) << " of " << testing::PrintToString(places(closed)) << " and "
                        << testing::PrintToString(places(enclosed)) << " up to " << closed.high;
        }
  }
  std::printf("%u pairs: %u crossings; %u not complete\n", pairs, found, open);
}

}  // namespace
}  // namespace costmodel
