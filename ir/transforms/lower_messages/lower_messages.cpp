// Writes records of the message buffer in place of printf, assert and trap. The layout of the buffer and the
// rules of who writes what are in runtime/abi/messages.h, which this file follows.
#include "ir/transforms/lower_messages/lower_messages.h"

#include "ir/hd/build.h"
#include "ir/transforms/lower_messages/strings.h"
#include "ir/transforms/lower_messages/structured_exit.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_LOWERMESSAGES
#include "ir/transforms/lower_messages/lower_messages.h.inc"

namespace {

// Of messages.h, in words.
constexpr unsigned kCapacity = 0, kUsed = 1, kFailed = 2, kLost = 3, kHeaderWords = 4, kFixedWords = 7;
// Past it nothing is added to `used` any more, so that it cannot wrap.
constexpr uint64_t kMostUsed = uint64_t(1) << 31;

// The module's messages, each once, in the order in which they were first met.
class MessageTable {
public:
  explicit MessageTable(MLIRContext *context) : builder_(context) {}

  uint32_t add(StringRef kind, StringRef text, ArrayRef<Attribute> parameters = {}) {
    Attribute entry = builder_.getDictionaryAttr({
        builder_.getNamedAttr("kind", builder_.getStringAttr(kind)),
        builder_.getNamedAttr("text", builder_.getStringAttr(text)),
        builder_.getNamedAttr("parameters", builder_.getArrayAttr(parameters)),
    });
    auto [place, isNew] = ids_.try_emplace(entry, uint32_t(entries_.size()));
    if (isNew)
      entries_.push_back(entry);
    return place->second;
  }
  ArrayAttr attribute() { return builder_.getArrayAttr(entries_); }

private:
  Builder builder_;
  SmallVector<Attribute> entries_;
  DenseMap<Attribute, uint32_t> ids_;
};

// The two words of an argument's slot, and what they are.
struct Slot {
  Value low, high;
  StringRef type;
};

class KernelLowering {
public:
  KernelLowering(func::FuncOp kernel, MessageTable &table)
      : kernel_(kernel), table_(table), builder_(kernel.getContext()) {}

  LogicalResult run() {
    SmallVector<Operation *> reports;
    kernel_.walk([&](Operation *op) {
      if (isa<PrintfOp, AssertOp, TrapOp>(op))
        reports.push_back(op);
    });
    if (reports.empty())
      return success();
    addParameter();
    for (Operation *op : reports)
      if (failed(lower(op)))
        return failure();
    return success();
  }

private:
  void addParameter() {
    Type type = PointerType::get(builder_.getContext(), builder_.getI32Type(), AddressSpace::Global);
    auto attributes =
        builder_.getDictionaryAttr({builder_.getNamedAttr(kMessagesAttr, builder_.getUnitAttr())});
    kernel_.insertArgument(kernel_.getNumArguments(), type, attributes, kernel_.getLoc());
    buffer_ = kernel_.getArguments().back();
  }

  LogicalResult lower(Operation *op) {
    return TypeSwitch<Operation *, LogicalResult>(op)
        .Case([&](PrintfOp at) { return lowerPrintf(at); })
        .Case([&](AssertOp at) {
          Build build(builder_, at);
          Value fails = build.bitXor(at.getCondition(), build.boolean(true));
          build.when(fails, [&] { writeFailure(build, at.getMessage()); });
          at.erase();
          return success();
        })
        .Case([&](TrapOp at) {
          Build build(builder_, at);
          writeFailure(build, at.getMessage());
          at.erase();
          return success();
        });
  }

  // Who reports: block and thread.
  SmallVector<Value> position(Build &build) {
    SmallVector<Value> words;
    for (auto axis : {Dimension::X, Dimension::Y, Dimension::Z})
      words.push_back(build.make<BlockIdOp>(build.i32(), axis));
    for (auto axis : {Dimension::X, Dimension::Y, Dimension::Z})
      words.push_back(build.make<ThreadIdOp>(build.i32(), axis));
    return words;
  }

  void writeRecord(Build &build, Value first, uint32_t id, ArrayRef<Value> words) {
    Value record = build.element(build.element(buffer_, kHeaderWords), first);
    build.store(build.int32(id + 1), record);
    for (auto [index, word] : llvm::enumerate(words))
      build.store(word, build.element(record, index + 1));
  }

  Value atomic(Build &build, AtomicKind kind, unsigned word, Value operand) {
    return build.make<AtomicRmwOp>(build.i32(), kind, Scope::Device, build.element(buffer_, word), operand);
  }

  void writeFailure(Build &build, StringRef message) {
    uint32_t id = table_.add("failure", message);
    Value before = atomic(build, AtomicKind::Exch, kFailed, build.int32(1));
    build.when(build.isZero(before), [&] {
      Value capacity = build.load(build.element(buffer_, kCapacity));
      writeRecord(build, build.sub(capacity, kFixedWords), id, position(build));
    });
    build.make<ExitThreadOp>();
  }

  // Asks for the record's words; writes it if they are there.
  void writePrint(Build &build, uint32_t id, ArrayRef<Value> words) {
    uint64_t size = words.size() + 1;
    Value room = build.sub(build.load(build.element(buffer_, kCapacity)), kFixedWords);
    Value soFar = build.make<LoadOp>(build.i32(), build.element(buffer_, kUsed), /*isVolatile=*/true);
    auto mayAsk = build.make<scf::IfOp>(TypeRange{build.i32()},
                                        build.compare(Build::Predicate::ult, soFar, kMostUsed), true);
    {
      OpBuilder::InsertionGuard guard(builder_);
      builder_.setInsertionPointToStart(mayAsk.thenBlock());
      build.make<scf::YieldOp>(
          ValueRange{atomic(build, AtomicKind::Add, kUsed, build.int32(uint32_t(size)))});
      builder_.setInsertionPointToStart(mayAsk.elseBlock());
      build.make<scf::YieldOp>(ValueRange{soFar});
    }
    Value first = mayAsk.getResult(0);
    Value fits = build.compare(Build::Predicate::ule, build.add(first, size), room);
    auto branch = build.make<scf::IfOp>(fits, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(builder_);
    builder_.setInsertionPointToStart(branch.thenBlock());
    writeRecord(build, first, id, words);
    builder_.setInsertionPointToStart(branch.elseBlock());
    atomic(build, AtomicKind::Add, kLost, build.int32(1));
  }

  // As it was before it was widened for printf, where that can be seen.
  Slot slotOf(Build &build, Value value) {
    if (auto widened = value.getDefiningOp<arith::ExtFOp>(); widened && widened.getIn().getType().isF32())
      return {build.bitcast(widened.getIn(), build.i32()), build.int32(0), "f32"};
    if (isa<FloatType>(value.getType()))
      return halves(build, build.bitcast(value, build.i64()), "f64");
    if (isa<PointerType>(value.getType()))
      return halves(build, build.make<PointerToIntOp>(build.i64(), value), "i64");
    if (auto widened = value.getDefiningOp<arith::ExtSIOp>()) {
      Value low = build.extendSigned(widened.getIn(), build.i32());
      return {low, build.sar(low, 31), "i64"};
    }
    if (auto widened = value.getDefiningOp<arith::ExtUIOp>())
      return {build.extendUnsigned(widened.getIn(), build.i32()), build.int32(0), "i64"};
    return halves(build, value, "i64");
  }

  Slot halves(Build &build, Value wide, StringRef type) {
    return {build.truncate(wide, build.i32()), build.truncate(build.shr(wide, 32u), build.i32()), type};
  }

  // printf(.. %s .., c ? a : b) -> if (c) printf(.., a) else printf(.., b)
  LogicalResult splitChoice(PrintfOp op, unsigned index, arith::SelectOp choice) {
    Build build(builder_, op);
    auto branch = build.make<scf::IfOp>(choice.getCondition(), /*withElseRegion=*/true);
    for (bool taken : {true, false}) {
      builder_.setInsertionPointToStart(taken ? branch.thenBlock() : branch.elseBlock());
      auto copy = cast<PrintfOp>(builder_.clone(*op));
      copy->setOperand(index, taken ? choice.getTrueValue() : choice.getFalseValue());
      if (failed(lowerPrintf(copy)))
        return failure();
    }
    op.erase();
    return success();
  }

  LogicalResult lowerPrintf(PrintfOp op) {
    std::string format;
    SmallVector<Value> passed;
    unsigned next = 0, count = op->getNumOperands();
    for (const FormatPiece &piece : splitFormat(op.getFormat())) {
      bool complete = next + piece.operands <= count;
      if (piece.kind != 's' || !complete ||
          !isa<PointerType>(op->getOperand(next + piece.operands - 1).getType())) {
        format += piece.text;
        for (unsigned i = 0; i < piece.operands && next < count; ++i)
          passed.push_back(op->getOperand(next++));
        continue;
      }
      unsigned index = next + piece.operands - 1;
      Value pointer = op->getOperand(index);
      while (auto cast = pointer.getDefiningOp<PointerCastOp>())
        pointer = cast.getSource();
      if (auto choice = pointer.getDefiningOp<arith::SelectOp>())
        return splitChoice(op, index, choice);
      auto text = knownString(pointer);
      if (!text)
        return op.emitError(
            "`%s` prints text that is not known when the kernel is compiled; on this device it "
            "must be a string literal");
      auto padded = formatString(piece.text, *text);
      if (!padded)
        return op.emitError("`%s` with a width of `*` is not supported on this device");
      format += *padded;
      next += piece.operands;
    }
    Build build(builder_, op);
    SmallVector<Value> words = position(build);
    SmallVector<Attribute> types;
    for (Value value : passed) {
      Slot slot = slotOf(build, value);
      words.append({slot.low, slot.high});
      types.push_back(builder_.getStringAttr(slot.type));
    }
    writePrint(build, table_.add("print", format, types), words);
    op.erase();
    return success();
  }

  func::FuncOp kernel_;
  MessageTable &table_;
  OpBuilder builder_;
  Value buffer_;
};

struct LowerMessagesPass : impl::LowerMessagesBase<LowerMessagesPass> {
  using LowerMessagesBase::LowerMessagesBase;

  void runOnOperation() override {
    if (exit != "op" && exit != "structured") {
      getOperation().emitError("lower-messages: exit is `op` or `structured`, not `") << exit << "`";
      return signalPassFailure();
    }
    MessageTable table(&getContext());
    for (auto kernel : getOperation().getOps<func::FuncOp>()) {
      if (!kernel->hasAttr(kKernelAttr))
        continue;
      if (failed(KernelLowering(kernel, table).run()) ||
          (exit == "structured" && failed(structureExits(kernel))))
        return signalPassFailure();
    }
    getOperation()->setAttr(kMessageTableAttr, table.attribute());
  }
};

} // namespace
} // namespace hd::ir
