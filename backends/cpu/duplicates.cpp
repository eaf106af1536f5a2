#include "backends/cpu/duplicates.h"

#include "ir/hd/dialect.h"

#include "mlir/IR/OperationSupport.h"

using namespace mlir;

namespace hd::cpu {
namespace {

constexpr auto kAnyPlace = OperationEquivalence::IgnoreLocations;

llvm::hash_code hashOf(func::FuncOp kernel) {
  llvm::hash_code hash(0);
  kernel.getBody().walk([&](Operation *op) {
    hash = llvm::hash_combine(
        hash, OperationEquivalence::computeHash(op, OperationEquivalence::ignoreHashValue,
                                                OperationEquivalence::ignoreHashValue, kAnyPlace));
  });
  return hash;
}

bool isSame(func::FuncOp a, func::FuncOp b) {
  auto attributes = [](func::FuncOp kernel) {
    NamedAttrList list(kernel->getAttrDictionary());
    list.erase(SymbolTable::getSymbolAttrName());
    return list;
  };
  return attributes(a) == attributes(b) &&
         OperationEquivalence::isRegionEquivalentTo(&a.getBody(), &b.getBody(), kAnyPlace);
}

} // namespace

llvm::DenseMap<func::FuncOp, func::FuncOp> findDuplicates(ModuleOp module) {
  llvm::DenseMap<func::FuncOp, func::FuncOp> duplicates;
  llvm::DenseMap<size_t, llvm::SmallVector<func::FuncOp, 1>> seen;
  auto kernels = llvm::to_vector(llvm::make_filter_range(
      module.getOps<func::FuncOp>(), [](func::FuncOp kernel) { return kernel->hasAttr(ir::kKernelAttr); }));
  if (kernels.size() < 2)
    return duplicates;
  for (func::FuncOp kernel : kernels) {
    llvm::SmallVector<func::FuncOp, 1> &like = seen[hashOf(kernel)];
    auto *first = llvm::find_if(like, [&](func::FuncOp other) { return isSame(other, kernel); });
    if (first != like.end())
      duplicates[kernel] = *first;
    else
      like.push_back(kernel);
  }
  return duplicates;
}

} // namespace hd::cpu
