// The constants of runtime/abi/cpu_check.h: places in the source, accesses, the objects of a kernel.
#include "backends/cpu/emitter.h"

#include "runtime/abi/cpu.h"

#include <cstddef>

using namespace mlir;

namespace hd::cpu {

llvm::GlobalVariable *Emitter::checkConstant(llvm::Constant *value, const char *name, bool isConstant) {
  return new llvm::GlobalVariable(module_, value->getType(), isConstant, llvm::GlobalValue::InternalLinkage,
                                  value, name);
}

// The innermost place first, then where it was called from.
static void addPlaces(Location location, SmallVectorImpl<FileLineColLoc> &places) {
  if (auto call = dyn_cast<CallSiteLoc>(location)) {
    addPlaces(call.getCallee(), places);
    addPlaces(call.getCaller(), places);
  } else if (auto place = location->findInstanceOf<FileLineColLoc>()) {
    places.push_back(place);
  }
}

llvm::Constant *Emitter::checkPlace(Location location) {
  llvm::Constant *&known = checkPlaces_[location];
  if (known)
    return known;
  SmallVector<FileLineColLoc> places;
  addPlaces(location, places);
  if (places.empty())
    places.push_back(FileLineColLoc::get(location.getContext(), "<unknown>", 0, 0));
  llvm::Constant *caller = llvm::ConstantPointerNull::get(builder_.getPtrTy());
  for (FileLineColLoc place : llvm::reverse(places)) {
    auto *value = llvm::ConstantStruct::getAnon({cast<llvm::Constant>(text(place.getFilename().getValue())),
                                                 builder_.getInt32(place.getLine()),
                                                 builder_.getInt32(place.getColumn()), caller});
    caller = checkConstant(value, "check.place");
  }
  return known = caller;
}

static std::pair<uint32_t, uint32_t> rootOf(ir::CheckOp check,
                                            const llvm::MapVector<Attribute, unsigned> &symbols,
                                            const llvm::DenseMap<Operation *, unsigned> &locals) {
  Value root = check.getRoot();
  if (!root)
    return {HD_CHECK_ROOT_UNKNOWN, 0};
  if (auto argument = dyn_cast<BlockArgument>(root)) {
    bool isStruct = cast<ir::PointerType>(root.getType()).getSpace() == ir::AddressSpace::Param;
    return {isStruct ? HD_CHECK_ROOT_STRUCT : HD_CHECK_ROOT_PARAMETER, argument.getArgNumber()};
  }
  Operation *op = root.getDefiningOp();
  if (isa<ir::DynamicSharedOp>(op))
    return {HD_CHECK_ROOT_DYNAMIC, 0};
  if (auto address = dyn_cast<ir::AddressOfOp>(op))
    return {HD_CHECK_ROOT_OBJECT, symbols.lookup(address.getGlobalAttr().getAttr())};
  auto local = locals.find(op);
  return local == locals.end() ? std::pair<uint32_t, uint32_t>(HD_CHECK_ROOT_UNKNOWN, 0)
                               : std::pair<uint32_t, uint32_t>(HD_CHECK_ROOT_LOCAL, local->second);
}

static uint32_t abiKind(ir::CheckKind kind) {
  switch (kind) {
  case ir::CheckKind::Read:
    return HD_CHECK_READ;
  case ir::CheckKind::Write:
    return HD_CHECK_WRITE;
  case ir::CheckKind::Atomic:
    return HD_CHECK_ATOMIC;
  case ir::CheckKind::CopyFrom:
    return HD_CHECK_COPY_FROM;
  case ir::CheckKind::CopyTo:
    return HD_CHECK_COPY_TO;
  }
  llvm_unreachable("all kinds are handled");
}

// Compare-and-swap, min and max.
static bool choosesByContent(ir::CheckOp check) {
  return llvm::any_of(check.getResult().getUsers(), [](Operation *user) {
    if (auto atomic = dyn_cast<ir::AtomicRmwOp>(user)) {
      using K = ir::AtomicKind;
      K kind = atomic.getKind();
      return kind == K::SMin || kind == K::SMax || kind == K::UMin || kind == K::UMax;
    }
    return isa<ir::AtomicCasOp>(user);
  });
}

// Of an hd.check or a barrier. Code of which there are several versions has one site.
llvm::Constant *Emitter::checkSite(Operation *op) {
  llvm::Constant *&known = checkSites_[op];
  if (known)
    return known;
  auto check = dyn_cast<ir::CheckOp>(op);
  auto [root, number] = check ? rootOf(check, checkSymbols_, checkLocals_)
                              : std::pair<uint32_t, uint32_t>(HD_CHECK_ROOT_UNKNOWN, 0);
  auto *value = llvm::ConstantStruct::getAnon(
      {checkPlace(op->getLoc()),
       builder_.getInt32(check ? abiKind(check.getKind()) : uint32_t(HD_CHECK_BARRIER)),
       builder_.getInt32(check && check.getIsVolatile()), builder_.getInt64(check ? check.getSize() : 0),
       builder_.getInt64(check ? check.getAlignment() : 1), builder_.getInt32(root),
       builder_.getInt32(number), builder_.getInt32(0), builder_.getInt32(check && choosesByContent(check))});
  static_assert(sizeof(hd_check_site) == 48 && offsetof(hd_check_site, root) == 32);
  return known = checkConstant(value, "check.site", /*isConstant=*/false);
}

// As in the source: irgen names what is static in a function `function.variable`.
static llvm::StringRef sourceName(ir::GlobalOp global) {
  if (auto name = global.getSourceName())
    return *name;
  llvm::StringRef name = global.getSymName();
  return name.substr(name.rfind('.') + 1);
}

void Emitter::collectCheckObjects() {
  auto add = [&](llvm::StringRef name, Location declared, uint64_t kind, uint64_t place, uint64_t stride,
                 uint64_t size, llvm::Constant *address) {
    auto *null = llvm::ConstantPointerNull::get(builder_.getPtrTy());
    checkObjects_.push_back(llvm::ConstantStruct::getAnon(
        {cast<llvm::Constant>(text(name)), checkPlace(declared), builder_.getInt64(kind),
         builder_.getInt64(place), builder_.getInt64(stride), builder_.getInt64(size),
         address ? address : null}));
    return unsigned(checkObjects_.size() - 1);
  };
  kernel_.walk([&](ir::AddressOfOp address) {
    StringAttr symbol = address.getGlobalAttr().getAttr();
    if (checkSymbols_.count(symbol))
      return;
    auto global = SymbolTable::lookupNearestSymbolFrom<ir::GlobalOp>(address, address.getGlobalAttr());
    uint64_t size = ir::sizeOf(cast<ir::PointerType>(global.getType()).getPointee());
    auto shared = shared_.offsets.find(symbol);
    unsigned number =
        shared != shared_.offsets.end()
            ? add(sourceName(global), global.getLoc(), HD_CHECK_SHARED, shared->second, 0, size, nullptr)
            : add(sourceName(global), global.getLoc(), HD_CHECK_VARIABLE, 0, 0, size,
                  module_.getNamedValue(backends::symbolOf(address)));
    checkSymbols_.insert({symbol, number});
  });
  for (const auto &[op, object] : analysis_.privates().objects()) {
    if (object.interleaved)
      continue; // not checked
    auto name = op->getLoc()->findInstanceOf<NameLoc>();
    uint64_t size = ir::sizeOf(cast<ir::PointerType>(op->getResult(0).getType()).getPointee());
    checkLocals_[op] = add(name ? name.getName().getValue() : "", op->getLoc(), HD_CHECK_LOCAL,
                           privateOffsets_.lookup(op), object.size, size, nullptr);
  }
}

// Its contents are known when the kernel has been emitted.
llvm::Constant *Emitter::checkKernel() {
  if (!checkKernel_) {
    llvm::Type *integer = builder_.getInt64Ty(), *pointer = builder_.getPtrTy();
    auto *type = llvm::StructType::get(context_, {pointer, pointer, integer, integer, integer, integer});
    checkKernel_ = new llvm::GlobalVariable(module_, type, true, llvm::GlobalValue::InternalLinkage, nullptr,
                                            "check.kernel");
  }
  return checkKernel_;
}

void Emitter::finishCheckKernel() {
  llvm::Constant *objects = llvm::ConstantPointerNull::get(builder_.getPtrTy());
  if (!checkObjects_.empty()) {
    auto *type = llvm::ArrayType::get(checkObjects_.front()->getType(), checkObjects_.size());
    objects = checkConstant(llvm::ConstantArray::get(type, checkObjects_), "check.objects");
  }
  auto *type = cast<llvm::StructType>(checkKernel_->getValueType());
  checkKernel_->setInitializer(llvm::ConstantStruct::get(
      type, {cast<llvm::Constant>(text(kernel_.getName())), objects, builder_.getInt64(checkObjects_.size()),
             builder_.getInt64(shared_.bytes),
             builder_.getInt64(llvm::alignTo(scratchFixed_, HD_CPU_ARENA_ALIGNMENT)),
             builder_.getInt64(scratchPerWarp_)}));
}

} // namespace hd::cpu
