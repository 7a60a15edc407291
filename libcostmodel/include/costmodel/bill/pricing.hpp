// The four kinds of pricing as one.
#pragma once

#include <costmodel/bill/active_window.hpp>
#include <costmodel/bill/fixed_amortized.hpp>
#include <costmodel/bill/per_token.hpp>
#include <costmodel/bill/provisioned.hpp>
#include <string_view>
#include <variant>

namespace costmodel {

template <class T = double>
using Pricing = std::variant<FixedAmortized<T>, ActiveWindow<T>, Provisioned<T>, PerToken<T>>;

/// The alternatives of `Pricing`, in their order; `stages`: those of the offers that serve a path's stages.
enum class PricingKind { fixed_amortized, active_window, provisioned, per_token, stages };
/// As scenario files write it, and results.
std::string_view to_string(PricingKind kind);

template <class T>
PricingKind kind(const Pricing<T>& pricing) {
  return static_cast<PricingKind>(pricing.index());
}

template <class T>
Bill<T> bill(const Pricing<T>& pricing, const Service<T>& service) {
  return std::visit([&](const auto& p) { return bill(p, service); }, pricing);
}

}  // namespace costmodel
