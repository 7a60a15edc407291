#include <costmodel/costmodel.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/render/report.hpp>
#include <costmodel/solve/sweep.hpp>

const void* layers_seen_by_two() { return &costmodel::layers; }
