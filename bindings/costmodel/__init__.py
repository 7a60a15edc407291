"""What an accepted answer of a language model costs on each way of serving it.

    import costmodel as cm

    scenario = cm.load("examples/scenarios/fine_tune_economics.json")
    print(cm.cost(scenario, utilization=0.2))       # what each path costs, term by term
    cm.curve(scenario, "cmi", demand_accepted_answers_per_month=[1e3, 1e4, 1e5])
    cm.crossover(scenario, axis="utilization")      # where the order changes, and where it never does
    print(cm.decide(scenario))                      # the Layer placement decision table
    print(cm.uncertainty(scenario).worth_knowing)   # how sure that is, and what would be worth measuring

Names of numbers end in their unit: keywords, attributes, and columns of data frames. Wherever a number goes in, a `pint`
quantity may too (`cm.unit_registry()`), and in scenarios a `cm.Value` with its evidence. Bad input raises
`cm.InvalidInput`, with every problem found.
"""

from ._core import (
    LAYERS,
    Alternative,
    ArmComparison,
    Band,
    Comparison,
    CorrectedRate,
    CrossoverSpread,
    Crossing,
    CrossingSpread,
    Evidence,
    Input,
    KnowledgeValue,
    LayerPlacement,
    MapBorder,
    MapRegion,
    Measurement,
    PairingBounds,
    Pairs,
    PathCost,
    PathSpread,
    Problem,
    Provenance,
    RentOrBuyAnswer,
    RiskRow,
    SampleValue,
    Sensitivity,
    Side,
    SwitchingValue,
    Trace,
    TraceReport,
    Unknown,
    WinnerBand,
    WinnerMap,
    WinningValues,
    __version__,
)
from .acceptance import (
    Outcome,
    answers_per_accepted_answer,
    answers_to_decide,
    clopper_pearson_interval,
    jeffreys_interval,
    outcome,
    probability_at_least,
    wilson_interval,
)
from .command import main
from .costs import CostTable, cost, curve
from .crossovers import CrossoverTable, crossover
from .decisions import Decision, decide
from .distributions import Distribution
from .errors import InvalidInput
from .judges import cohens_kappa, corrected_rate, gate
from .path import Acceptance, Access, Holder, OperatingPoint, Path, Tuning, Workload
from .pricing import ActiveWindow, FixedAmortized, PerToken, Pricing, Provisioned
from .record import Value
from .risks import BillingRisk, billing_risk, read_trace
from .rules import Rejected, RentOrBuy, Requirements, Tries
from .scenario import Paths, Scenario, load, loads, scenario_schema
from .tables import Table
from .two_arms import (
    compare_arms,
    fisher_exact_p,
    mcnemar_bounds,
    mcnemar_exact_p,
    mcnemar_mid_p,
    newcombe_interval,
    newcombe_paired_interval,
    probability_first_above,
)
from .uncertainties import Uncertainty, sensitivity, uncertainty
from .units import unit_of, unit_registry
from .winners import (
    SobolIndex,
    Winners,
    cost_at_shares,
    crossover_spread,
    sobol_indices,
    winner_map,
    winners,
    winning_values,
)

__all__ = [
    "Acceptance",
    "Access",
    "ActiveWindow",
    "Alternative",
    "ArmComparison",
    "Band",
    "BillingRisk",
    "Comparison",
    "CorrectedRate",
    "CostTable",
    "Crossing",
    "CrossingSpread",
    "CrossoverSpread",
    "CrossoverTable",
    "Decision",
    "Distribution",
    "Evidence",
    "FixedAmortized",
    "Holder",
    "Input",
    "InvalidInput",
    "KnowledgeValue",
    "LAYERS",
    "LayerPlacement",
    "MapBorder",
    "MapRegion",
    "Measurement",
    "OperatingPoint",
    "Outcome",
    "PairingBounds",
    "Pairs",
    "Path",
    "PathCost",
    "PathSpread",
    "Paths",
    "PerToken",
    "Pricing",
    "Problem",
    "Provenance",
    "Provisioned",
    "Rejected",
    "RentOrBuy",
    "RentOrBuyAnswer",
    "Requirements",
    "RiskRow",
    "SampleValue",
    "Scenario",
    "Sensitivity",
    "Side",
    "SobolIndex",
    "SwitchingValue",
    "Table",
    "Trace",
    "TraceReport",
    "Tries",
    "Tuning",
    "Uncertainty",
    "Unknown",
    "Value",
    "WinnerBand",
    "WinnerMap",
    "Winners",
    "WinningValues",
    "Workload",
    "__version__",
    "answers_per_accepted_answer",
    "answers_to_decide",
    "billing_risk",
    "clopper_pearson_interval",
    "cohens_kappa",
    "compare_arms",
    "corrected_rate",
    "cost",
    "cost_at_shares",
    "crossover",
    "crossover_spread",
    "curve",
    "decide",
    "fisher_exact_p",
    "gate",
    "jeffreys_interval",
    "load",
    "loads",
    "main",
    "mcnemar_bounds",
    "mcnemar_exact_p",
    "mcnemar_mid_p",
    "newcombe_interval",
    "newcombe_paired_interval",
    "outcome",
    "probability_at_least",
    "probability_first_above",
    "read_trace",
    "scenario_schema",
    "sensitivity",
    "sobol_indices",
    "uncertainty",
    "unit_of",
    "unit_registry",
    "wilson_interval",
    "winner_map",
    "winners",
    "winning_values",
]
