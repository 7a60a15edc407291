// A bare number is not an amount of money.
// expect-error: conversion from .double. to non-scalar type
#include <costmodel/base/units.hpp>

using namespace costmodel;

#ifdef MUST_FAIL
Money<> price = 5.0;
#else
Money<> price = usd(5.0);
#endif
