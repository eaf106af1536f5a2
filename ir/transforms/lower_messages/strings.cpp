#include "ir/transforms/lower_messages/strings.h"

#include "ir/hd/dialect.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace hd::ir {

// As the host's formatter parses, runtime/drivers/print_format.cpp.
static FormatPiece takeConversion(StringRef &rest) {
  FormatPiece piece;
  StringRef all = rest;
  auto number = [&] {
    if (rest.consume_front("*"))
      ++piece.operands;
    else
      rest = rest.drop_while([](char c) { return c >= '0' && c <= '9'; });
  };
  rest = rest.drop_front().drop_while([](char c) { return StringRef("-+ #0").contains(c); });
  number();
  if (rest.consume_front("."))
    number();
  rest = rest.drop_while([](char c) { return StringRef("hlLqjzt").contains(c); });
  piece.kind = rest.empty() ? '%' : rest.front();
  rest = rest.drop_front(std::min<size_t>(rest.size(), 1));
  if (StringRef("diuoxXcsfFeEgGaAp").contains(piece.kind))
    ++piece.operands;
  else
    piece.kind = 0;
  piece.text = all.drop_back(rest.size()).str();
  return piece;
}

SmallVector<FormatPiece> splitFormat(StringRef format) {
  SmallVector<FormatPiece> pieces;
  StringRef rest = format.take_until([](char c) { return c == '\0'; });
  while (!rest.empty()) {
    if (rest.front() == '%') {
      pieces.push_back(takeConversion(rest));
      continue;
    }
    StringRef literal = rest.take_until([](char c) { return c == '%'; });
    pieces.push_back({literal.str(), 0, 0});
    rest = rest.drop_front(literal.size());
  }
  return pieces;
}

// The global and the byte in it that a pointer to characters points to.
static GlobalOp findLiteral(Value pointer, uint64_t &offset) {
  offset = 0;
  while (Operation *op = pointer.getDefiningOp()) {
    if (auto address = dyn_cast<AddressOfOp>(op))
      return SymbolTable::lookupNearestSymbolFrom<GlobalOp>(address, address.getGlobalAttr());
    if (isa<PointerCastOp, DecayOp>(op)) {
      pointer = op->getOperand(0);
      continue;
    }
    APInt index;
    auto step = dyn_cast<OffsetOp>(op);
    if (!step || !matchPattern(step.getIndex(), m_ConstantInt(&index)))
      return {};
    offset += uint64_t(index.getSExtValue()) * sizeOf(cast<PointerType>(step.getType()).getPointee());
    pointer = step.getBase();
  }
  return {};
}

std::optional<std::string> knownString(Value pointer) {
  APInt address;
  if (auto number = pointer.getDefiningOp<IntToPointerOp>())
    if (matchPattern(number.getSource(), m_ConstantInt(&address)) && address.isZero())
      return "(null)";
  uint64_t offset = 0;
  GlobalOp global = findLiteral(pointer, offset);
  // Only constants, which literals are: the host may write into the others, and kernels too.
  if (!global || !global.getValue() || global.getSourceName() ||
      cast<PointerType>(global.getType()).getSpace() != AddressSpace::Constant)
    return {};
  StringRef bytes = *global.getValue();
  if (offset > bytes.size() || !bytes.drop_front(offset).contains('\0'))
    return {};
  return bytes.drop_front(offset).take_until([](char c) { return c == '\0'; }).str();
}

std::optional<std::string> formatString(StringRef conversion, StringRef text) {
  if (conversion.contains('*'))
    return {};
  StringRef rest = conversion.drop_front();
  StringRef flags = rest.take_while([](char c) { return StringRef("-+ #0").contains(c); });
  rest = rest.drop_front(flags.size());
  unsigned width = 0, precision = 0;
  rest.consumeInteger(10, width);
  if (rest.consume_front(".")) {
    rest.consumeInteger(10, precision);
    text = text.take_front(precision);
  }
  std::string padding(width > text.size() ? std::min(width, 4096u) - std::min<size_t>(text.size(), 4096) : 0,
                      ' ');
  std::string padded = flags.contains('-') ? text.str() + padding : padding + text.str();
  std::string doubled;
  for (char c : padded)
    doubled.append(c == '%' ? 2 : 1, c);
  return doubled;
}

} // namespace hd::ir
