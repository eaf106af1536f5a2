// Bound parameters of templates: the key and the name of an instance, and the scope in which they mean their
// arguments.
#include "frontend/sema/checker.h"

namespace hd::sema {

// --- names and keys

static void appendKey(std::string &key, const TemplateArg &arg) {
  auto number = [&](uint64_t value) { key += std::to_string(value) + ','; };
  key += char('0' + int(arg.kind));
  switch (arg.kind) {
  case TemplateArg::Kind::Type:
    number(uintptr_t(arg.type.type));
    number(arg.type.isConst + 2 * arg.type.isVolatile);
    return;
  case TemplateArg::Kind::Value:
    number(arg.value.type ? uintptr_t(arg.value.type.type) : 0);
    number(arg.value.type && arg.value.type->isFloating() ? llvm::bit_cast<uint64_t>(arg.value.floating)
                                                          : arg.value.bits);
    return;
  case TemplateArg::Kind::Template:
  case TemplateArg::Kind::Function:
    number(uintptr_t(arg.decl));
    return;
  }
}

std::string Checker::keyOf(const Bindings &bindings) {
  std::string key;
  for (const Binding &binding : bindings) {
    key += '(';
    for (const TemplateArg &arg : binding.items)
      appendKey(key, arg);
  }
  return key;
}

std::string Checker::spell(const TemplateArg &arg) {
  switch (arg.kind) {
  case TemplateArg::Kind::Type:
    return arg.type.str();
  case TemplateArg::Kind::Value:
    if (arg.value.type->isBool())
      return arg.value.bits ? "true" : "false";
    if (arg.value.type->isFloating())
      return fmt::format("{}", arg.value.floating);
    return arg.value.type->isSignedInteger() ? std::to_string(arg.value.asSigned())
                                             : std::to_string(arg.value.bits);
  case TemplateArg::Kind::Template:
  case TemplateArg::Kind::Function:
    return arg.decl->name;
  }
  llvm_unreachable("all kinds are handled");
}

// `reduce<float, 256>`
std::string Checker::nameWithArgs(const std::string &name, const Bindings &bindings) {
  std::string text;
  for (const Binding &binding : bindings)
    for (const TemplateArg &arg : binding.items)
      text += (text.empty() ? "" : ", ") + spell(arg);
  return name + "<" + text + ">";
}

// --- scopes

// A scope in which the parameters mean their arguments; those that are not bound yet are left out.
Scope *Checker::bindScope(llvm::ArrayRef<TemplateParamDecl *> params, const Bindings &bindings,
                          Scope *parent) {
  Scope *scope = newScope(parent, Scope::Kind::Template);
  for (size_t i = 0; i < params.size(); ++i) {
    TemplateParamDecl *param = params[i];
    if (param->name.empty() || i >= bindings.size() || !bindings[i].isSet)
      continue;
    if (!param->isPack) {
      bindName(scope, param->name, bindings[i].items[0]);
      continue;
    }
    std::vector<Decl *> elements;
    for (const TemplateArg &arg : bindings[i].items)
      elements.push_back(declOf(param->name, arg));
    scope->addPack(param->name, std::move(elements));
  }
  return scope;
}

Decl *Checker::declOf(const std::string &name, const TemplateArg &arg) {
  switch (arg.kind) {
  case TemplateArg::Kind::Type: {
    auto *alias = unit_.make<TypedefDecl>();
    alias->name = name;
    alias->type = arg.type;
    return alias;
  }
  case TemplateArg::Kind::Value: {
    auto *constant = unit_.make<VarDecl>();
    constant->name = name;
    constant->isFileScope = constant->isConstexpr = true;
    constant->type = constant->declared = arg.value.type.withConst();
    constants_[constant] = arg.value;
    return constant;
  }
  case TemplateArg::Kind::Template:
  case TemplateArg::Kind::Function:
    return arg.decl;
  }
  llvm_unreachable("all kinds are handled");
}

void Checker::bindName(Scope *scope, const std::string &name, const TemplateArg &arg) {
  scope->add(internName(name), declOf(name, arg));
}

} // namespace hd::sema
