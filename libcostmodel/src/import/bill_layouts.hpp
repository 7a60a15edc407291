// Bills of other layouts as rows of a FOCUS bill, so that there is one reader of money that was paid.
#pragma once

#include <costmodel/import/imported.hpp>
#include <string>
#include <vector>

#include "import/input.hpp"

namespace costmodel::import {

struct FocusRows {
  std::string csv{};
  std::vector<ImportNote> notes{};
};

/// One charge, by the names of FOCUS.
struct FocusRow {
  std::string effective{}, billed{}, currency{}, category{}, start{}, end{}, quantity{}, unit{}, provider{}, service{};
  std::string sku{}, meter{}, details{}, region{}, status{}, resource{};
};

/// Charges as rows of a FOCUS bill.
class Rows {
 public:
  Rows() {
    result_.csv =
        "EffectiveCost,BilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,"
        "ConsumedUnit,ProviderName,ServiceName,SkuId,SkuMeter,SkuPriceDetails,RegionId,CommitmentDiscountStatus,"
        "ResourceId\n";
  }

  void add(const FocusRow& row) {
    bool first = true;
    for (const std::string* field :
         {&row.effective, &row.billed, &row.currency, &row.category, &row.start, &row.end, &row.quantity, &row.unit,
          &row.provider, &row.service, &row.sku, &row.meter, &row.details, &row.region, &row.status, &row.resource}) {
      if (!first) result_.csv += ',';
      first = false;
      result_.csv += '"';
      for (const char c : *field) result_.csv.append(c == '"' ? 2 : 1, c);
      result_.csv += '"';
    }
    result_.csv += '\n';
  }
  void note(std::string where, std::string text) { result_.notes.push_back({std::move(where), std::move(text)}); }
  FocusRows take() { return std::move(result_); }

 private:
  FocusRows result_{};
};

/// Whether `as_focus` knows the format.
bool has_focus_rows(EvidenceFormat format);

/// OpenAI's and Anthropic's cost reports, AWS Cost and Usage Reports 2.0, Azure's cost and usage details, OpenCost's
/// allocations (whose currency is `currency`): a row for each charge, in the order of the
/// file. Throws InvalidInput for what has no costs in it, and for what cannot be said in FOCUS without a loss.
FocusRows as_focus(Input& input, EvidenceFormat format, const std::string& currency);

FocusRows azure_rows(Input& input);
FocusRows opencost_rows(Input& input, const std::string& currency);

}  // namespace costmodel::import
