// SPDX-License-Identifier: MIT
#pragma once
// Included before range-v3 is. In host code nvcc names the type of a conversion operator as the first one in the file
// did: by _Tp, since libstdc++ has one in <functional>. One class of range-v3 0.12 names such an operator of its base,
// where its own parameter is called T and no _Tp is known; so that class is read with the name that nvcc will give it.

#ifdef __CUDACC__
#include <functional>

#include <range/v3/functional/concepts.hpp>
#include <range/v3/functional/invoke.hpp>
#include <range/v3/functional/reference_wrapper.hpp>
#include <range/v3/utility/get.hpp>
#include <range/v3/utility/in_place.hpp>

#define T _Tp
#include <range/v3/utility/semiregular_box.hpp>
#undef T
#endif
