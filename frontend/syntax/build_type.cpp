// Specifiers, attributes, enumerations.
#include "frontend/syntax/builder.h"

namespace hd::syntax {

using namespace ast;

struct Builder::Words {
  std::optional<BuiltinKind> basic; // void, bool, char, int, float, double
  unsigned longs = 0;
  bool isShort = false, isSigned = false, isUnsigned = false, isAuto = false, isOther = false;

  bool any() const { return basic || longs || isShort || isSigned || isUnsigned || isAuto || isOther; }
};

namespace {

std::optional<BuiltinKind> basicKind(Tok token) {
  switch (token) {
  case Tok::VOID:
    return BuiltinKind::Void;
  case Tok::BOOL:
    return BuiltinKind::Bool;
  case Tok::CHAR:
    return BuiltinKind::Char;
  case Tok::INT:
    return BuiltinKind::Int;
  case Tok::FLOAT:
    return BuiltinKind::Float;
  case Tok::DOUBLE:
    return BuiltinKind::Double;
  default:
    return std::nullopt;
  }
}

Tok keywordOf(std::string_view text) {
  for (int token = int(Tok::VOID); token <= int(Tok::AUTO); ++token)
    if (text == spellingOf(Tok(token)))
      return Tok(token);
  return text == "_Bool" ? Tok::BOOL : Tok::SIGNED; // their other spellings
}

} // namespace

Builder::Specifiers Builder::specifiers(const Node *node) {
  Specifiers out;
  Words words;
  out.type.range = range(node);
  for (const Node *child = node->child; child; child = child->next)
    specifier(child, out, words);
  finishWords(words, out, range(node));
  return out;
}

void Builder::specifier(const Node *node, Specifiers &out, Words &words) {
  const Node *first = node->child;
  bool isType = first->is(Rule::RecordSpecifier) || first->is(Rule::EnumSpecifier) ||
                first->is(Rule::TypeRef) || first->is(Tok::DECLTYPE);
  if (isType && words.any()) {
    if (out.hasBody)
      engine_.report(diag::Id::SyntaxError, range(first), "expected `;` after the `}` of this type");
    else
      engine_.report(diag::Id::SyntaxError, range(first), "this declaration names two types");
  }
  words.isOther |= isType;
  if (first->is(Rule::Attribute))
    return attribute(first, out);
  if (first->is(Rule::RecordSpecifier))
    return recordSpecifier(first, out);
  if (first->is(Rule::EnumSpecifier))
    return enumSpecifier(first, out);
  if (first->is(Rule::TypeRef))
    return takeType(typeRef(first), out);
  if (auto kind = basicKind(first->token)) {
    if (words.basic || (words.isOther && !isType))
      engine_.report(diag::Id::SyntaxError, range(first),
                     out.hasBody ? "expected `;` after the `}` of this type"
                                 : "this declaration names two types");
    words.basic = kind;
    return;
  }
  switch (first->token) {
  case Tok::DECLTYPE:
    takeType(decltypeOf(first), out);
    break;
  case Tok::SHORT:
    words.isShort = true;
    break;
  case Tok::LONG:
    ++words.longs;
    break;
  case Tok::SIGNED:
    words.isSigned = true;
    break;
  case Tok::UNSIGNED:
    words.isUnsigned = true;
    break;
  case Tok::AUTO:
    words.isAuto = true;
    break;
  case Tok::CONST:
    out.type.isConst = true;
    break;
  case Tok::VOLATILE:
    out.type.isVolatile = true;
    break;
  case Tok::TYPEDEF:
    out.isTypedef = true;
    break;
  case Tok::EXTERN:
    out.isExtern = true;
    break;
  case Tok::STATIC:
    out.isStatic = true;
    break;
  case Tok::INLINE:
    out.isInline = true;
    break;
  case Tok::CONSTEXPR:
    out.isConstexpr = true;
    break;
  case Tok::FRIEND:
    out.isFriend = true;
    break;
  case Tok::VIRTUAL:
    out.isVirtual = true;
    break;
  case Tok::EXPLICIT:
    out.isExplicit = true;
    break;
  default: // `register` says nothing; `restrict` of a base type neither
    break;
  }
}

// Keeps what the specifiers before said.
void Builder::takeType(TypeSyntax type, Specifiers &out) {
  type.isConst = out.type.isConst;
  type.isVolatile = out.type.isVolatile;
  type.range = out.type.range;
  out.type = std::move(type);
}

void Builder::finishWords(const Words &words, Specifiers &out, diag::Range where) {
  out.hasType = words.any();
  if (words.isOther)
    return;
  auto error = [&](const char *message) { engine_.report(diag::Id::SyntaxError, where, message); };
  TypeSyntax &type = out.type;
  if (words.isAuto && !words.basic && !words.longs && !words.isShort) {
    type.base = TypeSyntax::Base::Auto;
    return;
  }
  if (!words.any())
    return; // of a constructor or conversion: whoever needs a type says so
  BuiltinKind basic = words.basic.value_or(BuiltinKind::Int);
  bool sized = words.longs || words.isShort;
  bool signs = words.isSigned || words.isUnsigned;
  if (basic == BuiltinKind::Double && words.longs == 1 && !signs && !words.isShort)
    return unsupported(where, "`long double` is", "use `double`");
  if ((signs && basic != BuiltinKind::Int && basic != BuiltinKind::Char) ||
      (sized && basic != BuiltinKind::Int) || words.longs > 2 || (words.longs && words.isShort) ||
      (words.isSigned && words.isUnsigned))
    return error("these words do not make a type together");
  bool isUnsigned = words.isUnsigned;
  if (basic == BuiltinKind::Char)
    type.builtin = isUnsigned ? BuiltinKind::UChar : words.isSigned ? BuiltinKind::SChar : BuiltinKind::Char;
  else if (words.isShort)
    type.builtin = isUnsigned ? BuiltinKind::UShort : BuiltinKind::Short;
  else if (words.longs == 2)
    type.builtin = isUnsigned ? BuiltinKind::ULongLong : BuiltinKind::LongLong;
  else if (words.longs == 1)
    type.builtin = isUnsigned ? BuiltinKind::ULong : BuiltinKind::Long;
  else if (isUnsigned)
    type.builtin = BuiltinKind::UInt;
  else
    type.builtin = basic;
}

void Builder::attribute(const Node *node, Specifiers &out) {
  const Node *first = node->child;
  switch (first->token) {
  case Tok::GLOBAL:
    out.isGlobal = out.isDevice = true;
    break;
  case Tok::DEVICE:
  case Tok::MANAGED:
    out.isDevice = true;
    break;
  case Tok::HOST:
    out.isHost = true;
    break;
  case Tok::SHARED:
    out.isShared = true;
    break;
  case Tok::CONSTANT:
    out.isConstant = true;
    break;
  case Tok::GRID_CONSTANT: // a promise that compilers may use
    break;
  case Tok::FORCE_INLINE:
    out.forceInline = true;
    break;
  case Tok::NO_INLINE:
    out.noInline = true;
    break;
  case Tok::LAUNCH_BOUNDS: {
    const Node *threads = first->next->next;
    out.maxThreads = expression(threads);
    if (threads->next->is(Tok::COMMA))
      out.minBlocks = expression(threads->next->next);
    break;
  }
  case Tok::ATTRIBUTE:
    gccAttribute(node, out);
    break;
  default: { // ALIGN, ALIGNAS
    const Node *what = first->next->next;
    if (!what->is(Rule::TypeName)) {
      out.alignment = expression(what);
      break;
    }
    auto *alignOf = make<SizeOfExpr>(range(node));
    alignOf->isAlignOf = true;
    alignOf->target = typeName(what);
    out.alignment = alignOf;
    break;
  }
  }
}

// `__attribute__((aligned(16), always_inline))`; ones that change no result are passed over.
void Builder::gccAttribute(const Node *node, Specifiers &out) {
  for (const Node *child = node->child; child; child = child->next) {
    if (!child->is(Rule::AttributeWord))
      continue;
    std::string_view word = terminal(child->child).text();
    if (word.starts_with("__") && word.ends_with("__") && word.size() > 4)
      word = word.substr(2, word.size() - 4);
    const Node *argument = child->child->next ? child->child->next->next : nullptr;
    if (word == "aligned" && argument)
      out.alignment = expression(argument);
    else if (word == "always_inline")
      out.forceInline = true;
    else if (word == "noinline")
      out.noInline = true;
    else if (word != "unused" && word != "const" && word != "pure" && word != "used")
      unsupported(range(child), fmt::format("the attribute `{}` is", word), "leave it out");
  }
}

void Builder::enumSpecifier(const Node *node, Specifiers &out) {
  auto *decl = make<EnumDecl>(range(node));
  decl->nameLocation = decl->range.begin;
  for (const Node *child = node->child->next; child; child = child->next) {
    if (child->is(Rule::EnumBase)) {
      decl->underlyingSyntax = simpleType(child->lastChild);
    } else if (child->is(Rule::EnumBody)) {
      enumBody(child, *decl);
      out.hasBody = true;
    } else if (child->is(Rule::EnumName)) {
      NameSegment last;
      takeName(child, out.type.qualifier, last);
      decl->name = last.name;
      decl->nameLocation = last.range.begin;
    } else {
      decl->isScoped |= child->is(Tok::CLASS) || child->is(Tok::STRUCT);
    }
  }
  out.definition = decl;
  out.type.name = decl->name;
  out.type.base = out.hasBody ? TypeSyntax::Base::Enum : TypeSyntax::Base::Named;
  out.type.enumeration = out.hasBody ? decl : nullptr;
}

void Builder::enumBody(const Node *node, EnumDecl &decl) {
  for (const Node *child = node->child; child; child = child->next) {
    if (!child->is(Rule::Enumerator))
      continue;
    auto *enumerator = make<EnumeratorDecl>(range(child));
    enumerator->name = terminal(child->child).text();
    enumerator->nameLocation = terminal(child->child).source->location;
    enumerator->parent = &decl;
    if (child->child->next)
      enumerator->init = expression(child->lastChild);
    decl.enumerators.push_back(enumerator);
  }
}

TypeSyntax Builder::typeName(const Node *node) {
  Specifiers specs = specifiers(node->child);
  Declarator abstract = declarator(node->lastChild);
  TypeSyntax type = specs.type;
  type.chunks = abstract.chunks;
  type.range = range(node);
  if (!specs.hasType)
    engine_.report(diag::Id::SyntaxError, type.range, "expected a type");
  if (!abstract.name.name.empty())
    engine_.report(diag::Id::SyntaxError, abstract.range,
                   fmt::format("expected a type, found the name `{}`", abstract.name.name));
  return type;
}

// A SimpleType, or the words of a value's type: `unsigned int(x)`.
TypeSyntax Builder::simpleType(const Node *node) {
  Specifiers specs;
  Words words;
  specs.type.range = range(node);
  for (const Node *child = node->child; child; child = child->next) {
    if (child->is(Rule::SimpleTypeWord))
      specifier(child, specs, words);
    else if (child->is(Rule::SimplePointer))
      specs.type.chunks.push_back(pointerOperator(child));
  }
  finishWords(words, specs, range(node));
  return specs.type;
}

TypeSyntax Builder::callWords(const Node *first) {
  Specifiers specs;
  Words words;
  specs.type.range = range(first);
  for (const Node *word = first; word && word->is(Tok::CALL_WORD); word = word->next) {
    specs.type.range.end = range(word).end;
    Node leaf = *word, holder;
    leaf.token = keywordOf(terminal(word).text());
    holder.child = &leaf;
    specifier(&holder, specs, words);
  }
  finishWords(words, specs, specs.type.range);
  return specs.type;
}

} // namespace hd::syntax
