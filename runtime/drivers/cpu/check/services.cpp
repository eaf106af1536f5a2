// From the launch ABI to the checker. A kernel that runs into its time limit is not stopped inside.
#include "runtime/drivers/cpu/check/checker.h"
#include "runtime/drivers/cpu/fault_guard.h"

namespace hd::drivers::cpu {
namespace {

class OutsideOfKernel {
public:
  OutsideOfKernel() : scope_(kernelScope()) { scope_->interruptible = 0; }
  ~OutsideOfKernel() { scope_->interruptible = 1; }

private:
  KernelScope *scope_;
};

void beginBlock(const hd_cpu_launch *, const hd_check_kernel *kernel, const hd_cpu_worker *worker,
                const void *parameters, const uint32_t block[3]) {
  OutsideOfKernel outside;
  Checker::get().beginBlock(*kernel, *worker, parameters, block);
}
void endBlock(const hd_cpu_launch *) {
  OutsideOfKernel outside;
  Checker::get().endBlock();
}
void access(const hd_cpu_launch *, hd_check_site *site, uint32_t warp, uint32_t lanes, uint64_t addresses[32],
            const uint64_t *roots, const void *values) {
  OutsideOfKernel outside;
  Checker::get().access(*site, warp, lanes, addresses, roots, values);
}
void barrier(const hd_cpu_launch *, hd_check_site *site, uint32_t warp, uint32_t lanes) {
  OutsideOfKernel outside;
  Checker::get().barrier(*site, warp, lanes);
}
void barrierDone(const hd_cpu_launch *, hd_check_site *site) {
  OutsideOfKernel outside;
  Checker::get().barrierDone(*site);
}
void syncWarp(const hd_cpu_launch *, uint32_t warp, uint32_t lanes, const uint32_t masks[32]) {
  OutsideOfKernel outside;
  Checker::get().syncWarp(warp, lanes, masks);
}
void fence(const hd_cpu_launch *, uint32_t warp, uint32_t lanes) {
  OutsideOfKernel outside;
  Checker::get().fence(warp, lanes);
}

} // namespace

const hd_check_services kCheckServices = {&beginBlock,  &endBlock, &access, &barrier,
                                          &barrierDone, &syncWarp, &fence};

} // namespace hd::drivers::cpu
