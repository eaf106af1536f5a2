// What of `std` comes with cuda_runtime.h, which includes <cmath> and <utility>, and these what they need;
// and with host headers, such as <vector>. A CUDA file that names nothing of it defines the macro
// (frontend/preprocess/std_names.h).
#pragma once
#ifndef __HEDDLE_NAMES_NO_STD__
#include <heddle/std/min_max.h>
#include <limits>
#endif
