#pragma once

#include <cstddef>

// a = b + s * c
void triad_loop(size_t n, float s, const float *__restrict b, const float *__restrict c, float *__restrict a);
