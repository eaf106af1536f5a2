// A node is first copied as it stands, so that it points to the old children, and waits in a list; taken from
// the list, each of its pointers is replaced by a copy, which waits in its turn. So nothing recurses, and a
// pointer to a declaration that has been copied before becomes one to the same copy.
#include "frontend/ast/clone.h"

#include "frontend/ast/visit.h"

#include "llvm/ADT/DenseMap.h"

namespace hd::ast {

namespace {

class Cloner {
public:
  explicit Cloner(TranslationUnit &unit) : unit_(unit) {}

  // Replaces the pointers of a node or part that is already a copy, to whatever depth.
  template <typename Part> void finish(Part &part) {
    take(part);
    while (!exprs_.empty() || !stmts_.empty() || !decls_.empty()) {
      finishAll(exprs_);
      finishAll(stmts_);
      finishAll(decls_);
    }
  }

private:
  template <typename Node> void finishAll(std::vector<Node *> &waiting) {
    while (!waiting.empty()) {
      Node *node = waiting.back();
      waiting.pop_back();
      visit(node, [&](auto *copy) { children(*copy); });
    }
  }

  template <typename Node, typename Base> Node *copyOf(Node *node, std::vector<Base *> &waiting) {
    Base *copy = nullptr;
    visit(static_cast<Base *>(node), [&](auto *old) {
      auto *made = unit_.make<std::remove_pointer_t<decltype(old)>>();
      *made = *old;
      copy = made;
    });
    waiting.push_back(copy);
    return static_cast<Node *>(copy);
  }

  // Each `take` replaces what its argument points to by copies.
  template <typename Node> void take(Node *&slot) {
    if (!slot)
      return;
    if constexpr (std::is_base_of_v<Expr, Node>) {
      slot = copyOf(slot, exprs_);
    } else if constexpr (std::is_base_of_v<Stmt, Node>) {
      slot = copyOf(slot, stmts_);
    } else if (auto known = copies_.find(slot); known != copies_.end()) {
      slot = static_cast<Node *>(known->second);
    } else {
      Node *old = slot;
      slot = copyOf(old, decls_);
      copies_[old] = slot;
    }
  }
  void take(TypeSyntax *&slot) {
    if (!slot)
      return;
    auto *copy = unit_.make<TypeSyntax>();
    *copy = *slot;
    slot = copy;
    take(*copy);
  }
  template <typename Part> void take(std::vector<Part> &parts) {
    for (Part &part : parts)
      take(part);
  }
  template <typename Part> void take(std::optional<Part> &part) {
    if (part)
      take(*part);
  }
  void take(TemplateArgSyntax &arg) {
    take(arg.type);
    take(arg.expr);
  }
  void take(NameSegment &segment) { take(segment.args); }
  void take(Qualifier &qualifier) { take(qualifier.segments); }
  void take(DeclaratorChunk &chunk) {
    take(chunk.size);
    take(chunk.params);
  }
  void take(TypeSyntax &syntax) {
    take(syntax.qualifier);
    take(syntax.args);
    take(syntax.decltypeOf);
    take(syntax.record);
    take(syntax.enumeration);
    take(syntax.chunks);
  }
  void take(MemberInit &init) {
    take(init.name);
    take(init.args);
  }
  void take(BaseSpecifier &base) { take(base.syntax); }
  void take(LambdaCapture &capture) { take(capture.init); }

  void fresh(Expr &node) {
    node.type = {};
    node.category = Category::RValue;
  }
  void fresh(ValueDecl &node) {
    node.type = node.declared = {};
    node.isReference = false;
  }

  void children(IntLiteral &node) { fresh(node); }
  void children(FloatLiteral &node) { fresh(node); }
  void children(StringLiteral &node) { fresh(node); }
  void children(BoolLiteral &node) { fresh(node); }
  void children(NullPointerExpr &node) { fresh(node); }
  void children(ThisExpr &node) { fresh(node); }
  void children(SizeOfPackExpr &node) { fresh(node); }
  void children(NameExpr &node) {
    fresh(node);
    node.decl = nullptr;
    take(node.qualifier);
    take(node.args);
  }
  void children(UnaryExpr &node) {
    fresh(node);
    take(node.operand);
  }
  void children(BinaryExpr &node) {
    fresh(node);
    take(node.lhs);
    take(node.rhs);
  }
  void children(AssignExpr &node) {
    fresh(node);
    node.computeType = {};
    take(node.lhs);
    take(node.rhs);
  }
  void children(ConditionalExpr &node) {
    fresh(node);
    take(node.condition);
    take(node.thenExpr);
    take(node.elseExpr);
  }
  void children(CallExpr &node) {
    fresh(node);
    node.function = nullptr;
    node.builtin = nullptr;
    take(node.callee);
    take(node.args);
  }
  void children(SubscriptExpr &node) {
    fresh(node);
    take(node.base);
    take(node.index);
  }
  void children(MemberExpr &node) {
    fresh(node);
    node.field = nullptr;
    take(node.base);
    take(node.qualifier);
    take(node.args);
  }
  void children(CastExpr &node) {
    fresh(node);
    take(node.target);
    take(node.operand);
  }
  void children(ImplicitCastExpr &node) {
    fresh(node);
    take(node.operand);
  }
  void children(InitListExpr &node) {
    fresh(node);
    take(node.inits);
  }
  void children(SizeOfExpr &node) {
    fresh(node);
    take(node.target);
    take(node.operand);
  }
  void children(ParenExpr &node) {
    fresh(node);
    take(node.operand);
  }
  void children(ConstructExpr &node) {
    fresh(node);
    node.constructor = nullptr;
    take(node.target);
    take(node.args);
  }
  void children(TemporaryExpr &node) {
    fresh(node);
    take(node.operand);
  }
  void children(LambdaExpr &node) {
    fresh(node);
    take(node.captures);
    take(node.templateParams);
    take(node.callOperator);
  }
  void children(PackExpansionExpr &node) {
    fresh(node);
    take(node.pattern);
  }
  void children(FoldExpr &node) {
    fresh(node);
    take(node.lhs);
    take(node.rhs);
  }

  void children(CompoundStmt &node) { take(node.body); }
  void children(ExprStmt &node) { take(node.expr); }
  void children(DeclStmt &node) { take(node.decls); }
  void children(IfStmt &node) {
    take(node.init);
    take(node.conditionVar);
    take(node.condition);
    take(node.thenStmt);
    take(node.elseStmt);
  }
  void take(UnrollHint &hint) { take(hint.count); }
  void children(WhileStmt &node) {
    take(node.condition);
    take(node.body);
    take(node.unroll);
  }
  void children(DoStmt &node) {
    take(node.body);
    take(node.condition);
    take(node.unroll);
  }
  void children(ForStmt &node) {
    take(node.init);
    take(node.condition);
    take(node.increment);
    take(node.body);
    take(node.unroll);
  }
  void children(RangeForStmt &node) {
    take(node.variable);
    take(node.range);
    take(node.body);
    take(node.unroll);
  }
  void children(SwitchStmt &node) {
    take(node.condition);
    take(node.body);
  }
  void children(CaseStmt &node) {
    node.constant = 0;
    take(node.value);
  }
  void children(BreakStmt &) {}
  void children(ContinueStmt &) {}
  void children(ReturnStmt &node) { take(node.value); }
  void children(NullStmt &) {}

  void children(VarDecl &node) {
    fresh(node);
    node.addressTaken = false;
    take(node.syntax);
    take(node.qualifier);
    take(node.bindings);
    take(node.args);
    take(node.alignmentExpr);
    take(node.init);
  }
  void children(ParamDecl &node) {
    fresh(node);
    node.addressTaken = node.isModified = false;
    take(node.syntax);
    take(node.defaultArg);
  }
  void children(FieldDecl &node) {
    node.type = node.declared = {};
    node.isReference = false;
    node.offset = 0;
    node.index = 0;
    take(node.syntax);
    take(node.alignmentExpr);
    take(node.bitWidth);
    take(node.init);
  }
  void children(RecordDecl &node) {
    node.size = 0;
    node.alignment = 1;
    take(node.qualifier);
    take(node.args);
    take(node.bases);
    take(node.members);
    take(node.fields);
    take(node.nestedTypes);
    take(node.alignmentExpr);
  }
  void children(EnumeratorDecl &node) {
    node.value = 0;
    if (auto parent = copies_.find(node.parent); parent != copies_.end())
      node.parent = static_cast<EnumDecl *>(parent->second);
    take(node.init);
  }
  void children(EnumDecl &node) {
    node.underlying = {};
    take(node.enumerators);
    take(node.underlyingSyntax);
  }
  void children(TypedefDecl &node) {
    node.type = {};
    take(node.syntax);
  }
  void children(StaticAssertDecl &node) { take(node.condition); }
  void children(FunctionDecl &node) {
    fresh(node);
    node.parent = nullptr;
    node.thisParam = nullptr;
    node.maxThreads = 0;
    node.result = node.declaredResult = {};
    node.returnsReference = false;
    node.definition = nullptr;
    take(node.syntax);
    take(node.qualifier);
    take(node.args);
    take(node.memberInits);
    take(node.params);
    take(node.body);
    take(node.maxThreadsExpr);
    take(node.minBlocksExpr);
  }
  void children(NamespaceDecl &node) { take(node.decls); }
  void children(NamespaceAliasDecl &node) { take(node.target); }
  void children(UsingDirectiveDecl &node) { take(node.target); }
  void children(UsingDecl &node) { take(node.target); }
  void children(TemplateParamDecl &node) {
    take(node.syntax);
    take(node.defaultArg);
  }
  void children(TemplateDecl &node) {
    take(node.params);
    take(node.pattern);
  }
  void children(InstantiationDecl &node) { take(node.pattern); }

  TranslationUnit &unit_;
  std::vector<Expr *> exprs_;
  std::vector<Stmt *> stmts_;
  std::vector<Decl *> decls_;
  llvm::DenseMap<Decl *, Decl *> copies_;
};

// The copies in the lists are nodes of their own, so a part that is returned by value may move.
template <typename Part> Part cloned(Part part, TranslationUnit &unit) {
  Cloner(unit).finish(part);
  return part;
}

} // namespace

Decl *clone(Decl *decl, TranslationUnit &unit) { return cloned(decl, unit); }
Stmt *clone(Stmt *stmt, TranslationUnit &unit) { return cloned(stmt, unit); }
Expr *clone(Expr *expr, TranslationUnit &unit) { return cloned(expr, unit); }
TypeSyntax clone(const TypeSyntax &syntax, TranslationUnit &unit) { return cloned(syntax, unit); }
TemplateArgSyntax clone(const TemplateArgSyntax &arg, TranslationUnit &unit) { return cloned(arg, unit); }
NameSegment clone(const NameSegment &segment, TranslationUnit &unit) { return cloned(segment, unit); }
Qualifier clone(const Qualifier &qualifier, TranslationUnit &unit) { return cloned(qualifier, unit); }
MemberInit clone(const MemberInit &init, TranslationUnit &unit) { return cloned(init, unit); }
LambdaCapture clone(const LambdaCapture &capture, TranslationUnit &unit) { return cloned(capture, unit); }

} // namespace hd::ast
