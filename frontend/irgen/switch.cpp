// switch as comparisons. When no section falls into the next one it is a chain of if/else; otherwise, or when
// the chain would be very deep, each section runs when its labels match or the one before it was left through
// its end.
#include "frontend/irgen/function_gen.h"

using namespace mlir;

namespace hd::irgen {

void FunctionGen::genSwitch(const ast::SwitchStmt *stmt) {
  Location loc = module_.at(stmt->range);
  Value value = genScalar(stmt->condition);
  llvm::SaveAndRestore saveBreak(breakFlag_, newFlag());
  SmallVector<Section> sections;
  for (const ast::Stmt *child : stmt->body->body) {
    declareEarly(child); // a later section sees it as well
    if (auto *label = dyn_cast<ast::CaseStmt>(child)) {
      if (sections.empty() || !sections.back().body.empty())
        sections.emplace_back();
      sections.back().labels.push_back(label);
    } else if (!sections.empty()) {
      sections.back().body.push_back(child);
    }
  }
  if (sections.empty())
    return;

  SmallVector<Value> matches; // null: the default section
  Value anyMatch;
  auto orWith = [&](Value &all, Value one) {
    all = all ? builder_.create<arith::OrIOp>(loc, all, one).getResult() : one;
  };
  for (const Section &section : sections) {
    Value match;
    bool isDefault = llvm::any_of(section.labels, [](auto *label) { return !label->value; });
    for (const ast::CaseStmt *label : section.labels) {
      if (isDefault)
        break;
      Value constant = this->constant(int64_t(label->constant), value.getType(), module_.at(label->range));
      orWith(match, builder_.create<arith::CmpIOp>(loc, arith::CmpIPredicate::eq, value, constant));
    }
    if (match)
      orWith(anyMatch, match);
    matches.push_back(match);
  }
  bool fallsThrough =
      sections.size() > kMaxNesting ||
      llvm::any_of(llvm::ArrayRef(sections).drop_back(), [&](const Section &section) {
        return llvm::none_of(section.body, [&](auto *child) { return exits_.of(child).always; });
      });
  if (fallsThrough) {
    for (Value &match : matches)
      if (!match)
        match = anyMatch ? logicalNot(anyMatch, loc) : boolean(true, loc);
    return genFallThrough(sections, matches, loc);
  }
  for (size_t i = 0; i + 1 < sections.size(); ++i) // the default comes last
    if (!matches[i]) {
      std::rotate(sections.begin() + i, sections.begin() + i + 1, sections.end());
      std::rotate(matches.begin() + i, matches.begin() + i + 1, matches.end());
      break;
    }
  genSwitchChain(sections, matches, loc);
}

void FunctionGen::genSection(const Section &section) {
  const Sequence *body = nullptr;
  for (const ast::Stmt *stmt : llvm::reverse(section.body))
    body = sequence(stmt, body);
  genSequence(body);
}

void FunctionGen::genSwitchChain(llvm::ArrayRef<Section> sections, llvm::ArrayRef<Value> matches,
                                 Location loc) {
  if (sections.empty())
    return;
  if (!matches.front())
    return genSection(sections.front());
  branchStatements(
      loc, matches.front(), [&] { genSection(sections.front()); },
      [&] { genSwitchChain(sections.drop_front(), matches.drop_front(), loc); });
}

void FunctionGen::genFallThrough(llvm::ArrayRef<Section> sections, llvm::ArrayRef<Value> matches,
                                 Location loc) {
  Value falls; // out of the section before
  for (auto [section, match] : llvm::zip_equal(sections, matches)) {
    Exits exits;
    for (const ast::Stmt *stmt : section.body) {
      exits |= exits_.of(stmt);
      exits.always |= exits_.of(stmt).always;
    }
    Value runs = falls ? builder_.create<arith::OrIOp>(loc, falls, match).getResult() : Value(match);
    auto run = [&]() -> Values {
      if (!exits.always)
        activate(exits);
      genSection(section);
      Value through = exits.always ? boolean(false, loc) : noneRaised(flagsOf(exits), loc);
      return {through ? through : boolean(true, loc)};
    };
    falls = genBranches(loc, runs, run, [&]() -> Values { return {boolean(false, loc)}; }).front();
  }
}

} // namespace hd::irgen
