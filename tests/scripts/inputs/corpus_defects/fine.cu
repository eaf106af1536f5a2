__global__ void fine_kernel(int *x) {}
