// Loads and stores with a cache hint, which is all the same here.
#pragma once

namespace cub {

enum CacheLoadModifier { LOAD_DEFAULT, LOAD_CA, LOAD_CG, LOAD_CS, LOAD_CV, LOAD_LDG, LOAD_VOLATILE };
enum CacheStoreModifier { STORE_DEFAULT, STORE_WB, STORE_CG, STORE_CS, STORE_WT, STORE_VOLATILE };

template <CacheLoadModifier Modifier, typename Iterator> __device__ auto ThreadLoad(Iterator from) {
  auto value = *from;
  return value;
}
template <CacheStoreModifier Modifier, typename Iterator, typename T>
__device__ void ThreadStore(Iterator to, T value) {
  *to = value;
}

} // namespace cub
