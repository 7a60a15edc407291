#include <costmodel/base/dual.hpp>
#include <costmodel/base/enclosure.hpp>

#include "scenario/lifted_of.hpp"

namespace costmodel::fields {

template class Lifted<double>;
template class Lifted<Dual<>>;
template class Lifted<Enclosure>;
template class Lifted<Jet>;

}  // namespace costmodel::fields
