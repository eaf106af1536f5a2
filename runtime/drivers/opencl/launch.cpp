#include "runtime/drivers/opencl/launch.h"

#include "runtime/drivers/failure.h"
#include "runtime/drivers/messages.h"
#include "runtime/drivers/opencl/device.h"
#include "runtime/drivers/opencl/memory.h"
#include "runtime/drivers/opencl/module.h"

#include <algorithm>

namespace hd::drivers::opencl {
namespace {

class Launch {
public:
  Launch(Device &device, Queue &queue, const LaunchCommand &command)
      : device_(device), queue_(queue), command_(command),
        code_(static_cast<const Kernel &>(command.kernel).code),
        program_(static_cast<const Module &>(*command.module).program), handle_(code_.handle) {}

  Status submit();

private:
  Status invalid(const std::string &what) const;
  Status check();
  Status chooseHandle();
  Command inFlight() const;
  Status enqueue(cl_command_queue queue, WaitList waits, cl_event *done);
  Status clearMessages(cl_command_queue queue, WaitList waits);
  Status setArguments();
  Status setArgument(size_t index);
  Status setHidden(const std::shared_ptr<Allocation> &memory);

  Device &device_;
  Queue &queue_;
  const LaunchCommand &command_;
  const KernelCode &code_;
  const std::shared_ptr<Program> &program_;
  cl_kernel handle_; // for the block
  std::shared_ptr<Allocation> messages_;
  cl_uint next_ = 0; // argument of the kernel
};

Status Launch::invalid(const std::string &what) const {
  return {StatusCode::invalid_argument, "launch of kernel `" + code_.record.name + "`: " + what, "opencl"};
}

Status Launch::chooseHandle() {
  if (command_.block.count() <= code_.maxThreads && !program_->hasWarpsInSubgroups(command_.block))
    return {};
  Result<cl_kernel> kernel = program_->forBlock(code_, command_.block);
  if (kernel)
    handle_ = *kernel;
  return kernel.status();
}

Status Launch::check() {
  const DeviceProperties &limits = device_.properties;
  if (Status status = chooseHandle(); !status)
    return status;
  uint64_t shared = uint64_t{code_.image.sharedBytes} + command_.sharedBytes;
  if (shared > limits.shared_bytes_per_block)
    return invalid("shared memory of " + std::to_string(code_.image.sharedBytes) + " static and " +
                   std::to_string(command_.sharedBytes) + " dynamic bytes exceeds the device's " +
                   std::to_string(limits.shared_bytes_per_block) + " bytes per block");
  return {};
}

Command Launch::inFlight() const {
  Command command;
  command.launch = LaunchInfo{program_, &code_, command_.grid, command_.block};
  for (const ArgumentValue &argument : command_.arguments)
    if (argument.memory())
      command.keepAlive.push_back(static_cast<const Memory &>(*argument.memory()).allocation);
  return command;
}

Status Launch::setArgument(size_t index) {
  const abi::Parameter &parameter = code_.record.parameters[index];
  if (parameter.type.kind == abi::TypeRecord::Kind::kPointer) {
    const ArgumentValue &argument = command_.arguments[index];
    auto *memory = static_cast<const Memory *>(argument.memory());
    cl_uint at = std::exchange(next_, next_ + 2);
    return device_.context().setPointerArguments(handle_, at, memory ? memory->allocation.get() : nullptr,
                                                 memory ? memory->base + argument.offset() : 0);
  }
  cl_int code = cl().clSetKernelArg(handle_, next_++, parameter.type.size,
                                    command_.parameters.data() + parameter.offset);
  return opencl::check(code, "cannot set parameter `" + parameter.name + "`");
}

Status Launch::setHidden(const std::shared_ptr<Allocation> &memory) {
  cl_uint at = std::exchange(next_, next_ + 2);
  return device_.context().setPointerArguments(handle_, at, memory.get(), 0);
}

Status Launch::setArguments() {
  next_ = 0;
  for (size_t i = 0; i < code_.record.parameters.size(); ++i)
    if (Status status = setArgument(i); !status)
      return status;
  if (code_.image.usesGlobals)
    if (Status status = setHidden(program_->globals); !status)
      return status;
  if (code_.image.threadsAtATime > 1) {
    const cl_ulong blocks = command_.grid.x;
    cl_int code = cl().clSetKernelArg(handle_, next_++, sizeof(blocks), &blocks);
    if (Status status = opencl::check(code, "cannot set the number of blocks"); !status)
      return status;
  }
  if (code_.image.usesMessages)
    if (Status status = setHidden(messages_); !status)
      return status;
  if (code_.record.usesDynamicShared) // a local argument of no bytes is not allowed
    if (Status status =
            opencl::check(cl().clSetKernelArg(handle_, next_++, std::max(command_.sharedBytes, 16u), nullptr),
                          "cannot set dynamic shared memory");
        !status)
      return status;
  const std::vector<std::string> &needs = code_.image.features;
  if (std::find(needs.begin(), needs.end(), "pointers") != needs.end())
    return device_.context().allowIndirectAccess(handle_);
  return {};
}

Status Launch::clearMessages(cl_command_queue queue, WaitList waits) {
  static const hd_message_buffer header = freshMessageHeader();
  static const uint32_t zero = 0;
  Context &context = device_.context();
  if (Status status =
          context.fill(queue, *messages_, 0, messages_->size, &zero, sizeof(zero), waits, nullptr);
      !status)
    return status;
  return context.write(queue, *messages_, 0, &header, sizeof(header), {}, nullptr);
}

Status Launch::enqueue(cl_command_queue queue, WaitList waits, cl_event *done) {
  if (code_.image.usesMessages) {
    Result<std::shared_ptr<Allocation>> messages = queue_.messages();
    if (!messages)
      return messages.status();
    messages_ = *messages;
    if (Status status = clearMessages(queue, std::exchange(waits, {})); !status)
      return status;
  }
  if (Status status = setArguments(); !status)
    return status;
  const size_t local[3] = {command_.block.x, command_.block.y, command_.block.z};
  // Where threads are lanes, none does the work of others.
  const uint32_t blocks =
      device_.context().facts.threadsAreLanes ? command_.grid.x : blocksAlongX(code_.image, command_.grid);
  const size_t global[3] = {local[0] * blocks, local[1] * command_.grid.y, local[2] * command_.grid.z};
  cl_int code = cl().clEnqueueNDRangeKernel(queue, handle_, 3, nullptr, global, local,
                                            static_cast<cl_uint>(waits.size()),
                                            waits.empty() ? nullptr : waits.data(), done);
  if (code == CL_SUCCESS)
    return {};
  const bool large = command_.block.count() > code_.maxThreads;
  return launchFailure(
      opencl::check(code, "").code(), code_.record, command_.grid, command_.block,
      "the device refuses the launch: " + nameOfError(code) +
          (large ? "; blocks of " + std::to_string(code_.maxThreads) + " threads it can run" : ""),
      "opencl", code);
}

Status Launch::submit() {
  if (Status status = check(); !status)
    return status;
  return queue_.submit(
      Queue::Kind::kWork, inFlight(),
      [this](cl_command_queue queue, WaitList waits, cl_event *done) { return enqueue(queue, waits, done); });
}

} // namespace

Status submitLaunch(Device &device, Queue &queue, const LaunchCommand &command) {
  return Launch(device, queue, command).submit();
}

} // namespace hd::drivers::opencl
