// The phase from end to end: terminals, balanced brackets, chunks; for each chunk unsupported features,
// complexity, names of types, ANTLR, AST.
#include "frontend/syntax/parse.h"
#include "frontend/syntax/brackets.h"
#include "frontend/syntax/builder.h"
#include "frontend/syntax/chunks.h"
#include "frontend/syntax/host_functions.h"
#include "frontend/syntax/messages.h"
#include "frontend/syntax/recovery.h"
#include "frontend/syntax/shape.h"
#include "frontend/syntax/statement_expressions.h"
#include "frontend/syntax/type_names.h"
#include "frontend/syntax/unsupported.h"

#include "llvm/Support/Casting.h"

namespace hd::syntax {

namespace {

constexpr unsigned kMaxErrors = 20;

class FileParser {
public:
  FileParser(diag::SourceManager &sources, diag::Engine &engine, ast::TranslationUnit &unit)
      : sources_(sources), engine_(engine), unit_(unit), names_(engine), decls_{&unit.decls} {}

  void run(const Terminals &file) {
    unsigned before = engine_.errorCount();
    for (Chunk &chunk : splitChunks(file, engine_)) {
      parseOne(chunk);
      if (engine_.errorCount() >= before + kMaxErrors && !engine_.isIncomplete())
        return;
    }
    hosts_.reduce(names_, unit_);
    for (auto [function, list] : unnamed_)
      if (function->launcher)
        list->push_back(function);
  }

  // `name<args>` as a name of the file's scope: what `void request() { name<args>; }` has in it.
  void request(const std::vector<preprocess::Token> &tokens, ast::KernelRequest request) {
    std::deque<preprocess::Token> made;
    Terminals name = classify(tokens, made);
    diag::Engine silent;
    diag::Engine &engine = request.mayBeElsewhere ? silent : engine_;
    unsigned before = engine.errorCount();
    bool isKnown = names_.lookup(name.front().text()).isKnown(); // the parser may take it for a declaration
    if (checkBalance(name, engine) && checkComplexity(name, engine)) {
      const preprocess::Token *source = name.front().source;
      Terminals chunk = {{Tok::VOID, source},
                         {Tok::IDENTIFIER, source},
                         {Tok::LPAREN, source},
                         {Tok::RPAREN, source},
                         {Tok::LBRACE, source}};
      chunk.insert(chunk.end(), name.begin(), name.end() - 1);
      chunk.push_back({Tok::SEMI, source});
      chunk.push_back({Tok::RBRACE, source});
      Tree tree;
      std::vector<ast::Decl *> decls;
      if (names_.decide(chunk, request.mayBeElsewhere) && !parseChunk(chunk, tree))
        Builder(chunk, unit_, engine, true).build(tree.root, decls);
      request.kernel = nameIn(decls);
      if (request.kernel)
        unit_.requests.push_back(request);
    }
    if (!request.kernel && engine.errorCount() == before)
      reportRequest(name, isKnown, engine);
  }

private:
  // What is no template does not parse as one.
  static void reportRequest(const Terminals &name, bool isKnown, diag::Engine &engine) {
    diag::Range range = {name.front().range().begin, name.back().range().begin};
    size_t at = 0;
    while (name[at].type == Tok::IDENTIFIER && name[at + 1].type == Tok::SCOPE)
      at += 2;
    std::vector<uint32_t> match = matchBrackets(name);
    bool isShaped = name[at].type == Tok::IDENTIFIER && name[at + 1].type == Tok::LESS &&
                    afterAngles(name, match, at + 1, name.size() - 1) == name.size() - 1;
    if (!isShaped)
      engine.report(diag::Id::BadKernelRequest, range);
    else
      engine.report(diag::Id::NoKernelTemplate, range, name[at].text(),
                    at || isKnown ? "" : "; this file has nothing of that name");
  }

  static ast::NameExpr *nameIn(const std::vector<ast::Decl *> &decls) {
    auto *function = decls.size() == 1 ? llvm::dyn_cast<ast::FunctionDecl>(decls[0]) : nullptr;
    if (!function || !function->body || function->body->body.size() != 1)
      return nullptr;
    auto *stmt = llvm::dyn_cast<ast::ExprStmt>(function->body->body[0]);
    auto *name = stmt && stmt->expr ? llvm::dyn_cast<ast::NameExpr>(stmt->expr) : nullptr;
    return name && name->hasArgs ? name : nullptr;
  }

  void parseOne(Chunk &chunk) {
    if (chunk.kind == Chunk::Kind::NamespaceOpen)
      return openNamespace(chunk);
    if (chunk.kind == Chunk::Kind::NamespaceClose)
      return closeNamespace();
    if (chunk.terminals.empty())
      return;
    if (chunk.kind == Chunk::Kind::HostFunction)
      return hostFunction(chunk);
    lowerStatementExpressions(chunk.terminals);
    if (!chunk.whole.empty())
      hosts_.addClass(chunk, names_, [&] { return hostDecl(chunk.whole[chunk.nameIndex]); });
    else if (chunk.kind == Chunk::Kind::Ambiguous && (chunk.isInstantiation || mayNameInstance(chunk)))
      hosts_.addMention(chunk, hostDecl(chunk.terminals[0]), names_);
    if (chunk.isKernelTemplate)
      hosts_.addKernelTemplate(chunk.terminals[chunk.nameIndex].text());
    if (chunk.kind == Chunk::Kind::Ambiguous && mayBeHosts(chunk))
      return hostOrNot(chunk);
    bool found = false;
    if (!removeUnsupported(chunk.terminals, engine_, found) || !checkComplexity(chunk.terminals, engine_))
      return;
    bool typesKnown = names_.decide(chunk.terminals, false);
    Tree tree;
    if (parseWithRecovery(chunk.terminals, tree) && typesKnown && !found)
      build(chunk, tree);
  }

  void openNamespace(const Chunk &chunk) {
    auto *space = unit_.make<ast::NamespaceDecl>();
    space->isInline = chunk.isInline;
    if (!chunk.terminals.empty()) {
      space->name = chunk.terminals[0].text();
      space->range = chunk.terminals[0].range();
      space->nameLocation = space->range.begin;
    }
    names_.enterNamespace(chunk.terminals.empty() ? "" : chunk.terminals[0].text(), chunk.isInline);
    decls_.back()->push_back(space);
    decls_.push_back(&space->decls);
  }

  void closeNamespace() {
    names_.leaveNamespace();
    decls_.pop_back();
  }

  // Keeps the declaration if it is one of the language; drops it without a word if not.
  void hostOrNot(Chunk &chunk) {
    diag::Engine silent;
    bool found = false;
    Tree tree;
    bool ok = removeUnsupported(chunk.terminals, silent, found) && !found &&
              checkComplexity(chunk.terminals, silent) && names_.decide(chunk.terminals, true) &&
              !parseChunk(chunk.terminals, tree);
    std::vector<ast::Decl *> decls;
    if (ok)
      Builder(chunk.terminals, unit_, silent, chunk.contract).build(tree.root, decls);
    if (silent.errorCount() == 0)
      decls_.back()->insert(decls_.back()->end(), decls.begin(), decls.end());
  }

  const std::string &pathOf(const Chunk &chunk) const {
    return sources_.path(chunk.terminals[0].source->location.file);
  }

  // All but `.hd` may be a program's file with host code in it; the shipped headers have none.
  bool isCudaFile(const Chunk &chunk) const {
    return !pathOf(chunk).starts_with("<heddle>/") && !pathOf(chunk).ends_with(".hd");
  }

  bool mayBeHosts(const Chunk &chunk) const {
    return isCudaFile(chunk) || (chunk.looksLikeHost && !pathOf(chunk).starts_with("<heddle>/"));
  }

  bool parseWithRecovery(Terminals &chunk, Tree &tree) {
    auto failure = parseChunk(chunk, tree);
    if (!failure)
      return true;
    size_t last = SIZE_MAX;
    for (unsigned i = 0; failure && i < kMaxErrors; ++i) {
      reportFailure(*failure, chunk, names_, engine_);
      auto dropped = dropStatement(chunk, failure->index);
      if (!dropped || *dropped == last)
        break;
      last = *dropped;
      failure = parseChunk(chunk, tree);
      if (failure && failure->index <= last + 1)
        break; // nothing gained: more messages would only follow from the first
    }
    return false;
  }

  void build(Chunk &chunk, const Tree &tree) {
    Builder(chunk.terminals, unit_, engine_, chunk.contract).build(tree.root, *decls_.back());
  }

  // `using M = Map<int>;`, `Map<int> global;`
  bool mayNameInstance(const Chunk &chunk) const {
    constexpr size_t kMaxTokens = 64;
    Tok first = chunk.terminals[0].type;
    if (first == Tok::TEMPLATE || chunk.terminals.size() > kMaxTokens || !isCudaFile(chunk))
      return false;
    return std::any_of(chunk.terminals.begin(), chunk.terminals.end(),
                       [](const Terminal &terminal) { return terminal.type == Tok::LESS; });
  }

  // Stands for a method of the host, or what mentions one; it is declared if it launches something.
  ast::FunctionDecl *hostDecl(const Terminal &where) {
    auto *function = unit_.make<ast::FunctionDecl>();
    function->nameLocation = where.source->location;
    function->range = where.range();
    function->isHost = true;
    unnamed_.push_back({function, decls_.back()});
    return function;
  }

  void hostFunction(Chunk &chunk) {
    auto *function = unit_.make<ast::FunctionDecl>();
    const Terminal &name = chunk.terminals[chunk.nameIndex];
    function->name = name.text();
    function->nameLocation = name.source->location;
    function->range = {chunk.terminals.front().source->location, name.source->end()};
    function->isHost = true;
    if (chunk.isMember)
      function->name.clear();
    decls_.back()->push_back(function);
    if (chunk.bodyIndex)
      hosts_.add(std::move(chunk), function, names_);
  }

  diag::SourceManager &sources_;
  diag::Engine &engine_;
  ast::TranslationUnit &unit_;
  TypeNames names_;
  HostFunctions hosts_;
  std::vector<std::pair<ast::FunctionDecl *, std::vector<ast::Decl *> *>> unnamed_;
  std::vector<std::vector<ast::Decl *> *> decls_; // of the file and the namespaces in work
};

} // namespace

bool parse(const std::vector<preprocess::Token> &tokens, diag::SourceManager &sources, diag::Engine &engine,
           ast::TranslationUnit &unit, const preprocess::Options &options) {
  unsigned before = engine.errorCount();
  std::deque<preprocess::Token> made;
  Terminals file = classify(tokens, made);
  if (!checkBalance(file, engine))
    return false;
  FileParser parser(sources, engine, unit);
  parser.run(file);
  if (engine.errorCount() != before)
    return false;
  for (size_t i = 0; i < options.kernels.size(); ++i) {
    std::string name = fmt::format("<--kernel {}>", i + 1);
    auto request = preprocess::preprocess(sources, engine, {}, {name, options.kernels[i]});
    if (engine.errorCount() == before)
      parser.request(request, {nullptr, i, options.hasOtherFiles, false});
  }
  return engine.errorCount() == before;
}

bool parseFile(diag::SourceManager &sources, diag::Engine &engine, ast::TranslationUnit &unit,
               const preprocess::Options &options, const preprocess::Source &source) {
  unsigned before = engine.errorCount();
  std::vector<preprocess::Token> tokens = preprocess::preprocess(sources, engine, options, source);
  bool isWhole = engine.errorCount() == before;
  if (!isWhole && !(options.goOnAfterMissing && engine.isIncomplete()))
    return false;
  return parse(tokens, sources, engine, unit, options) && isWhole;
}

} // namespace hd::syntax
