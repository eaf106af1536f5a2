// The hd dialect: what upstream MLIR lacks for kernels. Arithmetic is `arith` and `math`, control flow is
// structured `scf`, functions are `func`.
#ifndef HEDDLE_IR_HD_DIALECT_TD
#define HEDDLE_IR_HD_DIALECT_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/AttrTypeBase.td"

def Hd_Dialect : Dialect {
  let name = "hd";
  let cppNamespace = "::hd::ir";
  let summary = "SIMT kernels: typed pointers, thread identity, barriers, warp operations, atomics";
  let description = [{
    A kernel is a `func.func` with the unit attribute `hd.kernel`; one thread's program in structured control
    flow. Values: i1 (bool, one byte in memory), i8..i64 (signless), f32, f64 and `!hd.ptr`. Aggregates live
    in memory only. A parameter passed by value as a struct is a pointer into the `param` space.

    Attributes of kernels: `hd.kernel`, `hd.max_threads` (i64, from __launch_bounds__), `hd.checked`
    (unit, by the pass check-accesses: backends tell the checker of barriers, fences and warp operations). Of each kernel
    argument: `hd.name` (string), `hd.type` (the parameter's type, integers written si32/ui32, so that the
    signature keeps signedness), `hd.spelling` (the type as in the source), `hd.const` (unit: points to
    const), `hd.restrict` (unit). Of loops (`scf.while`): `hd.unroll` (i64: 0 full, 1 none, n times),
    `hd.unrolled` (unit, by the pass unroll-counted: does several rounds at a time; more is for an assembler that
    unrolls), `hd.waits` (unit, by the pass spin-locks). Of `hd.private`: `hd.unchecked` (unit), memory that the checker need not watch.

    Semantics that `arith` leaves open are fixed for every backend: integer division by zero gives -1 (all
    ones) and remainder the dividend, INT_MIN / -1 wraps; arith.fptosi and fptoui saturate, NaN gives 0;
    shift amounts are below the width (the frontend guards them); of minimumf and maximumf
    -0 < +0. `arith.mulf` and `addf`/`subf` contract
    only when both carry fastmath<contract>, and only by the pass `contract-fma`.

    Made by the passes for devices, not by the frontend: the kernel arguments `hd.globals` (the globals block),
    `hd.blocks` (i64, the launch's gridDim.x where one thread does the work of several, as many as the kernel's
    attribute `hd.threads_at_a_time` says) and `hd.messages` (the message buffer of runtime/abi/messages.h), in
    this order behind the user's; and the module attributes `hd.globals_block` and `hd.message_table`, which
    backends/device_image.h reads.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

class Hd_I32Enum<string name, string summary, list<I32EnumAttrCase> cases> : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::hd::ir";
  let genSpecializedAttr = 0;
}
class Hd_EnumAttr<I32EnumAttr e, string mnemonic> : EnumAttr<Hd_Dialect, e, mnemonic> {
  let assemblyFormat = "$value";
}

def Hd_AddressSpace : Hd_I32Enum<"AddressSpace", "where a pointer points", [
  I32EnumAttrCase<"Generic", 0, "generic">, I32EnumAttrCase<"Global", 1, "global">,
  I32EnumAttrCase<"Shared", 2, "shared">, I32EnumAttrCase<"Constant", 3, "constant">,
  I32EnumAttrCase<"Private", 4, "private">, I32EnumAttrCase<"Param", 5, "param">]>;

def Hd_Dimension : Hd_I32Enum<"Dimension", "axis of the index space", [
  I32EnumAttrCase<"X", 0, "x">, I32EnumAttrCase<"Y", 1, "y">, I32EnumAttrCase<"Z", 2, "z">]>;
def Hd_DimensionAttr : Hd_EnumAttr<Hd_Dimension, "dim">;

def Hd_Scope : Hd_I32Enum<"Scope", "which threads observe", [
  I32EnumAttrCase<"Block", 0, "block">, I32EnumAttrCase<"Device", 1, "device">,
  I32EnumAttrCase<"System", 2, "system">]>;
def Hd_ScopeAttr : Hd_EnumAttr<Hd_Scope, "scope">;

def Hd_AtomicKind : Hd_I32Enum<"AtomicKind", "read-modify-write operation", [
  I32EnumAttrCase<"Add", 0, "add">, I32EnumAttrCase<"FAdd", 1, "fadd">, I32EnumAttrCase<"SMin", 2, "smin">,
  I32EnumAttrCase<"SMax", 3, "smax">, I32EnumAttrCase<"UMin", 4, "umin">, I32EnumAttrCase<"UMax", 5, "umax">,
  I32EnumAttrCase<"And", 6, "and">, I32EnumAttrCase<"Or", 7, "or">, I32EnumAttrCase<"Xor", 8, "xor">,
  I32EnumAttrCase<"Exch", 9, "exch">, I32EnumAttrCase<"Inc", 10, "inc">, I32EnumAttrCase<"Dec", 11, "dec">]>;
def Hd_AtomicKindAttr : Hd_EnumAttr<Hd_AtomicKind, "atomic_kind">;

def Hd_ShuffleMode : Hd_I32Enum<"ShuffleMode", "whose value a lane reads", [
  I32EnumAttrCase<"Idx", 0, "idx">, I32EnumAttrCase<"Up", 1, "up">, I32EnumAttrCase<"Down", 2, "down">,
  I32EnumAttrCase<"Xor", 3, "xor">]>;
def Hd_ShuffleModeAttr : Hd_EnumAttr<Hd_ShuffleMode, "shuffle_mode">;

def Hd_VoteKind : Hd_I32Enum<"VoteKind", "how predicates of a warp combine", [
  I32EnumAttrCase<"Any", 0, "any">, I32EnumAttrCase<"All", 1, "all">, I32EnumAttrCase<"Uni", 2, "uni">]>;
def Hd_VoteKindAttr : Hd_EnumAttr<Hd_VoteKind, "vote_kind">;

def Hd_ReduceKind : Hd_I32Enum<"ReduceKind", "warp reduction", [
  I32EnumAttrCase<"Add", 0, "add">, I32EnumAttrCase<"SMin", 1, "smin">, I32EnumAttrCase<"SMax", 2, "smax">,
  I32EnumAttrCase<"UMin", 3, "umin">, I32EnumAttrCase<"UMax", 4, "umax">, I32EnumAttrCase<"And", 5, "and">,
  I32EnumAttrCase<"Or", 6, "or">, I32EnumAttrCase<"Xor", 7, "xor">]>;
def Hd_ReduceKindAttr : Hd_EnumAttr<Hd_ReduceKind, "reduce_kind">;

def Hd_BarrierKind : Hd_I32Enum<"BarrierKind", "what __syncthreads_* computes", [
  I32EnumAttrCase<"Count", 0, "count">, I32EnumAttrCase<"And", 1, "and">, I32EnumAttrCase<"Or", 2, "or">]>;
def Hd_BarrierKindAttr : Hd_EnumAttr<Hd_BarrierKind, "barrier_kind">;

def Hd_CheckKind : Hd_I32Enum<"CheckKind", "what hd.check is asked about", [
  I32EnumAttrCase<"Read", 0, "read">, I32EnumAttrCase<"Write", 1, "write">, I32EnumAttrCase<"Atomic", 2, "atomic">,
  I32EnumAttrCase<"CopyFrom", 3, "copy_from">, I32EnumAttrCase<"CopyTo", 4, "copy_to">]>;
def Hd_CheckKindAttr : Hd_EnumAttr<Hd_CheckKind, "check_kind">;

def Hd_DeviceProperty : Hd_I32Enum<"DeviceProperty", "what only some devices have", [
  I32EnumAttrCase<"FusedFma", 0, "fused_fma">, I32EnumAttrCase<"ExactDivide", 1, "exact_divide">,
  I32EnumAttrCase<"WarpsInSubgroups", 2, "warps_in_subgroups">,
  // Its compiler makes vectors of a block's threads, as those for processors do.
  I32EnumAttrCase<"ThreadsAreLanes", 3, "threads_are_lanes">]>;
def Hd_DevicePropertyAttr : Hd_EnumAttr<Hd_DeviceProperty, "device_property">;

#endif
