#include <costmodel/horizon/cash_flow.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/solve/isolate.hpp>
#include <numeric>

namespace costmodel {

double discount_factor(double rate_per_year, double month) { return std::exp(-month / 12 * std::log1p(rate_per_year)); }

double net_present_value(const std::vector<double>& flows, double rate_per_year) {
  double sum = 0;
  for (std::size_t t = 0; t < flows.size(); ++t)
    sum += flows[t] * discount_factor(rate_per_year, static_cast<double>(t));
  return sum;
}

double equivalent_annual(double present_value, double rate_per_year, int length) {
  // r / (1 − (1+r)^−n) without a special case at r = 0
  const double years = length / 12.0, growth = std::log1p(rate_per_year);
  return present_value * exp_moment(0, growth) / (years * exp_moment(0, -growth * years));
}

std::optional<int> payback_month(const std::vector<double>& flows, double rate_per_year) {
  double sum = 0, scale = 0;
  bool owed = false;
  for (std::size_t t = 0; t < flows.size(); ++t) {
    const double flow = flows[t] * discount_factor(rate_per_year, static_cast<double>(t));
    sum += flow, scale += std::abs(flow);
    if (sum < -1e-12 * scale)
      owed = true;
    else if (owed)
      return static_cast<int>(t);
  }
  return owed ? std::nullopt : std::optional(0);
}

namespace {

int sign_changes(const std::vector<double>& flows) {
  int changes = 0;
  double last = 0;
  for (const double flow : flows) {
    if (flow * last < 0) ++changes;
    if (flow != 0) last = flow;
  }
  return changes;
}

/// The one rate of flows that change their sign once, in ln(1+i) of a month, where it lies between the two.
std::optional<double> only_rate(const std::vector<double>& flows, double low, double high) {
  const auto worth = [&](double rate) {
    const double v = std::exp(-rate);
    double sum = 0;
    for (auto flow = flows.rbegin(); flow != flows.rend(); ++flow) sum = sum * v + *flow;
    return sum;
  };
  const double at_low = worth(low);
  if ((at_low > 0) == (worth(high) > 0)) return {};
  for (int i = 0; i < 200 && std::nextafter(low, high) < high; ++i) {
    const double middle = std::midpoint(low, high);
    ((worth(middle) > 0) == (at_low > 0) ? low : high) = middle;
  }
  return low;
}

}  // namespace

InternalRates internal_rates(const std::vector<double>& flows, double max_work) {
  for (std::size_t t = 0; t < flows.size(); ++t)
    if (!std::isfinite(flows[t]))
      throw InvalidInput("not-a-number", "flows/" + std::to_string(t), std::to_string(flows[t]), "a finite amount");
  InternalRates found;
  const int changes = sign_changes(flows);
  if (changes == 0) return found;
  const double low = std::log1p(found.low) / 12, high = std::log1p(found.high) / 12;
  if (changes == 1) {
    if (const auto rate = only_rate(flows, low, high)) found.per_year.push_back(std::expm1(12 * *rate));
    return found;
  }
  // In ln(1+i) of a month. Income and cost apart, each worth more than nothing, so that a root is where they cross.
  const auto f = [&](const auto& rate) {
    using T = std::remove_cvref_t<decltype(rate)>;
    using std::exp;
    const T v = exp(T(-rate));
    T in(0.0), out(0.0);
    for (auto flow = flows.rbegin(); flow != flows.rend(); ++flow) {  // Horner
      in = in * v + T(std::max(0.0, *flow));
      out = out * v + T(std::max(0.0, -*flow));
    }
    return Two<T>{in, out};
  };
  const CrossoverReport report =
      isolate(TwoFunctions::of(f, static_cast<double>(flows.size())), low, high, {.max_work = max_work});
  found.complete = report.complete && report.unsettled.empty() && report.equal.empty();
  for (const auto& crossing : report.crossings) found.per_year.push_back(std::expm1(12 * crossing.at));
  return found;
}

}  // namespace costmodel
