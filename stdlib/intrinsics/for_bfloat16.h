// The names of for_half.h for __nv_bfloat16.
#include "for_none.h"
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
