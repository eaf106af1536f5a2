// A tree of `or` is a list of pieces: bits of some value at a place of the result. Neighbours that were
// neighbours in the value that they come from are one piece.
#include "ir/transforms/simplify/joined_pieces.h"

#include "ir/hd/build.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace hd::ir {
namespace {

constexpr unsigned kMaxPieces = 16;

struct Piece {
  Value source;
  unsigned from, bits; // bits [from, from + bits) of `source`
  unsigned to = 0;     // where they are in the result
};

unsigned widthOf(Value value) { return value.getType().getIntOrFloatBitWidth(); }

std::optional<unsigned> constantShift(Operation *op) {
  APInt amount;
  if (!matchPattern(op->getOperand(1), m_ConstantInt(&amount)) || amount.uge(widthOf(op->getOperand(0))))
    return std::nullopt;
  return unsigned(amount.getZExtValue());
}

// x, trunc x, x >> n, trunc(x >> n)
Piece pieceOf(Value value) {
  Piece piece{value, 0, widthOf(value)};
  if (auto narrow = value.getDefiningOp<arith::TruncIOp>())
    piece.source = narrow.getIn();
  auto shifted = piece.source.getDefiningOp<arith::ShRUIOp>();
  std::optional<unsigned> amount = shifted ? constantShift(shifted) : std::nullopt;
  if (amount) {
    piece.source = shifted.getLhs();
    piece.from = *amount;
    piece.bits = std::min(piece.bits, widthOf(piece.source) - *amount);
  }
  return piece;
}

// Adds the pieces of `value` << `shift`. False if some of it is not a piece, or is shifted out.
bool collect(Value value, unsigned shift, bool isRoot, SmallVectorImpl<Piece> &pieces) {
  if (auto joined = value.getDefiningOp<arith::OrIOp>())
    return (isRoot || value.hasOneUse()) && collect(joined.getLhs(), shift, false, pieces) &&
           collect(joined.getRhs(), shift, false, pieces);
  if (auto shifted = value.getDefiningOp<arith::ShLIOp>()) {
    std::optional<unsigned> amount = constantShift(shifted);
    return amount && collect(shifted.getLhs(), shift + *amount, false, pieces);
  }
  auto wide = value.getDefiningOp<arith::ExtUIOp>();
  if (!wide || pieces.size() == kMaxPieces)
    return false;
  Piece piece = pieceOf(wide.getIn());
  piece.to = shift;
  pieces.push_back(piece);
  return piece.to + piece.bits <= widthOf(value);
}

// Joins what belongs together. False if nothing does, or pieces overlap.
bool join(SmallVectorImpl<Piece> &pieces) {
  llvm::sort(pieces, [](const Piece &a, const Piece &b) { return a.to < b.to; });
  SmallVector<Piece> joined;
  for (const Piece &piece : pieces) {
    Piece *last = joined.empty() ? nullptr : &joined.back();
    if (last && last->to + last->bits > piece.to)
      return false;
    if (last && last->source == piece.source && last->to + last->bits == piece.to &&
        last->from + last->bits == piece.from)
      last->bits += piece.bits;
    else
      joined.push_back(piece);
  }
  bool changed = joined.size() < pieces.size();
  pieces.assign(joined);
  return changed;
}

Value place(Build &build, const Piece &piece, Type type) {
  Value value = piece.source;
  if (piece.from != 0)
    value = build.shr(value, piece.from);
  if (piece.bits < widthOf(value))
    value = build.make<arith::TruncIOp>(IntegerType::get(type.getContext(), piece.bits), value);
  if (widthOf(value) < type.getIntOrFloatBitWidth())
    value = build.make<arith::ExtUIOp>(type, value);
  return piece.to == 0 ? value : build.shl(value, piece.to);
}

struct JoinedPieces : OpRewritePattern<arith::OrIOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::OrIOp op, PatternRewriter &rewriter) const override {
    SmallVector<Piece> pieces;
    if (!isa<IntegerType>(op.getType()) || !collect(op, 0, true, pieces) || !join(pieces))
      return failure();
    Build build(rewriter, op.getLoc());
    Value result;
    for (const Piece &piece : pieces) {
      Value part = place(build, piece, op.getType());
      result = result ? build.bitOr(result, part) : part;
    }
    rewriter.replaceOp(op, result);
    return success();
  }
};

} // namespace

void addJoinedPieces(RewritePatternSet &patterns) { patterns.add<JoinedPieces>(patterns.getContext()); }

} // namespace hd::ir
