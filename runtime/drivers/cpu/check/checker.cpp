#include "runtime/drivers/cpu/check/checker.h"

#include <cstring>

namespace hd::drivers::cpu {

Checker &Checker::get() {
  static Checker &checker = *new Checker; // outlives static objects that launch
  return checker;
}

void Checker::beginLaunch(const hd_cpu_launch &launch, const abi::Kernel &record) {
  mutex_.lock();
  launch_ = &launch;
  record_ = &record;
  findings_.restart();
  threads_ = launch.block[0] * launch.block[1] * launch.block[2];
  if (order_.isWorn()) {
    objects_.forgetAccesses();
    order_.restart();
  }
  order_.beginLaunch();
  objects_.beginLaunch(launch, record);
}

std::string Checker::endLaunch() {
  std::string text;
  if (uint64_t count = findings_.total(); count != 0) {
    const Finding &first = findings_.first();
    text = "the checker found " + std::to_string(count) +
           (count == 1 ? " error, at " : " errors, the first at ") + first.place.file + ":" +
           std::to_string(first.place.line) + ": " + first.message;
  }
  launch_ = nullptr;
  mutex_.unlock();
  return text;
}

void Checker::beginBlock(const hd_check_kernel &kernel, const hd_cpu_worker &worker, const void *parameters,
                         const uint32_t block[3]) {
  block_ = block[0] + launch_->grid[0] * (block[1] + launch_->grid[1] * block[2]);
  objects_.beginBlock(kernel, worker, parameters);
  order_.beginBlock(block_, threads_);
  barriers_.beginBlock(threads_);
}

void Checker::endBlock() {
  for (const Barriers::Divergence &divergence : barriers_.divergences())
    reportDivergence(divergence);
}

// The site's record may go with its module; what reports need is kept.
uint32_t Checker::numberOf(hd_check_site &site) {
  if (site.id != 0)
    return site.id;
  auto copy = [](const hd_check_place &place) { return SourcePlace{place.file, place.line, place.column}; };
  KnownSite known{copy(*site.place), {}, site.kind, site.size};
  for (const hd_check_place *caller = site.place->caller; caller; caller = caller->caller)
    known.callers.push_back(copy(*caller));
  sites_.push_back(std::move(known));
  return site.id = uint32_t(sites_.size() - 1);
}

void Checker::access(hd_check_site &site, uint32_t warp, uint32_t lanes, uint64_t addresses[32],
                     const uint64_t *roots, const void *values) {
  if (lanes == 0)
    return;
  numberOf(site);
  if (site.kind == HD_CHECK_ATOMIC || site.is_volatile)
    order_.signal(warp);
  uint64_t asked[32];
  std::memcpy(asked, addresses, sizeof(asked));
  Call call{site, warp, lanes, asked, values};
  for (uint32_t number = 0; number < 32; ++number) {
    if (!(lanes >> number & 1))
      continue;
    Lane lane{number, warp * 32 + number, asked[number]};
    MemoryObject object = objects_.find(site, roots, number, lane.address);
    if (!isAllowed(call, lane, object)) {
      addresses[number] = sink(call, lane);
      continue;
    }
    if (!object.shadow)
      continue;
    if (object.kind != MemoryObject::Kind::Local)
      checkRaces(call, lane, object);
    checkWritten(call, lane, object);
  }
}

bool Checker::isAllowed(const Call &call, const Lane &lane, const MemoryObject &object) {
  bool isInside = object.kind != MemoryObject::Kind::None && lane.address >= object.base &&
                  call.site.size <= object.size && lane.address - object.base <= object.size - call.site.size;
  if (isInside && lane.address % call.site.alignment == 0)
    return true;
  reportPlace(call, lane, object);
  return false;
}

// Where a lane that may not access its address does so instead: zeros that it alone sees.
uint64_t Checker::sink(const Call &call, const Lane &lane) {
  constexpr uint64_t kAlignment = 64;
  uint64_t stride = (call.site.size + kAlignment - 1) / kAlignment * kAlignment;
  if (sinks_.empty() || sinks_.back().size() < 32 * stride + kAlignment)
    sinks_.emplace_back(
        std::max<uint64_t>(32 * stride + kAlignment, 4096)); // older ones stay: lanes use them
  uint64_t start = reinterpret_cast<uint64_t>(sinks_.back().data());
  start = (start + kAlignment - 1) / kAlignment * kAlignment + lane.number * stride;
  std::memset(reinterpret_cast<void *>(start), 0, call.site.size);
  return start;
}

void Checker::checkWritten(const Call &call, const Lane &lane, const MemoryObject &object) {
  uint64_t size = call.site.size;
  switch (call.site.kind) {
  case HD_CHECK_READ:
  case HD_CHECK_ATOMIC:
    if (!object.shadow->isWritten(lane.address, size))
      reportUnwritten(call, lane, object);
    if (call.site.kind == HD_CHECK_READ)
      return;
    break;
  case HD_CHECK_COPY_FROM:
    return;
  case HD_CHECK_COPY_TO:
    if (uint8_t *target = object.shadow->written(lane.address); target && call.values) {
      uint64_t source = static_cast<const uint64_t *>(call.values)[lane.number];
      if (const uint8_t *from = objects_.writtenAt(source, size)) {
        std::memmove(target, from, size);
        return;
      }
    }
    break;
  default:
    break;
  }
  object.shadow->setWritten(lane.address, size);
}

void Checker::checkRaces(const Call &call, const Lane &lane, const MemoryObject &object) {
  PastAccess now{call.site.id, order_.now(), block_, uint16_t(lane.thread), 0};
  if (call.site.kind == HD_CHECK_ATOMIC)
    now.flags |= uint16_t(PastAccess::kAtomic | (call.site.chooses ? PastAccess::kChooses : 0));
  if (call.site.is_volatile)
    now.flags |= PastAccess::kVolatile;
  if (call.site.kind == HD_CHECK_WRITE && isSilent(call, lane, object))
    now.flags |= PastAccess::kSilent;
  object.shadow->visit(lane.address, call.site.size,
                       [&](ShadowCell &cell) { checkCell(call, lane, object, cell, now); });
}

void Checker::checkCell(const Call &call, const Lane &lane, const MemoryObject &object, ShadowCell &cell,
                        PastAccess now) {
  bool isAtomic = call.site.kind == HD_CHECK_ATOMIC;
  bool writes = call.site.kind != HD_CHECK_READ && call.site.kind != HD_CHECK_COPY_FROM;
  // A thread may read what an atomic is about to change, to be right or to try again; of shared memory only
  // where the atomic looks at what is there.
  auto mayMix = [&](const PastAccess &atomic) {
    return object.kind != MemoryObject::Kind::Shared || (atomic.flags & PastAccess::kChooses);
  };
  bool isSame = false;
  if (isRace(cell.write, now, object)) {
    isSame = writes && writesTheSame(call, lane, object, cell.write);
    if (!isSame && !(!writes && (cell.write.flags & PastAccess::kOfSeveral)))
      reportRace(call, lane, object, cell.write, /*wasWrite=*/true);
  } else if (isRace(cell.atomic, now, object)) {
    if (writes || !mayMix(cell.atomic))
      reportRace(call, lane, object, cell.atomic, /*wasWrite=*/true);
  } else if (writes && !(now.flags & PastAccess::kSilent)) {
    for (const PastAccess &read : cell.reads)
      if (isRace(read, now, object) && !(isAtomic && mayMix(now))) {
        reportRace(call, lane, object, read, /*wasWrite=*/false);
        break;
      }
  }
  if (isAtomic) {
    cell.atomic = now;
    return;
  }
  if (writes) {
    if (isSame) // who reads it may be one of those that wrote it
      cell.write.flags |= PastAccess::kOfSeveral;
    else if (!(now.flags & PastAccess::kSilent) || order_.isOrdered(cell.write, lane.thread))
      cell.write = now; // else readers race with the write that it changes nothing of
    return;
  }
  bool isFirst = cell.reads[0].site == 0 || order_.isOrdered(cell.reads[0], lane.thread);
  cell.reads[isFirst ? 0 : 1] = now;
}

bool Checker::isRace(const PastAccess &earlier, const PastAccess &now, const MemoryObject &object) const {
  constexpr uint16_t kSignals = PastAccess::kAtomic | PastAccess::kVolatile;
  if (earlier.site == 0 || ((earlier.flags & kSignals) && (now.flags & kSignals)))
    return false;
  if (earlier.flags & PastAccess::kSilent)
    return false;
  if (object.kind == MemoryObject::Kind::Shared && earlier.block != block_)
    return false; // another block's memory
  return !order_.isOrdered(earlier, now.thread);
}

// Whether a store changes nothing.
bool Checker::isSilent(const Call &call, const Lane &lane, const MemoryObject &object) const {
  const char *value = static_cast<const char *>(call.values) + lane.number * call.site.size;
  return call.values && object.shadow->isWritten(lane.address, call.site.size) &&
         std::memcmp(reinterpret_cast<const void *>(lane.address), value, call.site.size) == 0;
}

// Whether an earlier write left what this one stores: the order of the two cannot be seen. A lane before this
// one in the same store has not stored yet.
bool Checker::writesTheSame(const Call &call, const Lane &lane, const MemoryObject &object,
                            const PastAccess &earlier) const {
  if (!call.values || call.site.kind != HD_CHECK_WRITE)
    return false;
  uint32_t other = earlier.thread % 32;
  bool isOfThisStore = earlier.site == call.site.id && earlier.block == block_ &&
                       earlier.thread / 32 == call.warp && other < lane.number && (call.lanes >> other & 1) &&
                       call.addresses[other] == lane.address;
  if (!isOfThisStore)
    return isSilent(call, lane, object);
  const char *values = static_cast<const char *>(call.values);
  uint64_t size = call.site.size;
  return std::memcmp(values + other * size, values + lane.number * size, size) == 0;
}

void Checker::barrier(hd_check_site &site, uint32_t warp, uint32_t lanes) {
  numberOf(site);
  barriers_.arrive(warp, lanes);
}

void Checker::barrierDone(hd_check_site &site) {
  barriers_.done(site);
  order_.barrier();
}

void Checker::syncWarp(uint32_t warp, uint32_t lanes, const uint32_t masks[32]) {
  order_.syncWarp(warp, lanes, masks);
}

void Checker::fence(uint32_t warp, uint32_t lanes) {
  if (lanes != 0)
    order_.fence(warp);
}

} // namespace hd::drivers::cpu
