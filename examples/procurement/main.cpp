// A purchase decision in a program of your own: reads a scenario, decides, prints the decision table.
//
//     procurement examples/scenarios/fine_tune_economics.json
#include <cmath>
#include <costmodel/costmodel.hpp>
#include <costmodel/io/scenario.hpp>
#include <iomanip>
#include <iostream>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: procurement SCENARIO\n";
    return 2;
  }
  try {
    const costmodel::Scenario scenario = costmodel::load_scenario(argv[1]);
    const costmodel::Decision decision = costmodel::decide(scenario);

    std::cout << std::fixed << std::setprecision(4) << "USD per accepted answer, at "
              << std::llround(costmodel::accepted_answers_per_month(decision.demand)) << " accepted answers a month\n";
    for (const costmodel::PathCost& path : decision.paths) {
      std::cout << "  " << std::left << std::setw(16) << path.id << std::right << std::setw(12);
      if (path.per_accepted) {
        std::cout << costmodel::usd_per_accepted_answer(*path.per_accepted);
      } else {
        std::cout << "-";
      }
      std::cout << (path.feasible ? "" : "  not feasible:");
      for (const std::string& reason : path.reasons) std::cout << "  " << reason;
      std::cout << '\n';
    }

    std::cout << "\nChosen: " << decision.path.value_or("none is feasible") << '\n';
    for (const costmodel::LayerRow& row : decision.layers) {
      std::cout << "  " << std::left << std::setw(3) << row.layer << std::setw(46) << row.name
                << row.placement.value_or("-") << '\n';
      for (const std::string& flip : row.flips_if) std::cout << "       flips if " << flip << '\n';
    }
    return decision.path ? 0 : 1;
  } catch (const costmodel::InvalidInput& invalid) {
    for (const costmodel::Problem& problem : invalid.problems()) std::cerr << costmodel::to_string(problem) << '\n';
    return 2;
  }
}
