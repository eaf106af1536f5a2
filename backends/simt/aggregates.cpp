// hd.copy: a few wide loads and stores, a loop of LLVM's for big objects.
#include "backends/simt/emitter.h"

#include <algorithm>

using namespace mlir;

namespace hd::simt {

void Emitter::emitCopy(ir::CopyOp op) {
  constexpr uint64_t kMostChunks = 16, kWidest = 16;
  Type type = cast<ir::PointerType>(op.getTarget().getType()).getPointee();
  uint64_t bytes = ir::sizeOf(type), alignment = std::max<uint64_t>(ir::alignmentOf(type), 1);
  llvm::Value *target = get(op.getTarget()), *source = get(op.getSource());
  uint64_t chunk = std::min(alignment, kWidest);
  if (bytes > kMostChunks * chunk) {
    builder_.CreateMemCpy(target, llvm::Align(alignment), source, llvm::Align(alignment), bytes);
    return;
  }
  llvm::Type *chunkType =
      chunk == kWidest ? static_cast<llvm::Type *>(llvm::FixedVectorType::get(builder_.getInt32Ty(), 4))
                       : builder_.getIntNTy(unsigned(8 * chunk));
  llvm::SmallVector<llvm::Value *> values; // all loads first: the two may be one object
  for (uint64_t at = 0; at < bytes; at += chunk)
    values.push_back(builder_.CreateAlignedLoad(chunkType, addBytes(source, at), llvm::Align(chunk)));
  for (auto [number, value] : llvm::enumerate(values))
    builder_.CreateAlignedStore(value, addBytes(target, number * chunk), llvm::Align(chunk));
}

} // namespace hd::simt
