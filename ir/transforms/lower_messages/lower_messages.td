// Pass lower-messages.
include "mlir/Pass/PassBase.td"

def LowerMessages : Pass<"lower-messages", "::mlir::ModuleOp"> {
  let summary = "printf, assert and trap become writes into the message buffer";
  let description = [{
    For devices, which have no host to call. A kernel that reports gets one more parameter, the address of the
    message buffer (runtime/abi/messages.h), and the module the attribute `hd.message_table`: what each id
    means. Integers that were widened for printf and floats are stored as they were, so that printing an int or
    a float needs neither 64-bit integers nor doubles.

    A `%s` must print a string literal, or one of several chosen by a condition: the text goes into the format.
    Anything else is an error, because the host cannot read the device's memory when it formats.

    After a failure the thread ends: with `exit=op` by hd.exit_thread; with `exit=structured` by control flow
    that skips the rest of the kernel, for devices that cannot end one thread in front of a barrier.

    Tests: tests/ir/transforms/lower_messages/, tests/backends/device_passes/
  }];
  let options = [Option<"exit", "exit", "std::string", "\"op\"", "how a failed thread ends: op or structured">];
  let dependentDialects = ["::mlir::scf::SCFDialect"];
}
