__global__ void bug_kernel(int *x) {}
