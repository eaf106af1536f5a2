// The types of the fragments' elements; fragments and their products are reported where they are used.
#pragma once
#include <cuda_bf16.h>
#include <cuda_fp16.h>
