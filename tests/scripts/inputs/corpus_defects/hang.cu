__global__ void hang_kernel(int *x) {}
