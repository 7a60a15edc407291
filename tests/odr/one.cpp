// Everything included in two translation units, linked together: nothing is defined twice, and what
// is one object in the headers is one object in the program.
#include <costmodel/costmodel.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/render/report.hpp>
#include <costmodel/solve/sweep.hpp>

const void* layers_seen_by_two();

int main() { return layers_seen_by_two() == &costmodel::layers ? 0 : 1; }
