// The words of the checker.
#include "runtime/drivers/cpu/check/checker.h"

#include <cstdio>

namespace hd::drivers::cpu {
namespace {

std::string bytesText(uint64_t count) { return std::to_string(count) + (count == 1 ? " byte" : " bytes"); }

std::string dimText(uint32_t index, const uint32_t (&size)[3]) {
  return "(" + std::to_string(index % size[0]) + ", " + std::to_string(index / size[0] % size[1]) + ", " +
         std::to_string(index / size[0] / size[1]) + ")";
}

std::string hex(uint64_t value) {
  char text[32];
  std::snprintf(text, sizeof(text), "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

// `byte 400`, also in front of the object.
std::string offsetText(uint64_t address, const MemoryObject &object) {
  return "byte " + std::to_string(int64_t(address - object.base));
}

} // namespace

std::string Checker::byThread(uint32_t thread, uint32_t block) const {
  return "by thread " + dimText(thread, launch_->block) + " of block " + dimText(block, launch_->grid);
}

// `write of 4 bytes`
std::string Checker::accessText(uint32_t number, bool wasWrite) const {
  const KnownSite &site = sites_[number];
  const char *what = site.kind == HD_CHECK_ATOMIC ? "atomic access to " : wasWrite ? "write of " : "read of ";
  return what + bytesText(site.size);
}

static bool isWrite(const hd_check_site &site) {
  return site.kind == HD_CHECK_WRITE || site.kind == HD_CHECK_COPY_TO;
}

Finding Checker::finding(FindingKind kind, uint32_t number, std::string message) const {
  const KnownSite &site = sites_[number];
  Finding found;
  found.kind = kind;
  found.kernel = record_->name;
  found.place = site.place;
  found.message = std::move(message);
  for (const SourcePlace &caller : site.callers)
    found.notes.push_back({caller, "called from here"});
  return found;
}

template <class Message>
void Checker::report(FindingKind kind, const Call &call, const Lane &lane, Message message) {
  findings_.add({kind, call.site.id, 0}, [&] {
    return finding(kind, call.site.id, message() + ", " + byThread(lane.thread, block_));
  });
}

// An access outside of its object, or not at a multiple of what it must be.
void Checker::reportPlace(const Call &call, const Lane &lane, const MemoryObject &object) {
  std::string access = accessText(call.site.id, isWrite(call.site));
  constexpr uint64_t kNullPage = 4096;
  if (object.kind == MemoryObject::Kind::None) {
    const abi::Parameter *through =
        call.site.root == HD_CHECK_ROOT_PARAMETER ? objects_.parameter(call.site.root_number) : nullptr;
    std::string of = through ? " through `" + through->name + "`" : "";
    return report(FindingKind::invalid_pointer, call, lane, [&] {
      if (lane.address < kNullPage || lane.address >= ~kNullPage)
        return access + of + " at address " + hex(lane.address) + ": the pointer is null";
      if (objects_.wasFreed(lane.address))
        return access + of + " at address " + hex(lane.address) + ", in a buffer that has been freed";
      return access + of + " at address " + hex(lane.address) + ", which is in no buffer or variable";
    });
  }
  bool isInside = lane.address >= object.base && call.site.size <= object.size &&
                  lane.address - object.base <= object.size - call.site.size;
  if (isInside)
    return report(FindingKind::misaligned, call, lane, [&] {
      return "misaligned " + access + " at " + offsetText(lane.address, object) + " of " +
             objects_.describe(object) + ": the address must be a multiple of " +
             std::to_string(call.site.alignment);
    });
  report(FindingKind::out_of_bounds, call, lane, [&] {
    return "out-of-bounds " + access + " at " + offsetText(lane.address, object) + " of " +
           objects_.describe(object);
  });
}

void Checker::reportUnwritten(const Call &call, const Lane &lane, const MemoryObject &object) {
  report(FindingKind::uninitialized, call, lane, [&] {
    return accessText(call.site.id, false) + " that have no value: nothing was written to " +
           offsetText(lane.address, object) + " of " + objects_.describe(object);
  });
}

void Checker::reportRace(const Call &call, const Lane &lane, const MemoryObject &object,
                         const PastAccess &earlier, bool wasWrite) {
  uint32_t now = call.site.id;
  findings_.add({FindingKind::race, std::min(now, earlier.site), std::max(now, earlier.site)}, [&] {
    bool signalled = order_.hasSignalled(earlier.block) && order_.hasSignalled(block_);
    std::string reason = signalled                 ? "atomics order nothing without a __threadfence"
                         : earlier.block != block_ ? "blocks of a launch run in any order"
                         : earlier.thread / 32 == lane.thread / 32
                             ? "no __syncwarp or barrier is between them"
                             : "no barrier is between them";
    Finding found =
        finding(FindingKind::race, now,
                "race on " + offsetText(lane.address, object) + " of " + objects_.describe(object) + ": " +
                    accessText(now, isWrite(call.site)) + " " + byThread(lane.thread, block_));
    found.notes.push_back(
        {sites_[earlier.site].place, "the other access: " + accessText(earlier.site, wasWrite) + " " +
                                         byThread(earlier.thread, earlier.block) + "; " + reason});
    for (const SourcePlace &caller : sites_[earlier.site].callers)
      found.notes.push_back({caller, "called from here"});
    return found;
  });
}

// `threads (0, 0, 0) to (15, 0, 0)`, in the order of their numbers.
std::string Checker::threadsText(const Barriers::Threads &threads) const {
  constexpr unsigned kMostRuns = 3;
  std::string text;
  unsigned runs = 0;
  for (uint32_t i = 0; i < threads_; ++i) {
    if (!threads[i])
      continue;
    uint32_t end = i;
    while (end + 1 < threads_ && threads[end + 1])
      ++end;
    if (runs++ == kMostRuns)
      return text + ", ...";
    text += (text.empty() ? "" : ", ") + dimText(i, launch_->block);
    if (end != i)
      text += " to " + dimText(end, launch_->block);
    i = end;
  }
  return text;
}

void Checker::reportDivergence(const Barriers::Divergence &divergence) {
  uint32_t here = divergence.site->id, there = divergence.otherSite ? divergence.otherSite->id : 0;
  findings_.add({FindingKind::divergent_barrier, here, there}, [&] {
    auto count = [](const Barriers::Threads &threads) { return std::to_string(threads.count()); };
    Finding found =
        finding(FindingKind::divergent_barrier, here,
                "barrier that not all threads of block " + dimText(block_, launch_->grid) +
                    " reach in kernel `" + record_->name + "`: " + count(divergence.waiting) + " of " +
                    std::to_string(threads_) + " wait, " + threadsText(divergence.waiting));
    Barriers::Threads rest = barriers_.all() & ~divergence.waiting & ~divergence.others;
    if (divergence.otherSite)
      found.notes.push_back({sites_[there].place, count(divergence.others) +
                                                      " wait at another barrier meanwhile, " +
                                                      threadsText(divergence.others)});
    if (rest.any())
      found.notes.push_back(
          {SourcePlace(), count(rest) + " reach no barrier any more, " + threadsText(rest)});
    return found;
  });
}

} // namespace hd::drivers::cpu
