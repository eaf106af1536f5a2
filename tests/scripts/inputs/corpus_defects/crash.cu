__global__ void crash_kernel(int *x) {}
