// Pass lower-recursion.
include "mlir/Pass/PassBase.td"

def LowerRecursion : Pass<"lower-recursion", "::mlir::ModuleOp"> {
  let summary = "recursive functions become loops over a stack of frames in private memory";
  let description = [{
    For devices that cannot call, or whose lanes run in step. Functions that call each other (a strongly
    connected part of the call graph) are cut at those calls, and at the control flow around them, into states;
    a loop runs the state that the thread is in until the first call returns. At a call, the values that live
    across it go to the thread's frame, and come back when it returns. A call whose result is returned as it is
    needs no frame. More than `frames` open calls fail at run time, with a message.

    Runs before inline-calls: what calls itself cannot be inlined; its loop can. Other calls stay calls.

    Tests: tests/ir/transforms/lower_recursion/, tests/run/functions/recursion*.hd
  }];
  let options = [
    Option<"frames", "frames", "unsigned", "64", "calls that may be open at a time">,
  ];
  let statistics = [Statistic<"numLowered", "lowered", "recursive functions that became loops">];
  let dependentDialects = ["::mlir::scf::SCFDialect", "::mlir::arith::ArithDialect"];
}
