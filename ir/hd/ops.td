// Operations of the hd dialect, by family.
#ifndef HEDDLE_IR_HD_OPS_TD
#define HEDDLE_IR_HD_OPS_TD

include "ir/hd/types.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/IR/SymbolInterfaces.td"

class Hd_Op<string mnemonic, list<Trait> traits = []> : Op<Hd_Dialect, mnemonic, traits>;

// --- identity: CUDA's threadIdx, blockIdx, blockDim, gridDim

class Hd_Identity<string mnemonic, string what> : Hd_Op<mnemonic, [Pure]> {
  let summary = what;
  let arguments = (ins Hd_DimensionAttr:$dimension);
  let results = (outs I32:$result);
  let assemblyFormat = "$dimension attr-dict";
}
def Hd_ThreadIdOp : Hd_Identity<"thread_id", "index of the thread in its block">;
def Hd_BlockIdOp : Hd_Identity<"block_id", "index of the block in the grid">;
def Hd_BlockDimOp : Hd_Identity<"block_dim", "threads of a block along an axis">;
def Hd_GridDimOp : Hd_Identity<"grid_dim", "blocks of the grid along an axis">;

// --- pointers

def Hd_OffsetOp : Hd_Op<"offset", [Pure, AllTypesMatch<["base", "result"]>]> {
  let summary = "pointer plus a signed number of elements";
  let arguments = (ins Hd_AnyPointer:$base, I64:$index);
  let results = (outs Hd_AnyPointer:$result);
  let assemblyFormat = "$base `[` $index `]` attr-dict `:` type($base)";
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}
def Hd_FieldOp : Hd_Op<"field", [Pure]> {
  let summary = "pointer to a field of the struct pointed to";
  let arguments = (ins Hd_AnyPointer:$base, I32Attr:$field);
  let results = (outs Hd_AnyPointer:$result);
  let assemblyFormat = "$base `[` $field `]` attr-dict `:` type($base) `->` type($result)";
  let hasVerifier = 1;
}
def Hd_DecayOp : Hd_Op<"decay", [Pure]> {
  let summary = "pointer to the first element of the array pointed to";
  let arguments = (ins Hd_AnyPointer:$base);
  let results = (outs Hd_AnyPointer:$result);
  let assemblyFormat = "$base attr-dict `:` type($base) `->` type($result)";
  let hasVerifier = 1;
}
def Hd_PointerCastOp : Hd_Op<"pointer_cast", [Pure]> {
  let summary = "same address, other pointee or address space";
  let arguments = (ins Hd_AnyPointer:$source);
  let results = (outs Hd_AnyPointer:$result);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($result)";
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}
def Hd_PointerToIntOp : Hd_Op<"pointer_to_int", [Pure]> {
  let summary = "address as an integer; comparisons and differences of pointers are made of these";
  let arguments = (ins Hd_AnyPointer:$source);
  let results = (outs I64:$result);
  let assemblyFormat = "$source attr-dict `:` type($source)";
  let hasFolder = 1;
}
def Hd_IntToPointerOp : Hd_Op<"int_to_pointer", [Pure]> {
  let summary = "integer as an address; 0 is the null pointer";
  let arguments = (ins I64:$source);
  let results = (outs Hd_AnyPointer:$result);
  let assemblyFormat = "$source attr-dict `:` type($result)";
  let hasFolder = 1;
}

// --- memory

def Hd_LoadOp : Hd_Op<"load", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "read the value pointed to";
  let arguments = (ins Hd_AnyPointer:$pointer, UnitAttr:$isVolatile);
  let results = (outs Hd_Scalar:$result);
  let assemblyFormat = "(`volatile` $isVolatile^)? $pointer attr-dict `:` type($pointer) `->` type($result)";
  let hasVerifier = 1;
}
def Hd_StoreOp : Hd_Op<"store", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "write the value pointed to";
  let arguments = (ins Hd_Scalar:$value, Hd_AnyPointer:$pointer, UnitAttr:$isVolatile);
  let assemblyFormat = "(`volatile` $isVolatile^)? $value `,` $pointer attr-dict `:` type($value) `,` type($pointer)";
  let hasVerifier = 1;
}
def Hd_CopyOp : Hd_Op<"copy", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "copy one aggregate; source and target have the same pointee and do not partly overlap";
  let arguments = (ins Hd_AnyPointer:$target, Hd_AnyPointer:$source);
  let assemblyFormat = "$target `,` $source attr-dict `:` type($target) `,` type($source)";
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}
def Hd_PrivateOp : Hd_Op<"private"> {
  let summary = "memory of one thread, from here to the end of the kernel; uninitialised";
  let arguments = (ins OptionalAttr<I64Attr>:$alignment);
  let results = (outs Res<Hd_AnyPointer, "", [MemAlloc]>:$result);
  let assemblyFormat = "attr-dict `:` type($result)";
}
def Hd_GlobalOp : Hd_Op<"global", [Symbol]> {
  let summary = "`__device__`, `__constant__` or static `__shared__` variable, by address space";
  let description = [{
    `type` is the pointer type that hd.address_of gives: pointee and address space.
    `value`: the bytes of its initial content in memory layout (device and constant only; absent: zero).
    `source_type`, `source_name`: as for kernel arguments, for the module's record.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttr:$type, I64Attr:$alignment,
                       OptionalAttr<StrAttr>:$value, OptionalAttr<TypeAttr>:$source_type,
                       OptionalAttr<StrAttr>:$source_name);
  let assemblyFormat = "$sym_name `:` $type `,` $alignment (`=` $value^)? attr-dict";
}
def Hd_AddressOfOp : Hd_Op<"address_of", [Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "pointer to an hd.global";
  let arguments = (ins FlatSymbolRefAttr:$global);
  let results = (outs Hd_AnyPointer:$result);
  let assemblyFormat = "$global attr-dict `:` type($result)";
}
def Hd_DynamicSharedOp : Hd_Op<"dynamic_shared", [Pure]> {
  let summary = "start of dynamic shared memory (`extern __shared__ T s[]`)";
  let results = (outs Hd_AnyPointer:$result);
  let assemblyFormat = "attr-dict `:` type($result)";
}

def Hd_CheckOp : Hd_Op<"check", [AllTypesMatch<["pointer", "result"]>, MemoryEffects<[MemRead, MemWrite]>,
                                 AttrSizedOperandSegments]> {
  let summary = "ask the checker of `heddle run --check` about the access that follows";
  let description = [{
    Made by the pass check-accesses. The result is the address, or where the access would be an error that of
    memory which nobody else sees: loads from it give 0. `size` bytes are accessed at a multiple of `alignment`.
    `root`: the object that the pointer was computed from, if it is known. `value`: what a write stores; of
    copy_to the source of the copy, whose bytes are initialised or not.
  }];
  let arguments = (ins Hd_CheckKindAttr:$kind, Hd_AnyPointer:$pointer, Optional<Hd_AnyPointer>:$root,
                       Optional<Hd_Scalar>:$value, I64Attr:$size, I64Attr:$alignment, UnitAttr:$isVolatile);
  let results = (outs Hd_AnyPointer:$result);
  let assemblyFormat = [{
    $kind (`volatile` $isVolatile^)? $pointer `,` $size `,` $alignment (`in` $root^ `:` type($root))?
    (`of` $value^ `:` type($value))? attr-dict `:` type($pointer)
  }];
}

// --- synchronisation

def Hd_BarrierOp : Hd_Op<"barrier", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "__syncthreads: all threads of the block arrive, memory is ordered";
  let assemblyFormat = "attr-dict";
}
def Hd_BarrierReduceOp : Hd_Op<"barrier_reduce", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "__syncthreads_count/_and/_or: a barrier that also combines a predicate over the block";
  let arguments = (ins Hd_BarrierKindAttr:$kind, I1:$predicate);
  let results = (outs I32:$result);
  let assemblyFormat = "$kind $predicate attr-dict";
}
def Hd_FenceOp : Hd_Op<"fence", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "__threadfence, _block, _system";
  let arguments = (ins Hd_ScopeAttr:$scope);
  let assemblyFormat = "$scope attr-dict";
}
def Hd_SyncWarpOp : Hd_Op<"sync_warp", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "__syncwarp: lanes in the mask converge, memory is ordered among them";
  let arguments = (ins I32:$mask);
  let assemblyFormat = "$mask attr-dict";
}

// --- warp operations: lanes outside `mask` or not active do not take part. Not movable over control flow.

def Hd_ShuffleOp : Hd_Op<"shuffle", [AllTypesMatch<["value", "result"]>, MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "__shfl*: the value of another lane of the group of `width` lanes";
  let arguments = (ins Hd_ShuffleModeAttr:$mode, I32:$mask, Hd_Arithmetic:$value, I32:$lane, I32:$width);
  let results = (outs Hd_Arithmetic:$result);
  let assemblyFormat = "$mode $mask `,` $value `,` $lane `,` $width attr-dict `:` type($value)";
}
def Hd_VoteOp : Hd_Op<"vote", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "__any, __all, __uni";
  let arguments = (ins Hd_VoteKindAttr:$kind, I32:$mask, I1:$predicate);
  let results = (outs I1:$result);
  let assemblyFormat = "$kind $mask `,` $predicate attr-dict";
}
def Hd_BallotOp : Hd_Op<"ballot", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "__ballot: bit i is the predicate of lane i";
  let arguments = (ins I32:$mask, I1:$predicate);
  let results = (outs I32:$result);
  let assemblyFormat = "$mask `,` $predicate attr-dict";
}
def Hd_ActiveMaskOp : Hd_Op<"active_mask", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "__activemask";
  let results = (outs I32:$result);
  let assemblyFormat = "attr-dict";
}
def Hd_MatchAnyOp : Hd_Op<"match_any", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "__match_any_sync: the lanes that have this lane's value";
  let arguments = (ins I32:$mask, Hd_Arithmetic:$value);
  let results = (outs I32:$result);
  let assemblyFormat = "$mask `,` $value attr-dict `:` type($value)";
}
def Hd_MatchAllOp : Hd_Op<"match_all", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "__match_all_sync: the mask and true when all lanes have one value, else 0 and false";
  let arguments = (ins I32:$mask, Hd_Arithmetic:$value);
  let results = (outs I32:$result, I1:$same);
  let assemblyFormat = "$mask `,` $value attr-dict `:` type($value)";
}
def Hd_WarpReduceOp : Hd_Op<"warp_reduce", [AllTypesMatch<["value", "result"]>, MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "__reduce_*_sync";
  let arguments = (ins Hd_ReduceKindAttr:$kind, I32:$mask, I32:$value);
  let results = (outs I32:$result);
  let assemblyFormat = "$kind $mask `,` $value attr-dict";
}

// --- atomics: relaxed, as CUDA's; they return the old value

def Hd_AtomicRmwOp : Hd_Op<"atomic_rmw", [AllTypesMatch<["value", "result"]>, MemoryEffects<[MemRead, MemWrite]>]> {
  let arguments = (ins Hd_AtomicKindAttr:$kind, Hd_ScopeAttr:$scope, Hd_AnyPointer:$pointer, Hd_Arithmetic:$value);
  let results = (outs Hd_Arithmetic:$result);
  let assemblyFormat = "$kind $scope $pointer `,` $value attr-dict `:` type($pointer) `,` type($value)";
  let hasVerifier = 1;
}
def Hd_AtomicCasOp : Hd_Op<"atomic_cas", [AllTypesMatch<["compare", "value", "result"]>, MemoryEffects<[MemRead, MemWrite]>]> {
  let arguments = (ins Hd_ScopeAttr:$scope, Hd_AnyPointer:$pointer, Hd_Arithmetic:$compare, Hd_Arithmetic:$value);
  let results = (outs Hd_Arithmetic:$result);
  let assemblyFormat = "$scope $pointer `,` $compare `,` $value attr-dict `:` type($pointer) `,` type($value)";
  let hasVerifier = 1;
}

// --- the host's services and the machine's

def Hd_PrintfOp : Hd_Op<"printf", [MemoryEffects<[MemWrite]>]> {
  let summary = "printf; arguments already widened to i64 (integers), f64, or pointers";
  let arguments = (ins StrAttr:$format, Variadic<AnyTypeOf<[I64, F64, Hd_AnyPointer]>>:$operands_);
  let assemblyFormat = "$format (`(` $operands_^ `:` type($operands_) `)`)? attr-dict";
}
def Hd_AssertOp : Hd_Op<"assert", [MemoryEffects<[MemWrite]>]> {
  let summary = "the kernel fails with the message when the condition is false";
  let arguments = (ins I1:$condition, StrAttr:$message);
  let assemblyFormat = "$condition `,` $message attr-dict";
  let hasCanonicalizer = 1;
}
def Hd_TrapOp : Hd_Op<"trap", [MemoryEffects<[MemWrite]>]> {
  let summary = "the kernel fails here";
  let arguments = (ins StrAttr:$message);
  let assemblyFormat = "$message attr-dict";
}
def Hd_ExitThreadOp : Hd_Op<"exit_thread", [MemoryEffects<[MemWrite]>]> {
  let summary = "the thread ends here";
  let description = [{
    Made by lower-messages behind a failure, on devices that can end one thread; a device that cannot lets the
    thread go on. What follows in the block is still well formed.
  }];
  let assemblyFormat = "attr-dict";
}
def Hd_DeviceHasOp : Hd_Op<"device_has", [Pure]> {
  let summary = "whether the device that runs the kernel has what the driver probes: a constant when it compiles";
  let arguments = (ins Hd_DevicePropertyAttr:$property);
  let results = (outs I1:$result);
  let assemblyFormat = "$property attr-dict";
}
def Hd_ClockOp : Hd_Op<"clock", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "a counter of the device that only grows";
  let results = (outs I64:$result);
  let assemblyFormat = "attr-dict";
}
def Hd_BitReverseOp : Hd_Op<"bit_reverse", [Pure, SameOperandsAndResultType]> {
  let arguments = (ins AnyTypeOf<[I32, I64]>:$value);
  let results = (outs AnyTypeOf<[I32, I64]>:$result);
  let assemblyFormat = "$value attr-dict `:` type($value)";
  let hasFolder = 1;
}

// arith's minnumf and maxnumf fold wrongly: of a constant NaN they make NaN, and max(x, -inf) they make x.
class Hd_NumberOp<string mnemonic, string what> : Hd_Op<mnemonic, [Pure, Commutative, SameOperandsAndResultType]> {
  let summary = what # ": a NaN gives way to the other operand, -0 is less than +0 (IEEE 754-2019, 9.6)";
  let arguments = (ins Hd_Float:$lhs, Hd_Float:$rhs);
  let results = (outs Hd_Float:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($result)";
  let hasFolder = 1;
}
def Hd_MinNumOp : Hd_NumberOp<"minnum", "the smaller number">;
def Hd_MaxNumOp : Hd_NumberOp<"maxnum", "the greater number">;

#endif
