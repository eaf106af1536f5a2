// What nvcc includes by itself.
#pragma once
#include <float.h>
#include <heddle/host_types.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
