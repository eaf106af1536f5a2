// Takes the names of for_half.h or for_bfloat16.h back.
#undef HD_T
#undef HD_T2
#undef HD_FROM
#undef HD_TO
#undef HD_TO2
#undef HD_SPREAD
#undef HD_LANE
#undef HD_PAIR
#undef HD_PAIR_RN
#undef HD_AS_USHORT
#undef HD_FROM_USHORT
