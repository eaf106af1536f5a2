// address_of @g -> globals + offset of g. Offsets follow the order of the hd.globals in the module.
#include "ir/transforms/globals_block/globals_block.h"

#include "ir/hd/build.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_GLOBALSBLOCK
#include "ir/transforms/globals_block/globals_block.h.inc"

namespace {

bool isShared(GlobalOp global) {
  return cast<PointerType>(global.getType()).getSpace() == AddressSpace::Shared;
}

// Where each global lies, and the block's content.
class GlobalsLayout {
public:
  explicit GlobalsLayout(ModuleOp module) {
    for (auto global : llvm::make_early_inc_range(module.getOps<GlobalOp>())) {
      if (isShared(global))
        continue;
      if (!global.getSourceName() && SymbolTable::symbolKnownUseEmpty(global, module)) {
        global.erase();
        continue;
      }
      place(global);
    }
  }

  uint64_t offsetOf(StringRef name) const { return offsets_.lookup(name); }
  ArrayRef<GlobalOp> globals() const { return globals_; }

  DictionaryAttr describe(Builder builder) const {
    SmallVector<Attribute> slots;
    for (GlobalOp global : globals_)
      slots.push_back(builder.getDictionaryAttr({
          builder.getNamedAttr("name", builder.getStringAttr(global.getSourceName().value_or(""))),
          builder.getNamedAttr("offset", builder.getI64IntegerAttr(int64_t(offsetOf(global.getSymName())))),
          builder.getNamedAttr("size", builder.getI64IntegerAttr(int64_t(sizeOf(pointee(global))))),
      }));
    return builder.getDictionaryAttr({
        builder.getNamedAttr("slots", builder.getArrayAttr(slots)),
        builder.getNamedAttr("bytes", builder.getStringAttr(bytes_)),
    });
  }

private:
  static Type pointee(GlobalOp global) { return cast<PointerType>(global.getType()).getPointee(); }

  void place(GlobalOp global) {
    uint64_t alignment = std::max<uint64_t>({global.getAlignment(), alignmentOf(pointee(global)), 1});
    uint64_t offset = llvm::alignTo(bytes_.size(), alignment), size = sizeOf(pointee(global));
    bytes_.resize(offset + size, '\0');
    StringRef content = global.getValue().value_or("");
    std::copy_n(content.begin(), std::min<size_t>(content.size(), size), bytes_.begin() + int64_t(offset));
    offsets_[global.getSymName()] = offset;
    globals_.push_back(global);
  }

  llvm::StringMap<uint64_t> offsets_;
  SmallVector<GlobalOp> globals_;
  std::string bytes_;
};

// The new parameter, in front of the message buffer if the kernel has one.
Value addParameter(func::FuncOp kernel) {
  Builder builder(kernel.getContext());
  unsigned index = kernel.getNumArguments();
  if (index > 0 && kernel.getArgAttr(index - 1, kMessagesAttr))
    --index;
  auto type = PointerType::get(builder.getContext(), builder.getI8Type(), AddressSpace::Global);
  kernel.insertArgument(
      index, type, builder.getDictionaryAttr({builder.getNamedAttr(kGlobalsAttr, builder.getUnitAttr())}),
      kernel.getLoc());
  return kernel.getArgument(index);
}

struct GlobalsBlockPass : impl::GlobalsBlockBase<GlobalsBlockPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    GlobalsLayout layout(module);
    SymbolTable symbols(module);
    for (auto kernel : module.getOps<func::FuncOp>()) {
      SmallVector<AddressOfOp> addresses;
      kernel.walk([&](AddressOfOp address) {
        if (!isShared(symbols.lookup<GlobalOp>(address.getGlobal())))
          addresses.push_back(address);
      });
      if (addresses.empty())
        continue;
      Value block = addParameter(kernel);
      OpBuilder builder(&getContext());
      for (AddressOfOp address : addresses) {
        Build build(builder, address);
        Value place = build.element(block, layout.offsetOf(address.getGlobal()));
        address.replaceAllUsesWith(build.make<PointerCastOp>(address.getType(), place).getResult());
        address.erase();
      }
    }
    module->setAttr(kGlobalsBlockAttr, layout.describe(Builder(&getContext())));
    for (GlobalOp global : layout.globals())
      global.erase();
  }
};

} // namespace
} // namespace hd::ir
