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
    AuditedClaim,
    Band,
    BillDifference,
    ClaimReading,
    Comparison,
    CorrectedRate,
    Crossing,
    DatedPrice,
    DatedValue,
    Evidence,
    ExplainedNumber,
    ImportedPrice,
    Input,
    KnowledgeValue,
    LayerPlacement,
    Operation,
    OtherPath,
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
    Trace,
    TraceReport,
    Unknown,
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
from .audits import Audit, audit
from .command import main
from .costs import CostTable, cost, curve
from .crossovers import CrossoverTable, crossover
from .decisions import Decision, decide
from .distributions import Distribution
from .errors import InvalidInput
from .judges import cohens_kappa, corrected_rate, gate
from .paid import BillComparison, Explanation, Prices, compare_bill, explain, read_prices
from .path import Acceptance, Access, BandwidthEstimate, Holder, OperatingPoint, Path, Tuning, Workload
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

__all__ = [
    "Acceptance",
    "Access",
    "ActiveWindow",
    "Alternative",
    "ArmComparison",
    "Audit",
    "AuditedClaim",
    "Band",
    "BandwidthEstimate",
    "BillComparison",
    "BillDifference",
    "BillingRisk",
    "ClaimReading",
    "Comparison",
    "CorrectedRate",
    "CostTable",
    "Crossing",
    "CrossoverTable",
    "DatedPrice",
    "DatedValue",
    "Decision",
    "Distribution",
    "Evidence",
    "ExplainedNumber",
    "Explanation",
    "FixedAmortized",
    "Holder",
    "ImportedPrice",
    "Input",
    "InvalidInput",
    "KnowledgeValue",
    "LAYERS",
    "LayerPlacement",
    "OperatingPoint",
    "Operation",
    "OtherPath",
    "Outcome",
    "PairingBounds",
    "Pairs",
    "Path",
    "PathCost",
    "PathSpread",
    "Paths",
    "PerToken",
    "Prices",
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
    "Table",
    "Trace",
    "TraceReport",
    "Tries",
    "Tuning",
    "Uncertainty",
    "Unknown",
    "Value",
    "Workload",
    "__version__",
    "answers_per_accepted_answer",
    "answers_to_decide",
    "audit",
    "billing_risk",
    "clopper_pearson_interval",
    "cohens_kappa",
    "compare_arms",
    "compare_bill",
    "corrected_rate",
    "cost",
    "crossover",
    "curve",
    "decide",
    "explain",
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
    "read_prices",
    "read_trace",
    "scenario_schema",
    "sensitivity",
    "uncertainty",
    "unit_of",
    "unit_registry",
    "wilson_interval",
]
