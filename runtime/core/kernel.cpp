// The launch path: nothing in it allocates unless something is wrong.
#include "runtime/core/launch_check.h"
#include "runtime/drivers/driver.h"

namespace hd {

// read_module.cpp and Device::load accept no larger parameter block.
static constexpr size_t kInlineParameterBytes = 4096;

const std::string &Kernel::name() const {
  static const std::string none;
  return kernel_ ? kernel_->record->name : none;
}

const abi::Kernel &Kernel::record() const { return *kernel_->record; }

Status Kernel::launch_raw(const LaunchShape &shape, std::span<const ArgumentValue> arguments) const {
  if (!kernel_)
    return {StatusCode::invalid_argument, "the kernel is empty", "launch"};
  const abi::Kernel &record = *kernel_->record;
  drivers::Device *device = kernel_->device;
  if (Status status = core::checkShape(record, device->properties, shape); !status)
    return status;
  if (arguments.size() != record.parameters.size())
    return {StatusCode::invalid_argument,
            "launch of kernel `" + record.name + "`: expects " + std::to_string(record.parameters.size()) +
                " arguments, found " + std::to_string(arguments.size()),
            "launch"};
  drivers::Stream *stream = shape.stream.driver().get();
  if (stream && stream->device != device)
    return {StatusCode::invalid_argument,
            "launch of kernel `" + record.name + "`: the stream belongs to another device", "launch"};
  if (shape.time_limit.count() != 0)
    if (Status status = core::checkTimeLimit(record, device->properties, shape); !status)
      return status;

  alignas(64) std::byte inlineBlock[kInlineParameterBytes];
  std::unique_ptr<std::byte[]> largeBlock;
  std::byte *block = inlineBlock;
  if (record.parameterBytes > kInlineParameterBytes) {
    largeBlock = std::make_unique<std::byte[]>(record.parameterBytes);
    block = largeBlock.get();
  }
  for (size_t i = 0; i < arguments.size(); ++i)
    if (Status status = core::packArgument(record, i, arguments[i], device, block); !status)
      return status;
  drivers::LaunchCommand command{module_,     *kernel_,           shape.grid,
                                 shape.block, shape.shared_bytes, {block, record.parameterBytes},
                                 arguments,   shape.time_limit};
  return (stream ? *stream : device->defaultStream()).launch(command);
}

} // namespace hd
