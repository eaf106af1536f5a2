// Half precision: the short names and CUDA's functions. The types and their operators are the language's.
#pragma once
typedef __half half;
typedef __half2 half2;
typedef __half nv_half;
typedef __half2 nv_half2;

#define HD_T __half
#define HD_T2 __half2
#define HD_FROM(SOURCE, MODE) __##SOURCE##2half##MODE
#define HD_TO(TARGET, MODE) __half2##TARGET##MODE
#define HD_TO2(TARGET) __half22##TARGET
#define HD_SPREAD __half2half2
#define HD_LANE(BEFORE) BEFORE##half
#define HD_PAIR(BEFORE) BEFORE##half2
#define HD_PAIR_RN(BEFORE) BEFORE##half2_rn
#define HD_AS_USHORT __half_as_ushort
#define HD_FROM_USHORT __ushort_as_half
#include "heddle_small_float.h"

#define CUDART_INF_FP16 __ushort_as_half(0x7c00)
#define CUDART_NAN_FP16 __ushort_as_half(0x7fff)
#define CUDART_MIN_DENORM_FP16 __ushort_as_half(0x0001)
#define CUDART_MAX_NORMAL_FP16 __ushort_as_half(0x7bff)
#define CUDART_NEG_ZERO_FP16 __ushort_as_half(0x8000)
#define CUDART_ZERO_FP16 __ushort_as_half(0x0000)
#define CUDART_ONE_FP16 __ushort_as_half(0x3c00)
