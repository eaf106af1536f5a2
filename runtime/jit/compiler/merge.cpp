// Symbols are made unique before an operation moves, so that its uses follow.
#include "runtime/jit/compiler/merge.h"

#include "ir/hd/dialect.h"

#include "mlir/IR/SymbolTable.h"

#include <map>

namespace hd::jit {
namespace {

// A kernel's name, or the name of a variable as the user wrote it; empty for what we named.
std::string publicName(mlir::Operation &op) {
  auto symbol = op.getAttrOfType<mlir::StringAttr>(mlir::SymbolTable::getSymbolAttrName());
  if (op.hasAttr(ir::kKernelAttr))
    return "kernel `" + symbol.str() + "`";
  auto global = llvm::dyn_cast<ir::GlobalOp>(op);
  return global && global.getSourceName() ? "variable `" + global.getSourceName()->str() + "`" : "";
}

// Gives `op`, still in `from`, a name that `taken` does not have.
bool makeUnique(mlir::Operation &op, mlir::SymbolTable &from, const mlir::SymbolTable &taken) {
  auto name = mlir::SymbolTable::getSymbolName(&op);
  if (!taken.lookup(name.getValue()))
    return true;
  for (unsigned i = 0;; ++i) {
    std::string candidate = name.str() + "_" + std::to_string(i);
    if (!taken.lookup(candidate) && !from.lookup(candidate))
      return mlir::succeeded(from.rename(&op, candidate));
  }
}

} // namespace

mlir::OwningOpRef<mlir::ModuleOp> merge(std::vector<NamedModule> modules, std::string &problem) {
  NamedModule &result = modules.front();
  mlir::SymbolTable symbols(*result.module);
  std::map<std::string, std::string> definedIn;
  for (mlir::Operation &op : *result.module->getBody())
    definedIn.emplace(publicName(op), result.file);
  for (NamedModule &next : llvm::drop_begin(modules)) {
    mlir::SymbolTable from(*next.module);
    for (mlir::Operation &op : llvm::make_early_inc_range(*next.module->getBody())) {
      std::string name = publicName(op);
      auto [known, isNew] = definedIn.emplace(name, next.file);
      if (!name.empty() && !isNew) {
        problem = name + " is defined in both `" + known->second + "` and `" + next.file + "`";
        return nullptr;
      }
      if (!makeUnique(op, from, symbols)) {
        problem = "cannot rename a symbol of `" + next.file + "`";
        return nullptr;
      }
      from.remove(&op);
      op.remove();
      symbols.insert(&op);
    }
  }
  return std::move(result.module);
}

} // namespace hd::jit
