// A price as Python shows it: a number and what it is per.
#pragma once

#include <costmodel/import/prices.hpp>
#include <string>

namespace costmodel::python {

struct PriceRow {
  std::string model, provider, region, meter;
  double usd = 0;
  std::string per, condition, from, to, detail, file, pointer;
};

inline PriceRow price_row(const ReadPrices& read, const ImportedPrice& p) {
  const WrittenPrice w = written(p.price);
  return {p.model, p.provider, p.region, std::string(to_string(p.meter)), w.value, std::string(w.unit.substr(4)), p.condition, p.from, p.to, p.detail,
          read.origin.file, p.pointer};
}

}  // namespace costmodel::python
