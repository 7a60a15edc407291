#include <costmodel/replay/billing_risk.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <numeric>

#include "base/figures.hpp"

namespace costmodel {

namespace {

/// Requests in one replication, and in a repeated trace: more would only take longer.
constexpr double enough_requests = 1 << 20;
/// In one replication, where the windows are long or the weeks uneven.
constexpr double most_drawn = 8e6;
/// Seconds that a replay can follow: three years.
constexpr double longest_time = 1e8;

struct Reading {
  Billed rule;
  bool fits;
  std::string_view wording;
};

constexpr Reading readings[] = {
    {Billed::packed, false,
     "only the time that calls take, every place on a copy taken: batch jobs, the advertised price"},
    {Billed::per_second, false, "each started second with a call running, no window at all"},
    {Billed::anchored, true,
     "\"in windows from the first call\": a window opens at the first call after the last one closed"},
    {Billed::clock_aligned, true, "\"each window with a call\": windows lie on a fixed grid of the clock"},
    {Billed::keep_alive, true, "\"while the copy is active\": until no call came for one window, to the second"},
    {Billed::whole_windows, true, "the same, each active spell rounded up to whole windows"}};

struct Case {
  const ActiveWindow<>& pricing;
  PathModel model;
  Serving serving{};
  RiskOptions options{};
  MonthLength<> month{};
  MoneyPerMonth<> storage{};
  LatencyLimits latency{};
  Service<> at_random{};  ///< what a call takes with others, and alone
  std::vector<double> speed{};
  BillingRisk risk{};

  double load() const { return answers_per_month(risk.load); }
  double month_seconds() const { return month.value(); }
};

bool by_second(const Case& c) { return c.pricing.rule == WindowRule::per_second; }

BillingRule rule(const Case& c, Billed by) {
  BillingRule r{.by = by, .window = c.pricing.window};
  const auto idle = c.options.idle_timeout ? c.options.idle_timeout : c.pricing.idle_timeout;
  if (by == Billed::per_second && by_second(c))
    r.quantum = c.pricing.quantum, r.minimum = c.pricing.minimum, r.tail = c.pricing.tail;
  else if (by == Billed::per_second)
    r.quantum = seconds(1);
  if (by == Billed::packed || by == Billed::anchored || by == Billed::clock_aligned) r.idle_timeout = idle;
  if (by == Billed::packed && by_second(c)) r.idle_timeout = c.pricing.tail;
  return r;
}

/// The readings of the provider's words: of a price by the second there is one.
std::vector<Reading> readings_of(const Case& c) {
  std::vector<Reading> all(std::begin(readings), std::end(readings));
  if (!by_second(c)) return all;
  std::erase_if(all, [](const Reading& r) { return r.rule != Billed::packed && r.rule != Billed::per_second; });
  all.back() = {Billed::per_second, true,
                "until no call ran for the tail, rounded up, at least the minimum, as the scenario says"};
  return all;
}

/// The path under the scenario's conditions, at a load of attempts, or why it has no bill.
Case prepare(const Scenario& scenario, std::string_view id, const RiskOptions& options) {
  validate(scenario);
  const Path& path = scenario.path(id);
  const auto* pricing = std::get_if<ActiveWindow<>>(&path.pricing);
  if (pricing == nullptr)
    throw InvalidInput("wrong-kind", "path",
                       std::string(id) + ", which is " + std::string(to_string(kind(path.pricing))),
                       "a path that is billed by windows (active_window)");
  Case c{.pricing = *pricing,
         .model = model(scenario, path, Arrivals::packed),
         .options = options,
         .month = scenario.month};
  if (!c.options.pattern) c.options.pattern = arrival_pattern(scenario.arrivals, scenario.shape);
  c.latency = scenario.requirements.latency;
  if (c.model.point) {
    c.at_random = service_of(scenario, path, c.model.workload, c.model.point, Arrivals::poisson);
    c.speed = speeds(path.operating_points(), *c.model.point, c.model.workload);
  }
  c.storage = pricing->storage * pricing->units_per_copy;
  c.risk.path = path.id;
  c.risk.presentation = scenario.presentation;
  c.risk.why_not = c.model.why_not;
  c.risk.prices = dated_prices(scenario, path.id);
  return c;
}

/// Load of the busiest hour ÷ the mean one.
double busiest(const Case& c) {
  const auto& w = c.options.pattern->weights;
  const double sum = std::accumulate(w.begin(), w.end(), 0.0);
  return sum > 0 ? std::ranges::max(w) * 168 / sum : 1;
}

/// Why no replay can follow the path; empty where one can.
std::string beyond_replay(const Case& c) {
  const auto& p = c.pricing;
  const auto& w = c.model.workload;
  const double answer = c.serving.per_input_token.value() * input_tokens_per_answer(w.input) +
                        c.serving.per_output_token.value() * output_tokens_per_answer(w.output);
  const double times[] = {seconds(p.window),
                          seconds(p.tail),
                          seconds(p.quantum),
                          seconds(p.minimum),
                          seconds(timeout(p)),
                          seconds(c.serving.start_up),
                          answer,
                          c.serving.per_input_token.value(),
                          c.serving.per_output_token.value()};
  const bool follows =
      std::all_of(std::begin(times), std::end(times), [](double time) { return time <= longest_time; });
  if (c.serving.concurrency < 1) return "no replay: measured with fewer than one call in flight";
  return follows ? "" : "no replay: an answer, a start or a window of this path lasts more than three years";
}

/// Sets load and serving; false where the copies cannot carry it. `copies_busy`: machine time it needs ÷ time it has.
bool at_load(Case& c, Load<> load, double copies_busy) {
  BillingRisk& risk = c.risk;
  const text::Figures as(risk.presentation);
  risk.load = load;
  if (std::isfinite(c.model.effort.answers.value())) risk.demand = c.model.demand(load);
  if (!risk.why_not.empty()) return false;
  risk.utilization = copies_busy;
  if (copies_busy > c.pricing.max_copies) {
    risk.why_not = "saturated: " + as.count(answers_per_month(load)) + " answers a month keep " +
                   as.significant(copies_busy) + " copies busy, and there are at most " +
                   as.significant(c.pricing.max_copies);
    return false;
  }
  c.serving = at_point({.price = copy_price(c.pricing),
                        .max_copies = c.pricing.max_copies,
                        .start_up = c.options.start_up.value_or(c.pricing.start_up),
                        .start_up_billed = c.options.start_up_billed.value_or(c.pricing.start_up_billed),
                        .when_full = c.options.when_full.value_or(c.pricing.when_full),
                        .when_cold = c.options.when_cold.value_or(c.pricing.when_cold)},
                       *c.model.point);
  c.serving.speed = c.speed;
  if (!c.options.concurrency) c.options.concurrency = c.pricing.concurrency;
  if (c.options.concurrency) {
    c.serving.concurrency = *c.options.concurrency;
    risk.notes.push_back("Calls at once on a copy: " + as.count(*c.options.concurrency) +
                         ", as was asked; when all are taken, another copy starts.");
  } else {
    c.serving.max_copies = std::min(c.pricing.max_copies, std::max(1.0, std::ceil(copies_busy * busiest(c))));
    risk.notes.push_back("As many copies as the load keeps busy: " + as.count(c.serving.max_copies) + ", with " +
                         as.count(c.serving.concurrency) +
                         " at once on each, as measured. Calls beyond that wait; a provider that starts another copy "
                         "for them bills more.");
  }
  risk.why_not = beyond_replay(c);
  return risk.why_not.empty();
}

RiskRow row(const Case& c, const Reading& reading, double hours) {
  RiskRow r{.rule = reading.rule, .wording = std::string(reading.wording), .fits = reading.fits, .billed_hours = hours};
  r.cost = usd_per_month(usd(c.serving.price * costmodel::hours(hours))) + c.storage;
  return r;
}

/// What cold starts do to the limit on the wait, under the rule that the scenario states.
void add_latency(Case& c) {
  const text::Figures as(c.risk.presentation);
  const double start = seconds(c.serving.start_up);
  if (start <= 0 || c.risk.rows.size() < 2) return;
  const auto of = [](const RiskRow& r) { return to_string(r.rule); };
  const auto found = std::ranges::find(c.risk.rows, to_string(c.pricing.rule), of);
  const RiskRow& r = found == c.risk.rows.end() ? c.risk.rows.back() : *found;
  std::string line = "Under the rule " + std::string(to_string(r.rule)) + " ";
  line += as.percent(r.cold_share);
  line += c.serving.when_cold == Refused::failed ? " of the requests meet a cold start and fail"
                                                 : " of the requests meet a cold start and wait up to ";
  if (c.serving.when_cold != Refused::failed) line += as.significant(start) + " s";
  for (const auto& limit : {c.latency.max_time_to_first_token, c.latency.max_response_time})
    if (limit)
      line += "; the limit asked for is " + as.significant(seconds(*limit)) + " s, which " +
              (start > seconds(*limit) ? "they break" : "a start alone keeps");
  c.risk.notes.push_back(line + ".");
}

/// Why a rule bills more hours than its copies have.
void explain_overlap(Case& c) {
  const text::Figures as(c.risk.presentation);
  const double hours = hours_per_month(c.month) * c.serving.max_copies;
  for (const RiskRow& r : c.risk.rows) {
    if (r.billed_hours <= hours * (1 + 1e-9)) continue;
    std::string rule(to_string(r.rule));
    std::replace(rule.begin(), rule.end(), '_', ' ');
    c.risk.notes.push_back(rule + " bills more than the " + as.count(hours) + " hours that a month has on " +
                           as.count(c.serving.max_copies) + (c.serving.max_copies == 1 ? " copy: " : " copies: ") +
                           (r.rule == Billed::whole_windows
                                ? "what one spell is rounded up to reaches into the next, and is billed with both."
                                : "the last window goes on beyond the requests that were counted."));
  }
}

void sum_up(Case& c) {
  BillingRisk& risk = c.risk;
  bool first = true;
  for (auto& r : risk.rows) {
    if (r.rule == Billed::packed) risk.packed = r.cost;
    if (!r.fits) continue;
    risk.least = first ? r.cost : std::min(risk.least, r.cost);
    risk.most = first ? r.cost : std::max(risk.most, r.cost);
    first = false;
  }
  for (auto& r : risk.rows) r.times_packed = r.cost / risk.packed;
  explain_overlap(c);
  add_latency(c);
}

/// Machine time of all recorded attempts, in seconds.
double machine_time(const OperatingPoint<>& point, const Trace& trace) {
  const TokenSums sums = tokens(trace);
  const double decode = static_cast<double>(sums.output) / output_tokens_per_second(point.output);
  return point.input ? decode + static_cast<double>(sums.input) / input_tokens_per_second(*point.input) : decode;
}

Workload<> mean_tokens(const Trace& trace) {
  const TokenSums sums = tokens(trace);
  const auto n = static_cast<double>(trace.size());
  return {.input = input_tokens_per_answer(static_cast<double>(sums.input) / n),
          .output = output_tokens_per_answer(std::max(1e-12, static_cast<double>(sums.output) / n))};
}

/// How long recorded requests wait for a place on so many units, where they come `faster` than they were recorded.
void replay_waits(const Trace& trace, double faster, const OperatingPoint<>& point, OtherPath& other) {
  const Serving serving = at_point({.rule = {.by = Billed::packed}, .max_copies = *other.units}, point);
  if (serving.per_input_token.value() > longest_time || serving.per_output_token.value() > longest_time) return;
  Trace denser;
  if (faster != 1) {
    denser = trace;
    for (auto& time : denser.time_ns) time = std::llround(static_cast<double>(time) / faster);
  }
  const Replayed r = replay(faster == 1 ? trace : denser, serving);
  other.mean_wait = r.mean_wait;
  other.longest_wait = r.longest_wait;
}

/// As many accepted answers, by attempts of the same mean tokens, on every other path. Where nothing of the path in
/// question is accepted (`demand` is empty), as many attempts.
void add_others(const Scenario& scenario, const Workload<>& workload, Load<> recorded, std::optional<Demand<>> demand,
                const Trace* trace, BillingRisk& risk) {
  const text::Figures as(scenario.presentation);
  for (const auto& path : scenario.paths) {
    if (path.id == risk.path || path.only_in_stages) continue;
    Path same = path;
    if (path.stages.empty())
      same.workload = {workload.input, workload.cached_input, workload.cache_write, workload.output};
    const PathModel m = model(scenario, same);
    const Load<> load = demand && std::isfinite(m.effort.answers.value()) ? m.load(*demand) : recorded;
    OtherPath other{.path = path.id,
                    .kind = path.stages.empty() ? kind(path.pricing) : PricingKind::stages,
                    .load = load,
                    .estimated = path.estimate.has_value(),
                    .why_not = m.why_not};
    const bool has_capacity = std::isfinite(m.capacity().value());
    if (m.why_not.empty() && has_capacity) other.utilization = utilization(m, load);
    if (m.why_not.empty() && load > m.limit() * (1 + 1e-12))
      other.why_not = "saturated: " + as.count(answers_per_month(load)) + " answers a month, " +
                      as.count(answers_per_month(m.limit())) + " at most";
    if (other.why_not.empty()) {
      other.cost = m.serving.at(load);
      other.units = m.serving.curve().units(answers_per_month(load));
      if (trace && has_capacity && m.point && !std::holds_alternative<ActiveWindow<>>(path.pricing))
        replay_waits(*trace, load / recorded, *m.point, other);
    }
    for (auto& price : dated_prices(scenario, path.id))
      if (std::find(risk.prices.begin(), risk.prices.end(), price) == risk.prices.end())
        risk.prices.push_back(std::move(price));
    risk.others.push_back(std::move(other));
  }
}

/// Machine time of one attempt.
Time<> busy_of_one(const Case& c) { return seconds(c.month_seconds() / answers_per_month(c.model.capacity())); }

/// Copy-hours a month by closed form: one copy, at random and evenly, no time to start.
std::optional<double> by_formula(const Case& c, const BillingRule& rule) {
  const ArrivalPattern& p = *c.options.pattern;
  const double month_hours = hours_per_month(c.month);
  if (rule.by == Billed::packed) return c.risk.utilization * month_hours;
  const bool even = std::ranges::count(p.weights, p.weights.front()) == 168;
  if (p.spacing != Spacing::random || p.batch != 1 || !even || c.options.concurrency || c.serving.max_copies > 1 ||
      seconds(c.serving.start_up) > 0)
    return std::nullopt;
  ActiveWindow<> pricing = c.pricing;
  pricing.start_up = {};
  switch (rule.by) {
    case Billed::anchored:
      pricing.rule = WindowRule::anchored;
      break;
    case Billed::clock_aligned:
      pricing.rule = WindowRule::clock_aligned;
      break;
    case Billed::keep_alive:
      pricing.rule = WindowRule::keep_alive;
      break;
    case Billed::per_second:
      if (!by_second(c) || seconds(rule.quantum) > 0 || seconds(rule.minimum) > 0) return std::nullopt;
      break;
    default:
      return std::nullopt;
  }
  return bill(pricing, c.at_random).curve().open_on_average(c.load(), 1.0) * month_hours;
}

Drawing drawing(const Case& c) {
  const auto rounded = [](double tokens) {
    return static_cast<std::uint32_t>(std::lround(std::clamp(tokens, 0.0, 4e9)));
  };
  const auto& w = c.model.workload;
  const bool even = std::ranges::count(c.options.pattern->weights, c.options.pattern->weights.front()) == 168;
  const double week = 7 * 86400.0;
  double length = std::min(c.month_seconds(), c.month_seconds() * enough_requests / c.load());
  const double per_window = c.load() / c.month_seconds() * seconds(timeout(c.pricing));  // requests
  const double windows = std::clamp(most_drawn / per_window, 50.0, 1000.0);
  length = std::max(length, std::min(c.month_seconds(), windows * seconds(timeout(c.pricing))));
  if (!even) length = std::max(week, std::round(length / week) * week);
  Drawing d{.requests = c.load() * length / c.month_seconds(), .length = seconds(length)};
  d.input = rounded(input_tokens_per_answer(w.input));
  d.output = rounded(output_tokens_per_answer(w.output));
  d.busy = busy_of_one(c);
  return d;
}

/// A row for each reading: by a formula where there is one, and else, like the starts and waits, by simulation.
void add_simulated(Case& c, const Drawing& d) {
  const double to_month = c.month_seconds() / seconds(d.length);
  std::vector<Serving> servings;
  for (const auto& reading : readings_of(c)) {
    c.serving.rule = rule(c, reading.rule);
    if (reading.rule != Billed::packed) servings.push_back(c.serving);
  }
  const std::vector<Simulated> simulated = simulate(*c.options.pattern, d, servings, c.options.simulation);
  auto next = simulated.begin();
  for (const auto& reading : readings_of(c)) {
    const auto formula = by_formula(c, rule(c, reading.rule));
    if (reading.rule == Billed::packed) {
      c.risk.rows.push_back(row(c, reading, *formula));
      c.risk.rows.back().method = "closed form";
      continue;
    }
    const Simulated& s = *next++;
    RiskRow r = row(c, reading, formula.value_or(s.billed.mean * to_month / 3600));
    r.method = formula ? "closed form" : "simulation";
    if (!formula) r.half_width = usd_per_month(s.cost.half_width * to_month);
    r.cold_starts = s.cold_starts.mean * to_month;
    r.cold_requests = s.cold_requests.mean * to_month;
    r.failed = s.failed.mean * to_month;
    r.cold_share = s.requests.mean > 0 ? s.cold_requests.mean / s.requests.mean : 0;
    r.most_copies = s.most_copies;
    r.mean_wait = seconds(s.mean_wait.mean);
    r.longest_wait = seconds(s.longest_wait);
    c.risk.rows.push_back(r);
  }
}

}  // namespace

BillingRisk billing_risk(const Scenario& scenario, std::string_view path, const RiskOptions& options) {
  Case c = prepare(scenario, path, options);
  c.risk.arrivals = to_string(*c.options.pattern);
  const Demand<> demand = options.demand.value_or(scenario.demand);
  const Load<> load = c.model.load(demand);
  add_others(scenario, c.model.workload, load, demand, nullptr, c.risk);
  if (!at_load(c, load, utilization(c.model, load))) return c.risk;
  const Drawing d = drawing(c);
  if (!(d.requests <= most_drawn * (1 + 1e-9))) {
    c.risk.why_not = "no replay: it would take " + text::Figures(c.risk.presentation).significant(d.requests) +
                     " requests to see enough windows, and at most 8 million are drawn";
    return c.risk;
  }
  constexpr double longest_trace = 4e9;  // seconds, 127 years
  if (c.options.pattern->spacing == Spacing::packed && d.requests * seconds(d.busy) > longest_trace) {
    c.risk.why_not = "no replay: back to back, the requests of one drawing take more than 127 years";
    return c.risk;
  }
  add_simulated(c, d);
  sum_up(c);
  return c.risk;
}

std::vector<BillingRisk> billing_risks(const Scenario& scenario) {
  const auto by_windows = [](const Path& path) { return std::holds_alternative<ActiveWindow<>>(path.pricing); };
  RiskOptions options;
  options.simulation.most_requests /=
      std::max<double>(1, static_cast<double>(std::count_if(scenario.paths.begin(), scenario.paths.end(), by_windows)));
  std::vector<BillingRisk> all;
  for (const auto& path : scenario.paths)
    if (by_windows(path)) all.push_back(billing_risk(scenario, path.id, options));
  return all;
}

BillingRisk billing_risk(const Scenario& scenario, std::string_view path, const Trace& trace,
                         const RiskOptions& options) {
  if (trace.empty()) throw InvalidInput("bad-trace", "trace", "no requests", "at least one");
  Case c = prepare(scenario, path, options);
  const auto n = static_cast<double>(trace.size());
  // One mean gap after the last request the trace begins again.
  double period = trace.size() > 1 ? seconds(trace.span()) * n / (n - 1) : c.month_seconds();
  if (period <= 0) period = c.month_seconds();
  Trace stretched;
  const Trace* used = &trace;
  if (options.demand) {
    const double wanted = n * c.month_seconds() / answers_per_month(c.model.load(*options.demand));
    stretched = trace;
    for (auto& time : stretched.time_ns) time = std::llround(static_cast<double>(time) * (wanted / period));
    period = wanted;
    used = &stretched;
  }
  const double times = std::max(1.0, std::floor(std::min(c.month_seconds() / period, enough_requests / n)));
  const double to_month = c.month_seconds() / (times * period);
  const text::Figures as(scenario.presentation);
  c.risk.arrivals = "trace of " + as.count(n) + " requests over " + as.significant(period / 60) + " min" +
                    (options.demand ? ", stretched to meet the demand" : "") + ", repeated through the month";
  const Load<> load = answers_per_month(n * c.month_seconds() / period);
  c.options.pattern = ArrivalPattern{};
  const bool accepts = std::isfinite(c.model.effort.answers.value());
  add_others(scenario, mean_tokens(trace), load, accepts ? std::optional(c.model.demand(load)) : std::nullopt, used,
             c.risk);
  if (!at_load(c, load, c.model.point ? machine_time(*c.model.point, trace) / period : 0)) return c.risk;
  const double measured_at = c.model.point->concurrency;
  for (const auto& reading : readings_of(c)) {
    Serving serving = c.serving;
    serving.rule = rule(c, reading.rule);
    if (reading.rule == Billed::packed) serving.concurrency = measured_at;
    const Replayed p =
        replay(*used, serving, static_cast<std::uint64_t>(times), seconds(std::ceil(period * 1e9) * 1e-9));
    RiskRow r = row(c, reading, hours(p.billed) * to_month);
    r.method = "replay";
    r.cold_starts = static_cast<double>(p.cold_starts) * to_month;
    r.cold_requests = static_cast<double>(p.cold_requests) * to_month;
    r.failed = static_cast<double>(p.failed) * to_month;
    r.cold_share = p.requests > 0 ? static_cast<double>(p.cold_requests) / static_cast<double>(p.requests) : 0;
    r.most_copies = static_cast<double>(p.most_copies);
    r.mean_wait = p.mean_wait;
    r.longest_wait = p.longest_wait;
    if (reading.rule == Billed::packed) r.cold_starts = r.cold_requests = r.cold_share = 0;
    c.risk.rows.push_back(r);
  }
  sum_up(c);
  return c.risk;
}

}  // namespace costmodel
