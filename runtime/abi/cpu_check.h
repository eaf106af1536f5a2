/* What checked kernels tell the checker of the cpu driver while they run (`heddle run --check`). Plain C.
 *
 * Threads are numbered as CUDA numbers them: warp w holds threads 32 w to 32 w + 31 of the block, x fastest.
 * `lanes` has a bit for each active lane. A checked launch runs its blocks one after the other on one thread.
 * The structures are constants of the kernel's image, but for hd_check_site::id, which the checker sets. */
#ifndef HEDDLE_RUNTIME_ABI_CPU_CHECK_H
#define HEDDLE_RUNTIME_ABI_CPU_CHECK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct hd_cpu_launch;
struct hd_cpu_worker;

/* A place in the source. `caller`: where the function that it is in was called from, or null. */
typedef struct hd_check_place {
  const char *file;
  uint32_t line, column;
  const struct hd_check_place *caller;
} hd_check_place;

enum hd_check_kind {
  HD_CHECK_READ = 0,
  HD_CHECK_WRITE = 1,
  HD_CHECK_ATOMIC = 2,
  HD_CHECK_COPY_FROM = 3, /* of an aggregate, some of whose bytes may have no value */
  HD_CHECK_COPY_TO = 4,
  HD_CHECK_BARRIER = 5,
};

/* What a pointer was computed from. */
enum hd_check_root {
  HD_CHECK_ROOT_UNKNOWN = 0,
  HD_CHECK_ROOT_PARAMETER = 1, /* a pointer that is a parameter: roots[0] */
  HD_CHECK_ROOT_OBJECT = 2,    /* hd_check_object number `root_object`, at roots[0] */
  HD_CHECK_ROOT_LOCAL = 3,     /* the same, of the thread: at roots[lane] */
  HD_CHECK_ROOT_DYNAMIC = 4,   /* dynamic shared memory */
  HD_CHECK_ROOT_STRUCT = 5,    /* a parameter that is a struct, at roots[0] */
};

/* One access, or barrier, in the source. */
typedef struct hd_check_site {
  const hd_check_place *place;
  uint32_t kind; /* hd_check_kind */
  uint32_t is_volatile;
  uint64_t size, alignment; /* of the access */
  uint32_t root;            /* hd_check_root */
  uint32_t root_number;     /* of the parameter or object */
  uint32_t id;              /* the checker's own; 0 at first */
  uint32_t chooses;         /* an atomic that looks at what is there: compare-and-swap, min, max */
} hd_check_site;

enum hd_check_object_kind {
  HD_CHECK_SHARED = 0, /* `place` bytes from the start of shared memory */
  HD_CHECK_LOCAL = 1,  /* lane l's copy of each warp: `place` + l * `stride` bytes from the warp's scratch */
  HD_CHECK_VARIABLE = 2, /* a variable of the module: at `address` */
};

typedef struct hd_check_object {
  const char *name; /* empty where the compiler made it */
  const hd_check_place *declared;
  uint64_t kind; /* hd_check_object_kind */
  uint64_t place, stride, size;
  const void *address;
} hd_check_object;

/* One kernel. */
typedef struct hd_check_kernel {
  const char *name;
  const hd_check_object *objects;
  uint64_t object_count;
  uint64_t static_shared_bytes;
  uint64_t scratch_bytes, scratch_bytes_per_warp; /* as in abi::KernelImage */
} hd_check_kernel;

typedef struct hd_check_services {
  void (*begin_block)(const struct hd_cpu_launch *launch, const hd_check_kernel *kernel,
                      const struct hd_cpu_worker *worker, const void *parameters, const uint32_t block[3]);
  void (*end_block)(const struct hd_cpu_launch *launch);
  /* Addresses of accesses that would be errors are replaced. `values`: what lanes store, `size` bytes each;
   * of copies the addresses that they come from; null: not known. */
  void (*access)(const struct hd_cpu_launch *launch, hd_check_site *site, uint32_t warp, uint32_t lanes,
                 uint64_t addresses[32], const uint64_t *roots, const void *values);
  /* One call for each warp with lanes that arrive, then barrier_done. */
  void (*barrier)(const struct hd_cpu_launch *launch, hd_check_site *site, uint32_t warp, uint32_t lanes);
  void (*barrier_done)(const struct hd_cpu_launch *launch, hd_check_site *site);
  /* Lanes of a warp have met: each with those of its mask. */
  void (*sync_warp)(const struct hd_cpu_launch *launch, uint32_t warp, uint32_t lanes,
                    const uint32_t masks[32]);
  void (*fence)(const struct hd_cpu_launch *launch, uint32_t warp, uint32_t lanes);
} hd_check_services;

#ifdef __cplusplus
}
#endif
#endif
