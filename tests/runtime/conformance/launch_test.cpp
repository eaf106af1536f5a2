// Launches: results, and every check of shape and arguments.
#include "tests/runtime/conformance/conformance.h"

#include <cmath>
#include <limits>
#include <xmmintrin.h>

namespace hd::test {
namespace {

class LaunchTest : public Conformance {
protected:
  Status empty(Dim3 grid, Dim3 block, uint32_t shared = 0) {
    return kernel("empty").launch({.grid = grid, .block = block, .shared_bytes = shared});
  }
};
HD_ON_EVERY_DEVICE(LaunchTest);

constexpr StatusCode kInvalid = StatusCode::invalid_argument;

TEST_P(LaunchTest, Saxpy) {
  const int n = 1000;
  Buffer<float> x(device, n), y(device, n);
  EXPECT_OK(x.fill(2));
  EXPECT_OK(y.fill(1));
  EXPECT_OK(kernel("saxpy").launch({.grid = {(n + 255) / 256}, .block = {256}}, n, 3.0f, x, y));
  if (executes()) {
    EXPECT_EQ(*y.to_vector(), std::vector<float>(n, 7));
  }
}

// A program may round in another way, flush denormals (so do all that gcc links with -ffast-math) and have
// exceptions stop it: kernels do not, on this thread and on others.
TEST_P(LaunchTest, FloatEnvironmentOfTheCallerIsNotTheKernels) {
  if (!executes())
    GTEST_SKIP() << "executes no kernels";
  const unsigned before = _mm_getcsr(), flushing = _MM_FLUSH_ZERO_ON | 0x40; // and denormals are zeros
  const unsigned stopping =
      0x1f80u & ~(_MM_MASK_INVALID | _MM_MASK_DIV_ZERO | _MM_MASK_OVERFLOW); // not at every rounding
  const float least = std::numeric_limits<float>::denorm_min();
  for (unsigned changed : {_MM_ROUND_UP | 0x1f80u, flushing | 0x1f80u, stopping}) {
    const int n = 1 << 16;
    Buffer<float> x(device, n), y(device, n);
    std::vector<float> values(n, 1e-9f), sums(n, 1);
    values[1] = 4 * least, sums[1] = least;
    values[2] = std::numeric_limits<float>::signaling_NaN();
    EXPECT_OK(x.copy_from(std::span(values)));
    EXPECT_OK(y.copy_from(std::span(sums)));
    _mm_setcsr(changed);
    Status launched = kernel("saxpy").launch({.grid = {n / 256}, .block = {256}}, n, 0.5f, x, y);
    _mm_setcsr(before);
    EXPECT_OK(launched);
    std::vector<float> found = *y.to_vector();
    EXPECT_EQ(found[1], 3 * least) << changed;
    EXPECT_TRUE(std::isnan(found[2])) << changed;
    found[1] = found[2] = 1;
    EXPECT_EQ(found, std::vector<float>(n, 1)) << changed;
  }
}

TEST_P(LaunchTest, EveryBlockRunsOnce) {
  for (uint32_t blocks : {1u, 2u, 3u, 63u, 1000u, 100000u}) {
    Buffer<int> hits(device, blocks);
    EXPECT_OK(hits.fill(0));
    EXPECT_OK(kernel("visit").launch({.grid = {blocks}}, hits));
    if (executes()) {
      ASSERT_EQ(*hits.to_vector(), std::vector<int>(blocks, 1)) << blocks;
    }
  }
}

TEST_P(LaunchTest, StructByValueAndViews) {
  struct Pair {
    int a;
    double b;
  };
  Buffer<double> out(device, 2);
  EXPECT_OK(kernel("take_struct").launch({}, Pair{1, 0.5}, out.slice(1, 1)));
  if (executes()) {
    EXPECT_EQ(out.to_vector()->at(1), 1.5);
  }
}

TEST_P(LaunchTest, ShapeLimits) {
  EXPECT_OK(empty({1}, {1024}));
  EXPECT_OK(empty({3, 5, 7}, {7, 5, 3}));
  EXPECT_FAILS(empty({0}, {1}), kInvalid, "grid (0, 1, 1) has a dimension of zero");
  EXPECT_FAILS(empty({1}, {32, 0}), kInvalid, "block (32, 0, 1) has a dimension of zero");
  EXPECT_FAILS(empty({1}, {1025}), kInvalid, "exceeds");
  EXPECT_FAILS(empty({1}, {32, 33}), kInvalid, "1056 threads, at most 1024");
  EXPECT_FAILS(empty({1}, {1, 1, 65}), kInvalid, "exceeds");
  EXPECT_FAILS(empty({1, 65536}, {1}), kInvalid, "exceeds");
  EXPECT_FAILS(empty({1, 1, 65536}, {1}), kInvalid, "exceeds");
  EXPECT_FAILS(empty({-1}, {1}), kInvalid, "exceeds");
  EXPECT_FAILS(empty({int64_t{1} << 32}, {1}), kInvalid, "exceeds");
}

TEST_P(LaunchTest, SharedMemoryLimit) {
  uint64_t limit = device.properties().shared_bytes_per_block;
  EXPECT_OK(empty({1}, {1}, static_cast<uint32_t>(limit)));
  EXPECT_FAILS(empty({1}, {1}, static_cast<uint32_t>(limit + 1)), kInvalid, "shared memory");
  Buffer<uint64_t> sums(device, 1);
  EXPECT_FAILS(kernel("arenas").launch({.shared_bytes = static_cast<uint32_t>(limit)}, sums), kInvalid,
               " static and ");
}

TEST_P(LaunchTest, LaunchBounds) {
  abi::Module bounded = kernelsModule();
  bounded.kernels[0].maxThreadsPerBlock = 64;
  Result<hd::Module> loaded = device.load(bounded);
  EXPECT_OK(loaded->kernel("empty")->launch({.block = {64}}));
  EXPECT_FAILS(loaded->kernel("empty")->launch({.block = {65}}), kInvalid, "launch bounds allow 64");
}

TEST_P(LaunchTest, ArgumentCount) {
  EXPECT_FAILS(kernel("empty").launch({}, 1), kInvalid, "expects 0 arguments, found 1");
  EXPECT_FAILS(kernel("saxpy").launch({}, 1, 2.0f), kInvalid, "expects 4 arguments, found 2");
}

TEST_P(LaunchTest, ArgumentTypes) {
  Buffer<float> x(device, 4), y(device, 4);
  Buffer<int> ints(device, 4);
  Kernel saxpy = kernel("saxpy");
  EXPECT_FAILS(saxpy.launch({}, 1.0f, 2.0f, x, y), kInvalid, "parameter 1 `n` expects `int`, found `float`");
  EXPECT_FAILS(saxpy.launch({}, size_t{1}, 2.0f, x, y), kInvalid, "found `unsigned long long`");
  EXPECT_FAILS(saxpy.launch({}, 1, 2.0, x, y), kInvalid, "parameter 2 `a` expects `float`, found `double`");
  EXPECT_FAILS(saxpy.launch({}, 1, 2.0f, ints, y), kInvalid,
               "parameter 3 `x` expects `const float *`, found a buffer of `int`");
  EXPECT_FAILS(saxpy.launch({}, 1, 2.0f, 3, y), kInvalid, "parameter 3 `x`");
  EXPECT_FAILS(saxpy.launch({}, x, 2.0f, x, y), kInvalid, "found a buffer of `float`");
  EXPECT_OK(saxpy.launch({}, 0u, 2.0f, x, y)); // int and unsigned are exchanged
  struct Wrong {
    int a;
  };
  Buffer<double> out(device, 1);
  EXPECT_FAILS(kernel("take_struct").launch({}, Wrong{1}, out), kInvalid, "found a struct of 4 bytes");
}

TEST_P(LaunchTest, BadBuffers) {
  Buffer<float> x(device, 4), none;
  EXPECT_FAILS(kernel("saxpy").launch({}, 1, 2.0f, x, none), kInvalid, "parameter 4 `y` got an empty buffer");
  Device other = *Device::open(GetParam());
  Buffer<float> foreign(other, 4);
  EXPECT_FAILS(kernel("saxpy").launch({}, 1, 2.0f, foreign, x), kInvalid, "another device");
  Stream stream = *other.create_stream();
  EXPECT_FAILS(kernel("empty").launch({.stream = stream}), kInvalid, "another device");
}

TEST_P(LaunchTest, UntypedArguments) {
  RawBuffer raw(device, 16);
  const int n = 0;
  const float a = 2;
  std::vector<ArgumentValue> arguments{
      ArgumentValue::scalar(abi::Scalar::kInt32, &n, sizeof(n)),
      ArgumentValue::scalar(abi::Scalar::kFloat32, &a, sizeof(a)),
      ArgumentValue::buffer(raw),
      ArgumentValue::null_pointer(),
  };
  EXPECT_OK(kernel("saxpy").launch_raw({}, arguments));
}

TEST_P(LaunchTest, UnknownKernelListsThose) {
  EXPECT_FAILS(module.kernel("saxpi").status(), StatusCode::not_found, "`saxpy`");
  EXPECT_FAILS(Kernel().launch({}), kInvalid, "empty");
}

TEST_P(LaunchTest, ModuleFromBytesAndFromDamagedBytes) {
  EXPECT_FAILS(device.load(std::vector<uint8_t>{1, 2, 3}).status(), StatusCode::corrupt,
               "not a Heddle module");
  EXPECT_FAILS(device.load("no/such/file.hdm").status(), StatusCode::not_found, "no/such/file.hdm");
  EXPECT_EQ(device.load("/").status().code(), StatusCode::io_error);
}

TEST_P(LaunchTest, CompilingWithoutACompilerIsAStatus) {
  EXPECT_FAILS(device.compile_source(source("__global__ void k() {}")).status(), StatusCode::unsupported,
               "no compiler");
}

} // namespace
} // namespace hd::test
