#include "solve/input_axis.hpp"
#include "base/pointer_path.hpp"
#include "scenario/names.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <numeric>

#include "base/figures.hpp"
#include "base/nearest.hpp"
#include "base/number_text.hpp"
#include "model/promises.hpp"
#include "scenario/flattened.hpp"
#include "scenario/number_walker.hpp"

namespace costmodel {

namespace {

std::optional<std::size_t> path_of(std::string_view pointer) {
  const auto place = fields::in_path(pointer);
  return place ? std::optional(place->path) : std::nullopt;
}

/// As people say it: the path's id instead of its place.
std::string spoken(const Scenario& scenario, std::string_view pointer) {
  const auto place = fields::in_path(pointer);
  return place ? scenario.paths[place->path].id + std::string(place->rest) : std::string(pointer.substr(1));
}

std::vector<fields::NumberRef> numbers(const Scenario& scenario) {
  std::vector<fields::NumberRef> all;
  fields::walk_numbers(scenario, [&](const fields::NumberRef& ref) { all.push_back(ref); });
  return all;
}

InputAxis acceptance_axis(const Scenario& scenario, std::string_view id) {
  const Path* path = &scenario.path(id);
  if (!path->acceptance.same_as.empty()) path = &scenario.path(path->acceptance.same_as);
  return {.name = names::acceptance_of(path->id),
          .unit = "fraction",
          .rate_of = scenario.index(path->id),
          .value = point_rate(path->acceptance),
          .limits = {0, 1}};
}

[[noreturn]] void throw_unknown(const Scenario& scenario, std::string_view name,
                                const std::vector<fields::NumberRef>& all) {
  std::vector<std::string> known{"demand", "utilization", "traffic_multiplier", "usd_per_rejected_request"};
  for (const auto& path : scenario.paths) known.push_back(names::acceptance_of(path.id));
  for (const auto& ref : all) {
    known.push_back(spoken(scenario, ref.pointer));
    known.push_back(ref.pointer.substr(ref.pointer.rfind('/') + 1));
  }
  throw InvalidInput(
      "unknown-axis", "axis", '"' + std::string(name) + '"',
      "demand, utilization, traffic_multiplier, usd_per_rejected_request, \"acceptance of PATH\", or any input of the "
      "scenario by name" +
          did_you_mean(name, known));
}

/// What an input shares its unknown with, by name; empty: nothing.
std::string shared_name(const std::vector<Input>& given, std::string_view pointer) {
  for (const auto& input : given)
    if (input.pointer == pointer) return input.provenance.shared;
  return {};
}

/// Pointers of all inputs of that shared name.
std::vector<std::string> sharing(const std::vector<Input>& given, const std::string& shared) {
  std::vector<std::string> all;
  for (const auto& input : given)
    if (!shared.empty() && input.provenance.shared == shared) all.push_back(input.pointer);
  return all;
}

/// The one input that the name means.
const fields::NumberRef& found(const Scenario& scenario, std::string_view name,
                               const std::vector<fields::NumberRef>& all, const std::vector<std::string>& preferred) {
  const std::string ending = "/" + std::string(name);
  std::vector<const fields::NumberRef*> fits;
  const auto given = inputs(scenario);
  const auto same = sharing(given, std::string(name));
  for (const auto& ref : all) {
    if (ref.pointer == name || spoken(scenario, ref.pointer) == name) return ref;
    if (ref.pointer.ends_with(ending) || std::find(same.begin(), same.end(), ref.pointer) != same.end())
      fits.push_back(&ref);
  }
  if (fits.empty()) throw_unknown(scenario, name, all);
  if (fits.size() > 1 && !preferred.empty())
    std::erase_if(fits, [&](const auto* ref) {
      const auto path = path_of(ref->pointer);
      return path && std::find(preferred.begin(), preferred.end(), scenario.paths[*path].id) == preferred.end();
    });
  if (fits.size() > 1) std::erase_if(fits, [](const auto* ref) { return ref->is_default; });
  const auto alike = [&](const auto* ref) {
    const std::string first = shared_name(given, fits.front()->pointer);
    return ref == fits.front() || (!first.empty() && shared_name(given, ref->pointer) == first);
  };
  if (!fits.empty() && std::all_of(fits.begin(), fits.end(), alike)) return *fits.front();
  std::vector<std::string> names;
  for (const auto* ref : fits) names.push_back(spoken(scenario, ref->pointer));
  throw InvalidInput("ambiguous-axis", "axis", '"' + std::string(name) + '"',
                     names.empty() ? "an input of one of the two paths" : "one of: " + text::joined(names));
}

/// What is wrong with the scenario at a point of the axis; empty where it is valid.
std::vector<Problem> problems_at(const Scenario& scenario, const InputAxis& axis, double x) {
  try {
    validate(moved(scenario, axis, x));
    return {};
  } catch (const InvalidInput& input) {
    return input.problems();
  }
}

bool valid(const Scenario& scenario, const InputAxis& axis, double x) { return problems_at(scenario, axis, x).empty(); }

/// The last valid point on the way from a valid one to an invalid one, and the first invalid one.
std::pair<double, double> edge(const Scenario& scenario, const InputAxis& axis, double good, double bad) {
  for (int i = 0; i < 2000; ++i) {
    const double middle = std::midpoint(good, bad);
    if (middle == good || middle == bad) break;
    (valid(scenario, axis, middle) ? good : bad) = middle;
  }
  return {good, bad};
}

/// The rule that is broken, as "residual_usd at most price_usd".
std::string rule(const std::vector<Problem>& problems) {
  if (problems.empty()) return {};
  const Problem& first = problems.front();
  const std::string key = first.where.substr(first.where.rfind('/') + 1);
  return first.allowed.starts_with(key) ? first.allowed : key + " " + first.allowed;
}

}  // namespace

std::string unit_of_input(const Scenario& scenario, std::string_view pointer) {
  for (const auto& ref : numbers(scenario))
    if (ref.pointer == pointer) return std::string(ref.unit);
  return {};
}

InputAxis input_axis(const Scenario& scenario, std::string_view name, const std::vector<std::string>& preferred) {
  if (const auto id = names::path_of_acceptance(name)) return acceptance_axis(scenario, *id);
  if (name == "demand") name = "/demand/accepted_answers_per_month";
  const auto all = numbers(scenario);
  const auto& ref = found(scenario, name, all, preferred);
  const std::string key = ref.pointer.substr(ref.pointer.rfind('/') + 1);
  if (ref.pointer.ends_with("/acceptance/rate"))
    return acceptance_axis(scenario, scenario.paths[*path_of(ref.pointer)].id);
  InputAxis axis{.name = spoken(scenario, ref.pointer),
                 .unit = std::string(ref.unit),
                 .pointer = ref.pointer,
                 .value = ref.value,
                 .limits = {ref.domain.low, ref.domain.high}};
  const auto given = inputs(scenario);
  for (auto& other : sharing(given, shared_name(given, ref.pointer)))
    if (other != ref.pointer) axis.also.push_back(std::move(other));
  if (ref.pointer == "/presentation/usd_per_currency_unit")
    throw InvalidInput("unknown-axis", "axis", ref.pointer,
                       "another input: amounts that are stated in the currency follow its rate, "
                       "and with_input says what they then cost");
  const bool counted = key == "limit" || key == "quota_units" || key == "min_units" || key == "max_units" ||
                       key == "max_copies" || key == "batch" || key == "accepted" || key == "of" ||
                       key == "from_hour" || key == "to_hour" || key == "days_per_week";
  if (counted)
    axis.kind = InputAxis::Kind::whole;
  else if (!fields::Lifted<Enclosure>(with_input(scenario, ref.pointer, ref.value.value_or(ref.domain.high)),
                                      {ref.pointer})
                .setters.contains(ref.pointer))
    axis.kind = InputAxis::Kind::switching;
  return axis;
}

std::optional<std::size_t> path_on(const InputAxis& axis) {
  return axis.pointer.empty() ? std::optional(axis.rate_of) : path_of(axis.pointer);
}

Scenario moved(const Scenario& scenario, const InputAxis& axis, double x) {
  if (!axis.pointer.empty()) {
    const double value = axis.kind == InputAxis::Kind::whole ? std::round(x) : x;
    Scenario there = with_input(scenario, axis.pointer, value);
    for (const auto& pointer : axis.also) there = with_input(std::move(there), pointer, value);
    return there;
  }
  if (!(x >= 0 && x <= 1)) throw InvalidInput("out-of-range", axis.name, number_text(x), "0 to 1");
  Scenario result = scenario;
  result.paths[axis.rate_of].acceptance = {.rate = x};
  return result;
}

Scenario without_words(Scenario scenario) {
  scenario.question.clear(), scenario.sources.clear(), scenario.evidence_files.clear(), scenario.ledger = {};
  for (auto& path : scenario.paths) {
    path.name.clear(), path.note.clear(), path.ledger = {};
    for (auto& cell : path.cells)
      for (auto& holder : cell) holder.who.clear(), holder.note.clear();
  }
  return scenario;
}

namespace {

std::string interval(const Range& r) { return number_text(r.low) + " to " + number_text(r.high); }

[[noreturn]] void refuse(const InputAxis& axis, const Range& r, std::string allowed) {
  throw InvalidInput("bad-domain", axis.name, "[" + number_text(r.low) + ", " + number_text(r.high) + "]",
                     std::move(allowed));
}

Range default_domain(const InputAxis& axis) {
  if (axis.limits.low == 0 && axis.limits.high == 1) return axis.limits;
  const double now = axis.value.value_or(0);
  return now > 0 ? Range{now / 100, now * 100} : Range{0, 1000};
}

/// A valid point of the range. Every rule is kept on one side of a bound, so the valid points are one interval.
std::optional<double> valid_point(const Scenario& scenario, const InputAxis& axis, const Range& range) {
  if (axis.value && *axis.value >= range.low && *axis.value <= range.high && valid(scenario, axis, *axis.value))
    return axis.value;
  for (int i = 0; i <= 64; ++i)
    if (const double x = std::lerp(range.low, range.high, i / 64.0); valid(scenario, axis, x)) return x;
  return {};
}

/// The valid part of a range, and the rules that cut it.
std::optional<AxisDomain> valid_part(const Scenario& scenario, const InputAxis& axis, Range range) {
  const auto start = valid_point(scenario, axis, range);
  if (!start) return {};
  AxisDomain domain{.range = range};
  for (double* end : {&domain.range.low, &domain.range.high}) {
    if (valid(scenario, axis, *end)) continue;
    const auto [good, bad] = edge(scenario, axis, *start, *end);
    const std::string why = rule(problems_at(scenario, axis, bad));
    if (domain.because.find(why) == std::string::npos) domain.because += (domain.because.empty() ? "" : "; ") + why;
    (end == &domain.range.low ? domain.cut_low : domain.cut_high) = true;
    *end = good;
  }
  return domain;
}

}  // namespace

std::string no_meaning_at(const Scenario& scenario, const InputAxis& axis, double x) {
  return rule(problems_at(scenario, axis, x));
}

std::optional<AxisDomain> meaningful_part(const Scenario& scenario, const InputAxis& axis, Range range) {
  return valid_part(scenario, axis, {std::max(range.low, axis.limits.low), std::min(range.high, axis.limits.high)});
}

AxisDomain domain_on(const Scenario& given, const InputAxis& axis, std::optional<Range> asked) {
  Scenario scenario = without_words(given);
  scenario.correlations.reset();  // no value of an axis changes whether they are valid
  if (asked && !(asked->low < asked->high && std::isfinite(asked->low) && std::isfinite(asked->high)))
    refuse(axis, *asked, "low < high, both finite");
  const Range within = axis.limits, wished = asked.value_or(default_domain(axis));
  const Range range{std::max(wished.low, within.low), std::min(wished.high, within.high)};
  if (asked && (range.low > asked->low || range.high < asked->high))
    refuse(axis, *asked, "part of " + interval(within));
  if (!(range.low < range.high)) refuse(axis, range, "part of " + interval(within));
  auto domain = valid_part(scenario, axis, range);
  if (!domain) {
    validate(moved(scenario, axis, std::midpoint(range.low, range.high)));  // says what is wrong
    refuse(axis, range, "a valid scenario");
  }
  if (asked && (domain->cut_low || domain->cut_high))
    refuse(axis, *asked, "part of " + interval(domain->range) + ": " + domain->because);
  if (!(domain->range.low < domain->range.high)) refuse(axis, range, "a domain with more than one valid scenario");
  domain->all = domain->range.low == within.low || domain->cut_low;
  domain->all = domain->all && (domain->range.high == within.high || domain->cut_high);
  return *domain;
}

Two<double> costs_at(const Scenario& scenario, const InputAxis& axis, std::size_t a, std::size_t b, double x,
                     Arrivals arrivals) {
  const Scenario there = moved(scenario, axis, x);
  Two<double> two;
  const auto price = [&](std::size_t i) {
    const PathModel m = model(there, there.paths[i], arrivals);
    if (!m.why_not.empty() || there.demand.value() > m.by_demand.limit() * (1 + 1e-12)) two.exist = Existence::no;
    return m.by_demand(there.demand.value());
  };
  two.a = price(a);
  two.b = price(b);
  return two;
}

namespace {

/// A stretch on which neither cost changes.
struct SwitchingPiece {
  double from;
  double to;
};

/// Pieces of an axis that only switches between operating points: each point keeps its limits on one side of a bound.
std::vector<SwitchingPiece> switching_pieces(const Scenario& scenario, const InputAxis& axis, std::size_t a,
                                             std::size_t b, Range domain) {
  std::vector<double> cuts{domain.low, domain.high};
  for (const std::size_t path : {a, b})
    for (std::size_t i = 0; i < scenario.paths[path].operating_point_count(); ++i) {
      const auto keeps = [&](double x) {
        const Scenario s = moved(scenario, axis, x);
        const Path& p = s.paths[path];
        return within(s.limits_of_a_try(), p.operating_point(i), s.workload_of(p));
      };
      double low = domain.low, high = domain.high;
      const bool at_low = keeps(low);
      if (at_low == keeps(high)) continue;
      while (std::midpoint(low, high) > low && std::midpoint(low, high) < high)
        (keeps(std::midpoint(low, high)) == at_low ? low : high) = std::midpoint(low, high);
      cuts.push_back(low);
    }
  std::sort(cuts.begin(), cuts.end());
  std::vector<SwitchingPiece> pieces;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
    if (cuts[i] < cuts[i + 1]) pieces.push_back({cuts[i], cuts[i + 1]});
  return pieces;
}

/// Follows the order from piece to piece.
CrossoverReport piecewise(const std::vector<SwitchingPiece>& pieces, const auto& f) {
  CrossoverReport report{.low = pieces.front().from, .high = pieces.back().to};
  std::optional<std::pair<Two<double>, bool>>
      last;  // the last piece with an order, and whether they have been equal since
  double met = 0;
  for (const auto& [from, to] : pieces) {
    const Two<double> v = f(std::midpoint(from, to));
    const double gap = v.a - v.b;
    if (v.exist != Existence::yes) {
      report.missing.push_back({from, to});
      last.reset();
    } else if (std::abs(gap) <= 1e-12 * std::abs(v.a)) {
      report.equal.push_back({from, to});
      if (last && !last->second) last->second = true, met = from;
    } else {
      if (last && (last->first.a < last->first.b) != (gap < 0))
        report.crossings.push_back({last->second ? met : from,
                                    last->second ? CrossingKind::crossing : CrossingKind::jump,
                                    {last->first.a, last->first.b, 0, 0},
                                    {v.a, v.b, 0, 0},
                                    gap < 0 ? 1 : -1,
                                    gap < 0 ? -1 : 1});
      last = {v, false};
    }
  }
  return report;
}

/// Which parts of its workload a path takes from the scenario.
std::array<bool, 4> inherited(const Path& path) {
  const auto& w = path.workload;
  return {!w.input, !w.cached_input, !w.cache_write, !w.output};
}

/// Whether two paths are priced alike all along the axis: the same inputs in both, and none of them is the axis.
bool identical(const Scenario& scenario, const InputAxis& axis, std::size_t a, std::size_t b) {
  const auto essence = [&](std::size_t i) {
    Path p = scenario.paths[i];
    const Workload<> w = scenario.workload_of(p);
    p.workload = {w.input, w.cached_input, w.cache_write, w.output};
    p.acceptance = {.rate = point_rate(scenario.acceptance(p))};
    p.id.clear(), p.name.clear(), p.note.clear();
    p.access = {};
    fields::Recorder recorder;
    fields::describe(recorder, p);
    return std::pair(recorder.tape.numbers, recorder.tape.marks);
  };
  const auto source = [&](std::size_t i) {
    const std::string& shared = scenario.paths[i].acceptance.same_as;
    return shared.empty() ? scenario.paths[i].id : shared;
  };
  const auto owner = path_on(axis);
  const auto moves = [&](std::size_t i) {
    return std::any_of(axis.also.begin(), axis.also.end(),
                       [&](const std::string& pointer) { return path_of(pointer) == i; }) ||
           owner == i;
  };
  if (!axis.also.empty()) return moves(a) && moves(b) && essence(a) == essence(b);
  const bool own = owner && (*owner == a || *owner == b || source(a) != source(b));
  const bool rate = axis.pointer.find("/acceptance/") != std::string::npos || axis.pointer.empty();
  if (own && !(rate && source(a) == source(b))) return false;
  if (axis.pointer.starts_with("/workload") && inherited(scenario.paths[a]) != inherited(scenario.paths[b]))
    return false;
  return essence(a) == essence(b);
}

/// What pricing paths along the axis takes, in evaluations of a plain bill: the bill is put together at every point.
double work_along(const Scenario& scenario, const InputAxis& axis, std::initializer_list<std::size_t> paths) {
  constexpr double assembling = 4, a_step = 0.25, a_try = 0.25;
  const bool tries_move = axis.pointer.empty() || axis.pointer.starts_with("/tries") ||
                          axis.pointer.find("/acceptance/") != std::string::npos;
  double work = tries_move ? assembling + a_try * scenario.tries.limit : assembling;
  if (!scenario.shape.even()) work *= 10;  // hours with a load of their own, each priced
  for (const std::size_t i : paths) {
    const Path& path = scenario.paths[i];
    work += a_step * static_cast<double>(path.points.size());
    if (const auto* tokens = std::get_if<PerToken<>>(&path.pricing))
      work += a_step * static_cast<double>(tokens->volume_steps.size() + tokens->context_steps.size());
  }
  return work;
}

/// The order at so many values, and where it changes between two of them.
CrossoverReport looked_at(Range domain, int looks, const auto& f) {
  CrossoverReport report{.low = domain.low, .high = domain.high, .complete = false};
  const bool wide = domain.low > 0 && domain.high > 8 * domain.low;
  const auto place = [&](double share) {
    if (share <= 0) return domain.low;
    if (share >= 1) return domain.high;
    return wide ? domain.low * std::pow(domain.high / domain.low, share) : std::lerp(domain.low, domain.high, share);
  };
  const auto order_of = [](const Two<double>& v) {
    return v.exist != Existence::yes ? 2 : std::abs(v.a - v.b) <= 1e-12 * std::abs(v.a) ? 0 : v.a < v.b ? -1 : 1;
  };
  double from = domain.low;
  int before = order_of(f(from));
  if (before == 2) report.missing.push_back({from, from});
  for (int i = 1; i <= looks; ++i) {
    const double next = place(static_cast<double>(i) / looks);
    const int order = order_of(f(next));
    if (order != before) {
      double low = from, high = next;
      while (std::midpoint(low, high) > low && std::midpoint(low, high) < high)
        (order_of(f(std::midpoint(low, high))) == before ? low : high) = std::midpoint(low, high);
      const Two<double> left = f(low), right = f(high);
      const int after = order_of(right);
      if (before == 2) report.missing.back().to = low;
      if (after == 2) report.missing.push_back({high, high});
      if (before * after == -1) {
        const bool meet = std::abs(left.a - left.b) <= 1e-6 * std::abs(left.a);
        report.crossings.push_back({high,
                                    meet ? CrossingKind::crossing : CrossingKind::jump,
                                    {left.a, left.b, 0, 0},
                                    {right.a, right.b, 0, 0},
                                    before,
                                    after});
      }
    }
    if (order == 2 && before == 2) report.missing.back().to = next;
    before = order, from = next;
  }
  return report;
}

}  // namespace

bool promises_move(const Scenario& scenario, const InputAxis& axis, std::size_t path, Arrivals arrivals) {
  const Requirements& asked = scenario.requirements;
  const Path& own = scenario.paths[path];
  if (arrivals != Arrivals::poisson || std::holds_alternative<PerToken<>>(own.pricing) ||
      (asked.promises.empty() && !asked.headroom))
    return false;
  const auto moves = [&](const std::string& pointer) {
    if (pointer.starts_with("/requirements/promises") || pointer == "/requirements/headroom") return true;
    if (asked.promises.empty()) return false;
    if (const auto whose = path_of(pointer); whose && *whose != path) return false;
    return pointer.find("/throughput/") != std::string::npos || pointer.find("/workload/") != std::string::npos ||
           pointer == "/tries/limit" || pointer.starts_with("/workload") || pointer.ends_with("/concurrency_per_copy");
  };
  return moves(axis.pointer) || std::any_of(axis.also.begin(), axis.also.end(), moves);
}

int looks(const Scenario& scenario) {
  constexpr double most = 256, least = 16, quick = 4096;  // as many places as one line may have
  double work = 0;
  for (const auto& path : scenario.paths)
    if (!std::holds_alternative<PerToken<>>(path.pricing)) work = std::max(work, shares_work(path));
  return static_cast<int>(std::clamp(most * quick / std::max(work, 1.0), least, most));
}

bool counts_copies(const Scenario& scenario, std::size_t path, Arrivals arrivals) {
  return opens(model(scenario, scenario.paths[path], arrivals).by_demand, Opening::copies);
}

std::vector<Stretch> missing_on(const Scenario& scenario, const InputAxis& axis, std::size_t path, Range domain,
                                Arrivals arrivals) {
  if (axis.kind != InputAxis::Kind::smooth || promises_move(scenario, axis, path, arrivals) ||
      counts_copies(scenario, path, arrivals))
    return crossovers_on(scenario, axis, path, path, domain, arrivals).missing;
  along::Carried carried(moved(scenario, axis, domain.high), axis, path, arrivals);
  return isolate(TwoFunctions::of(carried, work_along(scenario, axis, {path})), domain.low, domain.high).missing;
}

CrossoverReport crossovers_on(const Scenario& scenario, const InputAxis& axis, std::size_t a, std::size_t b,
                              Range domain, Arrivals arrivals, const IsolateOptions& options) {
  const auto by_looks = [&](std::size_t path) {
    return promises_move(scenario, axis, path, arrivals) || counts_copies(scenario, path, arrivals);
  };
  const bool followed = promises_move(scenario, axis, a, arrivals) || promises_move(scenario, axis, b, arrivals);
  if ((axis.kind == InputAxis::Kind::smooth && (by_looks(a) || by_looks(b))) ||
      (axis.kind == InputAxis::Kind::switching && followed))
    return looked_at(domain, looks(scenario), [&](double x) { return costs_at(scenario, axis, a, b, x, arrivals); });
  if (axis.kind == InputAxis::Kind::smooth) {
    if (a != b && identical(scenario, axis, a, b)) {
      CrossoverReport report{
          .low = domain.low, .high = domain.high, .missing = missing_on(scenario, axis, a, domain, arrivals)};
      double from = domain.low;
      for (const auto& gap : report.missing) {
        if (gap.from > from) report.equal.push_back({from, gap.from});
        from = gap.to;
      }
      if (from < domain.high) report.equal.push_back({from, domain.high});
      return report;
    }
    along::Pair pair(moved(scenario, axis, domain.high), axis, a, b, arrivals);
    return isolate(TwoFunctions::of(pair, work_along(scenario, axis, {a, b})), domain.low, domain.high, options);
  }
  const auto f = [&](double x) { return costs_at(scenario, axis, a, b, x, arrivals); };
  if (axis.kind == InputAxis::Kind::switching) return piecewise(switching_pieces(scenario, axis, a, b, domain), f);
  const double first = std::ceil(domain.low), last = std::floor(domain.high);
  std::vector<SwitchingPiece> pieces;
  for (double n = first; n <= std::min(last, first + axis.most_whole - 1); ++n) pieces.push_back({n, n});
  if (pieces.empty()) return {.low = domain.low, .high = domain.high};
  CrossoverReport report = piecewise(pieces, f);
  if (last >= first + axis.most_whole) {
    report.unsettled.push_back({first + axis.most_whole, last});
    report.complete = false;
    report.high = last;
  }
  return report;
}

}  // namespace costmodel
