#include "runtime/drivers/opencl/program.h"

#include "runtime/abi/symbols.h"
#include "runtime/drivers/failure.h"
#include "runtime/drivers/opencl/device.h"
#include "runtime/drivers/opencl/probe.h"

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
  if (program->source_.find("HD_SUBGROUP_SIZE") != std::string::npos) {
    Result<Subgroups> subgroups = device.subgroups();
    if (!subgroups)
      return subgroups.status();
    program->subgroups_ = *subgroups;
  }
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
  Result<Variant> built = buildForBlock(kernel, block, hasWarpsInSubgroups(block));
  if (!built)
    return built.status();
  variants_.emplace(std::move(key), *built);
  return built->kernel;
}

bool Program::hasWarpsInSubgroups(const Dim3 &block) const {
  return subgroups_.holdWarps({block.x, block.y, block.z});
}

// 0 if it does not say.
uint64_t Program::maxThreadsOf(cl_kernel kernel) const {
  size_t threads = 0;
  cl_int code = cl().clGetKernelWorkGroupInfo(kernel, context->facts.id, CL_KERNEL_WORK_GROUP_SIZE,
                                              sizeof(threads), &threads, nullptr);
  return code == CL_SUCCESS ? threads : 0;
}

Result<Program::Variant> Program::buildForBlock(const KernelCode &kernel, const Dim3 &block, bool subgroups) {
  const std::string name = abi::kernelSymbol(kernel.record.name);
  const std::string what = "kernel `" + kernel.record.name + "` for the block " + textOf(block);
  const std::string head = "__kernel ", opening = head + "void " + name + "(";
  const size_t at = source_.find(opening);
  if (at == source_.npos)
    return corruptImage("its source does not define kernel `" + kernel.record.name + "` as `" + opening +
                        "`");
  std::string source = source_, options = options_;
  std::string attributes = requiredShape(block.x, block.y, block.z);
  if (subgroups) {
    attributes += requiredSubgroups(subgroups_.size);
    options += " -DHD_SUBGROUP_SIZE=" + std::to_string(subgroups_.size);
  }
  source.insert(at + head.size(), attributes);
  Result<cl_program> program = buildSource(*context, source, options, what);
  if (!program)
    return program.status();
  cl_int code = CL_SUCCESS;
  Variant variant{*program, cl().clCreateKernel(*program, name.c_str(), &code)};
  if (code != CL_SUCCESS) {
    cl().clReleaseProgram(*program);
    return check(code, "cannot make " + what);
  }
  if (!subgroups || maxThreadsOf(variant.kernel) >= block.count())
    return variant;
  // Subgroups of that size leave fewer registers: by shared memory the block may fit.
  cl().clReleaseKernel(variant.kernel);
  cl().clReleaseProgram(*program);
  return buildForBlock(kernel, block, /*subgroups=*/false);
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
