// `ThreadStore` is declared with its counterpart.
#pragma once
#include <cub/thread/thread_load.cuh>
