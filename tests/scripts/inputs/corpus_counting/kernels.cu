// What counts as a kernel: definitions that are left after conditionals, under the name that the text gives them.
#define BOUNDS(N) __launch_bounds__(N)
#define KERNEL(NAME) __global__ void NAME##_kernel
#define BOTH(TYPE) __global__ void add_##TYPE(TYPE *x) {} __global__ void sub_##TYPE(TYPE *x) {}
#define VERSION 3
__global__ void declared_only(int *x);
__global__ void plain(int *x) {}
static __global__ void
__launch_bounds__(256, 2) second_line(int *x) {}
__global__ void BOUNDS(128) attribute_macro(int *x) {}
__global__ void bounds_behind(int *x) __launch_bounds__(64) {}
KERNEL(pasted)(int *x) {}
BOTH(int)
template <typename T, int N = (1 < 2)> __global__ void templated(T *x) {}
template <> __global__ void specialised<float>(float *x) {}
template __global__ void templated<int>(int *x);
namespace outer { namespace inner { __global__ void in_namespace(int *x) { if (x) { x[0] = '}'; } } } }
extern "C" { __global__ void in_linkage(int *x) {} }
#if VERSION >= 3 && !defined(ABSENT)
__global__ void taken(int *x) {}
#elif 1
__global__ void not_taken_elif(int *x) {}
#else
__global__ void not_taken(int *x) {}
#endif
#ifdef FROM_COMMAND_LINE
__global__ void defined_outside(int *x) {}
#endif
#if 0
__global__ void disabled(int *x) {}
#endif
/* __global__ void in_comment(int *x) {} */
const char *text = "__global__ void in_string(int *x) {}", *raw = R"x(__global__ void in_raw() {})x";
