// Pass globals-block.
include "mlir/Pass/PassBase.td"

def GlobalsBlock : Pass<"globals-block", "::mlir::ModuleOp"> {
  let summary = "__device__ and __constant__ variables move into one block of memory";
  let description = [{
    For devices whose code has no symbols that the host can write. Every hd.global that is not in shared memory
    gets a place in the block, which the driver allocates once for a loaded module; a kernel that uses one gets
    a parameter, the block's address. The module attribute `hd.globals_block` says what lies where and the
    block's initial content; the hd.globals are gone. Pointers keep their types, so a pointer into the constant
    space is one into that block: a backend that runs this pass treats both spaces as global memory.

    Runs after lower-messages, which reads string literals for `%s`; the parameter is inserted in front of the
    message buffer. Literals and tables that nothing uses any more get no place; variables that the host knows
    by name always do.

    Test: tests/ir/transforms/globals_block/
  }];
}
