#include <new_years.hpp>

#include <cmath>
#include <costmodel/horizon/horizon.hpp>

#include "base/figures.hpp"
#include "base/number_text.hpp"

namespace costmodel {

namespace {

struct YearsDomain {
  double low, high;
};
constexpr YearsDomain of_months{1, 600}, of_years{0.1, 50}, of_growth{-0.5, 1}, of_growth_a_year{-0.99, 1000},
    of_decline{-10, 0.9999}, of_discount{0, 10}, of_price{1, 1e12};

void check_years_option(const std::string& option, const YearsDomain& domain, double value) {
  if (!(value >= domain.low && value <= domain.high))
    throw InvalidInput("out-of-range", option, number_text(value),
                       number_text(domain.low) + " to " + number_text(domain.high));
}

void check_whole(const std::string& option, double value) {
  check_years_option(option, of_months, value);
  if (value != std::floor(value))
    throw InvalidInput("out-of-range", option, number_text(value), "a whole number of months, 1 to 600");
}

double a_month(double growth_a_year) { return std::expm1(std::log1p(growth_a_year) / 12); }
/// In percent, to a tenth of one.
std::string tenths_of_percent(double fraction) { return number_text(std::round(1000 * fraction) / 10) + " %"; }

}  // namespace

YearsOptions::YearsOptions(CLI::App& app)
    : months_(app, "--months", "N", "Months that you plan for; more than 1: when is buying the machine right? (1)"),
      years_(app, "--years", "N", "The same in years"),
      per_month_(app, "--growth-per-month", "G", "Growth of the demand a month (not known: 4 %, 0 to 8 %)"),
      per_year_(app, "--growth-per-year", "G", "The same a year"),
      decline_(app, "--price-decline-per-year", "D", "Decline of the API's price a year (not known: 25 %, 0 to 50 %)"),
      discount_(app, "--discount-rate", "R", "Discount rate a year (not known: 8 %, 4 to 12 %)"),
      price_(app, "--own-price-usd", "USD",
             "Price of the machine over those months (3999); --own-usd-per-month is then power and space alone") {}

NewYears YearsOptions::given() const {
  NewYears years;
  Collected problems;
  const auto take = [&](const char* name, const TextOption& option, const YearsDomain& domain, const auto& use) {
    if (!option.given()) return;
    problems.of([&] {
      const double value = written_number(name, option.text());
      check_years_option(name, domain, value);
      use(value);
    });
    years.asked = true;
  };
  take("--months", months_, of_months, [&](double n) { check_whole("--months", n), years.months = n; });
  take("--years", years_, of_years, [&](double n) { years.months = std::round(12 * n); });
  take("--growth-per-month", per_month_, of_growth, [&](double g) { years.growth_per_month = g; });
  take("--growth-per-year", per_year_, of_growth_a_year, [&](double g) { years.growth_per_month = a_month(g); });
  take("--price-decline-per-year", decline_, of_decline, [&](double d) { years.api_price_change = -d; });
  take("--discount-rate", discount_, of_discount, [&](double r) { years.discount_rate = r; });
  take("--own-price-usd", price_, of_price, [&](double price) { years.price_usd = price; });
  for (const auto& [one, other] : {std::pair{&months_, &years_}, {&per_month_, &per_year_}})
    if (one->given() && other->given())
      problems.of([&, a = one, b = other] {
        throw InvalidInput("one-of-several", a == &months_ ? "--months" : "--growth-per-month",
                           a->text() + " beside " + b->text(),
                           a == &months_ ? "--months or --years" : "--growth-per-month or --growth-per-year");
      });
  problems.raise();
  years.said_months = months_.given() || years_.given();
  if (years.said_months && years.months == 1) years.asked = false;
  return years;
}

NewYears YearsOptions::asked(NewYears years, const Ask& ask, std::optional<double> beside) const {
  if (!years.asked && !years.said_months)
    if (const auto n = ask("--months", "For how many months do you plan?", "1",
                           [](double value) { check_whole("--months", value); }))
      years.asked = *n > 1, years.months = *n;
  if (!years.asked) return years;
  const auto fill = [&](std::optional<double>& into, const char* option, const char* words, const char* fallback,
                        const YearsDomain& domain, const auto& meant) {
    if (into) return;
    if (const auto said =
            ask(option, words, fallback, [&](double value) { check_years_option(option, domain, value); }))
      into = meant(*said);
  };
  const auto as_said = [](double value) { return value; };
  fill(years.growth_per_month, "--growth-per-year", "Growth of the demand a year", "not known: 0 to 150 %",
       of_growth_a_year, a_month);
  fill(years.api_price_change, "--price-decline-per-year", "Decline of the API's price a year", "not known: 0 to 50 %",
       of_decline, [](double decline) { return -decline; });
  fill(years.discount_rate, "--discount-rate", "Discount rate a year", "not known: 4 to 12 %", of_discount, as_said);
  fill(years.price_usd, "--own-price-usd", "USD that the machine costs to buy", "3999", of_price, as_said);
  years.beside_usd = beside;
  fill(years.beside_usd, "--own-usd-per-month", "USD a month for its power and space, beside that price", "20",
       YearsDomain{0, 1e12}, as_said);
  return years;
}

std::vector<std::string> assumed_lines(const NewYears& years) {
  std::vector<std::string> lines;
  if (!years.asked) return lines;
  const auto line = [&](bool said, const std::string& words) {
    if (!said) lines.push_back(words);
  };
  line(years.growth_per_month.has_value(), "Growth of the demand a month: " + tenths_of_percent(NewYears::growth) +
                                               ", between 0 and 8 % (--growth-per-month)");
  line(years.api_price_change.has_value(),
       "Decline of the API's price a year: 25 %, between 0 and 50 % (--price-decline-per-year)");
  line(years.discount_rate.has_value(), "Discount rate a year: 8 %, between 4 and 12 % (--discount-rate)");
  line(years.price_usd.has_value(), "USD that the machine costs to buy: 3999 (--own-price-usd)");
  line(years.beside_usd.has_value(),
       "USD a month for its power and space, beside that price: 20 (--own-usd-per-month)");
  line(false, "Change of the machine's price a year: 0, between -25 and 25 % (over_time in the file)");
  return lines;
}

void check_years(const NewYears& years, const std::function<std::string(const NewYears&)>& text_of) {
  const auto carried = [&](double length) {
    NewYears shorter = years;
    shorter.months = length;
    try {
      (void)horizon(parse_scenario(text_of(shorter)));
    } catch (const InvalidInput&) {
      return false;
    }
    return true;
  };
  if (!years.asked || carried(years.months)) return;
  double most = 0, none = years.months;
  while (none - most > 1) {
    const double middle = std::floor((most + none) / 2);
    (carried(middle) ? most : none) = middle;
  }
  throw InvalidInput("out-of-range", "--months",
                     number_text(years.months) + " months of growth by " +
                         tenths_of_percent(years.growth_per_month.value_or(NewYears::growth)) + " a month",
                     "at most " + number_text(most) + " months at that growth, or less growth (--growth-per-month)");
}

}  // namespace costmodel
