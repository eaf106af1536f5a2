__global__ void unexpected_kernel(int *x) {}
