// Metrics of vLLM from Prometheus.
#pragma once

#include "import/reading.hpp"

namespace costmodel::import {

/// Answers of Prometheus, one after another: runs in half octaves of load, and how many requests came in which time.
void read_vllm_metrics(const std::vector<Part>& answers, Reading& reading, std::vector<BenchmarkRun>& runs,
                       std::vector<MeasuredDemand>& demands);

}  // namespace costmodel::import
