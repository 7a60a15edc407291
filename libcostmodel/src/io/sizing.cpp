#include <costmodel/io/sizing.hpp>

#include "io/json.hpp"

namespace costmodel {

namespace {

Json size_json(const SizeForPromise& r) {
  const auto usd = [](const std::optional<MoneyPerMonth<>>& amount) { return amount ? number_or_null(usd_per_month(*amount)) : Json(nullptr); };
  Json json{{"promise", nullptr},
            {"share_of_capacity", r.share},
            {"units", r.units ? number_or_null(*r.units) : Json(nullptr)},
            {"usd_per_month", usd(r.per_month)},
            {"usd_per_month_more", usd(r.more)},
            {"why_not", r.why_not}};
  if (r.promise)
    json["promise"] = {{"of", to_string(r.promise->of)}, {"percentile", r.promise->percentile ? Json(*r.promise->percentile) : Json(nullptr)},
                       {"at_most_seconds", r.promise->seconds}};
  return json;
}

}  // namespace

std::string to_json(const Sizing& sizing) {
  Json rows = Json::array();
  for (const auto& r : sizing.rows) rows.push_back(size_json(r));
  return dumped({{"path", sizing.path}, {"demand_accepted_answers_per_month", accepted_answers_per_month(sizing.demand)}, {"rows", rows}});
}

}  // namespace costmodel
