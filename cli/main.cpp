#include <cli.hpp>
#include <iostream>

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  return costmodel::run_cli({argv + 1, argv + argc}, std::cout, std::cerr);
}
