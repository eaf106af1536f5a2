#pragma once

#include <cstddef>

// y = a * x + y
void saxpy_loop(size_t n, float a, const float *__restrict x, float *__restrict y);
