// Base and burst: units carry what comes most of the time, another offer what is beyond.
//
//   by the hour      Σ share_h · max(0, x · weight_h − n · capacity) goes over, of known weights of the hours
//   within the hour  B(c, a) of the calls find no place and go over, of calls at random (Erlang's loss formula)
//   how many units   one more pays while Σ share_h · clamp(x · weight_h − n · capacity, 0, capacity) · saving > its
//   price
//                    saving: burst price − what an answer costs on a unit
//
// The last is the screening curve of power systems: a unit is worth it where it is filled long enough. What it fills
// falls with n, so that the first unit that does not pay is the last to look at. Like curve.hpp this knows neither
// money nor tokens.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace costmodel {

/// Share of the calls at random that find neither a place nor room to wait, and go over: Erlang B without room, the
/// M/M/c/c+K chain with it. Without room it holds for any length of a call, with room for exponential ones.
///   offered  calls a second × seconds a call; places, waiting: whole
/// Source: Erlang (1917); Kleinrock, Queueing Systems I (1975), section 3.
double overflow_share(double offered, double places, double waiting = 0);

/// Hours of the month that are alike.
struct HoursAlike {
  double share = 1;  ///< of the month
  double load = 1;   ///< in them: what comes, or what is needed at once
};

/// Mean of what goes beyond `carried`, given loads of hours.
double overflow_by_hour(const std::vector<HoursAlike>& alike, double carried);

/// Share of a month's calls that go over, by the hour and within it: Σ share · load · B(places, a · load) ÷ Σ share ·
/// load, a the calls that are offered at load 1.
double overflow_share(const std::vector<HoursAlike>& alike, double offered, double places, double waiting = 0);

/// Units under a load with hours of its own, and what carries the rest.
struct BaseAndBurst {
  std::vector<HoursAlike> hours{{1, 1}};  ///< load: of the hour ÷ mean of the month
  double capacity = 1;                    ///< a month, of a unit
  double per_unit = 0;                    ///< a month
  double per_answer = 0;                  ///< on a unit
  double burst = 0;                       ///< price of an answer that goes over
};

/// A month of x answers with n units.
double month_of_mix(const BaseAndBurst& mix, double x, double n);

/// What the unit after the n-th carries of a month of x answers.
double carried_by_next(const BaseAndBurst& mix, double x, double n);

/// Share of the month for which a further unit must be filled to pay: price of a unit ÷ (capacity · saving); infinite
/// where nothing is saved.
double filled_to_pay(const BaseAndBurst& mix);

/// The fewest units of least cost at x answers a month.
double best_units(const BaseAndBurst& mix, double x);

/// The least x from which on n + 1 units cost less than n; none where that never comes. Exact: what the next unit
/// carries is a broken line in x, whose corners are known.
std::optional<double> next_unit_pays_from(const BaseAndBurst& mix, double n);

/// Where the mix changes as demand grows: so many units are best from `from` to `to`.
struct MixBand {
  double units = 0;
  double from = 0;
  double to = 0;
};
/// The bands of [low, high], at most `most` of them. `to` of the last is `high`, or where the next would begin.
std::vector<MixBand> mix_bands(const BaseAndBurst& mix, double low, double high, std::size_t most = 10'000);

/// A way to buy capacity by the hour: committed, on demand, spot, burst.
struct CapacityLayer {
  std::string id{};
  double per_capacity = 0;  ///< a month, of a unit of load that could be carried
  double per_load = 0;      ///< a month, of a unit of load that is carried all month
};

/// What a layer carries of a load-duration curve.
struct LayerCarries {
  std::size_t layer = 0;
  double capacity = 0;  ///< of it that is bought
  double carries = 0;   ///< mean load
  double cost = 0;      ///< a month
};

/// The cheapest way to carry the loads with layers that come in any amount: of a slice of the load that is filled a
/// share z of the month, the layer with the least per_capacity + z · per_load carries all. Layers in the order of
/// their list, those that carry nothing with zeros.
std::vector<LayerCarries> screen(const std::vector<CapacityLayer>& layers, const std::vector<HoursAlike>& alike);

/// Share of the month at which two layers cost the same; none where one is never dearer, or both are alike.
std::optional<double> screening_crossing(const CapacityLayer& a, const CapacityLayer& b);

/// Spot capacity with its interruptions, a unit and hour that is needed: (1 − i) · spot + i · on demand + restarts ·
/// price of one, i the share of the time that it is taken away and bought on demand instead.
double spot_with_interruptions(double spot, double on_demand, double interrupted, double restarts_per_hour = 0,
                               double per_restart = 0);

/// What is needed at once: normal, or hours alike.
struct NormalNeed {
  double mean = 0;
  double standard_deviation = 1;
};

/// A commitment, and what an hour costs with it: committed · q + on demand · E[max(0, need − q)].
struct Commitment {
  double units = 0;
  double per_hour = 0;
};

/// The quantile of the need that is worth committing to: 1 − committed ÷ on demand; 0 where on demand costs no more.
double commitment_quantile(double committed, double on_demand);

/// The cheapest commitment (newsvendor; Arrow, Harris and Marschak 1951), of a real number of units or a whole one. Of
/// a normal need what lies below 0 counts as it stands: no error to speak of where the mean is three deviations or
/// more.
Commitment commit(const NormalNeed& need, double committed, double on_demand, bool whole = false);
Commitment commit(const std::vector<HoursAlike>& need, double committed, double on_demand, bool whole = false);

/// What an hour costs with so many units committed.
double cost_of_commitment(const NormalNeed& need, double units, double committed, double on_demand);
double cost_of_commitment(const std::vector<HoursAlike>& need, double units, double committed, double on_demand);

}  // namespace costmodel
