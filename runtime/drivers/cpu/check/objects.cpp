#include "runtime/drivers/cpu/check/objects.h"

#include <cstring>

namespace hd::drivers::cpu {

void Objects::beginLaunch(const hd_cpu_launch &launch, const abi::Kernel &record) {
  launch_ = &launch;
  record_ = &record;
  freed_ = LiveMemory::get().freed();
  buffers_.clear();
  last_ = 0;
  std::map<uint64_t, Kept> kept = std::exchange(shadows_, {});
  for (LiveRange &range : LiveMemory::get().take()) {
    Kept &shadow = shadows_[range.base];
    auto old = kept.find(range.base);
    if (old != kept.end() && old->second.serial == range.serial)
      shadow = std::move(old->second);
    else
      shadow = {range.serial, std::make_unique<Shadow>(range.base, range.size, range.isWritten)};
    if (range.isWritten)
      shadow.shadow->setAllWritten();
    for (const ByteRange &written : range.written)
      shadow.shadow->setWritten(written.begin,
                                std::min(written.end, range.base + range.size) - written.begin);
    buffers_.push_back({std::move(range), shadow.shadow.get()});
  }
}

void Objects::forgetAccesses() {
  shadows_.clear();
  internals_.clear();
  sharedShadow_.reset();
  scratchShadow_.reset();
}

Shadow &Objects::renew(std::unique_ptr<Shadow> &shadow, uint64_t base, uint64_t size) {
  if (!shadow || shadow->base() != base || shadow->size() != size)
    shadow = std::make_unique<Shadow>(base, size, false);
  else
    shadow->setNoneWritten();
  return *shadow;
}

void Objects::beginBlock(const hd_check_kernel &kernel, const hd_cpu_worker &worker, const void *parameters) {
  kernel_ = &kernel;
  parameters_ = reinterpret_cast<uint64_t>(parameters);
  shared_ = reinterpret_cast<uint64_t>(worker.shared);
  constexpr uint64_t kMask = HD_CPU_ARENA_ALIGNMENT - 1;
  dynamic_ = shared_ + ((kernel.static_shared_bytes + kMask) & ~kMask);
  sharedSize_ = dynamic_ - shared_ + launch_->dynamic_shared_bytes;
  if (sharedSize_)
    std::memset(worker.shared, 0, sharedSize_); // what is read of it without a value is the same in all runs
  renew(sharedShadow_, shared_, sharedSize_);
  uint64_t threads = uint64_t{launch_->block[0]} * launch_->block[1] * launch_->block[2];
  scratch_ = reinterpret_cast<uint64_t>(worker.scratch);
  scratchSize_ = kernel.scratch_bytes + kernel.scratch_bytes_per_warp * ((threads + 31) / 32);
  renew(scratchShadow_, scratch_, scratchSize_);
  for (uint64_t i = 0; i < kernel.object_count; ++i) {
    const hd_check_object &object = kernel.objects[i];
    uint64_t base = reinterpret_cast<uint64_t>(object.address);
    if (object.kind == HD_CHECK_VARIABLE && !shadows_.count(base) && !internals_.count(base))
      internals_[base] = std::make_unique<Shadow>(base, object.size, true);
  }
}

MemoryObject Objects::rooted(const hd_check_object &object, uint64_t base) {
  MemoryObject found;
  found.base = base;
  found.size = object.size;
  found.declared = &object;
  switch (object.kind) {
  case HD_CHECK_SHARED:
    found.kind = MemoryObject::Kind::Shared;
    found.shadow = sharedShadow_.get();
    break;
  case HD_CHECK_LOCAL:
    found.kind = MemoryObject::Kind::Local;
    found.shadow = scratchShadow_.get();
    break;
  default: {
    found.kind = MemoryObject::Kind::Variable;
    auto kept = shadows_.find(base);
    found.shadow = kept != shadows_.end() ? kept->second.shadow.get() : internals_[base].get();
  }
  }
  return found;
}

MemoryObject Objects::find(const hd_check_site &site, const uint64_t *roots, uint32_t lane,
                           uint64_t address) {
  MemoryObject found;
  switch (site.root) {
  case HD_CHECK_ROOT_PARAMETER:
    found = buffer(roots[0]);
    found.parameter = int32_t(site.root_number);
    return found;
  case HD_CHECK_ROOT_OBJECT: {
    const hd_check_object &object = kernel_->objects[site.root_number];
    return rooted(object, roots[0]);
  }
  case HD_CHECK_ROOT_LOCAL:
    return rooted(kernel_->objects[site.root_number], roots[lane]);
  case HD_CHECK_ROOT_DYNAMIC:
    found.kind = MemoryObject::Kind::Shared;
    found.base = dynamic_;
    found.size = launch_->dynamic_shared_bytes;
    found.shadow = sharedShadow_.get();
    return found;
  case HD_CHECK_ROOT_STRUCT:
    found.kind = MemoryObject::Kind::Parameter;
    found.base = roots[0];
    found.size = record_->parameters[site.root_number].type.size;
    found.parameter = int32_t(site.root_number);
    return found;
  default:
    return at(address);
  }
}

MemoryObject Objects::buffer(uint64_t address) {
  MemoryObject found;
  auto holds = [&](size_t i) {
    const LiveRange &range = buffers_[i].range;
    return address >= range.base && (address < range.base + range.size || address == range.base);
  };
  if (last_ >= buffers_.size() || !holds(last_)) {
    auto after = std::upper_bound(buffers_.begin(), buffers_.end(), address,
                                  [](uint64_t at, const Buffer &buffer) { return at < buffer.range.base; });
    if (after == buffers_.begin())
      return found;
    last_ = size_t(after - buffers_.begin()) - 1;
    if (!holds(last_))
      return found;
  }
  const Buffer &buffer = buffers_[last_];
  found.kind = MemoryObject::Kind::Buffer;
  found.base = buffer.range.base;
  found.size = buffer.range.size;
  found.shadow = buffer.shadow;
  return found;
}

MemoryObject Objects::at(uint64_t address) {
  for (uint64_t i = 0; i < kernel_->object_count; ++i) {
    const hd_check_object &object = kernel_->objects[i];
    if (object.kind == HD_CHECK_LOCAL)
      continue;
    uint64_t base =
        object.kind == HD_CHECK_SHARED ? shared_ + object.place : reinterpret_cast<uint64_t>(object.address);
    if (address >= base && address < base + object.size)
      return rooted(object, base);
  }
  MemoryObject found;
  if (address >= shared_ && address < shared_ + sharedSize_) {
    found.kind = MemoryObject::Kind::Shared;
    found.base = address >= dynamic_ ? dynamic_ : shared_;
    found.size = shared_ + sharedSize_ - found.base;
    found.shadow = sharedShadow_.get();
    return found;
  }
  if (address >= parameters_ && address < parameters_ + record_->parameterBytes) {
    found.kind = MemoryObject::Kind::Parameter;
    found.base = parameters_;
    found.size = record_->parameterBytes;
    return found;
  }
  if (address >= scratch_ + kernel_->scratch_bytes && address < scratch_ + scratchSize_) {
    uint64_t perWarp = kernel_->scratch_bytes_per_warp;
    uint64_t offset = address - scratch_ - kernel_->scratch_bytes;
    uint64_t warp = offset / perWarp;
    offset %= perWarp;
    for (uint64_t i = 0; i < kernel_->object_count; ++i) {
      const hd_check_object &object = kernel_->objects[i];
      if (object.kind != HD_CHECK_LOCAL || offset < object.place || object.stride == 0)
        continue;
      uint64_t lane = (offset - object.place) / object.stride;
      if (lane >= 32 || (offset - object.place) % object.stride >= object.size)
        continue;
      found = rooted(object, scratch_ + kernel_->scratch_bytes + warp * perWarp + object.place +
                                 lane * object.stride);
      found.owner = warp * 32 + lane;
      return found;
    }
    return found;
  }
  return buffer(address);
}

bool Objects::wasFreed(uint64_t address) const {
  return std::any_of(freed_.begin(), freed_.end(),
                     [&](const ByteRange &range) { return address >= range.begin && address < range.end; });
}

const uint8_t *Objects::writtenAt(uint64_t address, uint64_t size) {
  MemoryObject object = at(address);
  bool isInside = object.shadow && address + size <= object.base + object.size;
  return isInside ? object.shadow->written(address) : nullptr;
}

const abi::Parameter *Objects::parameter(uint32_t number) const {
  return number < record_->parameters.size() ? &record_->parameters[number] : nullptr;
}

static std::string countOf(uint64_t bytes) {
  return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
}

// `const float *` -> `float`
static std::string elementText(std::string pointer) {
  if (pointer.ends_with('*'))
    pointer.pop_back();
  while (pointer.ends_with(' '))
    pointer.pop_back();
  return pointer.starts_with("const ") ? pointer.substr(6) : pointer;
}

std::string Objects::nameOf(const MemoryObject &object) const {
  if (object.declared && object.declared->name[0])
    return "`" + std::string(object.declared->name) + "`";
  if (const abi::Parameter *known = object.parameter >= 0 ? parameter(uint32_t(object.parameter)) : nullptr)
    return "`" + known->name + "`";
  return "";
}

std::string Objects::describe(const MemoryObject &object) const {
  std::string name = nameOf(object), bytes = countOf(object.size);
  std::string start = name.empty() ? "" : name + ", ";
  switch (object.kind) {
  case MemoryObject::Kind::None:
    return "no memory of the device";
  case MemoryObject::Kind::Shared:
    if (!object.declared)
      return object.base == dynamic_ ? "the dynamic shared memory of " + bytes : "shared memory of " + bytes;
    return start + "a shared variable of " + bytes;
  case MemoryObject::Kind::Local:
    return start + "a local variable of " + bytes;
  case MemoryObject::Kind::Variable:
    return start + "a variable of " + bytes;
  case MemoryObject::Kind::Parameter:
    return start + "a parameter of " + bytes;
  case MemoryObject::Kind::Buffer:
    break;
  }
  const abi::Parameter *known = object.parameter >= 0 ? parameter(uint32_t(object.parameter)) : nullptr;
  std::string text = start + "a buffer of " + bytes;
  if (known)
    text = "`" + known->name + "` (parameter " + std::to_string(object.parameter) + "), a buffer of " + bytes;
  if (known && !known->type.element.empty() && known->type.element[0].size > 1) {
    const abi::TypeRecord &element = known->type.element[0];
    uint64_t count = object.size / element.size;
    text += " (" + std::to_string(count) + (count == 1 ? " element" : " elements") + " of `" +
            elementText(known->type.spelling) + "`)";
  }
  return text;
}

} // namespace hd::drivers::cpu
