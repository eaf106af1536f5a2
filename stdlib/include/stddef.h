// `size_t` and `ptrdiff_t` are builtins.
#pragma once
#define offsetof(type, member) ((size_t)&((type *)0)->member)
