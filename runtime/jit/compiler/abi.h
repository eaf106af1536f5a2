/* The one function of libheddle_compiler.so. Plain C, so that a program and the library need not be built
 * by the same compiler. */
#ifndef HEDDLE_RUNTIME_JIT_COMPILER_ABI_H
#define HEDDLE_RUNTIME_JIT_COMPILER_ABI_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A field of a request or an answer: a key of fields.cpp and bytes. Lists repeat their key. */
typedef struct hd_compiler_field {
  const char *key;
  const char *data;
  size_t size;
} hd_compiler_field;

/* Called for each field of the answer; `field` and what it points to live until it returns. */
typedef void (*hd_compiler_sink)(void *context, const hd_compiler_field *field);

/* Compiles. Returns an Outcome (request.h). A key that this library does not know makes it a usage error,
 * so that nothing asked for is ignored. May be called from several threads at once. */
int hd_compiler_run(const hd_compiler_field *request, size_t count, hd_compiler_sink sink, void *context);

#define HD_COMPILER_ENTRY "hd_compiler_run"

#ifdef __cplusplus
}
#endif
#endif
