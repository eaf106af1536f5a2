__device__ int helper(int x) { return goto_nowhere(x); }
__global__ void calls_helper(int *x) { x[0] = helper(x[0]); }
__global__ void own_error(int *x) { x[0] = dynamic_cast<int>(x[1]); }
__global__ void innocent(int *x) { x[0] = 1; }
