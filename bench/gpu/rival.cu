// What nvcc makes of kernels.hd, behind rival.h.
#include "kernels.hd"
#include "rival.h"

#include <cuda_runtime.h>

#include <cstdio>
#include <cstring>
#include <vector>

namespace {

const struct {
  const char *name;
  const void *function;
} kKernels[] = {
    {"saxpy", (const void *)saxpy},           {"saxpy4", (const void *)saxpy4},
    {"triad", (const void *)triad},           {"triad4", (const void *)triad4},
    {"sum_blocks", (const void *)sum_blocks}, {"transpose", (const void *)transpose},
    {"softmax", (const void *)softmax},       {"histogram", (const void *)histogram},
};

cudaStream_t stream;
cudaEvent_t start, end;
std::vector<void *> buffers;

const char *problem(cudaError_t error) { return error == cudaSuccess ? nullptr : cudaGetErrorString(error); }

const char *open(int device) {
  cudaError_t error = cudaSetDevice(device);
  if (error == cudaSuccess)
    error = cudaStreamCreate(&stream);
  if (error == cudaSuccess)
    error = cudaEventCreate(&start);
  if (error == cudaSuccess)
    error = cudaEventCreate(&end);
  return problem(error);
}

const char *allocate(void **buffer, size_t bytes) {
  cudaError_t error = cudaMalloc(buffer, bytes);
  if (error == cudaSuccess)
    buffers.push_back(*buffer);
  return problem(error);
}

const char *upload(void *buffer, const void *from, size_t bytes) {
  return problem(cudaMemcpy(buffer, from, bytes, cudaMemcpyHostToDevice));
}

const char *download(void *to, const void *buffer, size_t bytes) {
  return problem(cudaMemcpy(to, buffer, bytes, cudaMemcpyDeviceToHost));
}

cudaError_t launchOnce(const hd_rival_launch &launch) {
  if (!launch.kernel)
    return cudaMemcpyAsync(launch.to, launch.from, launch.bytes, cudaMemcpyDeviceToDevice, stream);
  for (const auto &kernel : kKernels)
    if (std::strcmp(kernel.name, launch.kernel) == 0)
      return cudaLaunchKernel(kernel.function, dim3(launch.grid[0], launch.grid[1], launch.grid[2]),
                              dim3(launch.block[0], launch.block[1], launch.block[2]), launch.arguments, 0,
                              stream);
  return cudaErrorInvalidDeviceFunction;
}

const char *time(const hd_rival_launch *launch, int launches, float *milliseconds) {
  cudaError_t error = cudaEventRecord(start, stream);
  for (int i = 0; i < launches && error == cudaSuccess; ++i)
    error = launchOnce(*launch);
  if (error == cudaSuccess)
    error = cudaEventRecord(end, stream);
  if (error == cudaSuccess)
    error = cudaEventSynchronize(end);
  if (error == cudaSuccess)
    error = cudaEventElapsedTime(milliseconds, start, end);
  return problem(error);
}

void close() {
  for (void *buffer : buffers)
    cudaFree(buffer);
  cudaEventDestroy(start);
  cudaEventDestroy(end);
  cudaStreamDestroy(stream);
}

#define HD_TEXT(x) #x
#define HD_VERSION_TEXT(major, minor, build) HD_TEXT(major) "." HD_TEXT(minor) "." HD_TEXT(build)
const hd_rival rival = {
    "nvcc " HD_VERSION_TEXT(__CUDACC_VER_MAJOR__, __CUDACC_VER_MINOR__, __CUDACC_VER_BUILD__),
    open,
    allocate,
    upload,
    download,
    time,
    close,
};

} // namespace

const hd_rival *hd_rival_get(void) { return &rival; }
