// A kernel's frame: parameters in the order of the launch contract, shared variables, identity, body.
#include "backends/opencl/emitter.h"

#include "backends/layout.h"
#include "runtime/abi/symbols.h"

using namespace mlir;

namespace hd::opencl {

Emitter::Emitter(func::FuncOp kernel, Spaces spaces, Types &types, Prelude &prelude)
    : kernel_(kernel), spaces_(std::move(spaces)), types_(types), prelude_(prelude) {}

void Emitter::fail(Operation *op, const std::string &message) {
  if (!error_.empty())
    return;
  if (auto place = op->getLoc()->findInstanceOf<FileLineColLoc>())
    error_ = (place.getFilename().getValue() + ":" + std::to_string(place.getLine()) + ": ").str();
  error_ += ("`" + kernel_.getName() + "` is unsupported on opencl: `" + op->getName().getStringRef() + "` ")
                .str() +
            message;
}

// A pointer arrives as base and offset; `restrict` and the types are kept.
void Emitter::declareArgument(unsigned index, std::vector<std::string> &parameters) {
  Value argument = kernel_.getArgument(index);
  auto nameAttr = kernel_.getArgAttrOfType<StringAttr>(index, ir::kNameAttr);
  std::string hint = nameAttr                                       ? nameAttr.str()
                     : kernel_.getArgAttr(index, ir::kMessagesAttr) ? "messages"
                     : kernel_.getArgAttr(index, ir::kGlobalsAttr)  ? "globals"
                     : kernel_.getArgAttr(index, ir::kBlocksAttr)   ? "blocks"
                                                                    : "argument";
  std::string name = uniqueName(hint);
  Type type = argument.getType();
  auto pointer = dyn_cast<ir::PointerType>(type);
  if (pointer && pointer.getSpace() == ir::AddressSpace::Param) {
    parameters.push_back(types_.declare(pointer.getPointee(), name));
    objects_[argument] = name;
    return;
  }
  if (pointer) {
    bool isRestrict = bool(kernel_.getArgAttr(index, ir::kRestrictAttr));
    std::string base = uniqueName(name + "_base"), offset = uniqueName(name + "_offset");
    parameters.push_back(std::string("__global char *") + (isRestrict ? "restrict " : "") + base);
    parameters.push_back("ulong " + offset);
    if (!argument.use_empty())
      line(declaration(argument, Sign::None, name) + " = (" + pointerType(argument) + ")(" + base + " + " +
           offset + ");");
    return setName(argument, name, Sign::None);
  }
  auto source = kernel_.getArgAttrOfType<TypeAttr>(index, ir::kTypeAttr);
  Sign sign = !isa<IntegerType>(type)                           ? Sign::None
              : source && source.getValue().isUnsignedInteger() ? Sign::Unsigned
                                                                : Sign::Signed;
  if (type.isInteger(1)) {
    parameters.push_back("uchar " + name);
    std::string flag = uniqueName(name + "_flag");
    if (!argument.use_empty())
      line("const bool " + flag + " = " + name + " != 0;");
    return setName(argument, flag, Sign::None);
  }
  parameters.push_back(declaration(argument, sign, name));
  setName(argument, name, sign);
}

void Emitter::declareArguments(std::vector<std::string> &parameters) {
  for (unsigned i = 0; i < kernel_.getNumArguments(); ++i)
    declareArgument(i, parameters);
  bool usesDynamicShared = false;
  kernel_.walk([&](ir::DynamicSharedOp) { usesDynamicShared = true; });
  if (usesDynamicShared)
    parameters.push_back("__local char *hd_shared_dynamic");
}

// Named variables for all that the kernel asks about itself.
void Emitter::declareIdentities() {
  auto declare = [&](Operation *op, ir::Dimension dimension, llvm::StringRef what, llvm::StringRef function) {
    unsigned axis = unsigned(dimension);
    std::string call = (function + "(" + std::to_string(axis) + ")").str();
    Name &name = identities_[call];
    if (name.text.empty()) {
      name = {uniqueName(what.str() + "_" + "xyz"[axis]), preferredSign(op->getResult(0), Sign::Unsigned)};
      std::string type = integerName(32, name.sign);
      line("const " + type + " " + name.text + " = (" + type + ")" + call + ";");
    }
    names_[op->getResult(0)] = name;
  };
  kernel_.walk([&](Operation *op) {
    if (op->use_empty())
      return;
    if (auto at = dyn_cast<ir::ThreadIdOp>(op))
      declare(op, at.getDimension(), "thread", "get_local_id");
    else if (auto at = dyn_cast<ir::BlockIdOp>(op))
      declare(op, at.getDimension(), "block", "get_group_id");
    else if (auto at = dyn_cast<ir::BlockDimOp>(op))
      declare(op, at.getDimension(), "block_dim", "get_local_size");
    else if (auto at = dyn_cast<ir::GridDimOp>(op))
      declare(op, at.getDimension(), "grid_dim", "get_num_groups");
  });
}

static std::string alignmentOf(uint64_t wanted, Type type) {
  return wanted > ir::alignmentOf(type) ? " __attribute__((aligned(" + std::to_string(wanted) + ")))" : "";
}

// OpenCL wants __local variables at the outermost level of the kernel.
void Emitter::declareShared() {
  auto module = kernel_->getParentOfType<ModuleOp>();
  kernel_.walk([&](ir::AddressOfOp op) {
    auto global = module.lookupSymbol<ir::GlobalOp>(op.getGlobal());
    std::string &name = sharedNames_[op.getGlobal().str()];
    if (!name.empty())
      return;
    auto type = cast<ir::PointerType>(global.getType());
    if (type.getSpace() != ir::AddressSpace::Shared)
      return fail(op, "of a variable outside shared memory has no form in OpenCL C");
    llvm::StringRef symbol = op.getGlobal();
    name = uniqueName(symbol.substr(symbol.rfind('.') + 1).str());
    line("__local " + types_.declare(type.getPointee(), name) +
         alignmentOf(global.getAlignment(), type.getPointee()) + ";");
  });
}

// Private memory lasts to the end of the kernel, wherever it is made.
void Emitter::declarePrivates() {
  kernel_.walk([&](ir::PrivateOp op) {
    if (op->use_empty())
      return;
    Type type = cast<ir::PointerType>(op.getType()).getPointee();
    std::string name = uniqueName(isa<ir::ArrayType>(type) ? "array" : "memory");
    line(types_.declare(type, name) + alignmentOf(op.getAlignment().value_or(0), type) + ";");
    objects_[op.getResult()] = name;
  });
}

static void noteTypes(func::FuncOp kernel, Types &types, Prelude &prelude) {
  auto note = [&](Type type) {
    if (type.isF64())
      prelude.useDoubles();
    if (auto pointer = dyn_cast<ir::PointerType>(type))
      types.declare(pointer.getPointee(), "");
  };
  kernel.walk([&](Block *block) {
    for (Type type : block->getArgumentTypes())
      note(type);
  });
  kernel.walk([&](Operation *op) {
    for (Type type : op->getResultTypes())
      note(type);
  });
}

llvm::Expected<std::string> Emitter::run() {
  noteTypes(kernel_, types_, prelude_); // so that no variable takes a type's name
  std::vector<std::string> parameters;
  declareArguments(parameters);
  declareShared();
  declarePrivates();
  declareIdentities();
  emitOps(kernel_.getBody().front());
  if (!error_.empty())
    return llvm::createStringError(std::errc::not_supported, "%s", error_.c_str());
  std::string head = "__kernel void " + abi::kernelSymbol(kernel_.getName().str()) + "(", separator;
  std::string list = llvm::join(parameters, ", ");
  if (head.size() + list.size() > 110)
    list = "\n    " + llvm::join(parameters, ",\n    ");
  return head + list + ") {\n" + body_ + "}\n";
}

} // namespace hd::opencl
