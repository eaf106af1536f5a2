/* The launch ABI between code that backends/cpu generates and the runtime's cpu driver. Plain C.
 *
 * A kernel `k` is an external function `hd_kernel_k` of type hd_cpu_kernel. It runs the blocks with
 * linear index (x fastest) in [first, last) on the calling thread, in an order of its own. The module
 * calls nothing outside itself except through hd_cpu_launch::services. */
#ifndef HEDDLE_RUNTIME_ABI_CPU_H
#define HEDDLE_RUNTIME_ABI_CPU_H

#include "runtime/abi/cpu_check.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What symbols of kernels and of globals (`__device__`, `__constant__`) begin with; the rest says symbols.h.
 */
#define HD_CPU_KERNEL_PREFIX "hd_kernel_"
#define HD_CPU_GLOBAL_PREFIX "hd_global_"

enum {
  HD_WARP_SIZE = 32,
  HD_MAX_THREADS_PER_BLOCK = 1024,
  HD_CPU_ARENA_ALIGNMENT = 64,
};

struct hd_cpu_launch;

/* Where a message came from: thread and block of the lane, as CUDA's threadIdx and blockIdx. */
typedef struct hd_cpu_thread_id {
  uint32_t block[3];
  uint32_t thread[3];
} hd_cpu_thread_id;

/* What the host offers to running kernels. */
typedef struct hd_cpu_services {
  /* One lane's printf. `format` is NUL-terminated; `arguments` holds one 8-byte slot per argument:
   * integers widened to 64 bits (sign- or zero-extended by their type), floating point as double,
   * pointers as themselves (%s: a pointer to NUL-terminated characters). */
  void (*print)(const struct hd_cpu_launch *launch, const char *format, const uint64_t *arguments,
                uint32_t argument_count);
  /* A failed assert or a trap: records the first failure of the launch and does not return (it leaves
   * the kernel by longjmp to the worker's loop). `message` is `file:line: function: text`. */
  void (*fail)(const struct hd_cpu_launch *launch, const char *message, const hd_cpu_thread_id *where);
  const hd_check_services *check; /* for checked kernels */
} hd_cpu_services;

/* One launch; read-only while it runs. */
typedef struct hd_cpu_launch {
  uint32_t grid[3];
  uint32_t block[3];
  uint32_t dynamic_shared_bytes;
  uint32_t reserved;
  const hd_cpu_services *services;
  void *host; /* the driver's own state for this launch */
} hd_cpu_launch;

/* Memory that belongs to the calling worker thread, reused by every block that it runs, never zeroed.
 * Both start at a multiple of HD_CPU_ARENA_ALIGNMENT.
 * shared:  at least align_up(static shared bytes, 64) + dynamic_shared_bytes; dynamic shared memory
 *          starts at align_up(static shared bytes, 64).
 * scratch: at least scratch_bytes + scratch_bytes_per_warp * hd_cpu_warp_bound(block, vector_width), from
 *          the kernel's record in the module: values kept across barriers and private arrays. */
typedef struct hd_cpu_worker {
  void *shared;
  void *scratch;
} hd_cpu_worker;

/* How many warps the generated code makes of a block at most: it may start every row of threads (along x)
 * at a fresh vector of `vector_width` lanes, which the image's record names. */
static inline uint64_t hd_cpu_warp_bound(const uint32_t block[3], uint32_t vector_width) {
  return (uint64_t)((block[0] + vector_width - 1) / vector_width) * block[1] * block[2];
}

/* `parameters`: the kernel's parameters packed at their offsets (each aligned to its own alignment, as
 * a C struct of them), as the kernel's record in the module says. */
typedef void (*hd_cpu_kernel)(const hd_cpu_launch *launch, const void *parameters, uint64_t first,
                              uint64_t last, const hd_cpu_worker *worker);

#ifdef __cplusplus
}
#endif
#endif
