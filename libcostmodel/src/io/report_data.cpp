#include <costmodel/io/report_data.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/controls.hpp>
#include <costmodel/decide/cost_series.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/horizon/horizon.hpp>
#include <costmodel/model/feasibility.hpp>
#include <costmodel/render/report.hpp>
#include <costmodel/replay/billing_risk.hpp>
#include <costmodel/uncertainty/sensitivity.hpp>
#include <costmodel/version.hpp>
#include <tuple>

#include "base/nearest.hpp"
#include "base/number_text.hpp"
#include "decide/comparing.hpp"
#include "io/results_json.hpp"
#include "model/promises.hpp"
#include "render/tables.hpp"
#include "scenario/names.hpp"

namespace costmodel {

namespace {

Json numbers(const std::vector<double>& values) {
  Json all = Json::array();
  for (const double value : values) all.push_back(number_or_null(value));
  return all;
}

Json money_json(const Presentation& shown) {
  return {{"currency", shown.currency},         {"symbol", currency_symbol(shown)},
          {"symbol_after", shown.symbol_after}, {"usd_per_unit", shown.usd_per_unit.value_or(1)},
          {"decimal_mark", shown.decimal_mark}, {"thousands_mark", shown.thousands_mark}};
}

/// What an input is called beside a bar: "flat USD per month, spark_llama".
std::string spoken(const Scenario& scenario, const std::string& pointer) {
  if (!pointer.starts_with('/')) return pointer;
  std::string words = pointer.substr(pointer.rfind('/') + 1);
  if (const auto usd = words.find("usd"); usd != words.npos) words.replace(usd, 3, "USD");
  std::replace(words.begin(), words.end(), '_', ' ');
  for (const auto& input : inputs(scenario))
    if (input.pointer == pointer && !input.path.empty()) words.append(", ").append(input.path);
  return words;
}

bool is_cheapest(const std::vector<PathBand>& bands, const std::string& id) {
  return std::any_of(bands.begin(), bands.end(), [&](const PathBand& b) {
    return b.path == id || std::find(b.equals.begin(), b.equals.end(), id) != b.equals.end();
  });
}

/// Everything about one scenario, put together part by part.
class DataWriter {
 public:
  DataWriter(const Scenario& scenario, const Answer& answer, const ReportDataOptions& options)
      : o_(options), s_(around_demand(scenario)), answer_(answer), d_(answer.decision) {
    for (const auto& c : d_.paths)
      if (c.feasible && placed(c.id)) feasible_.push_back(c.id);
  }

  Json written() const {
    Json json{{"costmodel", version}, {"title", s_.title}, {"question", s_.question}, {"date", s_.date}};
    json["demand"] = {
        {"accepted_answers_per_month", accepted_answers_per_month(s_.demand)},
        {"arrivals", to_string(s_.arrivals)},
        {"words", demand_text(s_, d_)},
        {"domain", {accepted_answers_per_month(s_.domain_low), accepted_answers_per_month(s_.domain_high)}}};
    json["money"] = money_json(s_.presentation);
    json["paths"] = paths();
    json["decision"] = asked("decision") ? json_of(d_) : brief_json(d_);
    if (asked("series")) json["series"] = series();
    json["ribbons"] = ribbons();
    if (asked("marks")) json["marks"] = marks();
    if (asked("bills")) json["bills"] = bills();
    json["probability"] = probability();
    json["tornado"] = tornado();
    json["swings"] = swings(json["tornado"]);
    if (asked("throughput")) json["throughput"] = throughput();
    if (asked("latency_over_load")) json["latency_over_load"] = latency_over_load();
    json["billing_risk"] = risks();
    json["risk_bars"] = risk_bars();
    json["cash_flow"] = cash_flow();
    add_map(json);
    if (o_.given) add_given(json);
    if (o_.tables) json["report"] = report();
    return json;
  }

 private:
  bool asked(std::string_view part) const {
    return std::find(o_.without.begin(), o_.without.end(), part) == o_.without.end();
  }

  void add_given(Json& json) const {
    json["inputs"] = Json::array();
    for (const auto& input : inputs(s_)) json["inputs"].push_back(json_of(input));
    json["sources"] = Json::array();
    for (const auto& [id, source] : s_.sources)
      json["sources"].push_back(
          {{"id", id}, {"title", source.title}, {"url", source.url}, {"date", source.date}, {"note", source.note}});
  }

  bool placed(const std::string& id) const { return placement_reasons(s_, s_.path(id)).empty(); }
  bool is_feasible(const std::string& id) const {
    return std::find(feasible_.begin(), feasible_.end(), id) != feasible_.end();
  }

  Json paths() const {
    Json all = Json::array();
    for (std::size_t i = 0; i < s_.paths.size(); ++i) {
      const Path& path = s_.paths[i];
      all.push_back({{"id", path.id},
                     {"name", path.name},
                     {"note", path.note},
                     {"kind", to_string(d_.paths[i].kind)},
                     {"chosen", d_.path == path.id},
                     {"feasible", is_feasible(path.id)},
                     {"cheapest_somewhere", is_cheapest(d_.bands, path.id)},
                     {"per_month",
                      d_.paths[i].per_month ? money_or_null(usd_per_month(*d_.paths[i].per_month)) : Json(nullptr)}});
    }
    return all;
  }

  /// Under the scenario's arrivals, and packed where that makes a difference.
  Json series() const {
    SeriesOptions asked{.points = o_.points, .at = {accepted_answers_per_month(s_.demand)}};
    for (const auto& c : d_.crossovers)
      for (const auto& x : c.crossings) asked.at.push_back(x.at);
    Json all = Json::array();
    for (const auto& path : s_.paths) {
      all.push_back(series_json(cost_series(s_, path.id, {}, asked)));
      if (s_.arrivals != Arrivals::packed && std::holds_alternative<ActiveWindow<>>(path.pricing))
        all.push_back(series_json(cost_series(s_, path.id, Arrivals::packed, asked)));
    }
    return all;
  }

  /// In the scenario's currency.
  double money(double dollars) const { return in_currency(s_.presentation, dollars); }
  Json money_or_null(double dollars) const { return number_or_null(money(dollars)); }
  Json money(const std::vector<double>& dollars) const {
    Json all = Json::array();
    for (const double value : dollars) all.push_back(money_or_null(value));
    return all;
  }

  Json series_json(const CostSeries& s) const {
    Json obstacles = Json::array();
    for (const auto& o : s.obstacles)
      obstacles.push_back({{"from", o.from}, {"to", o.to}, {"because", o.because}, {"priced", o.priced}});
    return {{"path", s.path},
            {"arrivals", to_string(s.arrivals)},
            {"demand", numbers(s.demands)},
            {"cost_per_accepted_answer", money(s.usd_per_accepted)},
            {"obstacles", obstacles}};
  }

  Json ribbons() const {
    Json all = Json::array();
    if (o_.ribbon_draws == 0) return all;
    for (const auto& r : cost_ribbons(s_, {.draws = o_.ribbon_draws})) {
      Json low = Json::array(), median = Json::array(), high = Json::array();
      for (const auto& at : r.usd_per_accepted) {
        low.push_back(money_or_null(at.low));
        median.push_back(money_or_null(at.median));
        high.push_back(money_or_null(at.high));
      }
      all.push_back(
          {{"path", r.path}, {"demand", numbers(r.demands)}, {"low", low}, {"median", median}, {"high", high}});
    }
    return all;
  }

  /// Every crossover over demand as a point of the cost chart.
  Json marks() const {
    Json all = Json::array();
    for (const auto& c : d_.crossovers) {
      if (c.arrivals && c.arrivals != s_.arrivals) continue;
      for (const auto& x : c.crossings)
        all.push_back(
            {{"a", c.a},
             {"b", c.b},
             {"at", x.at},
             {"cost_per_accepted_answer", money_or_null(std::min(x.usd_per_accepted_a, x.usd_per_accepted_b))},
             {"kind", to_string(x.kind)},
             {"cheaper_below", x.cheaper_below},
             {"cheaper_above", x.cheaper_above},
             {"range", json_of(x.range)},
             {"feasible", is_feasible(c.a) && is_feasible(c.b)},
             {"winner_changes", winner_changes(x.at)},
             {"measured_at_unlike_load", !c.unlike.empty()}});
    }
    return all;
  }
  bool winner_changes(double at) const {
    for (std::size_t i = 1; i < d_.bands.size(); ++i)
      if (std::abs(d_.bands[i].from - at) <= 1e-9 * at && d_.bands[i].path != d_.bands[i - 1].path) return true;
    return false;
  }

  Json tornado() const {
    Json all = Json::array();
    if (!o_.tornado) return all;
    for (std::size_t i = 0; i < s_.paths.size(); ++i) {
      if (!is_feasible(s_.paths[i].id)) continue;
      Json bars = Json::array();
      for (const auto& s : sensitivity(s_, s_.paths[i].id))
        bars.push_back({{"input", s.input},
                        {"label", spoken(s_, s.input)},
                        {"value", number_or_null(s.value)},
                        {"elasticity", number_or_null(s.elasticity)},
                        {"value_5_50_95", json_of(s.value_spread)},
                        {"usd_per_accepted_answer_5_50_95", json_of(s.usd_per_accepted)}});
      all.push_back({{"path", s_.paths[i].id},
                     {"usd_per_accepted_answer", usd_per_accepted_answer(*d_.paths[i].per_accepted)},
                     {"inputs", bars}});
    }
    return all;
  }

  /// The bars of the chosen path: what the cost is at either end of each input that is not known exactly.
  Json swings(const Json& tornado) const {
    Json all = Json::array();
    for (const auto& path : tornado)
      for (const auto& bar : path["inputs"])
        if (const Json& ends = bar["usd_per_accepted_answer_5_50_95"];
            path["path"] == d_.path.value_or("") && !ends.is_null())
          all.push_back({{"label", bar["label"]},
                         {"low", money(std::min(ends[0], ends[2]).get<double>())},
                         {"high", money(std::max(ends[0], ends[2]).get<double>())},
                         {"stated", money(path["usd_per_accepted_answer"].get<double>())}});
    return all;
  }

  /// The terms of each path's month, one row each.
  Json bills() const {
    Json all = Json::array();
    for (const auto& c : d_.paths)
      for (const auto& [term, amount] : c.terms)
        all.push_back({{"path", c.id}, {"term", term}, {"per_month", money(usd_per_month(amount))}});
    return all;
  }

  Json probability() const {
    Json all = Json::array();
    if (!d_.uncertainty || d_.uncertainty->coverage.nothing()) return all;  // nothing was drawn: nothing is probable
    std::vector<double> demands = d_.uncertainty->demands;
    const double stated = accepted_answers_per_month(s_.demand);
    const auto place = std::lower_bound(demands.begin(), demands.end(), stated) - demands.begin();
    demands.insert(demands.begin() + place, stated);  // a curve from grid point to grid point may pass it by
    for (const auto& path : d_.uncertainty->paths) {
      std::vector<double> likely = path.probability_cheapest_at;
      likely.insert(likely.begin() + place, path.probability_cheapest_at_stated_demand);
      all.push_back({{"path", path.id}, {"demand", numbers(demands)}, {"probability", numbers(likely)}});
    }
    return all;
  }

  Json throughput() const {
    Json all = Json::array();
    for (const auto& path : s_.paths) {
      const Workload<> workload = s_.workload_of(path);
      const LatencyLimits limits = s_.limits_of_a_try();
      const auto used = capacity_point(path.operating_points(), workload, limits);
      Json points = Json::array();
      for (std::size_t i = 0; i < path.operating_point_count(); ++i) {
        const auto p = path.operating_point(i);
        points.push_back(
            {{"concurrency", p.concurrency},
             {"output_tokens_per_second", output_tokens_per_second(p.output)},
             {"stream_output_tokens_per_second", output_tokens_per_second(stream_rate(p))},
             {"input_tokens_per_second", p.input ? Json(input_tokens_per_second(*p.input)) : Json(nullptr)},
             {"time_to_first_token_seconds",
              p.time_to_first_token ? Json(seconds(*p.time_to_first_token)) : Json(nullptr)},
             {"seconds_per_answer", seconds(response_time(p, workload))},
             {"within_limits", within(limits, p, workload)},
             {"used", used == i}});
      }
      if (!points.empty())
        all.push_back({{"path", path.id}, {"estimated", path.estimate.has_value()}, {"points", points}});
    }
    return all;
  }

  /// What the load does to those who wait: of rented and owned units, requests at random, over the share of what the
  /// units behind one line carry.
  Json latency_over_load() const {
    Json all = Json::array();
    if (s_.arrivals != Arrivals::poisson) return all;
    for (std::size_t i = 0; i < s_.paths.size(); ++i) {
      const Path& path = s_.paths[i];
      const bool stands_ready =
          std::holds_alternative<Provisioned<>>(path.pricing) || std::holds_alternative<FixedAmortized<>>(path.pricing);
      const PathModel m = model(s_, path);
      if (!stands_ready || !m.why_not.empty() || !m.point || !std::isfinite(m.full().value())) continue;
      const double units = d_.paths[i].operation ? d_.paths[i].operation->units_in_line : 1;
      const auto usual = shares_that_keep(path, *m.point, m.workload, usual_promise(path, *m.point, m.workload));
      const Load<> load = m.load(s_.demand);
      const double all_units = m.by_demand.units(accepted_answers_per_month(s_.demand));
      all.push_back({{"path", path.id},
                     {"units_in_line", units},
                     {"points", over_load(path, m, units)},
                     {"knee", usual ? number_or_null(usual->at(place(units, usual->size()))) : Json(nullptr)},
                     {"under_promises", m.serving.promised() ? Json(m.serving.share(units)) : Json(nullptr)},
                     {"at_demand", number_or_null(load / (m.full() * all_units))},
                     {"shown", false}});
    }
    for (auto& one : all) one["shown"] = one["path"] == d_.path.value_or("");
    if (!all.empty() && std::none_of(all.begin(), all.end(), [](const Json& one) { return one["shown"] == true; }))
      all[0]["shown"] = true;
    return all;
  }

  static std::size_t place(double units, std::size_t shares) {
    return std::min(shares, static_cast<std::size_t>(units)) - 1;
  }

  Json over_load(const Path& path, const PathModel& m, double units) const {
    const ServingUnit line = unit_of(path, *m.point, m.workload, units);
    const Curve<> bill = m.whole.curve();
    Json points = Json::array();
    for (const double share :
         {.05, .1, .2, .3, .4, .5, .6, .65, .7, .75, .8, .84, .87, .9, .92, .94, .95, .96, .97, .98, .985, .99}) {
      const double offered = share * line.capacity();
      const auto at = [&](Promised of, std::optional<double> part) {
        const auto value = seconds_of(line, offered, of, part);
        return value ? number_or_null(*value) : Json(nullptr);
      };
      const Load<> load = m.full() * (share * units);
      const double usd = bill.on_stretch(answers_per_month(load), std::max(units, m.serving.min_units)) /
                         accepted_answers_per_month(m.demand(load));
      points.push_back({{"share_of_capacity", share},
                        {"p_wait", under_load(offered, line.rates, line.squared_variation).p_wait},
                        {"wait_mean", at(Promised::wait, {})},
                        {"wait_p95", at(Promised::wait, .95)},
                        {"wait_p99", at(Promised::wait, .99)},
                        {"first_token_mean", at(Promised::first_token, {})},
                        {"first_token_p99", at(Promised::first_token, .99)},
                        {"answer_mean", at(Promised::answer, {})},
                        {"answer_p95", at(Promised::answer, .95)},
                        {"answer_p99", at(Promised::answer, .99)},
                        {"cost_per_accepted_answer", money_or_null(usd)}});
    }
    return points;
  }

  Json risks() const {
    Json all = Json::array();
    for (const auto& risk : answer_.risks) all.push_back(json_of(risk));
    return all;
  }

  /// The bills under each rule, ready to draw.
  Json risk_bars() const {
    Json all = Json::array();
    for (const auto& risk : answer_.risks)
      for (const auto& row : risk.rows)
        all.push_back({{"path", risk.path},
                       {"rule", to_string(row.rule)},
                       {"fits_the_wording", row.fits},
                       {"per_month", money_or_null(usd_per_month(row.cost))}});
    return all;
  }

  /// Monthly and cumulative cost of the plan and of each path over the horizon, ready to draw.
  Json cash_flow() const {
    Json all = Json::array();
    if (!d_.horizon) return all;
    const auto& plan = d_.horizon->plan.by_month;
    const auto last = [](const std::vector<HorizonMonth>& by_month) {
      return by_month.empty() ? 0.0 : usd(by_month.back().cumulative);
    };
    const double most = plan.empty() ? INFINITY : 3 * std::abs(last(plan));
    const auto add = [&](const std::string& of, bool is_plan, const std::vector<HorizonMonth>& by_month) {
      for (const auto& m : by_month)
        all.push_back({{"of", of},
                       {"plan", is_plan},
                       {"shown", last(by_month) <= most},
                       {"month", m.month},
                       {"date", m.date},
                       {"path", m.path},
                       {"units", number_or_null(m.units)},
                       {"bought", number_or_null(m.bought)},
                       {"purchases", money_or_null(usd(m.purchases))},
                       {"resale", money_or_null(usd(m.resale))},
                       {"migration", money_or_null(usd(m.migration))},
                       {"cost", money_or_null(usd(m.cost))},
                       {"cumulative", money_or_null(usd(m.cumulative))},
                       {"event", is_plan ? event_text(by_month, static_cast<std::size_t>(m.month) - 1) : ""}});
    };
    add("best plan", true, plan);
    for (const auto& p : d_.horizon->paths) add(p.id, false, p.by_month);
    return all;
  }

  /// Without cents, where it is a dollar or more.
  std::string whole_money(double dollars) const {
    const text::Figures as(s_.presentation);
    if (std::abs(money(dollars)) < 1) return as.money(dollars);
    const double whole = std::round(money(dollars)) * s_.presentation.usd_per_unit.value_or(1);
    std::string words = as.money(whole);
    if (const auto cents = words.rfind(s_.presentation.decimal_mark + "00"); cents != words.npos)
      words.erase(cents, s_.presentation.decimal_mark.size() + 2);
    return words;
  }

  /// "box bought, $4,699"; empty where nothing is bought and sold in that month.
  std::string event_text(const std::vector<HorizonMonth>& all, std::size_t t) const {
    const text::Figures as(s_.presentation);
    const HorizonMonth& m = all[t];
    std::string words;
    if (usd(m.purchases) > 0) {
      std::size_t serves = t;  // ordered before it serves
      while (serves + 1 < all.size() && all[serves].bought == 0) ++serves;
      const HorizonMonth& first = all[serves];
      const std::string units = first.bought > 1 && serves == t ? as.count(first.bought) + " × " : "";
      words = units + first.path + (serves == t ? " bought, " : " ordered, ") + whole_money(usd(m.purchases));
    }
    if (usd(m.resale) > 0) words += (words.empty() ? m.path + " sold, " : "; sold, ") + whole_money(usd(m.resale));
    return words;
  }

  /// Who wins over demand and the acceptance of the chosen path, or of the first that was judged.
  void add_map(Json& json) const {
    json["map"] = nullptr;
    if (o_.map_columns == 0) return;
    const std::string& id = d_.path ? *d_.path : s_.paths.front().id;
    const Range domain{accepted_answers_per_month(s_.domain_low), accepted_answers_per_month(s_.domain_high)};
    const MapOptions options{.columns = o_.map_columns, .tolerance = 4e-3, .least_width = 1e-3};
    try {
      json["map"] = map_json(winner_map(of_the_map(id), "demand", domain, names::acceptance_of(id), {}, options));
    } catch (const InvalidInput& why_not) {
      json["no_map_because"] = why_not.what();
    }
  }
  /// With many paths, those that are cheapest somewhere over demand, and the cheapest at the stated one.
  Scenario of_the_map(const std::string& chosen) const {
    constexpr std::size_t most = 9;
    if (s_.paths.size() <= most) return s_;
    std::vector<const PathCost*> order;
    for (const auto& c : d_.paths) order.push_back(&c);
    const auto rank = [&](const PathCost* c) {
      return std::tuple(c->id != chosen, !is_cheapest(d_.bands, c->id), !c->feasible,
                        c->per_month ? usd_per_month(*c->per_month) : HUGE_VAL);
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](const PathCost* a, const PathCost* b) { return rank(a) < rank(b); });
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < most; ++i) ids.push_back(order[i]->id);
    Scenario few = only_paths(s_, ids);
    few.rent_or_buy.reset(), few.correlations.reset();
    return few;
  }
  static Json map_json(const WinnerMap& map) {
    Json regions = Json::array(), borders = Json::array();
    const auto outline = [](const std::vector<MapPoint>& points) {
      Json all = Json::array();
      for (const auto& p : points) all.push_back({p.x, p.y});
      return all;
    };
    for (const auto& r : map.regions) regions.push_back({{"path", r.path}, {"outline", outline(r.outline)}});
    for (const auto& b : map.borders)
      borders.push_back(
          {{"below", b.below}, {"above", b.above}, {"vertical", b.vertical}, {"points", outline(b.points)}});
    return {{"axis_x", map.axis_x},     {"unit_x", map.unit_x}, {"x", json_of(map.x)},
            {"axis_y", map.axis_y},     {"unit_y", map.unit_y}, {"y", json_of(map.y)},
            {"complete", map.complete}, {"regions", regions},   {"borders", borders}};
  }

  Json report() const {
    const Report& r = answer_.report;
    Json sections = Json::array();
    for (const auto& section : r.sections) {
      if (std::find(o_.without_sections.begin(), o_.without_sections.end(), section.heading) !=
          o_.without_sections.end()) {
        sections.push_back({{"heading", section.heading}, {"left_out", true}});
        continue;
      }
      Json tables = Json::array();
      for (const auto& table : section.tables) tables.push_back(table_json(table));
      sections.push_back(
          {{"heading", section.heading}, {"paragraphs", section.paragraphs}, {"tables", std::move(tables)}});
    }
    return {{"title", r.title}, {"lead", r.lead}, {"sections", std::move(sections)}};
  }
  Json table_json(const Table& table) const {
    Json columns = Json::array();
    for (const auto& c : table.columns)
      columns.push_back({{"title", c.title}, {"align", c.align == Align::right ? "right" : "left"}});
    Json json{{"id", table.id},
              {"title", table.title},
              {"columns", std::move(columns)},
              {"rows", table.rows},
              {"notes", table.notes}};
    if (o_.html) json["html"] = render(table, Format::html);
    return json;
  }

  const ReportDataOptions& o_;
  Scenario s_;
  const Answer& answer_;
  const Decision& d_;
  std::vector<std::string> feasible_{};
};

/// Controls as a reader turns them: amounts in the scenario's currency.
std::vector<Control> shown_controls(const Scenario& scenario) {
  const Presentation& shown = scenario.presentation;
  std::vector<Control> all = controls(scenario);
  for (auto& c : all) {
    if (!c.unit.starts_with("USD")) continue;
    c.unit.replace(0, 3, shown.currency);
    for (double* amount : {&c.value, &c.low, &c.high}) *amount = in_currency(shown, *amount);
    if (c.stated) c.stated = Range{in_currency(shown, c.stated->low), in_currency(shown, c.stated->high)};
  }
  return all;
}

/// What was set by a reader, in the units of the scenario; what was set back to its value is left out.
std::vector<std::pair<std::string, double>> in_usd(const Scenario& scenario,
                                                   std::vector<std::pair<std::string, double>> set) {
  const double rate = scenario.presentation.usd_per_unit.value_or(1);
  if (rate == 1 || set.empty()) return set;
  const auto shown = shown_controls(scenario);
  const auto control_of = [&](const std::string& name) { return std::ranges::find(shown, name, &Control::name); };
  std::erase_if(set, [&](const auto& one) {
    return control_of(one.first) != shown.end() && control_of(one.first)->value == one.second;
  });
  for (auto& [name, value] : set)
    if (const auto c = control_of(name); c != shown.end() && c->unit.starts_with(scenario.presentation.currency + " "))
      value *= rate;
  return set;
}

Json controls_json(const Scenario& scenario) {
  Json all = Json::array();
  for (const auto& c : shown_controls(scenario))
    all.push_back({{"kind", to_string(c.kind)},
                   {"name", c.name},
                   {"label", c.label},
                   {"unit", c.unit},
                   {"value", c.value},
                   {"low", c.low},
                   {"high", c.high},
                   {"logarithmic", c.logarithmic},
                   {"stated", json_of(c.stated)},
                   {"paths", c.paths},
                   {"moves", c.moves}});
  return all;
}

[[noreturn]] void wrong(std::string id, std::string where, const Json& found, std::string allowed) {
  throw InvalidInput(std::move(id), std::move(where), found.dump(-1, ' ', false, Json::error_handler_t::replace),
                     std::move(allowed));
}

void read(const Json& value, const std::string& key, bool& into) {
  if (!value.is_boolean()) wrong("wrong-type", '/' + key, value, "true or false");
  into = value.get<bool>();
}
void read(const Json& value, const std::string& key, std::vector<std::string>& into) {
  const bool words =
      value.is_array() && std::all_of(value.begin(), value.end(), [](const Json& word) { return word.is_string(); });
  if (!words) wrong("wrong-type", '/' + key, value, "a list of names");
  into = value.get<std::vector<std::string>>();
}
template <class Whole>
void read(const Json& value, const std::string& key, Whole& into) {
  const bool whole = value.is_number() && value.get<double>() == std::floor(value.get<double>());
  if (!whole || value.get<double>() < 0 || value.get<double>() > 1e8)
    wrong("wrong-type", '/' + key, value, "a whole number, 0 to 100,000,000");
  into = static_cast<Whole>(value.get<double>());
}

/// What draws and ranges say of the years.
void add_what_is_not_known(const Scenario& scenario, const ReportDataOptions& options, HorizonAnswer& years) {
  if (options.draws < 64 || unknowns_over_time(scenario).empty()) return;
  constexpr double least = 1024, most_work = 4e6;  // draws; in months of one path, so that a report takes no longer
  const double each = static_cast<double>(years.months) * static_cast<double>(scenario.paths.size());
  const auto draws = std::min(options.draws, static_cast<std::size_t>(std::max(least, most_work / each)));
  if (!years.plan.stages.empty()) years.uncertainty = horizon_uncertainty(scenario, {.draws = draws});
  if (options.ranges) years.ranges = plan_over_ranges(scenario);
}

/// `set` is the scenario with its controls where they were set.
std::string written(const Scenario& scenario, const Scenario& set, const Answer& answer,
                    const ReportDataOptions& options) {
  Json json = DataWriter(set, answer, options).written();
  if (options.given) json["controls"] = controls_json(scenario);
  json["set"] = Json::object();
  for (const auto& [name, value] : options.set) json["set"][name] = value;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

ReportDataOptions report_data_options(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) throw InvalidInput("wrong-type", "options", std::string(text.substr(0, 100)), "a JSON object");
  ReportDataOptions o;
  for (const auto& [key, value] : json.items()) {
    if (key == "set") {
      if (!value.is_object()) wrong("wrong-type", "/set", value, "an object of controls by name");
      for (const auto& [name, number] : value.items()) {
        if (!number.is_number()) wrong("wrong-type", "/set/" + name, number, "a number");
        o.set.emplace_back(name, number.get<double>());
      }
    } else if (key == "points")
      read(value, key, o.points);
    else if (key == "draws")
      read(value, key, o.draws);
    else if (key == "ribbon_draws")
      read(value, key, o.ribbon_draws);
    else if (key == "ranges")
      read(value, key, o.ranges);
    else if (key == "tornado")
      read(value, key, o.tornado);
    else if (key == "risk")
      read(value, key, o.risk);
    else if (key == "map_columns")
      read(value, key, o.map_columns);
    else if (key == "tables")
      read(value, key, o.tables);
    else if (key == "given")
      read(value, key, o.given);
    else if (key == "html")
      read(value, key, o.html);
    else if (key == "without_sections")
      read(value, key, o.without_sections);
    else if (key == "without") {
      read(value, key, o.without);
      for (const auto& part : o.without)
        if (const std::vector<std::string> known{"decision", "series", "marks", "bills", "throughput",
                                                 "latency_over_load"};
            std::find(known.begin(), known.end(), part) == known.end())
          wrong("unknown-part", "/without", part, "a part that can be left out" + did_you_mean(part, known));
    } else {
      const std::vector<std::string> known{"set",     "points",  "draws",           "ribbon_draws", "ranges",
                                           "tornado", "risk",    "map_columns",     "tables",       "given",
                                           "html",    "without", "without_sections"};
      wrong("unknown-key", '/' + key, key, "an option of the report" + did_you_mean(key, known));
    }
  }
  return o;
}

Answer answer_to(const Scenario& scenario, const ReportDataOptions& options) {
  const Scenario here = around_demand(scenario);
  Answer answer{.decision = decide(here, {}, {.draws = options.draws, .ranges = options.ranges})};
  if (options.tables && answer.decision.horizon) add_what_is_not_known(here, options, *answer.decision.horizon);
  if (options.risk) answer.risks = billing_risks(here);
  if (options.tables) answer.report = lab_report(here, answer.decision, answer.risks);
  return answer;
}

std::string report_data(const Scenario& scenario, const ReportDataOptions& options) {
  validate(scenario);
  const Scenario set = with_controls(scenario, in_usd(scenario, options.set));
  return written(scenario, set, answer_to(set, options), options);
}

std::string report_data(const Scenario& scenario, const Answer& answer, const ReportDataOptions& options) {
  return written(scenario, scenario, answer, options);
}

}  // namespace costmodel
