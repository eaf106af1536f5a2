// The checker of `heddle run --check`: what kernels that were compiled for it tell, by the services of
// runtime/abi/cpu_check.h, compared with what may be.
//
// Time is a counter that moves at barriers, fences, warp operations and atomics, so an access is told from
// what happened before it by two numbers. order.h says which accesses are ordered, objects.h what memory is.
#pragma once

#include "runtime/abi/cpu.h"
#include "runtime/abi/module.h"
#include "runtime/drivers/cpu/check/barriers.h"
#include "runtime/drivers/cpu/check/findings.h"
#include "runtime/drivers/cpu/check/objects.h"
#include "runtime/drivers/cpu/check/order.h"

#include <mutex>

namespace hd::drivers::cpu {

class Checker {
public:
  // One for the process, as memory is: launches of all cpu devices come one after the other.
  static Checker &get();

  // Between the two the calling thread has the checker.
  void beginLaunch(const hd_cpu_launch &launch, const abi::Kernel &record);
  // How many times something was found in this launch, and what first; empty when nothing was.
  std::string endLaunch();
  std::vector<Finding> takeFindings() { return findings_.take(); }

  // The services.
  void beginBlock(const hd_check_kernel &kernel, const hd_cpu_worker &worker, const void *parameters,
                  const uint32_t block[3]);
  void endBlock();
  void access(hd_check_site &site, uint32_t warp, uint32_t lanes, uint64_t addresses[32],
              const uint64_t *roots, const void *values);
  void barrier(hd_check_site &site, uint32_t warp, uint32_t lanes);
  void barrierDone(hd_check_site &site);
  void syncWarp(uint32_t warp, uint32_t lanes, const uint32_t masks[32]);
  void fence(uint32_t warp, uint32_t lanes);

private:
  struct Call { // of `access`
    hd_check_site &site;
    uint32_t warp, lanes;
    const uint64_t *addresses;
    const void *values;
  };
  struct Lane {
    uint32_t number;
    uint32_t thread; // of the block
    uint64_t address;
  };

  uint32_t numberOf(hd_check_site &site);
  bool isAllowed(const Call &call, const Lane &lane, const MemoryObject &object);
  void checkWritten(const Call &call, const Lane &lane, const MemoryObject &object);
  void checkRaces(const Call &call, const Lane &lane, const MemoryObject &object);
  void checkCell(const Call &call, const Lane &lane, const MemoryObject &object, ShadowCell &cell,
                 PastAccess now);
  bool isRace(const PastAccess &earlier, const PastAccess &now, const MemoryObject &object) const;
  bool isSilent(const Call &call, const Lane &lane, const MemoryObject &object) const;
  bool writesTheSame(const Call &call, const Lane &lane, const MemoryObject &object,
                     const PastAccess &earlier) const;
  uint64_t sink(const Call &call, const Lane &lane);

  // --- reports.cpp
  template <class Message> void report(FindingKind kind, const Call &call, const Lane &lane, Message message);
  void reportPlace(const Call &call, const Lane &lane, const MemoryObject &object);
  void reportUnwritten(const Call &call, const Lane &lane, const MemoryObject &object);
  void reportRace(const Call &call, const Lane &lane, const MemoryObject &object, const PastAccess &earlier,
                  bool wasWrite);
  void reportDivergence(const Barriers::Divergence &divergence);
  Finding finding(FindingKind kind, uint32_t site, std::string message) const;
  std::string accessText(uint32_t site, bool wasWrite) const;
  std::string byThread(uint32_t thread, uint32_t block) const;
  std::string threadsText(const Barriers::Threads &threads) const;
  std::string blockText(uint32_t block) const;
  std::string threadText(uint32_t thread) const;

  std::mutex mutex_; // held during a launch
  Findings findings_;
  struct KnownSite {
    SourcePlace place;
    std::vector<SourcePlace> callers;
    uint32_t kind;
    uint64_t size;
  };
  std::vector<KnownSite> sites_{1};
  Objects objects_;
  Order order_;
  Barriers barriers_;
  std::vector<std::vector<std::byte>> sinks_; // the last one is in use

  // The launch and the block that runs.
  const hd_cpu_launch *launch_ = nullptr;
  const abi::Kernel *record_ = nullptr;
  uint32_t block_ = 0;
  uint32_t threads_ = 0;
};

extern const hd_check_services kCheckServices;

} // namespace hd::drivers::cpu
