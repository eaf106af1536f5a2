// generate(): declares every function and global, then fills in the bodies.
#include "frontend/irgen/constant_bytes.h"
#include "frontend/irgen/function_gen.h"
#include "frontend/irgen/generate.h"

using namespace mlir;

namespace hd::irgen {

ModuleGen::ModuleGen(MLIRContext &context, const sema::Program &program, const diag::SourceManager &sources,
                     diag::Engine &engine)
    : context(context), sources(sources), engine(engine), types(context), builder(&context),
      program_(program), module_(ModuleOp::create(UnknownLoc::get(&context))) {}

Location ModuleGen::at(diag::Location location) {
  if (!location.valid())
    return UnknownLoc::get(&context);
  return FileLineColLoc::get(&context, sources.path(location.file), location.line, location.column);
}

std::string ModuleGen::uniqueName(std::string name) {
  std::string unique = name;
  while (!names_.insert(unique).second)
    unique = name + "." + std::to_string(++nextSuffix_);
  return unique;
}

FunctionType ModuleGen::functionType(const ast::FunctionDecl *function) {
  SmallVector<Type> params, results;
  ast::QualType result = function->result;
  if (!types.splits(result.type))
    params.push_back(types.pointer(result, ir::AddressSpace::Generic));
  else
    for (ast::QualType leaf : types.leaves(result.type))
      results.push_back(types.value(leaf));
  for (const ast::ParamDecl *param : function->params) {
    ast::QualType type = param->type;
    if (function->isKernel && type->isPointer())
      params.push_back(types.pointer(cast<ast::PointerType>(type.type)->pointee, ir::AddressSpace::Global));
    else if (function->isKernel && type->isRecord())
      params.push_back(types.pointer(type, ir::AddressSpace::Param));
    else if (!types.splits(type.type))
      params.push_back(types.pointer(type, ir::AddressSpace::Generic));
    else
      for (ast::QualType leaf : types.leaves(type.type))
        params.push_back(types.value(leaf));
  }
  return builder.getFunctionType(params, results);
}

void ModuleGen::setKernelAttributes(func::FuncOp op, const ast::FunctionDecl *function) {
  op->setAttr(ir::kKernelAttr, builder.getUnitAttr());
  if (function->maxThreads)
    op->setAttr(ir::kMaxThreadsAttr, builder.getI64IntegerAttr(int64_t(function->maxThreads)));
  for (auto [index, param] : llvm::enumerate(function->params)) {
    op.setArgAttr(index, ir::kNameAttr, builder.getStringAttr(param->name));
    op.setArgAttr(index, ir::kTypeAttr, TypeAttr::get(types.metadata(param->type)));
    op.setArgAttr(index, ir::kSpellingAttr, builder.getStringAttr(param->type.unqualified().str()));
    auto *pointer = dyn_cast<ast::PointerType>(param->type.type);
    if (pointer && pointer->pointee.isConst)
      op.setArgAttr(index, ir::kConstAttr, builder.getUnitAttr());
    if (pointer && param->type.isRestrict)
      op.setArgAttr(index, ir::kRestrictAttr, builder.getUnitAttr());
  }
}

func::FuncOp ModuleGen::declare(const ast::FunctionDecl *function) {
  if (function->definition)
    function = function->definition;
  func::FuncOp &op = functions_[function];
  if (op)
    return op;
  builder.setInsertionPointToEnd(module_->getBody());
  op = builder.create<func::FuncOp>(at(function->nameLocation), uniqueName(function->name),
                                    functionType(function));
  declared_.push_back(function);
  if (function->isKernel)
    setKernelAttributes(op, function);
  else
    op.setPrivate();
  return op;
}

OwningOpRef<ModuleOp> ModuleGen::run() {
  unsigned errorsBefore = engine.errorCount();
  for (const ast::FunctionDecl *kernel : program_.kernels) // first, so that they keep their names
    declare(kernel);
  for (const ast::VarDecl *var : program_.globals)
    global(var);
  for (const ast::FunctionDecl *function : program_.functions)
    declare(function);
  size_t known = declared_.size();
  for (const ast::FunctionDecl *function : program_.functions)
    FunctionGen(*this, *function, declare(function)).run();
  for (const ast::FunctionDecl *kernel : program_.kernels)
    FunctionGen(*this, *kernel, declare(kernel)).run();
  for (size_t i = known; i < declared_.size(); ++i) // what only a body has named, and what that names
    FunctionGen(*this, *declared_[i], declare(declared_[i])).run();
  if (engine.errorCount() != errorsBefore)
    return {};
  return std::move(module_);
}

OwningOpRef<ModuleOp> generate(MLIRContext &context, const sema::Program &program,
                               const diag::SourceManager &sources, diag::Engine &engine) {
  context.loadDialect<ir::HdDialect, arith::ArithDialect, math::MathDialect, scf::SCFDialect,
                      func::FuncDialect>();
  return ModuleGen(context, program, sources, engine).run();
}

} // namespace hd::irgen
