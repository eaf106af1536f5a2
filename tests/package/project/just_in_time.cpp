// Kernels compiled at run time from a string, with what is wrong in one as a Status.
#include <cstdio>
#include <heddle/heddle.h>

int main() {
  auto device = hd::Device::open("cpu");
  auto broken = device->compile_source(hd::source("__global__ void k(int *v) { v[0] = missing; }"));
  if (broken || broken.status().code() != hd::StatusCode::compile_failed ||
      broken.status().message().find("unknown name `missing`") == std::string::npos)
    return std::fprintf(stderr, "unexpected: %s\n", broken.status().to_string().c_str()), 1;
  auto module = device->compile_source(hd::source(R"(
    __global__ void twice(int *values) { values[threadIdx.x] *= FACTOR; }
  )"),
                                       {.defines = {{"FACTOR", "2"}}});
  if (!module)
    return std::fprintf(stderr, "%s\n", module.status().to_string().c_str()), 1;
  hd::Buffer<int> values(*device, std::vector<int>{1, 2, 3});
  hd::Status status = module->kernel("twice")->launch({.block = {3}}, values);
  auto result = values.to_vector();
  return status && *result == std::vector<int>{2, 4, 6} ? 0 : 1;
}
