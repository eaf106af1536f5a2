// bfloat16: the short names and CUDA's functions. The types and their operators are the language's.
#pragma once
typedef __nv_bfloat16 nv_bfloat16;
typedef __nv_bfloat162 nv_bfloat162;

#define HD_T __nv_bfloat16
#define HD_T2 __nv_bfloat162
#define HD_FROM(SOURCE, MODE) __##SOURCE##2bfloat16##MODE
#define HD_TO(TARGET, MODE) __bfloat162##TARGET##MODE
#define HD_TO2(TARGET) __bfloat1622##TARGET
#define HD_SPREAD __bfloat162bfloat162
#define HD_LANE(BEFORE) BEFORE##bfloat16
#define HD_PAIR(BEFORE) BEFORE##bfloat162
#define HD_PAIR_RN(BEFORE) BEFORE##bfloat162_rn
#define HD_AS_USHORT __bfloat16_as_ushort
#define HD_FROM_USHORT __ushort_as_bfloat16
#include "heddle_small_float.h"

#define CUDART_INF_BF16 __ushort_as_bfloat16(0x7f80)
#define CUDART_NAN_BF16 __ushort_as_bfloat16(0x7fff)
#define CUDART_MIN_DENORM_BF16 __ushort_as_bfloat16(0x0001)
#define CUDART_MAX_NORMAL_BF16 __ushort_as_bfloat16(0x7f7f)
#define CUDART_NEG_ZERO_BF16 __ushort_as_bfloat16(0x8000)
#define CUDART_ZERO_BF16 __ushort_as_bfloat16(0x0000)
#define CUDART_ONE_BF16 __ushort_as_bfloat16(0x3f80)
