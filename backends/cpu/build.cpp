#include "backends/cpu/build.h"

#include "backends/cpu/duplicates.h"
#include "backends/cpu/optimize.h"
#include "backends/cpu/small_floats.h"
#include "backends/workers.h"
#include "ir/hd/dialect.h"
#include "runtime/abi/symbols.h"

#include <atomic>

using namespace mlir;

namespace hd::cpu {

Build::Build(ModuleOp source, llvm::StringRef name, const backends::Options &options)
    : options(options), module(source) {
  auto found = findTarget(name);
  if (!found) {
    error_ = llvm::toString(found.takeError());
    return;
  }
  target = *found;
  legalizeSmallFloats(module, *target);
  copy_ = openLocks(module);
  bool namesPlaces = options.debugLines;
  module.walk([&](func::FuncOp kernel) { namesPlaces |= kernel->hasAttr(ir::kCheckedAttr); });
  if (!namesPlaces)
    duplicates_ = findDuplicates(module);
  units = unitsOf(module, duplicates_);
  images_.resize(units.size());
}

llvm::Error Build::forEachUnit(llvm::function_ref<llvm::Error(size_t)> work) {
  if (!error_.empty())
    return llvm::createStringError(error_);
  backends::Workers alone(1);
  std::vector<std::string> errors(units.size());
  std::atomic<size_t> firstError = units.size();
  (options.workers ? *options.workers : alone).forEach(units.size(), [&](size_t index) {
    if (index > firstError)
      return; // nobody will hear of it
    llvm::Error error = work(index);
    if (!error)
      return;
    errors[index] = llvm::toString(std::move(error));
    for (size_t seen = firstError; index < seen && !firstError.compare_exchange_weak(seen, index);) {
    }
  });
  if (firstError < units.size())
    return llvm::createStringError(errors[firstError]);
  return llvm::Error::success();
}

// Whether a unit is code that practically nothing runs: CUDA's numbering of threads for a kernel that does
// not look at y and z, taken where a launch gives it several rows nevertheless and these fill no warps. Such
// code has to be right and need not be fast. LLVM's quick way keeps every value on the stack, which limits
// its size.
static bool isRare(const Unit &unit, const llvm::Module &code) {
  constexpr unsigned kMostInstructions = 20000;
  return unit.isVersion && unit.mapping == Mapping::Dense && mappingOf(unit.kernel) == Mapping::Rows &&
         code.getInstructionCount() <= kMostInstructions;
}

llvm::Expected<OptimizedUnit> Build::optimized(size_t index, llvm::LLVMContext &context) {
  OptimizedUnit result;
  auto machine = makeTargetMachine(*target, options.optimization);
  if (!machine)
    return machine.takeError();
  result.machine = std::move(*machine);
  auto translation = translate(module, units[index], *target, *result.machine, options, context);
  if (!translation)
    return translation.takeError();
  result.module = std::move(translation->module);
  images_[index] = std::move(translation->kernel);
  unsigned level = options.optimization;
  if (level > 1 && isRare(units[index], *result.module)) {
    level = 1;
    machine = makeTargetMachine(*target, 0);
    if (!machine)
      return machine.takeError();
    result.machine = std::move(*machine);
  }
  if (llvm::Error error = optimize(*result.module, *result.machine, level))
    return error;
  return result;
}

std::vector<abi::KernelImage> Build::kernelImages() const {
  std::vector<abi::KernelImage> kernels;
  llvm::DenseMap<func::FuncOp, size_t> index;
  for (size_t i = 0; i < units.size(); ++i)
    if (units[i].kernel)
      index.try_emplace(units[i].kernel, i);
  for (auto kernel : ModuleOp(module).getOps<func::FuncOp>()) {
    if (!kernel->hasAttr(ir::kKernelAttr))
      continue;
    auto same = duplicates_.find(kernel);
    size_t first = index.at(same == duplicates_.end() ? kernel : same->second);
    abi::KernelImage image = images_[first];
    image.kernel = kernel.getName().str();
    if (units[first].isVersion) { // the other one is next
      image.scratchBytes = std::max(image.scratchBytes, images_[first + 1].scratchBytes);
      image.scratchBytesPerWarp = std::max(image.scratchBytesPerWarp, images_[first + 1].scratchBytesPerWarp);
    }
    kernels.push_back(std::move(image));
  }
  return kernels;
}

std::vector<Alias> Build::aliases() const {
  std::vector<Alias> aliases;
  for (auto kernel : ModuleOp(module).getOps<func::FuncOp>())
    if (auto same = duplicates_.find(kernel); same != duplicates_.end())
      aliases.push_back({abi::kernelSymbol(kernel.getName().str()),
                         abi::kernelSymbol(func::FuncOp(same->second).getName().str())});
  return aliases;
}

} // namespace hd::cpu
