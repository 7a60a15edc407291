// The tables of results: each field of each result once, with its public name, unit and meaning. JSON, Python, its
// stubs, the schema of results and docs/results.md are made from them. A name ends in its unit, and the number leaves
// in that unit.
#pragma once

#include <costmodel/audit/claims.hpp>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/compositions.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/drift.hpp>
#include <costmodel/decide/energy.hpp>
#include <costmodel/decide/explain.hpp>
#include <costmodel/decide/sizing.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/horizon/horizon.hpp>
#include <costmodel/io/trace.hpp>
#include <costmodel/measured/unit_under_load.hpp>
#include <costmodel/render/table.hpp>
#include <costmodel/replay/billing_risk.hpp>
#include <costmodel/stats/judge.hpp>
#include <costmodel/stats/two_arms.hpp>
#include <costmodel/uncertainty/sensitivity.hpp>

#include "io/record.hpp"

namespace costmodel::results {

template <>
inline constexpr auto last_enumerator<Align> = Align::right;
template <>
inline constexpr auto last_enumerator<ArmMethod> = ArmMethod::paired;
template <>
inline constexpr auto last_enumerator<Arrivals> = Arrivals::periodic;
template <>
inline constexpr auto last_enumerator<Axis> = Axis::input;
template <>
inline constexpr auto last_enumerator<Billed> = Billed::per_second;
template <>
inline constexpr auto last_enumerator<ClaimVerdict> = ClaimVerdict::circular;
template <>
inline constexpr auto last_enumerator<CrossingKind> = CrossingKind::touch;
template <>
inline constexpr auto last_enumerator<GateRule> = GateRule::majority;
template <>
inline constexpr auto last_enumerator<Grade> = Grade::inferred;
template <>
inline constexpr auto last_enumerator<Handling> = Handling::fallback;
template <>
inline constexpr auto last_enumerator<PricingKind> = PricingKind::stages;
template <>
inline constexpr auto last_enumerator<Promised> = Promised::answer;
template <>
inline constexpr auto last_enumerator<ReasonKind> = ReasonKind::part;
template <>
inline constexpr auto last_enumerator<Running> = Running::saturated;
template <>
inline constexpr auto last_enumerator<TimeUnit> = TimeUnit::nanosecond;
template <>
inline constexpr auto last_enumerator<Shape> = Shape::empirical;

template <>
struct Described<Counts> : TupleOf<Counts, &Counts::accepted, &Counts::of> {};
template <>
struct Described<Interval> : TupleOf<Interval, &Interval::low, &Interval::high> {};
template <>
struct Described<MapPoint> : TupleOf<MapPoint, &MapPoint::x, &MapPoint::y> {};
template <>
struct Described<Range> : TupleOf<Range, &Range::low, &Range::high> {};
template <>
struct Described<Spread> : TupleOf<Spread, &Spread::low, &Spread::median, &Spread::high> {};
template <>
struct Described<Stretch> {
  static constexpr Type type = [] {
    Type tuple = TupleOf<Stretch, &Stretch::from, &Stretch::to>::type;
    tuple.names = [] { return std::vector<std::string_view>{"from", "to"}; };
    return tuple;
  }();
};

struct CostList {
  std::vector<PathCost> paths{};
};

/// A pair of paths without a crossover: all that JSON says of it is the comparison's.
struct NoCrossing {};

/// All comparisons along one axis, as JSON lays them out: crossovers in one list, whatever their pair.
struct CrossoverList {
  std::string axis{}, unit{};
  Range domain{};
  std::string ends_because{};
  bool complete = true, of_input = false;
  std::vector<PartOf<PathCrossing, Comparison>> crossovers{};
  std::vector<PartOf<NoCrossing, Comparison>> never{};
  std::vector<PartOf<Stretch, Comparison>> equal{}, missing{}, unsettled{};
  std::vector<std::string> unlike{};
  std::vector<DatedPrice> prices{};
};
CrossoverList listed(const std::vector<Comparison>& comparisons);

/// An input of an explanation with what the scenario says of its source.
struct SourcedInput {
  Input input{};
  Evidence evidence{};
  Source source{};
  EvidenceFile file{};
};
struct SourcedNumber {
  ExplainedNumber number{};
  std::vector<SourcedInput> inputs{};
};
struct SourcedExplanation {
  Explanation explanation{};
  std::vector<SourcedNumber> numbers{};
  std::vector<SourcedNumber> years{};
};

// A stretch in which something holds for a pair of paths has a record of its own, beside the tuple that it is
// elsewhere.
template <>
Record described<PlacementWords>();
template <>
Record described<Presentation>();
template <>
Record described<Evidence>();
template <>
Record described<DatedValue>();
template <>
Record described<DatedPrice>();
template <>
Record described<Provenance>();
template <>
Record described<Input>();
template <>
Record described<Latency>();
template <>
Record described<Operation>();
template <>
Record described<Promise>();
template <>
Record described<UsualPromise>();
template <>
Record described<StageCost>();
template <>
Record described<SizeForPromise>();
template <>
Record described<Sizing>();
template <>
Record described<OfferPart>();
template <>
Record described<ComposedCost>();
template <>
Record described<CascadeCost>();
template <>
Record described<PlanAtEnd>();
template <>
Record described<PlanChange>();
template <>
Record described<PresentParts>();
template <>
Record described<PlanPurchase>();
template <>
Record described<PlanOverRange>();
template <>
Record described<OfferOverTime>();
template <>
Record described<OffersOverTime>();
template <>
Record described<HorizonMonth>();
template <>
Record described<PathHorizon>();
template <>
Record described<InternalRates>();
template <>
Record described<BuyingAgainst>();
template <>
Record described<SwitchDate>();
template <>
Record described<SwitchSweep>();
template <>
Record described<PlanStage>();
template <>
Record described<HorizonPlan>();
template <>
Record described<LayerOverTime::From>();
template <>
Record described<LayerOverTime>();
template <>
Record described<PathHorizonSpread>();
template <>
Record described<Waiting>();
template <>
Record described<HorizonUncertainty>();
template <>
Record described<HorizonAnswer>();
template <>
Record described<PointEnergy>();
template <>
Record described<Energy>();
template <>
Record described<DriftedInput>();
template <>
Record described<Drift>();
template <>
Record described<PathCost>();
template <>
Record described<CostList>();
template <>
Record described<Side>();
template <>
Record described<PathCrossing>();
template <>
Record described<NoCrossing>();
template <>
Record described<Stretch>();
template <>
Record described<Comparison>();
template <>
Record described<CrossoverList>();
template <>
Record described<CrossingSpread>();
template <>
Record described<CrossoverSpread>();
template <>
Record described<Unknown>();
template <>
Record described<PathSpread>();
template <>
Record described<UnprovenPath>();
template <>
Record described<StatedOutside>();
template <>
Record described<Coverage>();
template <>
Record described<KnowledgeValue>();
template <>
Record described<SampleValue>();
template <>
Record described<Measurement>();
template <>
Record described<Uncertainty>();
template <>
Record described<Sensitivity>();
template <>
Record described<WinnerBand>();
template <>
Record described<WinnerBands>();
template <>
Record described<WinningValues>();
template <>
Record described<MapBorder>();
template <>
Record described<MapRegion>();
template <>
Record described<WinnerMap>();
template <>
Record described<PathBand>();
template <>
Record described<Alternative>();
template <>
Record described<LayerRow>();
template <>
Record described<RentOrBuySchedule>();
template <>
Record described<RentOrBuyAnswer>();
template <>
Record described<SwitchingSearch>();
template <>
Record described<SwitchingValue>();
template <>
Record described<Decision>();
template <>
Record described<ExplainedNumber>();
template <>
Record described<SourcedInput>();
template <>
Record described<SourcedNumber>();
template <>
Record described<SourcedExplanation>();
template <>
Record described<Problem>();
template <>
Record described<TraceReport>();
template <>
Record described<UnderLoad<>>();
template <>
Record described<RiskRow>();
template <>
Record described<OtherPath>();
template <>
Record described<BillingRisk>();
template <>
Record described<PrintedValue>();
template <>
Record described<UnitSlip>();
template <>
Record described<ReadingResult>();
template <>
Record described<AuditedClaim>();
template <>
Record described<Audit>();
template <>
Record described<costmodel::Column>();
template <>
Record described<costmodel::Table>();
template <>
Record described<costmodel::Figure>();
template <>
Record described<costmodel::Section>();
template <>
Record described<costmodel::Report>();
template <>
Record described<Pairs>();
template <>
Record described<PairingBounds>();
template <>
Record described<ArmComparison>();
template <>
Record described<CorrectedRate>();

/// What the commands write as JSON, but for those that read what people have.
std::vector<Document> documents();

}  // namespace costmodel::results
