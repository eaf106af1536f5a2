#include "shared.cuh"
#include "part.cu"
__global__ void scale(float *x) { x[threadIdx.x] = twice(x[threadIdx.x]); }
int main() { return 0; }
