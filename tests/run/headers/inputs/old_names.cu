// Names of glibc and of old toolkits, and what a CUDA file may name without including it.
// LAUNCH: --kernel k --grid 1 --block 1 zeros:int:4 7
// EXPECT 0: [0b110110110110110, 3, 21, 7]
static cudaError_t lastError = cudaSuccess;
cudaStream_t streams[2];
dim3 shape(1, 2, 3);

struct Interval {
  __device__ double nan() { return ::nan("0"); }
};
template <typename T> __device__ int unlike(T x) { return x != x; }
static __device__ int size(const cudaPitchedPtr &p) { return int(p.pitch); }

__global__ void k(int *out, __const__ int n) {
  float nanf_ = nanf(""), one = 1;
  double nan_ = Interval().nan(), large = INFINITY;
  int bits = 0;
  auto put = [&](bool bit) { bits = bits * 2 + bit; };
  put(__isnanf(nanf_));
  put(isnan(nan_));
  put(__isnanf(one));
  put(__isinff(INFINITY));
  put(__isinf(-large));
  put(__isinf(nan_));
  put(__finitef(one));
  put(finite(0.0));
  put(__finite(large));
  put(__signbitf(-one));
  put(__signbitd(-large));
  put(__signbit(large));
  put(unlike(nanf_));
  put(unlike(nan_));
  put(unlike(one));
  out[0] = bits;
  out[1] = std::min(n, 3);
  uint u = 3;
  ushort s = n;
  out[2] = int(u * s);
  cudaPitchedPtr pitched = {out, size_t(n), 0, 0};
  out[3] = size(pitched);
}
