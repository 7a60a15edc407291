#include "decide/comparing.hpp"

#include <algorithm>
#include <cmath>
#include <costmodel/base/interrupt.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <limits>
#include <numeric>

#include "base/figures.hpp"
#include "base/number_text.hpp"

namespace costmodel {

namespace {

/// -1 where a is cheaper, +1 where it is dearer, 0 where they are equal to within rounding or one does not exist.
int order(const Two<double>& v) {
  if (v.exist != Existence::yes || std::abs(v.a - v.b) <= 1e-12 * std::abs(v.a)) return 0;
  return v.a < v.b ? -1 : 1;
}

/// Beside the inputs of the same shared name, or alone; once each.
void add_to_group(std::vector<std::vector<Input>>& groups, Input input) {
  for (auto& group : groups) {
    const bool known =
        std::any_of(group.begin(), group.end(), [&](const Input& other) { return other.pointer == input.pointer; });
    if (known) return;
    if (!input.provenance.shared.empty() && group.front().provenance.shared == input.provenance.shared)
      return group.push_back(std::move(input));
  }
  groups.push_back({std::move(input)});
}

}  // namespace

Scenario only_paths(Scenario scenario, const std::vector<std::string>& ids) {
  std::vector<std::string> needed = ids;
  for (const auto& id : ids) {
    needed.push_back(scenario.path(id).acceptance.same_as);
    for (const auto& stage : scenario.path(id).stages) needed.push_back(stage.offer);
  }
  std::erase_if(scenario.paths,
                [&](const Path& path) { return std::find(needed.begin(), needed.end(), path.id) == needed.end(); });
  return scenario;
}

std::string never_text(const Comparison& c, const std::function<Two<double>(double)>& f) {
  const text::Figures as(c.presentation);
  if (!(c.low < c.high)) return "no load in this range that both can carry";
  if (!c.equal.empty() && c.equal.front().from <= c.low && c.equal.back().to >= c.high)
    return "they cost the same throughout";
  // Where both exist, with more places near the low end.
  const auto place = [&](int i) { return c.low + (c.high - c.low) * std::pow(i / 512.0, 3); };
  const double middle = std::midpoint(c.low, c.high);
  int sense = 0;
  for (int i = 407; i <= 407 + 512 && sense == 0; ++i)
    sense = order(f(place(i <= 512 ? i : i - 512)));  // from the middle on
  const bool a_dearer = sense > 0;
  const auto ratio = [&](double x) {
    const auto [a, b, exist] = f(x);
    const double cheap = a_dearer ? b : a, dear = a_dearer ? a : b;
    return exist == Existence::yes && cheap > 0 ? dear / cheap : std::numeric_limits<double>::infinity();
  };
  double closest = c.high, least = ratio(c.high);
  for (int i = 0; i <= 512; ++i)
    if (const double here = ratio(place(i)); here < least) closest = place(i), least = here;
  const std::string dearer = a_dearer ? c.a : c.b, cheaper = a_dearer ? c.b : c.a;
  if (!c.equal.empty())
    return dearer + " is never cheaper than " + cheaper + "; they cost the same from " +
           as.count(c.equal.front().from) + " to " + as.count(c.equal.front().to);
  const std::string names = dearer + " stays dearer than " + cheaper;
  if (!std::isfinite(ratio(closest))) {
    const Two<double> there = f(closest);
    return names + ((a_dearer ? there.b : there.a) < 0 ? ", whose bill is below 0 here" : ", which costs nothing here");
  }
  const std::string factor = least < 1.01 ? "less than 1 % apart" : as.significant(least) + " ×";
  if (ratio(c.high) <= least * 1.001 && ratio(middle) <= least * 1.001) return names + " throughout: " + factor;
  if (closest == c.high) return names + " up to " + as.significant(c.high, 4) + ", where it is closest: " + factor;
  return names + " throughout" + (least < 1.01 ? ", at places by less than 1 %" : ": " + factor + " at the least");
}

std::string units_text(double units, const Presentation& shown) {
  return text::Figures(shown).plain(units) + (units == 1 ? " unit" : " units");
}

std::string never_in_range(const Comparison& c, const std::string& because) {
  const text::Figures as(c.presentation);
  const auto number = [&](double x) { return c.axis == Axis::demand ? as.count(x) : as.significant(x, 4); };
  if (c.proven_never) {
    std::string always =
        "never at the stated values, from " + number(c.searched.low) + " to " + number(c.searched.high);
    if (!c.carried_until.empty())
      always.append(", where ").append(c.carried_until);
    else if (c.axis != Axis::input && c.axis != Axis::utilization)
      always.append(", and beyond");
    return always.append(": ").append(because);
  }
  std::string words =
      "none between " + number(c.searched.low) + " and " + number(c.searched.high) + ", the range searched";
  if (!c.carried_until.empty()) words.append(", at whose end ").append(c.carried_until);
  if (!because.empty()) words.append(": ").append(because);
  if (!c.ends_because.empty())
    words.append("; beyond it the model has no meaning (").append(c.ends_because).append(")");
  if (c.beyond)
    words.append("; ")
        .append(*c.beyond >= c.searched.high ? "beyond it" : "below it")
        .append(" they cross at ")
        .append(number(*c.beyond));
  return words;
}

namespace {

/// How the operating point became known, as a verb.
std::string_view came_to_be(const Path& path, const OperatingPoint<>& point) {
  if (path.estimate) return " was estimated at ";
  const auto same = std::find_if(path.points.begin(), path.points.end(), [&](const OperatingPoint<>& p) {
    return p.concurrency == point.concurrency && p.output == point.output;
  });
  const auto place = std::to_string(same - path.points.begin());
  switch (path.ledger.of("/throughput/points/" + place + "/output_tokens_per_second").evidence.grade) {
    case Grade::measured:
      return " was measured at ";
    case Grade::published:
      return " is published at ";
    case Grade::derived:
      return " is derived at ";
    case Grade::assumed:
    case Grade::estimated:
    case Grade::inferred:
      break;
  }
  return " is assumed at ";
}

}  // namespace

std::string unlike_points(const Scenario& scenario, const PathModel& a, const PathModel& b) {
  if (!a.point || !b.point) return {};
  const bool alike = scenario.path(a.id).estimate.has_value() == scenario.path(b.id).estimate.has_value();
  if (a.point->concurrency == b.point->concurrency && alike) return {};
  const text::Figures as(scenario.presentation);
  const auto place = [&](const PathModel& m) {
    return m.id + std::string(came_to_be(scenario.path(m.id), *m.point)) + as.plain(m.point->concurrency) +
           " in flight";
  };
  return place(a) + ", " + place(b);
}

std::vector<std::string> unlike_neighbours(const Scenario& scenario, std::optional<Arrivals> arrivals,
                                           std::vector<std::pair<std::string, std::string>> pairs) {
  for (auto& [a, b] : pairs)
    if (b < a) std::swap(a, b);
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  std::vector<std::string> all;
  for (const auto& [a, b] : pairs) {
    if (a.empty() || a == b) continue;
    std::string found = unlike_points(scenario, model(scenario, scenario.path(a), arrivals),
                                      model(scenario, scenario.path(b), arrivals));
    if (!found.empty()) all.push_back(std::move(found));
  }
  return all;
}

std::vector<DatedPrice> prices_of(const Scenario& scenario, const Comparison& c) {
  auto all = dated_prices(scenario, c.a);
  for (auto& price : dated_prices(scenario, c.b))
    if (std::find(all.begin(), all.end(), price) == all.end()) all.push_back(std::move(price));
  return all;
}

void add_ranges(const Scenario& all, Comparison& c, const std::function<Comparison(const Scenario&)>& again,
                std::string_view axis_pointer) {
  const Scenario scenario = axis_pointer.empty() ? only_paths(all, {c.a, c.b}) : all;  // pointers count paths
  std::vector<std::vector<Input>> ranged;  // inputs that share one unknown move together
  for (const auto* id : {&c.a, &c.b})
    for (auto& input : inputs_of_cost(scenario, *id))
      if (input.provenance.range && !input.pointer.empty()) add_to_group(ranged, std::move(input));
  std::erase_if(ranged, [&](const auto& group) {
    return std::any_of(group.begin(), group.end(), [&](const Input& input) { return input.pointer == axis_pointer; });
  });
  for (const auto& group : ranged)
    for (poll_interrupt(); const bool high : {false, true}) {
      Scenario there = scenario;
      for (const auto& input : group)
        there = with_input(std::move(there), input.pointer,
                           high ? input.provenance.range->high : input.provenance.range->low);
      const Comparison moved = again(there);
      if (moved.crossings.size() != c.crossings.size()) {
        for (auto& crossing : c.crossings) crossing.may_vanish = true;
        continue;
      }
      for (std::size_t i = 0; i < c.crossings.size(); ++i) {
        auto& crossing = c.crossings[i];
        if (!crossing.range) crossing.range = Range{crossing.at, crossing.at};
        crossing.range->low = std::min(crossing.range->low, moved.crossings[i].at);
        crossing.range->high = std::max(crossing.range->high, moved.crossings[i].at);
      }
    }
}

}  // namespace costmodel
