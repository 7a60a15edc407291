"""A way of serving the model, with all that is known of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Union

from ._core import LAYERS
from .pricing import Amount, Evidence, Pricing, pricing_from_dict
from .record import Record
from .rules import OverTime
from .shown import given_table

RunBy = Literal["me", "provider", "nobody"]


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class RequestClass(Record):
    """Requests of another size than the mean one, as a share of all; not stated: what classes leave of the mean."""

    share: Amount
    input_tokens_per_answer: Amount | None = None
    cached_input_tokens_per_answer: Amount | None = None
    output_tokens_per_answer: Amount | None = None
    evidence: Evidence | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Workload(Record):
    """Tokens of one attempt at an answer. Thinking tokens are output; cached prompt tokens are counted apart.

    A scenario's must state `output_tokens_per_answer`. What a path's workload does not state is the scenario's;
    `length_variation`, the variance of the length of an answer ÷ its mean² (1 exponential, 0 all alike), and `classes`
    of requests that are of another size are stated by the scenario alone.
    """

    output_tokens_per_answer: Amount | None = None
    input_tokens_per_answer: Amount | None = None
    cached_input_tokens_per_answer: Amount | None = None
    cache_write_tokens_per_answer: Amount | None = None
    length_variation: float | None = None
    classes: Sequence[RequestClass] | None = None
    evidence: Evidence | None = None

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Workload:
        if "classes" not in given:
            return super().from_dict(given)
        return super().from_dict({**given, "classes": tuple(map(RequestClass.from_dict, given["classes"]))})


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class OperatingPoint(Record):
    """One measurement of throughput at a given concurrency. Nothing is extrapolated from it.

    output_tokens_per_second         all streams together
    concurrency                      requests in flight during the measurement; 1 unless said otherwise
    stream_output_tokens_per_second  one stream; without it, all ÷ concurrency
    input_tokens_per_second          prefill; without it, prefill was not measured apart, and input takes no machine
                                     time
    time_to_first_token_seconds      without it, a point cannot meet a requirement on the first token
    power_watts                      electric power during the measurement; `cm.energy` reads it, and no cost

    Of several points of a path, capacity is stated at the one that serves most answers within the latency required.
    """

    output_tokens_per_second: Amount
    concurrency: Amount | None = None
    stream_output_tokens_per_second: Amount | None = None
    input_tokens_per_second: Amount | None = None
    time_to_first_token_seconds: Amount | None = None
    power_watts: Amount | None = None
    evidence: Evidence | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class BandwidthEstimate(Record):
    """A single stream where nothing was measured: seconds per output token = active weight ÷ bandwidth + overhead.

    active_weight_gb                   weights read for each output token, in 1e9 bytes
    memory_gb_per_second               memory bandwidth, in 1e9 bytes
    overhead_seconds_per_output_token  beside reading the weights; 0 unless said otherwise

    It misses by factors, so a cost that rests on it is graded "estimated" at best, and every output says so.
    """

    active_weight_gb: Amount
    memory_gb_per_second: Amount
    overhead_seconds_per_output_token: Amount | None = None
    evidence: Evidence | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Acceptance(Record):
    """How often one attempt passes the quality gate: counts, a bare rate, or that of another path.

    accepted, of   k of n judged attempts passed: evidence, with an interval (see `cm.wilson_interval`)
    rate           where there are no counts
    same_as        id of the path whose acceptance this one shares, because it serves the same weights

    >>> cm.Acceptance(accepted=21, of=30)
    Acceptance(accepted=21, of=30)
    """

    accepted: Amount | None = None
    of: Amount | None = None
    rate: Amount | None = None
    same_as: str | None = None
    evidence: Evidence | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Tuning(Record):
    """Making the weights, in USD per month: (one-off + a run) ÷ life + runs a month + stored models + `usd_per_month`.

    A run is `million_training_tokens` (tokens × epochs) × their price; `retrains_per_month` of them follow the first.
    """

    one_off_usd: Amount | None = None
    life_months: Amount | None = None
    usd_per_month: Amount | None = None
    million_training_tokens: Amount | None = None
    usd_per_million_training_tokens: Amount | None = None
    retrains_per_month: Amount | None = None
    stored_models: Amount | None = None
    usd_per_stored_model_month: Amount | None = None
    evidence: Evidence | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Access(Record):
    """What stands between me and the path. Not money, but it decides first.

    quota_units             units that the provider grants; 0: none; left out: no limit known
    lead_time_days          wait before the first answer
    minimum_purchase_usd    least that can be bought, where it is more than a block, a term or the fewest machines
    weights_exportable      the weights can be taken away
    licence_permits         their licence permits this use
    residency               regions in which data can be kept
    memory_gb               of one unit, for weights and cache
    unavailable             why the path cannot be had at all
    """

    quota_units: Amount | None = None
    lead_time_days: Amount | None = None
    minimum_purchase_usd: Amount | None = None
    weights_exportable: bool | None = None
    licence_permits: bool | None = None
    residency: Sequence[str] | None = None
    memory_gb: Amount | None = None
    unavailable: str | None = None
    evidence: Evidence | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Holder(Record):
    """Who runs a layer on a path, and what I can still do about it.

    Run by "me": Retained. Run by a "provider", and I can change, audit and leave with what is mine: Delegated;
    otherwise Ceded. Run by "nobody": Absent.
    """

    run_by: RunBy
    who: str | None = None
    change: bool | None = None
    audit: bool | None = None
    leave: bool | None = None
    note: str | None = None
    evidence: Evidence | None = None


#: Who runs it; a holder; or two where the layer is split.
Cell = Union[RunBy, Holder, Sequence[Holder]]


@dataclasses.dataclass(frozen=True, repr=False)
class Stage(Record):
    """One kind of call of an answer that takes several, and the path that serves it.

    id                      what is done: generate, judge
    offer, offers           id of the path that serves it; or of all that may: each makes a route, a path of its own
    calls, in_flight        calls in one run of the stage, and how many are made together; 1 unless said otherwise
    runs                    with each attempt ("per_attempt"), once a request ("per_request"), or once for each accepted
                            answer ("per_accepted")
    gate                    it judges the attempt: the cost of the scenario's gate is not added
    different_family_from   stages that a model of the same family may not serve
    workload                tokens of one call, where they differ from the offer's
    """

    id: str
    offer: str | None = None
    _: dataclasses.KW_ONLY
    offers: Sequence[str] | None = None
    calls: Amount | None = None
    runs: Literal["per_attempt", "per_request", "per_accepted"] | None = None
    in_flight: Amount | None = None
    gate: bool | None = None
    different_family_from: Sequence[str] | None = None
    workload: Workload | None = None
    evidence: Evidence | None = None

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Stage:
        if "workload" not in given:
            return super().from_dict(given)
        return super().from_dict({**given, "workload": Workload.from_dict(given["workload"])})


@dataclasses.dataclass(frozen=True, repr=False)
class Path(Record):
    """One way of serving the model: how it is billed, how fast it was measured to be, how often its answers pass.

    id, pricing                  a unique name, and one of the four kinds of pricing
    stages                       in place of pricing: calls that an answer takes, each a `cm.Stage`
    only_in_stages               it serves stages of other paths, and does not compete by itself
    family                       of the model that it serves
    points                       measured throughput; without any, only a per-token path can be priced
    estimate                     in place of points: throughput from memory bandwidth, marked as an estimate
    balancing                    of rented or owned units: a line before each ("random"), or one ("shared_queue")
    acceptance                   how often one attempt passes the quality gate
    workload                     where it differs from the scenario's, field by field
    tuning                       cost of making the weights
    data_plane_usd_per_answer    storage, retrieval and transfer of one attempt
    access                       what stands between me and the path
    over_time                    how it changes over a horizon of months: `cm.OverTime`
    layers                       who holds each of the eight layers (`cm.LAYERS`): a `cm.Holder`, two, or just who runs
                                 it
    run_by                       who runs the layers that `layers` does not name; without it nobody said

    >>> cm.Path("api", cm.PerToken(usd_per_million_output_tokens=0.4), acceptance=cm.Acceptance(accepted=14, of=30))
    Path(id='api', pricing=PerToken(usd_per_million_output_tokens=0.4), acceptance=Acceptance(accepted=14, of=30))
    """

    id: str
    pricing: Pricing | None = None
    _: dataclasses.KW_ONLY
    acceptance: Acceptance | None = None
    stages: Sequence[Stage] = ()
    only_in_stages: bool | None = None
    family: str | None = None
    points: Sequence[OperatingPoint] = ()
    estimate: BandwidthEstimate | None = None
    balancing: Literal["random", "shared_queue"] | None = None
    name: str | None = None
    note: str | None = None
    workload: Workload | None = None
    tuning: Tuning | None = None
    data_plane_usd_per_answer: Amount | None = None
    access: Access | None = None
    over_time: OverTime | None = None
    layers: Mapping[str, Cell | Evidence] | None = None
    run_by: RunBy | None = None
    throughput_evidence: Evidence | None = None
    evidence: Evidence | None = None

    def to_dict(self) -> dict[str, Any]:
        result = super().to_dict()
        named = {
            layer: {"run_by": cell} if isinstance(cell, str) else cell
            for layer, cell in result.get("layers", {}).items()
        }
        run_by = result.pop("run_by", None)
        rest = {layer: {"run_by": run_by} for layer in LAYERS} if run_by else {}
        if rest or named:
            result["layers"] = {**rest, **named}
        throughput = {
            "points": result.pop("points"),
            "estimate": result.pop("estimate", None),
            "evidence": result.pop("throughput_evidence", None),
        }
        throughput = {key: value for key, value in throughput.items() if value}
        if not result.get("stages"):
            result.pop("stages", None)
        return {**result, "throughput": throughput} if throughput else result

    def _repr_html_(self) -> str:
        return given_table(self.id, self.to_dict()).render("html")

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Path:
        rest = dict(given)
        parts: dict[str, Any] = {}
        if "pricing" in rest:
            parts["pricing"] = pricing_from_dict(rest.pop("pricing"))
        if "stages" in rest:
            parts["stages"] = tuple(map(Stage.from_dict, rest.pop("stages")))
        if "throughput" in rest:
            throughput = rest.pop("throughput")
            parts["points"] = tuple(map(OperatingPoint.from_dict, throughput.get("points", ())))
            if "estimate" in throughput:
                parts["estimate"] = BandwidthEstimate.from_dict(throughput["estimate"])
            parts["throughput_evidence"] = throughput.get("evidence")
        if "layers" in rest:
            cells = rest.pop("layers").items()
            parts["layers"] = {key: value if key == "evidence" else _cell(value) for key, value in cells}
        parts_by_key: dict[str, type[Record]] = {
            "acceptance": Acceptance,
            "workload": Workload,
            "tuning": Tuning,
            "access": Access,
            "over_time": OverTime,
        }
        for key, part in parts_by_key.items():
            if key in rest:
                parts[key] = part.from_dict(rest.pop(key))
        return super().from_dict({**rest, **parts})


def _cell(given: Any) -> Any:
    return tuple(map(Holder.from_dict, given)) if isinstance(given, list) else Holder.from_dict(given)
