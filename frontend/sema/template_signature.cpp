// Whether two declarations are of the same function template: a spelling of the parameters that does not
// depend on how they are called.
#include "frontend/sema/checker.h"

namespace hd::sema {

namespace {

class Speller {
public:
  explicit Speller(llvm::ArrayRef<TemplateParamDecl *> params) : params_(params) {}
  std::string text;

  void name(const std::string &name) {
    for (size_t i = 0; i < params_.size(); ++i)
      if (params_[i]->name == name) {
        text += fmt::format("${}", i);
        return;
      }
    text += name;
  }

  void args(const std::vector<TemplateArgSyntax> &list) {
    text += '<';
    for (const TemplateArgSyntax &arg : list) {
      if (arg.type)
        type(*arg.type);
      else
        expr(arg.expr);
      text += arg.isExpansion ? "...," : ",";
    }
    text += '>';
  }

  void qualifier(const Qualifier &qualifier) {
    for (const NameSegment &segment : qualifier.segments) {
      name(segment.name);
      if (segment.hasArgs)
        args(segment.args);
      text += "::";
    }
  }

  void type(const TypeSyntax &syntax) {
    text += syntax.isConst ? "const " : "";
    text += syntax.isVolatile ? "volatile " : "";
    qualifier(syntax.qualifier);
    if (syntax.base == TypeSyntax::Base::Builtin)
      text += fmt::format("#{}", int(syntax.builtin));
    else if (syntax.base == TypeSyntax::Base::Decltype)
      expr(syntax.decltypeOf);
    else
      name(syntax.name);
    if (syntax.hasArgs)
      args(syntax.args);
    for (const DeclaratorChunk &chunk : syntax.chunks) {
      text += "*[&("[size_t(chunk.kind)];
      text += chunk.isRValue ? "&" : "";
      text += chunk.isConst ? "c" : "";
      if (chunk.size)
        expr(chunk.size);
      for (const ParamDecl *param : chunk.params)
        type(param->syntax), text += ',';
    }
  }

  // Expressions by their place: what differs there is rare, and never equal by accident.
  void expr(const Expr *node) {
    if (!node)
      return;
    if (auto *literal = dyn_cast<IntLiteral>(node)) {
      text += std::to_string(literal->value);
    } else if (auto *named = dyn_cast<NameExpr>(node)) {
      qualifier(named->qualifier);
      name(named->name);
      if (named->hasArgs)
        args(named->args);
    } else if (auto *binary = dyn_cast<BinaryExpr>(node)) {
      text += fmt::format("({}", int(binary->op));
      expr(binary->lhs), expr(binary->rhs);
      text += ')';
    } else if (auto *unary = dyn_cast<UnaryExpr>(node)) {
      text += fmt::format("u{}", int(unary->op));
      expr(unary->operand);
    } else if (auto *paren = dyn_cast<ParenExpr>(node)) {
      expr(paren->operand);
    } else {
      text += fmt::format("@{}:{}", node->range.begin.line, node->range.begin.column);
    }
  }

private:
  llvm::ArrayRef<TemplateParamDecl *> params_;
};

} // namespace

std::string Checker::signatureOf(TemplateDecl *decl) {
  std::vector<TemplateParamDecl *> params = decl->params;
  Decl *pattern = decl->pattern;
  Speller speller(params);
  for (TemplateParamDecl *param : params) {
    speller.text += fmt::format("{}{}", int(param->form), param->isPack ? "p" : "");
    if (param->form == TemplateParamDecl::Form::Value)
      speller.type(param->syntax);
    // `enable_if` as a default argument tells overloads apart only by the kind of the parameter
  }
  speller.text += '|';
  auto *function = dyn_cast<FunctionDecl>(pattern);
  if (!function)
    return speller.text;
  for (const ParamDecl *param : function->params) {
    if (param == function->thisParam)
      continue;
    TypeSyntax syntax = param->syntax;
    if (syntax.chunks.empty())
      syntax.isConst = false;
    else if (syntax.chunks.back().kind == DeclaratorChunk::Kind::Array) { // a parameter `T a[]` is a pointer
      syntax.chunks.back() = {};
    } else {
      syntax.chunks.back().isConst = false;
    }
    speller.type(syntax);
    speller.text += param->isPack ? "...;" : ";";
  }
  speller.text += function->isConstMember ? "c" : "";
  speller.text += "->";
  speller.type(function->syntax);
  return speller.text;
}

} // namespace hd::sema
