// Builtins: each lowers to verified IR, and to the operation that it should.
#include "tests/frontend/irgen/irgen_test.h"

namespace hd::irgen::test {

using testing::HasSubstr;

struct Lowering {
  const char *body, *operation;
};

class IrgenBuiltins : public testing::TestWithParam<Lowering> {};

TEST_P(IrgenBuiltins, Lowers) {
  std::string text = ir("__global__ void k(float *f, double *e, int *p, unsigned *q, long long *l, "
                        "unsigned long long *m, float4 *v, int n, float x, double d) {" +
                        std::string(GetParam().body) + "}");
  EXPECT_THAT(text, HasSubstr(GetParam().operation));
}

INSTANTIATE_TEST_SUITE_P(
    Warp, IrgenBuiltins,
    testing::Values(
        Lowering{"__syncthreads();", "hd.barrier"},
        Lowering{"p[0] = __syncthreads_count(n > 1);", "hd.barrier_reduce count"},
        Lowering{"p[0] = __syncthreads_and(n) + __syncthreads_or(n);", "hd.barrier_reduce and"},
        Lowering{"__syncwarp();", "hd.sync_warp"}, Lowering{"__threadfence();", "hd.fence device"},
        Lowering{"__threadfence_block();", "hd.fence block"},
        Lowering{"__threadfence_system();", "hd.fence system"},
        Lowering{"f[0] = __shfl_down_sync(0xffffffff, x, 4);", "hd.shuffle down"},
        Lowering{"e[0] = __shfl_xor_sync(0xffffffff, d, 1, 8);", "hd.shuffle xor"},
        Lowering{"f[0] = __shfl(x, 3) + __shfl_up(x, 1);", "hd.shuffle idx"},
        Lowering{"l[0] = __shfl_sync(0xffu, l[1], n);", ": i64"},
        Lowering{"p[0] = __any_sync(~0u, n) + __all(n) + __uni_sync(1, n);", "hd.vote any"},
        Lowering{"q[0] = __ballot_sync(~0u, x > 2) | __ballot(n);", "hd.ballot"},
        Lowering{"q[0] = __match_any_sync(~0u, n);", "hd.match_any"},
        Lowering{"int same; q[0] = __match_all_sync(~0u, x, &same); p[0] = same;", "hd.match_all"},
        Lowering{"p[0] = __reduce_min_sync(~0u, n);", "hd.warp_reduce smin"},
        Lowering{"q[0] = __reduce_min_sync(~0u, q[1]) + __reduce_xor_sync(1, 2);", "hd.warp_reduce umin"},
        Lowering{"q[0] = __activemask();", "hd.active_mask"},
        Lowering{"p[0] = warpSize;", "arith.constant 32"}));

INSTANTIATE_TEST_SUITE_P(
    Atomics, IrgenBuiltins,
    testing::Values(Lowering{"atomicAdd(f, x); atomicAdd(e, d);", "hd.atomic_rmw fadd device"},
                    Lowering{"p[1] = atomicAdd(&p[n], 2);", "hd.atomic_rmw add device"},
                    Lowering{"atomicSub(p, n);", "arith.subi"},
                    Lowering{"atomicMin(p, n); atomicMax(p, n);", "hd.atomic_rmw smin"},
                    Lowering{"atomicMin(q, 3u); atomicMax(m, 3ull);", "hd.atomic_rmw umax"},
                    Lowering{"atomicExch(f, x);", "hd.atomic_rmw exch"},
                    Lowering{"m[0] = atomicCAS(m, 1ull, 2ull);", "hd.atomic_cas device"},
                    Lowering{"__shared__ int s; atomicAdd_block(&s, 1);", "hd.atomic_rmw add block"},
                    Lowering{"atomicAnd(p, 1); atomicOr_system(p, 2); atomicXor(p, 3);", "or system"},
                    Lowering{"atomicInc(q, 7u); atomicDec(q, 7u);", "hd.atomic_rmw inc"}));

INSTANTIATE_TEST_SUITE_P(
    Bits, IrgenBuiltins,
    testing::Values(
        Lowering{"p[0] = __popc(n) + __popcll(m[0]);", "math.ctpop"},
        Lowering{"p[0] = __clz(n) + __clzll(l[0]);", "math.ctlz"},
        Lowering{"p[0] = __ffs(n) + __ffsll(l[0]);", "math.cttz"},
        Lowering{"q[0] = __brev(q[1]); m[0] = __brevll(m[1]);", "hd.bit_reverse"},
        Lowering{"q[0] = __byte_perm(q[1], q[2], 0x3210);", "arith.shrui"},
        Lowering{"q[0] = __funnelshift_l(q[1], q[2], 5) + __funnelshift_rc(q[1], q[2], 40);", "arith.minui"},
        Lowering{"p[0] = __mul24(n, 3) + __umul24(1, 2);", "arith.shrsi"},
        Lowering{"p[0] = __mulhi(n, 3);", "arith.mulsi_extended"},
        Lowering{"q[0] = __umulhi(q[1], 3); m[0] = __umul64hi(m[1], m[2]);", "arith.mului_extended"},
        Lowering{"q[0] = __sad(n, 3, 4) + __usad(1, 2, 3);", "arith.select"},
        Lowering{"p[0] = __hadd(n, 3) + __rhadd(n, 2); q[0] = __uhadd(1, 2);", "arith.xori"},
        Lowering{"p[0] = min(n, 3) + max(n, 4); q[0] = min(q[1], 3u);", "arith.minsi"},
        Lowering{"p[0] = abs(n);", "arith.select"}));

INSTANTIATE_TEST_SUITE_P(
    Conversions, IrgenBuiltins,
    testing::Values(Lowering{"p[0] = __float_as_int(x); f[0] = __uint_as_float(q[0]);", "arith.bitcast"},
                    Lowering{"e[0] = __hiloint2double(n, 3); p[0] = __double2hiint(d) + __double2loint(d);",
                             "arith.bitcast"},
                    Lowering{"p[0] = __float2int_rn(x);", "math.roundeven"},
                    Lowering{"q[0] = __double2uint_ru(d);", "math.ceil"},
                    Lowering{"l[0] = __float2ll_rd(x); p[0] = __float2int_rz(x);", "math.floor"},
                    Lowering{"f[0] = __int2float_rn(n) + __ull2float_rn(m[0]);", "arith.uitofp"},
                    Lowering{"f[0] = __double2float_rz(d) + __double2float_ru(d) + __double2float_rd(d);",
                             "arith.cmpf ogt"},
                    Lowering{"p[0] = (int)x; q[0] = (unsigned)d; f[0] = n; e[0] = x;", "arith.fptoui"},
                    Lowering{"p[0] = (char)n + (bool)x + (unsigned char)n;", "arith.trunci"},
                    Lowering{"*(int *)f = *(int *)&x; l[0] = (long long)f;", "hd.pointer_to_int"},
                    Lowering{"float4 a = reinterpret_cast<float4 *>(f)[n]; f[0] = a.w;", "hd.pointer_cast"}));

INSTANTIATE_TEST_SUITE_P(
    Math, IrgenBuiltins,
    testing::Values(Lowering{"f[0] = __fmul_rn(x, x) + __fadd_rn(x, 1);", "arith.mulf"},
                    Lowering{"f[0] = fmaf(x, x, x); e[0] = fma(d, d, d);", "math.fma"},
                    Lowering{"f[0] = sqrtf(x); e[0] = __drcp_rn(d); f[1] = __frsqrt_rn(x);", "math.sqrt"},
                    Lowering{"f[0] = floorf(x) + ceilf(x) + truncf(x) + rintf(x) + nearbyintf(x);",
                             "math.roundeven"},
                    Lowering{"f[0] = roundf(x); l[0] = lround(d) + lrintf(x);", "math.copysign"},
                    Lowering{"f[0] = fminf(x, 1) + fmaxf(x, 2) + fabsf(x) + copysignf(x, 1);", "hd.minnum"},
                    Lowering{"f[0] = __saturatef(x);", "hd.maxnum"},
                    Lowering{"p[0] = isnan(x) + isinf(d) + isfinite(x) + signbit(x);", "cmpf uno"},
                    Lowering{"f[0] = expf(x) + sinf(x); e[0] = pow(d, d);", "call @expf"}));

INSTANTIATE_TEST_SUITE_P(
    Host, IrgenBuiltins,
    testing::Values(
        Lowering{"printf(\"%d %f %u %s\\n\", n, x, q[0], \"yes\");", "hd.printf \"%d %f %u %s\\0A\""},
        Lowering{"printf(\"hello\\n\");", "hd.printf \"hello\\0A\""}, Lowering{"assert(n > 3);", "hd.assert"},
        Lowering{"__trap();", "hd.trap \"test.hd:1: k: `__trap` was called\""},
        Lowering{"l[0] = clock64();", "hd.clock"},
        Lowering{"f[0] = __ldg(f + n); v[0] = __ldg(v + 1); __stcs(f, x);", "hd.load"},
        Lowering{"__builtin_assume(n > 0); if (__builtin_expect(n > 1, 1)) p[0] = 1;", "scf.if"}));

TEST(IrgenBuiltin, AssertSaysWhere) {
  EXPECT_THAT(ir("__global__ void k(int n) {\n  assert(n > 3 && n < 7);\n}"),
              HasSubstr("\"test.hd:2: k: assertion `n > 3 && n < 7` failed\""));
}

TEST(IrgenBuiltin, EveryLibraryFunction) {
  std::string body;
  for (const char *name :
       {"exp",  "exp2", "expm1", "log",  "log2", "log10", "log1p", "sin",  "cos",  "tan",
        "asin", "acos", "atan",  "sinh", "cosh", "tanh",  "erf",   "erfc", "cbrt", "rsqrt"}) {
    body += std::string("f[0] += ") + name + "f(x); ";
    body += std::string("e[0] += ") + name + "(d);\n";
  }
  ir("__global__ void k(float *f, double *e, float x, double d) {" + body + "}");
}

} // namespace hd::irgen::test
