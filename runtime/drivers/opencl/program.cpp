#include "runtime/drivers/opencl/program.h"

#include "runtime/abi/symbols.h"
#include "runtime/drivers/opencl/device.h"

#include <algorithm>

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
  Result<cl_program> built =
      buildSource(*program->context, {reinterpret_cast<const char *>(image.bytes.data()), image.bytes.size()},
                  *options, "module `" + module.name + "`");
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
  for (auto &[name, kernel] : kernels)
    if (kernel.handle)
      cl().clReleaseKernel(kernel.handle);
  if (handle_)
    cl().clReleaseProgram(handle_);
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
    kernel.maxThreads = threads;
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
