// The same kernels compiled by nvcc, launched and timed by CUDA's runtime, as a library that bench_gpu opens
// where nvcc has built it. All but the first and the last function return NULL or what went wrong.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct hd_rival_launch {
  const char *kernel; // NULL: copies `bytes` from buffer 0 to buffer 1
  unsigned grid[3], block[3];
  void **arguments; // a pointer to each
  void *from, *to;  // of the copy
  size_t bytes;
};

struct hd_rival {
  const char *compiler; // nvcc's version
  const char *(*open)(int device);
  const char *(*allocate)(void **buffer, size_t bytes);
  const char *(*upload)(void *buffer, const void *from, size_t bytes);
  const char *(*download)(void *to, const void *buffer, size_t bytes);
  // Milliseconds between two events around that many launches.
  const char *(*time)(const struct hd_rival_launch *launch, int launches, float *milliseconds);
  void (*close)(void);
};

const struct hd_rival *hd_rival_get(void);

#ifdef __cplusplus
}
#endif
