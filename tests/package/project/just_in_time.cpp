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
    template <typename T, int n> __global__ void add(T *values) { values[threadIdx.x] += n; }
  )"),
                                       {.defines = {{"FACTOR", "2"}}, .kernels = {"add<int,3 + 4>"}});
  if (!module)
    return std::fprintf(stderr, "%s\n", module.status().to_string().c_str()), 1;
  hd::Buffer<int> values(*device, std::vector<int>{1, 2, 3});
  hd::Status status = module->kernel("twice")->launch({.block = {3}}, values);
  auto add = module->kernel("add<int,7>");
  if (!status || !add || !(status = add->launch({.block = {3}}, values)))
    return std::fprintf(stderr, "%s\n", status.to_string().c_str()), 1;
  auto result = values.to_vector();
  return *result == std::vector<int>{9, 11, 13} ? 0 : 1;
}
