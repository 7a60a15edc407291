// Which formulas the dimensions let through, and which they do not. Compiling is passing.
#include <costmodel/costmodel.hpp>

#include <concepts>

namespace costmodel {
namespace {

template <class A, class B>
concept addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept comparable = requires(A a, B b) {
  a < b;
};
template <class A, class B>
using Product = decltype(A{} * B{});
template <class A, class B>
using Ratio = decltype(A{} / B{});

// --- The products of the field are what they are called ------------------------------------------
static_assert(std::same_as<Product<InputPrice<>, InputTokens<>>, MoneyPerAnswer<>>);
static_assert(std::same_as<Product<OutputPrice<>, OutputTokens<>>, MoneyPerAnswer<>>);
static_assert(std::same_as<Product<MoneyPerAnswer<>, Load<>>, MoneyPerMonth<>>);
static_assert(std::same_as<Product<MoneyPerAnswer<>, AnswersPerAccepted<>>, MoneyPerAccepted<>>);
static_assert(std::same_as<Product<MoneyPerRequest<>, RequestsPerAccepted<>>, MoneyPerAccepted<>>);
static_assert(std::same_as<Product<MoneyPerTime<>, MonthLength<>>, MoneyPerMonth<>>);
static_assert(std::same_as<Product<AnswersPerAccepted<>, Demand<>>, Load<>>);
static_assert(std::same_as<Product<Product<Power<>, EnergyPrice<>>, MonthLength<>>, MoneyPerMonth<>>);
static_assert(std::same_as<Product<Power<>, PowerPricePerMonth<>>, MoneyPerMonth<>>);
static_assert(std::same_as<Ratio<MoneyPerMonth<>, Demand<>>, MoneyPerAccepted<>>);
static_assert(std::same_as<Ratio<OutputTokens<>, OutputRate<>>, TimePerAnswer<>>);
static_assert(std::same_as<Ratio<InputTokens<>, InputRate<>>, TimePerAnswer<>>);
static_assert(std::same_as<Ratio<MonthLength<>, TimePerAnswer<>>, Load<>>);
static_assert(std::same_as<Ratio<Money<>, MoneyPerTime<>>, Time<>>);
static_assert(std::convertible_to<Ratio<Load<>, Load<>>, double>);

// --- A price meets only its own tokens -----------------------------------------------------------
static_assert(!std::convertible_to<Product<InputPrice<>, OutputTokens<>>, MoneyPerAnswer<>>);
static_assert(!std::convertible_to<Product<OutputPrice<>, InputTokens<>>, MoneyPerAnswer<>>);
static_assert(!std::convertible_to<InputPrice<>, OutputPrice<>>);
static_assert(!std::convertible_to<Ratio<InputTokens<>, OutputRate<>>, TimePerAnswer<>>);
static_assert(!addable<InputTokens<>, OutputTokens<>>);

// --- Requests, answers and accepted answers are three things -------------------------------------
static_assert(!std::convertible_to<MoneyPerAnswer<>, MoneyPerAccepted<>>);
static_assert(!std::convertible_to<MoneyPerRequest<>, MoneyPerAnswer<>>);
static_assert(!std::convertible_to<MoneyPerRequest<>, MoneyPerAccepted<>>);
static_assert(!std::convertible_to<Demand<>, Load<>>);
static_assert(!std::convertible_to<Load<>, Demand<>>);
static_assert(!addable<MoneyPerAnswer<>, MoneyPerRequest<>>);
static_assert(!addable<MoneyPerAnswer<>, MoneyPerAccepted<>>);
static_assert(!comparable<MoneyPerAnswer<>, MoneyPerAccepted<>>);
static_assert(!comparable<Load<>, Demand<>>);

// --- A month is no number of hours until the scenario says so ------------------------------------
static_assert(!std::convertible_to<MoneyPerTime<>, MoneyPerMonth<>>);
static_assert(!addable<MoneyPerTime<>, MoneyPerMonth<>>);
static_assert(!comparable<Time<>, Months<>>);
static_assert(!std::convertible_to<Time<>, Months<>>);

// --- Numbers come in by the name of their unit ---------------------------------------------------
static_assert(!std::convertible_to<double, Money<>>);
static_assert(!std::convertible_to<double, Load<>>);
static_assert(!std::convertible_to<Money<>, double>);
static_assert(!addable<Money<>, double>);
static_assert(!comparable<Money<>, double>);
static_assert(!addable<Money<>, MoneyPerMonth<>>);
static_assert(std::same_as<decltype(usd(5)), Money<>>);
static_assert(std::same_as<decltype(usd(5.0)), Money<>>);
static_assert(std::same_as<decltype(usd(Money<>{})), double>);
// Under the wrong name nothing comes out.
static_assert(std::invocable<decltype(usd), Money<>>);
static_assert(!std::invocable<decltype(usd), MoneyPerMonth<>>);
static_assert(!std::invocable<decltype(usd_per_hour), MoneyPerMonth<>>);
static_assert(!std::invocable<decltype(answers_per_month), Demand<>>);
static_assert(!std::invocable<decltype(usd_per_million_output_tokens), InputPrice<>>);

// --- A formula is one text over any number type --------------------------------------------------
static_assert(std::same_as<Product<MoneyPerAnswer<Dual<>>, Load<Dual<>>>, MoneyPerMonth<Dual<>>>);
static_assert(std::same_as<decltype(bill(PerToken<Dual<>>{}, Service<Dual<>>{})), Bill<Dual<>>>);

}  // namespace
}  // namespace costmodel
