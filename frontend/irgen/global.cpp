// Variables that belong to the device or the block: hd.global operations at the front of the module.
#include "frontend/irgen/constant_bytes.h"
#include "frontend/irgen/module_gen.h"

using namespace mlir;

namespace hd::irgen {

static ir::AddressSpace spaceOf(const ast::VarDecl *var) {
  switch (var->memory) {
  case ast::Memory::Shared:
  case ast::Memory::DynamicShared:
    return ir::AddressSpace::Shared;
  case ast::Memory::Device:
    return ir::AddressSpace::Global;
  case ast::Memory::Constant:
  case ast::Memory::Private: // `static const` and file-scope constants that are read through an address
    return ir::AddressSpace::Constant;
  }
  llvm_unreachable("all memories are handled");
}

ir::GlobalOp ModuleGen::addGlobal(std::string name, ir::PointerType type, uint64_t alignment, Location loc) {
  if (lastGlobal_)
    builder.setInsertionPointAfter(lastGlobal_);
  else
    builder.setInsertionPointToStart(module_->getBody());
  auto op = builder.create<ir::GlobalOp>(loc, builder.getStringAttr(uniqueName(std::move(name))),
                                         TypeAttr::get(type), builder.getI64IntegerAttr(int64_t(alignment)),
                                         StringAttr(), TypeAttr(), StringAttr());
  lastGlobal_ = op;
  return op;
}

ir::GlobalOp ModuleGen::global(const ast::VarDecl *var, llvm::StringRef function) {
  if (ir::GlobalOp known = globals_.lookup(var))
    return known;
  ir::AddressSpace space = spaceOf(var);
  auto type = ir::PointerType::get(&context, types.memory(var->type), space);
  uint64_t alignment = std::max<uint64_t>(var->type->alignment(), var->alignment);
  std::string name = var->isFileScope || function.empty() ? var->name : (function + "." + var->name).str();
  ir::GlobalOp op = addGlobal(std::move(name), type, alignment, at(var->nameLocation));
  globals_[var] = op;
  if (space == ir::AddressSpace::Shared)
    return op;
  if (var->isFileScope && var->memory != ast::Memory::Private) {
    op.setSourceTypeAttr(TypeAttr::get(types.metadata(var->type)));
    op.setSourceNameAttr(op.getSymNameAttr()); // unlike `var->name` no other variable's
  }
  if (var->init) {
    std::optional<std::string> bytes = initialBytes(var->type, var->init);
    if (!bytes)
      engine.report(diag::Id::CannotLower, var->init->range, "the initial value of `" + var->name + "`",
                    "make it a constant");
    else if (bytes->find_first_not_of('\0') != std::string::npos)
      op.setValueAttr(builder.getStringAttr(*bytes));
  }
  return op;
}

ir::GlobalOp ModuleGen::constantTable(llvm::StringRef bytes, Type type, llvm::StringRef name,
                                      uint64_t alignment, Location loc) {
  ir::GlobalOp &op = constants_[{bytes.str(), type.getAsOpaquePointer()}];
  if (!op) {
    auto pointer = ir::PointerType::get(&context, type, ir::AddressSpace::Constant);
    op = addGlobal(name.str(), pointer, alignment, loc);
    op.setValueAttr(builder.getStringAttr(bytes));
  }
  return op;
}

} // namespace hd::irgen
