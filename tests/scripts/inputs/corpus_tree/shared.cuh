#pragma once
typedef float Number;
__device__ Number twice(Number x) { return 2 * x; }
__global__ void clear(Number *x) { x[threadIdx.x] = 0; }
