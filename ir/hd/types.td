// Types of the hd dialect.
#ifndef HEDDLE_IR_HD_TYPES_TD
#define HEDDLE_IR_HD_TYPES_TD

include "ir/hd/dialect.td"

class Hd_Type<string name, string typeMnemonic> : TypeDef<Hd_Dialect, name> { let mnemonic = typeMnemonic; }

def Hd_Pointer : Hd_Type<"Pointer", "ptr"> {
  let summary = "pointer to a type in an address space: `!hd.ptr<f32, global>`";
  let description = "The pointee is a value type, `!hd.struct`, `!hd.array`, or `none` for `void *`.";
  let parameters = (ins "::mlir::Type":$pointee, EnumParameter<Hd_AddressSpace>:$space);
  let assemblyFormat = "`<` $pointee `,` $space `>`";
}

def Hd_Array : Hd_Type<"Array", "array"> {
  let summary = "fixed number of elements in memory: `!hd.array<16 x f32>`";
  let parameters = (ins "uint64_t":$count, "::mlir::Type":$element);
  let assemblyFormat = "`<` $count `x` $element `>`";
}

def Hd_Struct : Hd_Type<"Struct", "struct"> {
  let summary = "record in memory with its layout: `!hd.struct<\"P\", size 8, align 4, {\"x\": f32 at 0, \"n\": i32 at 4}>`";
  let description = "Offsets, size and alignment in bytes. A union has all offsets 0.";
  let parameters = (ins StringRefParameter<>:$name, "uint64_t":$size, "uint64_t":$alignment,
                        ArrayRefParameter<"::mlir::StringAttr">:$fieldNames,
                        ArrayRefParameter<"::mlir::Type">:$fieldTypes,
                        ArrayRefParameter<"uint64_t">:$fieldOffsets);
  let hasCustomAssemblyFormat = 1;
}

def Hd_AnyPointer : Type<CPred<"::llvm::isa<::hd::ir::PointerType>($_self)">, "pointer">;
def Hd_Float : AnyTypeOf<[F16, BF16, F32, F64]>;
def Hd_Scalar : AnyTypeOf<[I1, I8, I16, I32, I64, F16, BF16, F32, F64, Hd_AnyPointer]>;
def Hd_Arithmetic : AnyTypeOf<[I1, I8, I16, I32, I64, F16, BF16, F32, F64]>;

#endif
