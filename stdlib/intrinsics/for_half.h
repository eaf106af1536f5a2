// The names that the small_float_*.hd files define for __half. Each of these files includes itself once for
// either type.
//   HD_T, HD_T2                          the type and its vector of two
//   HD_FROM(SOURCE, MODE)                `__float2half_rn`
//   HD_TO(TARGET, MODE), HD_TO2(TARGET)  `__half2int_rz`, `__half22float2`
//   HD_SPREAD                            `__half2half2`
//   HD_LANE(BEFORE), HD_PAIR(BEFORE), HD_PAIR_RN(BEFORE)  `__low2half`, `make_half2`, `__floats2half2_rn`
//   HD_AS_USHORT, HD_FROM_USHORT         `__half_as_ushort`, `__ushort_as_half`
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
