// A box for $200 a month or a model billed by the five-minute window: from how much use on does the box win?
#include <costmodel/costmodel.hpp>
#include <iostream>

using namespace costmodel;

int main() {
  const Workload<> workload{.output = output_tokens_per_answer(300)};
  const Service<> on_box{workload, workload.output / output_tokens_per_second(14)};
  const Service<> on_copy{workload, workload.output / output_tokens_per_second(95)};
  const auto box = bill(FixedAmortized<>{.flat = usd_per_month(200)}, on_box).curve();
  const auto window =
      bill(ActiveWindow<>{.price = usd_per_minute(0.0785), .units_per_copy = 2, .window = minutes(5)}, on_copy).curve();
  for (const auto& x : crossovers(box, window, 0, answers_per_month(on_box.capacity())).crossings)
    std::cout << "the box wins above " << x.at << " answers a month, " << 100 * x.at / box.capacity
              << " % of what it can do\n";
}
