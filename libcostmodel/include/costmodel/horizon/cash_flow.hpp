// Cash flows by month: what they are worth today, when they have paid, and at which rate.
#pragma once

#include <optional>
#include <vector>

namespace costmodel {

/// (1+r)^(−t/12): what a dollar of month t is worth now, at an effective rate a year.
double discount_factor(double rate_per_year, double month);

/// Σ flow_t (1+r)^(−t/12), the first flow now. Source: any textbook; numpy-financial's `npv` at the monthly rate.
double net_present_value(const std::vector<double>& flows, double rate_per_year);

/// The level payment at the end of each year with the same present value: value · r / (1 − (1+r)^(−length/12)); at r =
/// 0 value ÷ years.
double equivalent_annual(double present_value, double rate_per_year, int length);

/// The first month by whose end the flows so far add up to 0 or more and so far have not: none where they never do, 0
/// where there is nothing to pay back.
std::optional<int> payback_month(const std::vector<double>& flows, double rate_per_year = 0);

/// Internal rates of return, effective a year: every rate between these two at which the flows are worth nothing.
struct InternalRates {
  double low = -0.99, high = 1000;  ///< the range that was looked at
  std::vector<double> per_year{};   ///< rising
  bool complete = true;             ///< that these are all in the range, proven by enclosures
};
/// Flows that change their sign once have one rate at most (Descartes); others are enclosed, with so much work at most.
/// Throws InvalidInput "not-a-number" for a flow that is none.
InternalRates internal_rates(const std::vector<double>& flows, double max_work = 1e6);

}  // namespace costmodel
