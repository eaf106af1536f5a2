// What of `std` comes with cuda_runtime.h, which includes <cmath> and <utility>, and these what they need.
#pragma once
#include <algorithm>
#include <limits>
