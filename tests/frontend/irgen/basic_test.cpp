// Kernels, parameters, scalars and records as values.
#include "tests/frontend/irgen/irgen_test.h"

namespace hd::irgen::test {

using testing::HasSubstr;
using testing::Not;

TEST(IrgenBasic, Saxpy) {
  std::string text = ir(R"(
__global__ void __launch_bounds__(256) saxpy(int n, float a, const float *__restrict__ x, float *y) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = a * x[i] + y[i];
})");
  EXPECT_THAT(text, HasSubstr("func.func @saxpy(%arg0: i32 {hd.name = \"n\", hd.spelling = \"int\", "
                              "hd.type = si32}"));
  EXPECT_THAT(text, HasSubstr("!hd.ptr<f32, global> {hd.const, hd.name = \"x\", hd.restrict"));
  EXPECT_THAT(text, HasSubstr("hd.kernel, hd.max_threads = 256"));
  EXPECT_THAT(text, HasSubstr("arith.mulf %arg1"));
  EXPECT_THAT(text, HasSubstr("fastmath<contract>"));
  EXPECT_THAT(text, HasSubstr("arith.extsi"));
  EXPECT_THAT(text, HasSubstr("scf.if"));
  EXPECT_THAT(text, Not(HasSubstr("hd.private")));
}

TEST(IrgenBasic, ContractionIsOffUnderThePragma) {
  std::string text = ir("#pragma STDC FP_CONTRACT OFF\n" + kernel("f[0] = x * x + x;"));
  EXPECT_THAT(text, Not(HasSubstr("fastmath")));
}

TEST(IrgenBasic, RecordsAreLeaves) {
  std::string text = ir(R"(
struct Point { float x, y; };
struct Box { Point low, high; int id; };
__device__ Box grow(Box b, float by) { b.high.x += by; b.low.y -= by; return b; }
__global__ void k(Box *boxes, Box start) {
  Box b = boxes[threadIdx.x];
  b.low = start.high;
  Box c = grow(b, 2.0f);
  c.id++;
  boxes[threadIdx.x] = c;
})");
  EXPECT_THAT(text, HasSubstr("func.func private @grow(%arg0: f32, %arg1: f32, %arg2: f32, %arg3: f32, "
                              "%arg4: i32, %arg5: f32) -> (f32, f32, f32, f32, i32)"));
  EXPECT_THAT(text, HasSubstr(", param>"));
  EXPECT_THAT(text, Not(HasSubstr("hd.private")));
}

TEST(IrgenBasic, VectorTypes) {
  std::string text = ir(R"(
__global__ void k(float4 *v, float *f) {
  float4 a = v[threadIdx.x], b = make_float4(1, 2, 3, 4);
  a.x = b.w * a.y;
  v[threadIdx.x] = a;
  f[0] = make_float2(3.0f, 4.0f).y;
  uint3 t = threadIdx;
  f[1] = t.y + blockDim.z;
})");
  EXPECT_THAT(text, HasSubstr("hd.thread_id y"));
  EXPECT_THAT(text, HasSubstr("hd.block_dim z"));
  EXPECT_THAT(text, Not(HasSubstr("hd.private")));
}

TEST(IrgenBasic, AddressTakenLivesInMemory) {
  std::string text = ir("__device__ void two(int *a) { *a = 2; }" + kernel("int v = 1; two(&v); p[0] = v;"));
  EXPECT_THAT(text, HasSubstr("hd.private : !hd.ptr<i32, private>"));
  EXPECT_THAT(text, HasSubstr("hd.pointer_cast"));
}

TEST(IrgenBasic, ReadOnlyRecordParameterWithArrayIsNotCopied) {
  std::string text = ir(R"(
struct Taps { float w[5]; int n; };
__global__ void k(float *f, Taps taps) { for (int i = 0; i < taps.n; ++i) f[i] = taps.w[i]; })");
  EXPECT_THAT(text, Not(HasSubstr("hd.private")));
  EXPECT_THAT(text, Not(HasSubstr("hd.copy")));
}

TEST(IrgenBasic, ModifiedRecordParameterWithArrayIsCopied) {
  std::string text = ir(R"(
struct Taps { float w[5]; int n; };
__global__ void k(float *f, Taps taps) { taps.w[1] = 2; f[0] = taps.w[threadIdx.x]; })");
  EXPECT_THAT(text, HasSubstr("hd.private"));
  EXPECT_THAT(text, HasSubstr("hd.copy"));
}

TEST(IrgenBasic, UnionsAreMemory) {
  std::string text = ir(R"(
union Bits { float f; unsigned u; };
__device__ Bits make(float x) { Bits b; b.f = x; return b; }
__global__ void k(unsigned *out, float x) {
  Bits b = make(x), c = {};
  out[0] = b.u + c.u;
})");
  EXPECT_THAT(text, HasSubstr("hd.copy"));
}

TEST(IrgenBasic, SelfReferringRecords) {
  ir(R"(
struct Node { Node *next; float value; };
__global__ void k(Node *n, float *f) {
  float sum = 0;
  while (n) { sum += n->value; n = n->next; }
  f[0] = sum;
})");
}

TEST(IrgenBasic, LongChains) {
  std::string sum = "x";
  for (int i = 0; i < 2000; ++i)
    sum += " + x";
  EXPECT_EQ(count(ir(kernel("f[0] = " + sum + ";")), "arith.addf"), 2000u);
}

TEST(IrgenBasic, Globals) {
  std::string text = ir(R"(
__constant__ float taps[3] = {1, 2.5f};
__device__ int counter = 7;
__device__ float zeros[100];
extern __shared__ float dynamic[];
const int kSize = 16;
__global__ void k(float *f) {
  __shared__ float tile[4][kSize];
  tile[threadIdx.y][threadIdx.x] = taps[threadIdx.x] + zeros[1];
  __syncthreads();
  dynamic[threadIdx.x] = tile[0][1];
  const int table[4] = {4, 3, 2, 1};
  f[0] = table[threadIdx.x] + counter;
})");
  EXPECT_THAT(text, HasSubstr("hd.global @taps : !hd.ptr<!hd.array<3 x f32>, constant>, 4 = "
                              "\"\\00\\00\\80?\\00\\00 @\\00\\00\\00\\00\""));
  EXPECT_THAT(text, HasSubstr("hd.global @counter : !hd.ptr<i32, global>, 4 = \"\\07\\00\\00\\00\""));
  EXPECT_THAT(text, HasSubstr("source_name = \"counter\", source_type = si32"));
  EXPECT_THAT(text, HasSubstr("hd.global @k.tile : !hd.ptr<!hd.array<4 x !hd.array<16 x f32>>, shared>"));
  EXPECT_THAT(text, HasSubstr("hd.dynamic_shared"));
  EXPECT_THAT(text, HasSubstr("hd.global @k.table : !hd.ptr<!hd.array<4 x i32>, constant>"));
  EXPECT_THAT(text, Not(HasSubstr("hd.private")));
}

TEST(IrgenBasic, LocalArrays) {
  std::string text = ir(kernel(R"(
float a[3] = {1, x};
int zeros[100] = {};
char text[] = "abc";
struct { int v[2]; float w; } s = {{1, 2}, 3}, t = s;
a[n] = zeros[n] + text[1] + s.v[1] + t.w;
f[0] = a[0];)"));
  EXPECT_THAT(text, HasSubstr("hd.private : !hd.ptr<!hd.array<3 x f32>, private>"));
  EXPECT_EQ(count(text, "scf.while"), 1u); // zeros
}

TEST(IrgenBasic, PointersKeepTheirSpace) {
  std::string text = ir(kernel("const float *q = cf + 3; for (int i = 0; i < n; ++i) f[i] = *q++;"));
  EXPECT_THAT(text, Not(HasSubstr("generic")));
  text = ir(kernel("const float *q = cf; if (n) q = f; f[0] = *q;"));
  EXPECT_THAT(text, Not(HasSubstr("generic")));
}

TEST(IrgenBasic, PointersOfDifferentSpacesMeetAsGeneric) {
  std::string text = ir(kernel("__shared__ float s[32]; float *q = f; if (n) q = s; *q = q - f;"));
  EXPECT_THAT(text, HasSubstr("!hd.ptr<f32, generic>"));
}

TEST(IrgenBasic, ShiftsAreGuarded) {
  EXPECT_THAT(ir(kernel("p[0] = n << 3;")), Not(HasSubstr("arith.select")));
  EXPECT_THAT(ir(kernel("p[0] = n << p[1];")), HasSubstr("arith.select"));
}

} // namespace hd::irgen::test
