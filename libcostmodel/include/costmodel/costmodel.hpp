// The whole library but requests in time, sweeps over arrays, audits, rendering and files, which are opt-in. Read in
// this order it is the theory.
#pragma once

// From the ground up, as in libcostmodel/CMakeLists.txt.
// clang-format off
#include <costmodel/version.hpp>
#include <costmodel/base/error.hpp>
#include <costmodel/base/interrupt.hpp>
#include <costmodel/base/units.hpp>
#include <costmodel/base/exp_moment.hpp>
#include <costmodel/base/presentation.hpp>
#include <costmodel/base/dual.hpp>
#include <costmodel/base/enclosure.hpp>
#include <costmodel/base/processor.hpp>
#include <costmodel/stats/probability.hpp>
#include <costmodel/stats/two_arms.hpp>
#include <costmodel/stats/judge.hpp>
#include <costmodel/stats/distribution.hpp>
#include <costmodel/measured/evidence.hpp>
#include <costmodel/measured/workload.hpp>
#include <costmodel/measured/arrivals.hpp>
#include <costmodel/measured/birth_death.hpp>
#include <costmodel/measured/throughput.hpp>
#include <costmodel/measured/throughput_curve.hpp>
#include <costmodel/measured/unit_under_load.hpp>
#include <costmodel/measured/queueing.hpp>
#include <costmodel/measured/acceptance.hpp>
#include <costmodel/measured/cascade.hpp>
#include <costmodel/measured/authority.hpp>
#include <costmodel/bill/copies.hpp>
#include <costmodel/bill/curve.hpp>
#include <costmodel/bill/route.hpp>
#include <costmodel/bill/mix.hpp>
#include <costmodel/bill/bill.hpp>
#include <costmodel/bill/resource.hpp>
#include <costmodel/bill/upkeep.hpp>
#include <costmodel/bill/fixed_amortized.hpp>
#include <costmodel/bill/active_window.hpp>
#include <costmodel/bill/provisioned.hpp>
#include <costmodel/bill/per_token.hpp>
#include <costmodel/bill/pricing.hpp>
#include <costmodel/scenario/path.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <costmodel/scenario/dated_prices.hpp>
#include <costmodel/scenario/unknowns.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/model/feasibility.hpp>
#include <costmodel/model/not_priced.hpp>
#include <costmodel/model/operation.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/solve/crossover.hpp>
#include <costmodel/solve/isolate.hpp>
#include <costmodel/solve/bands.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>
#include <costmodel/uncertainty/sensitivity.hpp>
#include <costmodel/decide/comparison.hpp>
#include <costmodel/decide/crossover_spread.hpp>
#include <costmodel/decide/axes.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/explain.hpp>
#include <costmodel/decide/cost_series.hpp>
#include <costmodel/decide/sizing.hpp>
#include <costmodel/decide/controls.hpp>
#include <costmodel/decide/compositions.hpp>
// clang-format on
