// Kernels for the runtime's tests, written by hand against the launch ABI: no compiler of ours is needed.
#include "runtime/abi/cpu.h"

#include <string.h>

typedef const hd_cpu_launch *Launch;
typedef const hd_cpu_worker *Worker;
#define KERNEL(name)                                                                                         \
  void hd_kernel_##name(Launch launch, const void *parameters, uint64_t first, uint64_t last, Worker worker)
#define UNUSED (void)launch, (void)parameters, (void)first, (void)last, (void)worker

int hd_global_counter = 40;
const float hd_global_table[4] = {1, 2, 3, 4};

KERNEL(empty) { UNUSED; }

KERNEL(saxpy) {
  UNUSED;
  const struct {
    int n;
    float a;
    const float *x;
    float *y;
  } *p = parameters;
  for (uint64_t b = first; b < last; ++b)
    for (uint32_t t = 0; t < launch->block[0]; ++t) {
      uint64_t i = b * launch->block[0] + t;
      if (i < (uint64_t)p->n)
        p->y[i] += p->a * p->x[i];
    }
}

// Adds one to hits[block] for every block.
KERNEL(visit) {
  UNUSED;
  int *hits = *(int *const *)parameters;
  for (uint64_t b = first; b < last; ++b)
    __atomic_fetch_add(&hits[b], 1, __ATOMIC_RELAXED);
}

// Fills dynamic shared memory and scratch to the last byte, then sums it up: 0 + 1 + ... per block.
KERNEL(arenas) {
  UNUSED;
  uint64_t *sums = *(uint64_t *const *)parameters;
  uint32_t count = launch->dynamic_shared_bytes;
  for (uint64_t b = first; b < last; ++b) {
    unsigned char *shared = (unsigned char *)worker->shared + 64, *scratch = worker->scratch;
    uint32_t warps = (launch->block[0] * launch->block[1] * launch->block[2] + 31) / 32;
    memset(scratch, (int)(b & 0xff), 128 + 256 * warps);
    for (uint32_t i = 0; i < count; ++i)
      shared[i] = (unsigned char)i;
    uint64_t sum = ((uintptr_t)worker->shared | (uintptr_t)scratch) & 63 ? 1000000 : 0;
    for (uint32_t i = 0; i < count; ++i)
      sum += shared[i];
    sums[b] = sum + scratch[127 + 256 * warps];
  }
}

KERNEL(print) {
  UNUSED;
  for (uint64_t b = first; b < last; ++b) {
    uint64_t slots[3] = {b, 0, (uint64_t)"text"};
    double half = 0.5;
    memcpy(&slots[1], &half, 8);
    launch->services->print(launch, "block %llu value %.2f %s\n", slots, 3);
  }
}

KERNEL(print_wild_string) {
  UNUSED;
  uint64_t slots[1] = {16};
  launch->services->print(launch, "%s\n", slots, 1);
}

// Fails in the block that the parameter names.
KERNEL(assert_at) {
  UNUSED;
  uint64_t bad = *(const uint32_t *)parameters;
  for (uint64_t b = first; b < last; ++b)
    if (b == bad) {
      hd_cpu_thread_id where = {{(uint32_t)b, 0, 0}, {3, 0, 0}};
      launch->services->fail(launch, "kernels.hd:7: assert_at: assertion `x < n` failed", &where);
    }
}

static int descend(volatile int *p, int depth) {
  volatile char frame[4096];
  frame[depth & 4095] = (char)depth;
  return depth < 0 ? *p : descend(p, depth + 1) + frame[0];
}

// 0: wild store, 1: division by zero, 2: endless recursion, 3: trap.
KERNEL(fault) {
  UNUSED;
  volatile int kind = *(const int *)parameters, zero = 0;
  switch (kind) {
  case 0:
    *(volatile int *)16 = 1;
    break;
  case 1:
    zero = (kind + 1000) / zero;
    break;
  case 2:
    zero = descend(&zero, 0);
    break;
  case 3:
    __builtin_trap();
  }
}

// out[0] = counter++ and out[1..4] = table.
KERNEL(globals) {
  UNUSED;
  float *out = *(float *const *)parameters;
  out[0] = (float)hd_global_counter++;
  for (int i = 0; i < 4; ++i)
    out[1 + i] = ((volatile const float *)hd_global_table)[i];
}

typedef struct {
  int a;
  double b;
} Pair;
KERNEL(take_struct) {
  UNUSED;
  const struct {
    Pair pair;
    double *out;
  } *p = parameters;
  *p->out = p->pair.a + p->pair.b;
}

// value = value * 3 + 1 for a while: order between launches shows in the result.
KERNEL(chain) {
  UNUSED;
  const struct {
    uint32_t *value;
    uint32_t add;
    uint32_t delay;
  } *p = parameters;
  for (volatile uint32_t i = 0; i < p->delay; ++i)
    ;
  *p->value = *p->value * 3 + p->add;
}
