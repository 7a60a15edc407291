// Tables of years: cash flows, plans, switching dates, and what draws say of them.
#include <costmodel/io/horizon.hpp>

#include "io/result_fields.hpp"

namespace costmodel::results {

template <>
Record described<HorizonMonth>() {
  return Table<HorizonMonth>("HorizonMonth", "One month of a path or a plan: costs are above 0.")
      .field("month", &HorizonMonth::month, "1 is the first.")
      .field("date", &HorizonMonth::date, "ISO date of its first day; None where the scenario has no date.")
      .or_null()
      .field("demand_accepted_answers_per_month", &HorizonMonth::demand, accepted_answers_per_month,
             "Accepted answers wanted.")
      .field("path", &HorizonMonth::path, "Id of the path that serves.")
      .field("units", &HorizonMonth::units, "In service.")
      .field("bought", &HorizonMonth::bought, "Machines that come into service: more, and in place of old ones.")
      .field("purchases_usd", &HorizonMonth::purchases, usd, "Paid at its beginning.")
      .field("migration_usd", &HorizonMonth::migration, usd, "Paid at its beginning, where a path takes over.")
      .field("running_usd", &HorizonMonth::running, usd, "The month's bill, without capital; at its end.")
      .field("retraining_usd", &HorizonMonth::retraining, usd, "For a base model that was replaced; at its end.")
      .field("contract_usd", &HorizonMonth::contract, usd, "What is left of a term that is left; at its end.")
      .field("resale_usd", &HorizonMonth::resale, usd, "What machines fetch: income, at its end.")
      .field("cost_usd", &HorizonMonth::cost, usd, "The sum of these, less resale.")
      .field("cumulative_usd", &HorizonMonth::cumulative, usd, "Cost of the months so far, not discounted.")
      .field("present_usd", &HorizonMonth::present, usd, "Cost of the months so far, discounted to now.");
}

template <>
Record described<PathHorizon>() {
  return Table<PathHorizon>("PathHorizon", "One path over the whole horizon.")
      .field("id", &PathHorizon::id, "Id of the path.")
      .field("name", &PathHorizon::name, "Name for people.")
      .field("feasible", &PathHorizon::feasible, "In every month.")
      .field("reasons", &PathHorizon::reasons, "Why not, with the first month of each.")
      .field("why_not", &PathHorizon::why_not, "Why it has no cost over all months; empty where it has.")
      .field("npv_usd", &PathHorizon::npv, usd, "Net present value of its cash flow: costs are below 0.")
      .field("levelized_usd_per_accepted_answer", &PathHorizon::levelized, usd_per_accepted_answer,
             "Discounted costs ÷ discounted accepted answers.")
      .field("levelized_real_usd_per_accepted_answer", &PathHorizon::levelized_real, usd_per_accepted_answer,
             "The same costs ÷ accepted answers discounted at the real rate: in the money of the first month.")
      .field("equivalent_annual_usd", &PathHorizon::equivalent_annual, usd, "Level cost a year of the same worth.")
      .field("payback_month", &PathHorizon::payback_month,
             "First month by whose end buying it has paid; None where it has not, or it is not bought.")
      .field("against", &PathHorizon::against, "Id of the path that payback is against.")
      .field("by_month", &PathHorizon::by_month, "Its cash flow.");
}

template <>
Record described<InternalRates>() {
  return Table<InternalRates>("InternalRates", "Rates a year at which a cash flow is worth nothing.")
      .field("per_year", &InternalRates::per_year, "Effective a year, rising.")
      .field("low", &InternalRates::low, "Least rate that was looked at.")
      .field("high", &InternalRates::high, "Greatest rate that was looked at.")
      .field("complete", &InternalRates::complete, "These are all in that range.");
}

template <>
Record described<BuyingAgainst>() {
  return Table<BuyingAgainst>("BuyingAgainst", "Buying a path against one that is not bought.")
      .field("buy", &BuyingAgainst::buy, "Id of the bought path.")
      .field("alternative", &BuyingAgainst::alternative, "Id of the other one.")
      .field("npv_usd", &BuyingAgainst::npv, usd, "Of the difference: above 0 where buying costs less.")
      .field("payback_month", &BuyingAgainst::payback_month, "First month by whose end it has paid; None: never.")
      .field("discounted_payback_month", &BuyingAgainst::discounted_payback_month, "The same of discounted flows.")
      .field("internal_rates", &BuyingAgainst::internal_rates, "Internal rates of return.")
      .field("crossing_months", &BuyingAgainst::crossings,
             "Every month by whose end the order of the cumulative costs is another than before.");
}

template <>
Record described<SwitchDate>() {
  return Table<SwitchDate>("SwitchDate", "The best date to go from one path to another.")
      .field("from_path", &SwitchDate::from, "Id of the path that serves first.")
      .at("from")
      .field("to", &SwitchDate::to, "Id of the path that takes over.")
      .field("month", &SwitchDate::month, "Months that the first serves; None: all, there is no switch.")
      .field("npv_usd", &SwitchDate::npv, usd, "Net present value with it.")
      .field("npv_never_usd", &SwitchDate::npv_never, usd, "Without a switch.");
}

template <>
Record described<SwitchSweep>() {
  return Table<SwitchSweep>("SwitchSweep", "Every date of a switch.")
      .field("from_path", &SwitchSweep::from, "Id of the path that serves first.")
      .at("from")
      .field("to", &SwitchSweep::to, "Id of the path that takes over.")
      .field("npv_usd", &SwitchSweep::npv, usd,
             "Net present value of a switch after 0, 1, … all months; None where it may not be.");
}

template <>
Record described<PlanStage>() {
  return Table<PlanStage>("PlanStage", "A path that serves from one month to another.")
      .field("path", &PlanStage::path, "Id of the path.")
      .field("from_month", &PlanStage::from_month, "First month, from 1 on.")
      .field("to_month", &PlanStage::to_month, "Last month.");
}

template <>
Record described<PresentParts>() {
  return Table<PresentParts>(
             "PresentParts",
             "What a present cost is made of, each discounted: their sum less resale is the present cost.")
      .field("purchases_usd", &PresentParts::purchases, usd, "Machines, when they are ordered.")
      .field("running_usd", &PresentParts::running, usd, "Each month's bill, without capital.")
      .field("retraining_usd", &PresentParts::retraining, usd, "For base models that were replaced.")
      .field("migration_usd", &PresentParts::migration, usd, "Where a path takes over.")
      .field("contract_usd", &PresentParts::contract, usd, "What is left of terms that are left.")
      .field("resale_usd", &PresentParts::resale, usd, "What machines fetch: income.");
}

template <>
Record described<PlanPurchase>() {
  return Table<PlanPurchase>("PlanPurchase", "What a plan buys, beside the best plan without that path.")
      .field("path", &PlanPurchase::path, "Id of the path.")
      .field("month", &PlanPurchase::month, "In which its first machines are paid.")
      .field("from_month", &PlanPurchase::from_month, "In which they begin to serve.")
      .field("units", &PlanPurchase::units, "Machines that are bought first.")
      .field("paid_usd", &PlanPurchase::paid, usd, "For them, with tax and installation.")
      .field("instead", &PlanPurchase::instead, "The best plan without that path; empty: there is none.")
      .field("npv_usd", &PlanPurchase::npv, usd,
             "Of the plan less that of the other one: above 0 where buying costs less; None where there is no other.")
      .field("payback_month", &PlanPurchase::payback_month,
             "First month of the horizon by whose end buying has paid; None: it has not.")
      .field("discounted_payback_month", &PlanPurchase::discounted_payback_month, "The same of discounted flows.")
      .field("internal_rates", &PlanPurchase::internal_rates, "Internal rates of return of the difference.");
}

template <>
Record described<HorizonPlan>() {
  return Table<HorizonPlan>("HorizonPlan", "The best sequence of paths and switching dates.")
      .field("stages", &HorizonPlan::stages, "In order; empty where no path may serve in some month.")
      .field("npv_usd", &HorizonPlan::npv, usd, "Net present value: costs are below 0.")
      .field("levelized_usd_per_accepted_answer", &HorizonPlan::levelized, usd_per_accepted_answer,
             "Discounted costs ÷ discounted accepted answers.")
      .field("present", &HorizonPlan::present, "What its present cost is made of.")
      .field("purchases", &HorizonPlan::purchases, "What it buys, beside the best plan without it.")
      .field("stride_months", &HorizonPlan::stride_months,
             "A path takes over at multiples of so many months; 1: every switching date was looked at.")
      .field("by_month", &HorizonPlan::by_month, "Its cash flow.");
}

template <>
Record described<LayerOverTime::From>() {
  return Table<LayerOverTime::From>("LayerFrom", "Who holds a layer from a month on.")
      .field("month", &LayerOverTime::From::month, "First month.")
      .field("path", &LayerOverTime::From::path, "Id of the path that serves.")
      .field("placement", &LayerOverTime::From::placement, "Who holds the layer; None where nobody said.")
      .or_null();
}

template <>
Record described<LayerOverTime>() {
  return Table<LayerOverTime>("LayerOverTime", "Who holds a layer over the plan.")
      .field("layer", &LayerOverTime::layer, "Id of the layer.")
      .field("from_months", &LayerOverTime::from, "One for each stage of the plan.")
      .at("from");
}

template <>
Record described<PlanAtEnd>() {
  return Table<PlanAtEnd>("PlanAtEnd", "The best plan with one input at an end of its range.")
      .field("value", &PlanAtEnd::value, "Of the input, in the unit that its key names.")
      .field("stages", &PlanAtEnd::stages, "In order.")
      .field("npv_usd", &PlanAtEnd::npv, usd, "Net present value; None where no path may serve in some month.")
      .field("why_not", &PlanAtEnd::why_not, "Why there is no plan at this end, where its value was refused.")
      .field(
          "changes_at", &PlanAtEnd::changes_at,
          "The first value on the way to this end at which the sequence of paths becomes another; None where none is "
          "known. Where the answer is not complete it was found by halving, and there may be others.");
}

template <>
Record described<PlanChange>() {
  return Table<PlanChange>("PlanChange", "A value at which the sequence of paths of the best plan becomes another.")
      .field("at", &PlanChange::at, "Of the input, in the unit that its key names.")
      .field("below", &PlanChange::below, "Stages of the plan below it.")
      .field("above", &PlanChange::above, "Stages above it.");
}

template <>
Record described<PlanOverRange>() {
  return Table<PlanOverRange>("PlanOverRange", "The best plan as one input moves alone over its range.")
      .field("input", &PlanOverRange::input, "Its pointer.")
      .field("name", &PlanOverRange::name, "As people say it.")
      .field("stated", &PlanOverRange::stated, "Its stated value.")
      .field("low", &PlanOverRange::low, "At the low end, or 5 % of its distribution.")
      .field("high", &PlanOverRange::high, "At the high end, or 95 %.")
      .field("changes", &PlanOverRange::changes, "Values between the two at which other paths serve, rising.")
      .field(
          "complete", &PlanOverRange::complete,
          "Those are all, as the present cost of each plan is a line in this input; else one at most to each side of "
          "the stated value, found by halving.");
}

template <>
Record described<OfferOverTime>() {
  return Table<OfferOverTime>("OfferOverTime", "A path whose months are lines in answers and units.")
      .field("path", &OfferOverTime::path, "Id of the path.")
      .field("owned", &OfferOverTime::owned, "Its units are bought and kept.")
      .field("capacity_accepted_answers_per_month", &OfferOverTime::capacity, "Of one unit; None: no units, no limit.")
      .field("max_units", &OfferOverTime::max_units, "None: no limit.")
      .field("may", &OfferOverTime::may, "Serve in that month: 1, else 0.")
      .field("usd_per_accepted_answer", &OfferOverTime::per_answer, "By month.")
      .field("usd_per_unit_month", &OfferOverTime::per_unit, "By month, of a unit in service.")
      .field("usd_per_month", &OfferOverTime::fixed, "By month, whatever the load, where it is in service.")
      .field("present_usd_per_unit_bought", &OfferOverTime::unit_present,
             "Of a unit bought for that month and kept: purchases less resale, discounted.");
}

template <>
Record described<OffersOverTime>() {
  return Table<OffersOverTime>("OffersOverTime", "Coefficients for plans in which several paths share the demand.")
      .field("demand_accepted_answers_per_month", &OffersOverTime::demand, "Of each month.")
      .field("discount_factors", &OffersOverTime::discount, "Of the end of each month.")
      .field("offers", &OffersOverTime::offers, "One for each path.");
}

template <>
Record described<PathHorizonSpread>() {
  return Table<PathHorizonSpread>("PathHorizonSpread", "What one path may turn out to cost over the horizon.")
      .field("id", &PathHorizonSpread::id, "Id of the path.")
      .field("npv_usd_5_50_95", &PathHorizonSpread::npv_usd, "5 %, 50 % and 95 % of the draws lie below.")
      .field("levelized_usd_per_accepted_answer_5_50_95", &PathHorizonSpread::usd_per_accepted,
             "The same of the levelized cost.")
      .field("probability_cheapest", &PathHorizonSpread::probability_cheapest, "Over the whole horizon.")
      .field("probability_served", &PathHorizonSpread::probability_served, "That it carries every month.");
}

template <>
Record described<Waiting>() {
  return Table<Waiting>("Waiting", "What it is worth to wait and to decide with growth and prices known.")
      .field("months", &Waiting::months, "That the first path goes on.")
      .field("worth_usd", &Waiting::worth, usd,
             "Present value, above 0 where waiting is right if all is known by then: an upper bound.");
}

template <>
Record described<HorizonUncertainty>() {
  return Table<HorizonUncertainty>("HorizonUncertainty", "The horizon over draws of what is not known.")
      .field("draws", &HorizonUncertainty::draws, "The same ones for all paths.")
      .field("unknowns", &HorizonUncertainty::unknowns, "What is drawn.")
      .json_as([](const HorizonUncertainty& u) {
        std::vector<std::string> names;
        for (const auto& unknown : u.unknowns) names.push_back(unknown.name);
        return names;
      })
      .field("paths", &HorizonUncertainty::paths, "Those that carry every month in 95 % of the draws.")
      .field("from_path", &HorizonUncertainty::from, "Id of the path that serves until the switch.")
      .at("from")
      .field("to", &HorizonUncertainty::to, "Id of the path that takes over in the best plan on average; None: none.")
      .or_null()
      .field("month", &HorizonUncertainty::month, "Months until then; None: never.")
      .field("expected_npv_usd", &HorizonUncertainty::expected_npv, usd, "Of that plan.")
      .field("best_month_5_50_95", &HorizonUncertainty::best_month,
             "Of each draw, with hindsight; never counts as all months.")
      .field("waiting", &HorizonUncertainty::waiting, "For 0, 1, … months.")
      .field("not_drawn", &HorizonUncertainty::not_drawn, "Pointers of inputs with a range that no draw follows.");
}

template <>
Record described<HorizonAnswer>() {
  return Table<HorizonAnswer>("HorizonAnswer", "Years: paths by month, the best plan, switching dates, payback.")
      .field("months", &HorizonAnswer::months, "Length of the horizon.")
      .field("discount_rate_per_year", &HorizonAnswer::discount_rate_per_year, "Effective and nominal.")
      .field("paths", &HorizonAnswer::paths, "Each path alone, over all months.")
      .field("switches", &HorizonAnswer::switches, "The best date for each pair of paths.")
      .at("switch")
      .field("buying", &HorizonAnswer::buying, "Each bought path against each that is not.")
      .field("plan", &HorizonAnswer::plan, "The best sequence of all.")
      .field("layers", &HorizonAnswer::layers, "Who holds each layer over the plan.")
      .field("sweeps", &HorizonAnswer::sweeps, "Every switching date of the pairs that were asked for.")
      .when([](const HorizonAnswer& a) { return !a.sweeps.empty(); })
      .field("ranges", &HorizonAnswer::ranges,
             "What the plan becomes over the range of each input, widest swing first.")
      .when([](const HorizonAnswer& a) { return !a.ranges.empty(); })
      .field("uncertainty", &HorizonAnswer::uncertainty, "What draws say.")
      .when([](const HorizonAnswer& a) { return a.uncertainty.has_value(); })
      .field("without_range", &HorizonAnswer::without_range,
             "Pointers of inputs that matter to the years and are stated as one number.")
      .field("assumed_without_range", &HorizonAnswer::assumed_without_range,
             "How many of them are assumed, estimated or inferred.")
      .field("notes", &HorizonAnswer::notes, "What was not looked at, and what is stated and not used.")
      .kept(&HorizonAnswer::presentation);
}

}  // namespace costmodel::results
