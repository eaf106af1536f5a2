// Division and square root by fma, for devices whose own are a few units off: the device's result is brought
// within a unit in the last place of the exact one, the remainder of that is exact, and it tells whether the
// neighbour is nearer. Neither a quotient nor a root of normal numbers lies in the middle between two
// numbers. (P. Markstein, IA-64 and Elementary Functions, chapters 8 and 9, gets there with better
// reciprocals instead of the last step.)
#include "ir/transforms/expand_arithmetic/expansions.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace hd::ir {
namespace {

class ByRemainder {
public:
  ByRemainder(Build &build, Type type)
      : build_(build), type_(type), word_(build.builder.getIntegerType(type.getIntOrFloatBitWidth())) {}

  // Positive, and so near to 1 that nothing on the way is denormal or infinite.
  Value isModerate(Value x) {
    unsigned fraction = isSingle() ? 23 : 52;
    uint64_t bias = isSingle() ? 127 : 1023, reach = bias / 3;
    return build_.compare(Build::Predicate::ult, build_.sub(bits(x), (bias - reach) << fraction),
                          2 * reach << fraction);
  }
  Value magnitude(Value x) { return build_.bitcast(build_.bitAnd(bits(x), signBit() - 1), type_); }

  Value divide(Value a, Value b) {
    Value dividend = magnitude(a), divisor = magnitude(b);
    Value reciprocal = build_.make<arith::DivFOp>(number(1), divisor);
    Value quotient = build_.make<arith::MulFOp>(dividend, reciprocal);
    auto remainder = [&](Value q) { return fma(negate(q), divisor, dividend); };
    for (unsigned i = 0; i < corrections(); ++i)
      quotient = fma(remainder(quotient), reciprocal, quotient);
    Value half = build_.make<arith::MulFOp>(divisor, number(0.5));
    Value bits = nearest(quotient, remainder(quotient), half, arith::CmpFPredicate::OLT);
    Value sign = build_.bitAnd(build_.bitXor(this->bits(a), this->bits(b)), signBit());
    return build_.bitcast(build_.bitOr(bits, sign), type_);
  }

  Value squareRoot(Value x) {
    Value root = build_.make<math::SqrtOp>(x), half = build_.make<arith::DivFOp>(number(0.5), root);
    auto remainder = [&](Value r) { return fma(negate(r), r, x); };
    for (unsigned i = 0; i < corrections(); ++i)
      root = fma(remainder(root), half, root);
    // (root - step/2)^2 = root^2 - root * step + step^2/4, and x is root^2 and some whole step^2 away.
    return build_.bitcast(nearest(root, remainder(root), root, arith::CmpFPredicate::OLE), type_);
  }

private:
  bool isSingle() const { return type_.isF32(); }
  // Each doubles the bits that are right. An f64 quotient may have those of an f32 one at first.
  unsigned corrections() const { return isSingle() ? 1 : 2; }
  uint64_t signBit() const { return uint64_t(1) << (type_.getIntOrFloatBitWidth() - 1); }

  Value bits(Value x) { return build_.bitcast(x, word_); }
  Value number(double value) {
    return build_.make<arith::ConstantOp>(build_.builder.getFloatAttr(type_, value));
  }
  Value negate(Value x) { return build_.make<arith::NegFOp>(x); }
  Value fma(Value a, Value b, Value c) { return build_.make<math::FmaOp>(a, b, c); }

  // The bits of the guess or a neighbour of it: above where the remainder is more than `slope` times the step
  // up, below where it is less than (`below`) minus that times the step down, which is shorter under powers
  // of two.
  Value nearest(Value guess, Value remainder, Value slope, arith::CmpFPredicate below) {
    Value middle = bits(guess), up = build_.add(middle, 1), down = build_.sub(middle, 1);
    Value stepUp = build_.make<arith::SubFOp>(build_.bitcast(up, type_), guess);
    Value stepDown = build_.make<arith::SubFOp>(build_.bitcast(down, type_), guess);
    Value isMore = build_.make<arith::CmpFOp>(arith::CmpFPredicate::OGT, remainder,
                                              build_.make<arith::MulFOp>(stepUp, slope));
    Value isLess = build_.make<arith::CmpFOp>(below, remainder, build_.make<arith::MulFOp>(stepDown, slope));
    return build_.select(isMore, up, build_.select(isLess, down, middle));
  }

  Build &build_;
  Type type_, word_;
};

} // namespace

// The first where the device has fma and it `applies`, else the second.
static Value choose(Build &build, Type type, Fused fused, Value applies, function_ref<Value()> quick,
                    function_ref<Value()> otherwise) {
  if (fused == Fused::Probed)
    applies = build.bitAnd(build.make<DeviceHasOp>(build.i1(), DeviceProperty::FusedFma), applies);
  OpBuilder::InsertionGuard guard(build.builder);
  auto branch = build.make<scf::IfOp>(type, applies, /*withElseRegion=*/true);
  build.builder.setInsertionPointToStart(branch.thenBlock());
  build.make<scf::YieldOp>(quick());
  build.builder.setInsertionPointToStart(branch.elseBlock());
  build.make<scf::YieldOp>(otherwise());
  return branch.getResult(0);
}

// Through f32, whose precision is more than twice that of the narrow types: the second rounding does no harm.
static Value inSingle(Build &build, Type type, Value x) {
  return type.getIntOrFloatBitWidth() < 32 ? build.make<arith::ExtFOp>(build.builder.getF32Type(), x) : x;
}
static Value fromSingle(Build &build, Type type, Value x) {
  return x.getType() == type ? x : build.make<arith::TruncFOp>(type, x);
}

Value exactDivide(Build &build, Value a, Value b, Fused fused) {
  Type type = a.getType();
  a = inSingle(build, type, a), b = inSingle(build, type, b);
  auto software = [&] { return softwareDivide(build, a, b); };
  if (fused == Fused::Never)
    return fromSingle(build, type, software());
  ByRemainder by(build, a.getType());
  Value applies = build.bitAnd(by.isModerate(by.magnitude(a)), by.isModerate(by.magnitude(b)));
  auto quick = [&] { return by.divide(a, b); };
  return fromSingle(build, type, choose(build, a.getType(), fused, applies, quick, software));
}

Value exactSqrt(Build &build, Value x, Fused fused) {
  Type type = x.getType();
  x = inSingle(build, type, x);
  auto software = [&] { return softwareSqrt(build, x); };
  if (fused == Fused::Never)
    return fromSingle(build, type, software());
  ByRemainder by(build, x.getType());
  auto quick = [&] { return by.squareRoot(x); };
  return fromSingle(build, type, choose(build, x.getType(), fused, by.isModerate(x), quick, software));
}

} // namespace hd::ir
