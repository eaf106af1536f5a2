#include "runtime/drivers/opencl/probe.h"

#include "runtime/drivers/opencl/program.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace hd::drivers::opencl {
namespace {

// One thread for each row of inputs a, b, c: out[0] = fma(a, b, c), out[1] = a / b, out[2] = sqrt(a).
constexpr std::string_view kSource = R"(
#pragma OPENCL FP_CONTRACT OFF
__kernel void hd_probe(__global const float *in, __global float *out) {
  size_t i = get_global_id(0);
  float a = in[3 * i], b = in[3 * i + 1], c = in[3 * i + 2];
  out[3 * i] = fma(a, b, c);
  out[3 * i + 1] = a / b;
  out[3 * i + 2] = sqrt(a);
}
)";

constexpr uint32_t kRows = 4096;

// Mantissas of all kinds with small exponents; in every second row c cancels the leading bits of a * b, so
// that one rounding and two differ.
std::vector<float> inputs() {
  std::vector<float> values;
  uint32_t state = 12345;
  auto next = [&] {
    state = state * 1664525 + 1013904223;
    return std::ldexp(1.0f + static_cast<float>(state >> 9) * 0x1p-23f,
                      static_cast<int>(state >> 3 & 15) - 8);
  };
  for (uint32_t i = 0; i < kRows; ++i) {
    float a = next(), b = next();
    volatile float product = a * b; // rounded
    values.insert(values.end(), {a, b, i % 2 ? -product : next()});
  }
  return values;
}

struct Exactness {
  bool fusedFma = true, exactDivide = true;
};

Exactness compare(const std::vector<float> &in, const std::vector<float> &out) {
  Exactness found;
  auto same = [](float a, float b) { return std::memcmp(&a, &b, sizeof(a)) == 0; };
  for (uint32_t i = 0; i < kRows; ++i) {
    float a = in[3 * i], b = in[3 * i + 1], c = in[3 * i + 2];
    found.fusedFma = found.fusedFma && same(out[3 * i], std::fma(a, b, c));
    found.exactDivide =
        found.exactDivide && same(out[3 * i + 1], a / b) && same(out[3 * i + 2], std::sqrt(a));
  }
  return found;
}

class Probe {
public:
  Probe(Context &context, cl_command_queue queue) : context_(context), queue_(queue) {}
  ~Probe() {
    for (cl_mem buffer : buffers_)
      if (buffer)
        cl().clReleaseMemObject(buffer);
    if (kernel_)
      cl().clReleaseKernel(kernel_);
    if (program_)
      cl().clReleaseProgram(program_);
  }

  Result<Exactness> run(const std::string &options) {
    Result<cl_program> program = buildSource(context_, kSource, options, "the probe of its arithmetic");
    if (!program)
      return program.status();
    program_ = *program;
    std::vector<float> in = inputs(), out(in.size());
    cl_int code = execute(in, out);
    if (Status status = check(code, "cannot probe the device's arithmetic"); !status)
      return status;
    return compare(in, out);
  }

private:
  cl_int execute(const std::vector<float> &in, std::vector<float> &out) {
    const size_t bytes = in.size() * sizeof(float), rows = kRows;
    cl_int code = CL_SUCCESS;
    kernel_ = cl().clCreateKernel(program_, "hd_probe", &code);
    for (cl_uint i = 0; i < 2 && code == CL_SUCCESS; ++i) {
      buffers_[i] = cl().clCreateBuffer(context_.handle(), CL_MEM_READ_WRITE, bytes, nullptr, &code);
      if (code == CL_SUCCESS)
        code = cl().clSetKernelArg(kernel_, i, sizeof(cl_mem), &buffers_[i]);
    }
    if (code == CL_SUCCESS)
      code =
          cl().clEnqueueWriteBuffer(queue_, buffers_[0], CL_FALSE, 0, bytes, in.data(), 0, nullptr, nullptr);
    if (code == CL_SUCCESS)
      code = cl().clEnqueueNDRangeKernel(queue_, kernel_, 1, nullptr, &rows, nullptr, 0, nullptr, nullptr);
    if (code == CL_SUCCESS)
      code =
          cl().clEnqueueReadBuffer(queue_, buffers_[1], CL_FALSE, 0, bytes, out.data(), 0, nullptr, nullptr);
    cl_int finished = cl().clFinish(queue_);
    return code == CL_SUCCESS ? finished : code;
  }

  Context &context_;
  cl_command_queue queue_;
  cl_program program_ = nullptr;
  cl_kernel kernel_ = nullptr;
  cl_mem buffers_[2] = {};
};

} // namespace

Result<std::string> probeBuildOptions(Context &context, cl_command_queue queue) {
  std::string options = context.facts.compilesC3 ? "-cl-std=CL3.0" : "-cl-std=CL1.2";
  if (context.facts.exactDivideOption)
    options += " -cl-fp32-correctly-rounded-divide-sqrt";
  Result<Exactness> found = Probe(context, queue).run(options);
  if (!found)
    return found.status();
  // For tests: what replaces inexact arithmetic, on a device whose own is exact.
  const char *forced = std::getenv("HEDDLE_OPENCL_ARITHMETIC");
  if (forced && std::string_view(forced) == "software")
    found->fusedFma = found->exactDivide = false;
  if (forced && std::string_view(forced) == "inexact-divide")
    found->exactDivide = false;
  if (!found->fusedFma)
    options += " -DHD_NO_FUSED_FMA=1";
  if (!found->exactDivide)
    options += " -DHD_INEXACT_DIVIDE=1";
  if (context.facts.threadsAreLanes)
    options += " -DHD_THREADS_ARE_LANES=1";
  return options;
}

} // namespace hd::drivers::opencl
