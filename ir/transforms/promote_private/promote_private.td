// Pass promote-private.
include "mlir/Pass/PassBase.td"

def PromotePrivate : Pass<"promote-private", "::mlir::func::FuncOp"> {
  let summary = "turn private memory that is only loaded and stored at constant places into SSA values";
  let description = [{
    A local struct, an array indexed by constants (after unrolling) or a variable whose address went to an
    inlined function becomes one SSA value per scalar in it. Values are carried through scf.if, scf.while and
    scf.index_switch as further results. Copies of whole aggregates from or to such memory become loads and
    stores of their scalars. Reading what was never written gives zero.

    Pointers are followed wherever objects, references and closures take them: kept in records that become
    values themselves (one record in another, round by round), chosen by a condition, carried by a loop as an
    index, compared with others. Of a record that stays memory every field gets its own, so that the others
    become values; a copy that is only read is read where it comes from.

    Scalars that are read in another size than they were written in are written piece by piece.

    Memory stays memory when its address escapes, is indexed by a variable, or is volatile.

    Tests: tests/ir/transforms/promote_private/
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"];
  let statistics = [Statistic<"numPromoted", "promoted", "allocations that became values">];
}
