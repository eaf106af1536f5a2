#include "runtime/drivers/opencl/program.h"

#include "runtime/abi/symbols.h"
#include "runtime/drivers/failure.h"
#include "runtime/drivers/opencl/device.h"

#include <algorithm>
#include <cstdlib>

namespace hd::drivers::opencl {
namespace {

Status corruptImage(const std::string &what) {
  return {StatusCode::corrupt, "the opencl image is damaged: " + what, "opencl"};
}

std::string buildLog(cl_program program, cl_device_id device) {
  size_t bytes = 0;
  if (cl().clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, 0, nullptr, &bytes) != CL_SUCCESS)
    return "no build log";
  std::string log(bytes, '\0');
  cl().clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, bytes, log.data(), nullptr);
  log.erase(std::find(log.begin(), log.end(), '\0'), log.end());
  return log;
}

// HEDDLE_OPENCL_KERNEL_THREADS lowers what the driver says of kernels whose block is not known.
uint64_t loweredThreads(uint64_t threads) {
  const char *most = std::getenv("HEDDLE_OPENCL_KERNEL_THREADS");
  return most ? std::min<uint64_t>(threads, std::strtoull(most, nullptr, 10)) : threads;
}

} // namespace

Result<cl_program> buildSource(const Context &context, std::string_view source, const std::string &options,
                               const std::string &what) {
  const char *text = source.data();
  size_t length = source.size();
  cl_int code = CL_SUCCESS;
  cl_program program = cl().clCreateProgramWithSource(context.handle(), 1, &text, &length, &code);
  if (Status status = check(code, "cannot make a program of " + what); !status)
    return status;
  code = cl().clBuildProgram(program, 1, &context.facts.id, options.c_str(), nullptr, nullptr);
  if (code == CL_SUCCESS)
    return program;
  Status status(StatusCode::device_error,
                "the device's compiler cannot build " + what + " (options `" + options +
                    "`): " + nameOfError(code) + "\n" + buildLog(program, context.facts.id),
                "opencl", code);
  cl().clReleaseProgram(program);
  return status;
}

Result<std::shared_ptr<Program>> Program::build(Device &device, const abi::Module &module, abi::Image image) {
  if (image.format != "opencl-c")
    return Status(StatusCode::corrupt,
                  "the opencl image is of format `" + image.format + "`, expected `opencl-c`", "opencl");
  auto program = std::make_shared<Program>(device.context().shared_from_this());
  Result<std::string> options = device.buildOptions();
  if (!options)
    return options.status();
  program->source_.assign(image.bytes.begin(), image.bytes.end());
  program->options_ = std::move(*options);
  Result<cl_program> built =
      buildSource(*program->context, program->source_, program->options_, "module `" + module.name + "`");
  if (!built)
    return built.status();
  program->handle_ = *built;
  if (Status status = program->findKernels(module, image); !status)
    return status;
  if (Status status = program->placeGlobals(device, image); !status)
    return status;
  program->messages = std::move(image.messages);
  program->slots = std::move(image.globals);
  return program;
}

Program::~Program() {
  for (auto &[key, variant] : variants_) {
    cl().clReleaseKernel(variant.kernel);
    cl().clReleaseProgram(variant.program);
  }
  for (auto &[name, kernel] : kernels)
    if (kernel.handle)
      cl().clReleaseKernel(kernel.handle);
  if (handle_)
    cl().clReleaseProgram(handle_);
}

Result<cl_kernel> Program::forBlock(const KernelCode &kernel, const Dim3 &block) {
  std::lock_guard lock(variantsMutex_);
  std::tuple key(kernel.record.name, block.x, block.y, block.z);
  if (auto known = variants_.find(key); known != variants_.end())
    return known->second.kernel;
  Result<Variant> built = buildForBlock(kernel, block);
  if (!built)
    return built.status();
  variants_.emplace(std::move(key), *built);
  return built->kernel;
}

Result<Program::Variant> Program::buildForBlock(const KernelCode &kernel, const Dim3 &block) {
  const std::string name = abi::kernelSymbol(kernel.record.name);
  const std::string what = "kernel `" + kernel.record.name + "` for the block " + textOf(block);
  const std::string head = "__kernel ", opening = head + "void " + name + "(";
  const size_t at = source_.find(opening);
  if (at == source_.npos)
    return corruptImage("its source does not define kernel `" + kernel.record.name + "` as `" + opening +
                        "`");
  std::string source = source_;
  source.insert(at + head.size(), "__attribute__((reqd_work_group_size(" + std::to_string(block.x) + ", " +
                                      std::to_string(block.y) + ", " + std::to_string(block.z) + "))) ");
  Result<cl_program> program = buildSource(*context, source, options_, what);
  if (!program)
    return program.status();
  cl_int code = CL_SUCCESS;
  Variant variant{*program, cl().clCreateKernel(*program, name.c_str(), &code)};
  if (code == CL_SUCCESS)
    return variant;
  cl().clReleaseProgram(*program);
  return check(code, "cannot make " + what);
}

Status Program::findKernels(const abi::Module &module, const abi::Image &image) {
  for (const abi::Kernel &record : module.kernels) {
    auto needs = std::find_if(image.kernels.begin(), image.kernels.end(),
                              [&](const abi::KernelImage &other) { return other.kernel == record.name; });
    if (needs == image.kernels.end())
      return corruptImage("it has no record of kernel `" + record.name + "`");
    if (needs->usesGlobals && image.globalBytes.empty())
      return corruptImage("kernel `" + record.name + "` uses globals, of which it has none");
    KernelCode &kernel = kernels[record.name];
    kernel.record = record;
    kernel.image = *needs;
    cl_int code = CL_SUCCESS;
    kernel.handle = cl().clCreateKernel(handle_, abi::kernelSymbol(record.name).c_str(), &code);
    if (code != CL_SUCCESS)
      return corruptImage("kernel `" + record.name + "` is not in it (" + nameOfError(code) + ")");
    size_t threads = 0;
    code = cl().clGetKernelWorkGroupInfo(kernel.handle, context->facts.id, CL_KERNEL_WORK_GROUP_SIZE,
                                         sizeof(threads), &threads, nullptr);
    if (Status status = check(code, "cannot ask about kernel `" + record.name + "`"); !status)
      return status;
    kernel.maxThreads = loweredThreads(threads);
  }
  return {};
}

Status Program::placeGlobals(Device &device, const abi::Image &image) {
  for (const abi::GlobalSlot &slot : image.globals)
    if (slot.size > image.globalBytes.size() || slot.offset > image.globalBytes.size() - slot.size)
      return corruptImage("global `" + slot.name + "` lies outside of the globals' block");
  if (image.globalBytes.empty())
    return {};
  Result<std::shared_ptr<Allocation>> made = context->allocate(image.globalBytes.size());
  if (!made)
    return made.status();
  globals = std::move(*made);
  return device.writeNow(*globals, image.globalBytes.data(), image.globalBytes.size());
}

} // namespace hd::drivers::opencl
