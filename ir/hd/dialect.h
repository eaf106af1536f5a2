// The hd dialect's C++ face. See dialect.td for what it holds.
#pragma once

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "ir/hd/dialect_enums.h.inc"

#include "ir/hd/dialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "ir/hd/attributes.h.inc"
#define GET_TYPEDEF_CLASSES
#include "ir/hd/types.h.inc"
#define GET_OP_CLASSES
#include "ir/hd/ops.h.inc"

namespace hd::ir {

// Size and alignment in bytes of a type in memory (i1 is one byte, pointers are 8).
uint64_t sizeOf(mlir::Type type);
uint64_t alignmentOf(mlir::Type type);

// An operation of `arith`, `math`, or the hd dialect's own arithmetic.
bool isArithmetic(mlir::Operation *op);

inline constexpr llvm::StringLiteral kKernelAttr = "hd.kernel";
inline constexpr llvm::StringLiteral kMaxThreadsAttr = "hd.max_threads";
inline constexpr llvm::StringLiteral kCheckedAttr = "hd.checked";
inline constexpr llvm::StringLiteral kNameAttr = "hd.name";
inline constexpr llvm::StringLiteral kTypeAttr = "hd.type";
inline constexpr llvm::StringLiteral kSpellingAttr = "hd.spelling";
inline constexpr llvm::StringLiteral kConstAttr = "hd.const";
inline constexpr llvm::StringLiteral kRestrictAttr = "hd.restrict";
inline constexpr llvm::StringLiteral kUnrollAttr = "hd.unroll";
inline constexpr llvm::StringLiteral kUnrolledAttr = "hd.unrolled";
inline constexpr llvm::StringLiteral kWaitsAttr = "hd.waits";
inline constexpr llvm::StringLiteral kUncheckedAttr = "hd.unchecked";
inline constexpr llvm::StringLiteral kMessagesAttr = "hd.messages";
inline constexpr llvm::StringLiteral kMessageTableAttr = "hd.message_table";
inline constexpr llvm::StringLiteral kGlobalsAttr = "hd.globals";
inline constexpr llvm::StringLiteral kGlobalsBlockAttr = "hd.globals_block";
inline constexpr llvm::StringLiteral kBlocksAttr = "hd.blocks";
inline constexpr llvm::StringLiteral kThreadsAtATimeAttr = "hd.threads_at_a_time";

} // namespace hd::ir
