// Reads the text of a PTX module, as LLVM writes it, and binds its instructions.
#include "tests/runtime/drivers/gpu/ptx/reader.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <stdexcept>

namespace hd::test::ptx {
namespace {

const std::map<std::string_view, Binder> &binders() {
  static const std::map<std::string_view, Binder> binders = [] {
    std::map<std::string_view, Binder> all;
    for (auto *add : {addIntegers, addBits, addFloats, addComparisons, addConversions, addMemory, addAtomics,
                      addWarpOperations})
      add(all);
    return all;
  }();
  return binders;
}

class Parser {
public:
  Parser(std::string_view text, Program &program) : in_(text), program_(program) {}
  uint32_t line() const { return in_.line(); }
  void parse() {
    while (!in_.atEnd())
      topLevel();
    for (auto &[address, name] : addresses_) {
      uint64_t value = variable(name);
      std::copy_n(reinterpret_cast<uint8_t *>(&value), sizeof(value), address);
    }
  }

private:
  void topLevel() {
    std::string_view word = in_.peek();
    if (word == ".version" || word == ".target" || word == ".address_size" || word == ".file" ||
        word == ".loc")
      return in_.skipLine();
    in_.take();
    if (word == ".section")
      return in_.skipBraces();
    if (word == ".visible" || word == ".weak")
      return topLevel();
    if (word == ".extern") {
      in_.expect(".shared");
      return declare(Space::shared, true);
    }
    if (word == ".entry")
      return entry();
    if (word == ".global" || word == ".const")
      return declare(word == ".const" ? Space::constant : Space::global, false);
    if (word == ".shared")
      return declare(Space::shared, false);
    throw Unknown("`" + std::string(word) + "` is not known outside of kernels");
  }

  uint64_t variable(std::string_view name) const {
    auto found = program_.variables.find(name);
    if (found == program_.variables.end())
      throw Unknown("no variable `" + std::string(name) + "`");
    return found->second->address();
  }

  // What follows `.global`: .align N .b8 name[N] = {...};
  void declare(Space space, bool ownSize) {
    uint64_t alignment = 1, count = 1;
    if (in_.accept(".align"))
      alignment = number(in_.take());
    Type type = typeNamed(in_.take().substr(1));
    if (!type)
      throw Unknown("no type of a variable");
    std::string name(in_.take());
    alignment = std::max<uint64_t>(alignment, type.bits / 8);
    if (in_.accept("[")) {
      count = ownSize || in_.peek() == "]" ? 0 : number(in_.take());
      in_.expect("]");
    }
    uint64_t bytes = count * type.bits / 8;
    if (space == Space::shared || space == Space::local)
      place(space, name, alignment, bytes, ownSize);
    else
      initialize(name, type, bytes);
    in_.expect(";");
  }

  void initialize(const std::string &name, Type type, uint64_t bytes) {
    auto made = std::make_unique<Variable>();
    made->bytes.reserve(bytes + sizeof(uint32_t)); // the last word is whole
    made->bytes.resize(bytes);
    uint8_t *next = made->bytes.data();
    program_.variables[name] = std::move(made);
    if (!in_.accept("="))
      return;
    bool list = in_.accept("{");
    do {
      bool minus = in_.accept("-");
      std::string_view word = in_.take();
      uint64_t value = 0;
      if (word == "generic") {
        in_.expect("(");
        addresses_.emplace_back(next, in_.take());
        in_.expect(")");
      } else if (std::isdigit(static_cast<unsigned char>(word[0]))) {
        value = number(word);
      } else {
        addresses_.emplace_back(next, word);
      }
      value = minus ? -value : value;
      std::copy_n(reinterpret_cast<uint8_t *>(&value), type.bits / 8, next);
      next += type.bits / 8;
    } while (list && in_.accept(","));
    if (list)
      in_.expect("}");
  }

  // A variable of the block or the thread: those of the module belong to every kernel that names them.
  void place(Space space, const std::string &name, uint64_t alignment, uint64_t bytes, bool dynamic) {
    if (!kernel_) {
      shared_[name] = {alignment, bytes, dynamic};
      return;
    }
    uint64_t &end = space == Space::shared ? kernel_->sharedBytes : kernel_->localBytes;
    end = (end + alignment - 1) / alignment * alignment;
    offsets_[name] = end;
    end += bytes;
  }

  void entry() {
    std::string name(in_.take());
    kernel_ = &program_.kernels[name];
    kernel_->name = name;
    widths_.assign(kSpecials, 64);
    hidden_.clear(), names_.clear(), offsets_.clear(), constants_.clear(), labels_.clear(), jumps_.clear();
    parameters();
    while (!in_.accept("{")) {
      std::string_view word = in_.take();
      if (word == ".maxntid" || word == ".reqntid") {
        kernel_->maxThreads = static_cast<unsigned>(number(in_.take()));
        while (in_.accept(","))
          kernel_->maxThreads *= static_cast<unsigned>(number(in_.take()));
      } else if (word == ".minnctapersm" || word == ".maxnreg") {
        in_.take();
      } else {
        throw Unknown("`" + std::string(word) + "` of a kernel");
      }
    }
    body();
    for (auto &[index, label] : jumps_) {
      if (!labels_.count(label))
        throw Unknown("no label `" + label + "`");
      kernel_->code[index].target = labels_[label];
    }
    kernel_->dynamicShared = (kernel_->sharedBytes + 15) / 16 * 16;
    kernel_->localBytes = (kernel_->localBytes + 15) / 16 * 16;
    for (auto &[value, reg] : constants_)
      kernel_->constants.emplace_back(reg, value);
    for (int reg : dynamic_)
      kernel_->constants.emplace_back(reg, kernel_->dynamicShared);
    dynamic_.clear();
    kernel_ = nullptr;
  }

  void parameters() {
    if (!in_.accept("("))
      return;
    uint64_t &end = kernel_->parameterBytes;
    while (!in_.accept(")")) {
      in_.expect(".param");
      uint64_t alignment = 1, count = 1;
      Type type;
      std::string_view word = in_.take();
      for (; word[0] == '.'; word = in_.take())
        if (word == ".align")
          alignment = number(in_.take());
        else if (Type found = typeNamed(word.substr(1)))
          type = found;
      alignment = std::max<uint64_t>(alignment, type.bits / 8);
      end = (end + alignment - 1) / alignment * alignment;
      offsets_[std::string(word)] = end;
      if (in_.accept("[")) {
        count = number(in_.take());
        in_.expect("]");
      }
      end += count * type.bits / 8;
      in_.accept(",");
    }
  }

  void body() {
    for (int depth = 1; depth > 0;) {
      std::string_view word = in_.peek();
      if (word == "{") {
        in_.take();
        ++depth;
        hidden_.emplace_back();
      } else if (word == "}") {
        in_.take();
        if (--depth > 0)
          endScope();
      } else if (word == ".loc" || word == ".file") {
        in_.skipLine();
      } else if (word == ".pragma") {
        in_.take(), in_.take();
        in_.expect(";");
      } else if (word == ".reg") {
        in_.take();
        registers();
      } else if (word == ".shared" || word == ".local") {
        in_.take();
        declare(word == ".shared" ? Space::shared : Space::local, false);
      } else if (in_.atEnd()) {
        throw Unknown("the kernel does not end");
      } else {
        statement();
      }
    }
  }

  // Names of a scope hide those around it until it ends.
  void addRegister(const std::string &name, uint8_t bits) {
    widths_.resize(static_cast<size_t>(kernel_->registers) + 1, 64);
    widths_.back() = bits;
    auto [entry, isNew] = names_.try_emplace(name);
    if (!hidden_.empty())
      hidden_.back().emplace_back(name, isNew ? -1 : entry->second);
    entry->second = kernel_->registers++;
  }
  void endScope() {
    for (auto &[name, before] : hidden_.back())
      before < 0 ? void(names_.erase(name)) : void(names_[name] = before);
    hidden_.pop_back();
  }

  // .reg .b32 %r<5>, %x;
  void registers() {
    uint8_t bits = typeNamed(in_.take().substr(1)).bits;
    do {
      std::string name(in_.take());
      if (in_.accept("<")) {
        uint64_t count = number(in_.take());
        in_.expect(">");
        for (uint64_t i = 0; i < count; ++i)
          addRegister(name + std::to_string(i), bits);
      } else {
        addRegister(name, bits);
      }
    } while (in_.accept(","));
    in_.expect(";");
  }

  int constant(uint64_t value) {
    auto [found, isNew] = constants_.try_emplace(value, kernel_->registers);
    kernel_->registers += isNew;
    return found->second;
  }

  // The register of a name or a value.
  int operand() {
    bool minus = in_.accept("-");
    std::string_view word = in_.take();
    if (std::isdigit(static_cast<unsigned char>(word[0])))
      return constant(minus ? -number(word) : number(word));
    if (auto found = names_.find(word); found != names_.end())
      return found->second;
    if (std::optional<int> found = specialRegister(word))
      return *found;
    return symbol(word, 0);
  }

  int symbol(std::string_view name, uint64_t offset) {
    if (auto found = shared_.find(name); found != shared_.end() && !offsets_.count(name)) {
      if (found->second.dynamic) {
        if (offset != 0)
          throw Unknown("an offset from shared memory of the launch");
        dynamic_.push_back(kernel_->registers);
        return kernel_->registers++;
      }
      place(Space::shared, std::string(name), found->second.alignment, found->second.bytes, false);
    }
    auto found = offsets_.find(name);
    return constant((found == offsets_.end() ? variable(name) : found->second) + offset);
  }

  // [%rd1+4], [symbol], [symbol+4]
  void address(Instruction &instruction) {
    in_.expect("[");
    instruction.from[0] = operand();
    if (in_.accept("+")) {
      bool minus = in_.accept("-");
      auto offset = static_cast<int64_t>(number(in_.take()));
      instruction.offset = minus ? -offset : offset;
    }
    in_.expect("]");
  }

  std::array<int, 4> vector(uint8_t &count) {
    std::array<int, 4> parts{};
    count = 0;
    if (!in_.accept("{")) {
      parts[count++] = operand();
      return parts;
    }
    do {
      if (count == parts.size())
        throw Unknown("a vector of more than four");
      parts[count++] = operand();
    } while (in_.accept(","));
    in_.expect("}");
    return parts;
  }

  void statement() {
    Instruction instruction;
    instruction.line = in_.line();
    if (in_.accept("@")) {
      instruction.negated = in_.accept("!");
      instruction.guard = operand();
    }
    std::string_view word = in_.take();
    if (in_.accept(":")) {
      labels_[std::string(word)] = static_cast<uint32_t>(kernel_->code.size());
      return;
    }
    Operation operation = split(word);
    instruction.space = spaceOf(operation);
    instruction.type = operation.type;
    instruction.source = operation.source;
    bool isFloat = operation.type.kind == 'f' || operation.type.kind == 'h' || operation.type.kind == 'n';
    auto binder = binders().find(operation.name + (isFloat ? ".f" : ""));
    if (binder == binders().end())
      binder = binders().find(operation.name);
    if (operation.name == "bra")
      jumps_.emplace_back(kernel_->code.size(), std::string(in_.take()));
    else
      operands(operation, instruction);
    if (operation.name == "bra")
      instruction.flow = Flow::branch;
    else if (operation.name == "ret" || operation.name == "exit")
      instruction.flow = Flow::exit;
    else if (operation.name == "trap" || operation.name == "brkpt")
      instruction.flow = Flow::trap;
    else if (binder == binders().end() || !binder->second(operation, instruction))
      throw Unknown("`" + std::string(word) + "` is not known to the tests' device");
    in_.expect(";");
    kernel_->code.push_back(instruction);
  }

  // Results first: stores, barriers and the like have none.
  void operands(const Operation &operation, Instruction &instruction) {
    static constexpr std::string_view kWithoutResult[] = {
        "st", "red", "bar", "barrier", "membar", "fence", "nanosleep", "ret", "exit", "trap", "brkpt"};
    bool result = std::find(std::begin(kWithoutResult), std::end(kWithoutResult), operation.name) ==
                      std::end(kWithoutResult) ||
                  operation.has("red");
    if (in_.peek() == ";")
      return;
    if (result) {
      instruction.to = vector(instruction.count);
      if (in_.accept("|")) // a second result
        instruction.to[1] = operand();
      else if (instruction.count == 1)
        instruction.to[1] = kSink;
      instruction.toBits = widths_[static_cast<size_t>(instruction.to[0])];
      if (!in_.accept(","))
        return;
    }
    size_t next = 0;
    do {
      if (in_.peek() == "[") {
        address(instruction);
        next = 1;
        continue;
      }
      bool inverted = in_.accept("!");
      uint8_t count = 0;
      std::array<int, 4> parts = vector(count);
      if (next + count > instruction.from.size())
        throw Unknown("too many operands");
      for (uint8_t i = 0; i < count; ++i)
        instruction.from[next++] = parts[i];
      if (count > 1) {
        instruction.count = count;
        instruction.packs = true;
      }
      if (inverted)
        instruction.inverted = true;
    } while (in_.accept(","));
    instruction.sources = static_cast<uint8_t>(next);
    for (; next < instruction.from.size(); ++next)
      instruction.from[next] = constant(0);
  }

  struct SharedVariable {
    uint64_t alignment, bytes;
    bool dynamic;
  };
  Reader in_;
  Program &program_;
  Kernel *kernel_ = nullptr;
  std::map<std::string, SharedVariable, std::less<>> shared_; // of the module
  std::map<std::string, uint64_t, std::less<>> offsets_;      // of parameters and variables in their spaces
  std::map<std::string, int, std::less<>> names_;             // registers
  std::vector<std::vector<std::pair<std::string, int>>>
      hidden_;                  // in each inner scope, with what they were; -1: nothing
  std::vector<uint8_t> widths_; // of registers
  std::map<uint64_t, int> constants_;
  std::vector<int> dynamic_; // registers with the start of the launch's own shared memory
  std::map<std::string, uint32_t> labels_;
  std::vector<std::pair<size_t, std::string>> jumps_;
  std::vector<std::pair<uint8_t *, std::string>> addresses_; // of variables in variables
};

} // namespace

std::unique_ptr<Program> parse(std::string_view text, std::string &error) {
  auto program = std::make_unique<Program>();
  for (size_t at = 0; at <= text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    program->lines.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  Parser parser(text, *program);
  try {
    parser.parse();
  } catch (const Unknown &unknown) {
    error = "line " + std::to_string(parser.line()) + ": " + unknown.what();
    return nullptr;
  }
  return program;
}

} // namespace hd::test::ptx
