// Pass coarsen-threads.
include "mlir/Pass/PassBase.td"

def CoarsenThreads : Pass<"coarsen-threads", "::mlir::func::FuncOp"> {
  let summary = "one thread does the work of several neighbours, with wide loads and stores";
  let description = [{
    For devices whose memory gives its full rate to wide accesses only. In kernels that know of their thread by
    its number in the grid alone, and that load or store neighbouring elements by it, a thread takes `n`
    neighbours: as many as make one access of 16 bytes, but at most `factor`. Threads of a launch have no order,
    so they may run in step:

      first = n * (blockIdx.x * blockDim.x + threadIdx.x); total = blocks * blockDim.x
      if (first + n <= total && the guard holds for all n && the addresses are multiples of the wide access)
        the kernel in step, neighbouring accesses as one
      else
        for (t = first; t < first + n && t < total; ++t) the kernel

    `blocks`, the launch's gridDim.x, is a new last parameter (hd.blocks, i64), and hd.threads_at_a_time on the
    kernel is n: the driver launches ceil(blocks / n) blocks. Kernels with loops, messages, private memory,
    volatile accesses or more than 64 operations stay as they are.

    With `or-lanes` the kernel has another body for devices whose compilers make vectors of a block's threads
    (hd.device_has threads_are_lanes), and whose drivers launch all blocks. There a wide access by each thread is
    in the way, and a guard makes masks: where the block's last thread passes, it is left out.

    The transformation is known as thread coarsening: Magni, Dubach, O'Boyle, "A Large-Scale Cross-Architecture
    Evaluation of Thread-Coarsening", SC 2013.

    Tests: tests/ir/transforms/coarsen_threads/, tests/run/blocks/neighbours.hd
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"];
  let options = [Option<"factor", "factor", "unsigned", "4", "threads that one does the work of, at most">,
                 Option<"orLanes", "or-lanes", "bool", "false", "or none, where threads are lanes already">];
  let statistics = [Statistic<"numKernels", "kernels", "kernels coarsened">];
}
