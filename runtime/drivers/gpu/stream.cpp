#include "runtime/drivers/gpu/stream.h"

#include "runtime/drivers/failure.h"
#include "runtime/drivers/gpu/event.h"
#include "runtime/drivers/gpu/memory.h"
#include "runtime/drivers/messages.h"

#include <algorithm>
#include <cstring>

namespace hd::drivers::gpu {
namespace {

struct PendingCallback {
  std::function<void()> function;
  std::shared_ptr<drivers::Device> device;
  std::shared_ptr<CallbackThread::State> thread;
};

// Runs on a thread of the library, where it may not be called: what the function held is let go of elsewhere.
void deliver(void *data) {
  auto *pending = static_cast<PendingCallback *>(data);
  runCallback(pending->function);
  std::shared_ptr<CallbackThread::State> thread = pending->thread;
  CallbackThread::post(thread, [held = std::shared_ptr<PendingCallback>(pending)] {});
}

std::string bytesText(uint64_t size) { return std::to_string(size) + " bytes"; }

} // namespace

Stream::Stream(Device &device, Ownership ownership, void *handle)
    : drivers::Stream(device, ownership), handle_(handle) {
  device.addStream(*this);
}

Stream::~Stream() {
  bool inside = insideCallback();
  Status failure;
  if (!inside && owner().use())
    failure = settleAndTake();
  owner().removeStream(*this, failure);
  owner().giveBack([&api = owner().api, handle = handle_, messages = messages_] {
    if (messages)
      api.free(messages);
    if (handle)
      api.streamDestroy(handle);
  });
}

Status Stream::waitForAll() {
  int code = owner().api.streamSynchronize(handle_);
  if (code == 0)
    return {};
  if (isSticky(code) && last_) {
    Status status = launchFailure(StatusCode::device_lost, *last_->record, last_->grid, last_->block,
                                  "this kernel or one submitted before it ended with " +
                                      owner().api.errorName(code) + ", which takes the device with it",
                                  owner().api.origin, code);
    owner().lose(status);
    return status;
  }
  return owner().check(code, "waiting for a stream");
}

Status Stream::readMessages(const Pending &pending) {
  const Api &api = owner().api;
  std::vector<uint32_t> words(HD_MESSAGE_HEADER_WORDS);
  auto read = [&]() -> Status {
    int code = api.copyToHost(words.data(), messages_, words.size() * sizeof(uint32_t), handle_);
    return owner().check(code ? code : api.streamSynchronize(handle_), "cannot read what a kernel reports");
  };
  if (Status status = read(); !status)
    return status;
  hd_message_buffer header;
  std::memcpy(&header, words.data(), sizeof(header));
  if (!hasMessages(header))
    return {};
  words.resize(header.failed ? kMessageBufferWords : usedMessageWords(header));
  if (Status status = read(); !status)
    return status;
  return reportMessages(words, pending.module->messages, {*pending.record, pending.grid, pending.block},
                        api.origin, [this](std::string_view text) { owner().print(text); });
}

// With the lock held.
void Stream::settle() {
  if (!last_ || !last_->usesMessages)
    return;
  Status status = waitForAll();
  if (status)
    status = readMessages(*last_);
  last_.reset();
  if (failure_)
    failure_ = status;
}

Status Stream::settleAndTake() {
  std::lock_guard lock(mutex_);
  settle();
  Status waited = waitForAll();
  last_.reset();
  Status failure = std::exchange(failure_, Status());
  return failure ? waited : failure;
}

Status Stream::submit(const std::function<int()> &work, const std::string &what) {
  if (Status status = owner().use(); !status)
    return status;
  std::lock_guard lock(mutex_);
  settle();
  return failure_ ? owner().check(work(), what) : Status();
}

Status Stream::prepareMessages() {
  const Api &api = owner().api;
  constexpr size_t kBytes = size_t{kMessageBufferWords} * sizeof(uint32_t);
  static const hd_message_buffer header = freshMessageHeader();
  int code = messages_ ? 0 : api.allocate(&messages_, kBytes);
  if (code == 0)
    code = api.fill8(messages_, 0, kBytes, handle_);
  if (code == 0)
    code = api.copyToDevice(messages_, &header, sizeof(header), handle_);
  return owner().check(code, "cannot prepare the message buffer");
}

Status Stream::enqueueLaunch(const LaunchCommand &command) {
  const Api &api = owner().api;
  const auto &kernel = static_cast<const Kernel &>(command.kernel);
  std::vector<std::byte> block(command.parameters.begin(), command.parameters.end());
  auto addHidden = [&](uint64_t value) {
    block.resize((block.size() + 7) / 8 * 8 + sizeof(value));
    std::memcpy(block.data() + block.size() - sizeof(value), &value, sizeof(value));
  };
  if (kernel.image.threadsAtATime > 1)
    addHidden(command.grid.x);
  if (kernel.image.usesMessages) {
    if (Status status = prepareMessages(); !status)
      return status;
    addHidden(messages_);
  }
  size_t size = block.size();
  void *extra[] = {reinterpret_cast<void *>(1), block.data(), reinterpret_cast<void *>(2), &size,
                   reinterpret_cast<void *>(api.endOfLaunchOptions)};
  const unsigned blocks = blocksAlongX(kernel.image, command.grid);
  int code = api.launch(kernel.handle, blocks, command.grid.y, command.grid.z, command.block.x,
                        command.block.y, command.block.z, command.sharedBytes, handle_, nullptr, extra);
  if (Status status = owner().check(code, ""); !status)
    return launchFailure(status.code(), *kernel.record, command.grid, command.block,
                         "the device refuses the launch: " + api.errorName(code), api.origin, code);
  const std::shared_ptr<ModuleNotes> &notes = static_cast<const Module &>(*command.module).notes;
  last_ = Pending{notes, &notes->records.at(kernel.record->name), command.grid, command.block,
                  kernel.image.usesMessages};
  return {};
}

Status Stream::launch(const LaunchCommand &command) {
  const auto &kernel = static_cast<const Kernel &>(command.kernel);
  auto invalid = [&](const std::string &what) {
    return Status(StatusCode::invalid_argument, "launch of kernel `" + kernel.record->name + "`: " + what,
                  owner().api.origin);
  };
  if (command.block.count() > static_cast<uint64_t>(kernel.maxThreads))
    return invalid("the block " + textOf(command.block) + " has " + std::to_string(command.block.count()) +
                   " threads, the device runs this kernel with at most " + std::to_string(kernel.maxThreads));
  uint64_t limit = device->properties.shared_bytes_per_block;
  if (uint64_t{kernel.image.sharedBytes} + command.sharedBytes > limit)
    return invalid("shared memory of " + std::to_string(kernel.image.sharedBytes) + " static and " +
                   std::to_string(command.sharedBytes) + " dynamic bytes exceeds the device's " +
                   bytesText(limit) + " per block");
  if (Status status = owner().use(); !status)
    return status;
  std::lock_guard lock(mutex_);
  settle();
  return failure_ ? enqueueLaunch(command) : Status();
}

Status Stream::copyFromHostAsync(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) {
  return submit([&] { return owner().api.copyToDevice(to.address + offset, from, size, handle_); },
                "cannot copy " + bytesText(size) + " to the device");
}

Status Stream::copyToHostAsync(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) {
  return submit([&] { return owner().api.copyToHost(to, from.address + offset, size, handle_); },
                "cannot copy " + bytesText(size) + " from the device");
}

Status Stream::copyFromHost(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) {
  if (Status status = copyFromHostAsync(to, offset, from, size); !status)
    return status;
  return synchronize();
}

Status Stream::copyToHost(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) {
  if (Status status = copyToHostAsync(to, from, offset, size); !status)
    return status;
  return synchronize();
}

Status Stream::copyFromPeer(drivers::Memory &to, uint64_t toOffset, drivers::Memory &from,
                            uint64_t fromOffset, uint64_t size) {
  uintptr_t source = static_cast<Device &>(*from.device).peerOwner();
  return submit(
      [&] {
        return owner().api.copyPeer(to.address + toOffset, owner().peerOwner(), from.address + fromOffset,
                                    source, size, handle_);
      },
      "cannot copy " + bytesText(size) + " from another device");
}

Status Stream::copy(drivers::Memory &to, uint64_t toOffset, drivers::Memory &from, uint64_t fromOffset,
                    uint64_t size) {
  uint64_t target = to.address + toOffset, source = from.address + fromOffset;
  bool overlaps = target < source + size && source < target + size;
  const Api &api = owner().api;
  return submit(
      [&] {
        if (!overlaps)
          return api.copy(target, source, size, handle_);
        uint64_t between = 0;
        int code = api.allocate(&between, size);
        if (code == 0)
          code = api.copy(between, source, size, handle_);
        if (code == 0)
          code = api.copy(target, between, size, handle_);
        if (between)
          api.free(between); // waits
        return code;
      },
      "cannot copy " + bytesText(size));
}

// For patterns that the library does not take: some repetitions from the host, then what is there is doubled.
int Stream::fillRepeating(uint64_t to, uint64_t size, std::span<const std::byte> pattern) {
  constexpr uint64_t kFromHost = 4096;
  const Api &api = owner().api;
  std::vector<std::byte> start(std::min(size, kFromHost * pattern.size()));
  for (size_t i = 0; i < start.size(); ++i)
    start[i] = pattern[i % pattern.size()];
  uint64_t filled = start.size();
  // Ordinary host memory has been read when the call returns.
  int code = api.copyToDevice(to, start.data(), filled, handle_);
  while (code == 0 && filled < size) {
    uint64_t count = std::min(filled, size - filled);
    code = api.copy(to + filled, to, count, handle_);
    filled += count;
  }
  return code;
}

Status Stream::fill(drivers::Memory &to, uint64_t offset, uint64_t size, std::span<const std::byte> pattern) {
  const Api &api = owner().api;
  uint64_t address = to.address + offset;
  auto repeats = [&](size_t count) {
    return pattern.size() % count == 0 && address % count == 0 && size % count == 0 &&
           std::memcmp(pattern.data(), pattern.data() + count, pattern.size() - count) == 0;
  };
  auto value = [&](auto zero) {
    std::memcpy(&zero, pattern.data(), sizeof(zero));
    return zero;
  };
  return submit(
      [&] {
        if (repeats(1))
          return api.fill8(address, value(uint8_t{0}), size, handle_);
        if (repeats(2))
          return api.fill16(address, value(uint16_t{0}), size / 2, handle_);
        if (repeats(4))
          return api.fill32(address, value(uint32_t{0}), size / 4, handle_);
        return fillRepeating(address, size, pattern);
      },
      "cannot fill " + bytesText(size));
}

Status Stream::record(const std::shared_ptr<drivers::Event> &event) {
  if (Status status = owner().use(); !status)
    return status;
  auto &recorded = static_cast<Event &>(*event);
  Status status = owner().check(owner().api.eventRecord(recorded.handle, handle_), "cannot record an event");
  if (status)
    recorded.recorded = true;
  return status;
}

Status Stream::wait(const std::shared_ptr<drivers::Event> &event) {
  auto &recorded = static_cast<Event &>(*event);
  if (Status status = owner().use(); !status || !recorded.recorded)
    return status;
  return owner().check(owner().api.streamWait(handle_, recorded.handle, 0), "cannot wait for an event");
}

Status Stream::addCallback(std::function<void()> function) {
  if (Status status = owner().use(); !status)
    return status;
  auto pending = std::make_unique<PendingCallback>(
      PendingCallback{std::move(function), owner().shared_from_this(), owner().callbacks()});
  Status status =
      owner().check(owner().api.hostFunction(handle_, deliver, pending.get()), "cannot add a callback");
  if (status)
    pending.release(); // deliver owns it
  return status;
}

Status Stream::synchronize() {
  if (Status status = owner().use(); !status)
    return status;
  return settleAndTake();
}

} // namespace hd::drivers::gpu
