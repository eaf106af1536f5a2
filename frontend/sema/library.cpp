// Library functions written in the language itself: a call to one loads the file that defines it.
#include "frontend/sema/checker.h"

namespace hd::sema {

namespace {

const std::unordered_map<std::string_view, std::string_view> &filesByName() {
  static const std::unordered_map<std::string_view, std::string_view> files = {
#define HD_MATH_FUNCTION(NAME, FILE, SIGNATURE) {#NAME, FILE},
#include "stdlib/math/functions.def"
#undef HD_MATH_FUNCTION
#define HD_INTRINSIC(NAME, FILE) {#NAME, FILE},
#include "stdlib/intrinsics/functions.def"
#undef HD_INTRINSIC
  };
  return files;
}

} // namespace

const std::vector<std::string_view> &libraryNames() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all;
    for (const auto &[name, file] : filesByName())
      all.push_back(name);
    std::sort(all.begin(), all.end()); // the same suggestion in every run
    return all;
  }();
  return names;
}

bool isLibraryName(std::string_view name) {
  return filesByName().count(name) || filesByName().count(std::string(name) + "f");
}

// `exp` stands for exp(double) and exp(float), which the library calls expf. Others may have several
// functions of one name.
void Checker::addLibraryCandidates(const std::string &name, std::vector<Candidate> &candidates, Pick &pick) {
  if (!filesByName().count(name))
    return;
  unsigned variants = 0;
  for (const std::string &variant : {name, name + "f"}) {
    auto file = filesByName().find(variant);
    if (file == filesByName().end())
      continue;
    bool isLoaded = loadLibrary(file->second);
    Found found = isLoaded ? lookUpIn(variant, libraryScope_) : Found{};
    auto isGood = [](Decl *decl) { return isa<FunctionDecl>(decl) && cast<FunctionDecl>(decl)->type; };
    if (!found || !llvm::all_of(found.decls, isGood)) {
      if (function_.unknownNames.insert(variant).second)
        report(Id::MissingLibraryFunction, {}, file->second, variant);
      continue;
    }
    for (Decl *decl : found.decls)
      candidates.push_back(candidateOf(cast<FunctionDecl>(decl)));
    if (++variants == 2)
      pick = Pick::Floating;
  }
}

bool Checker::loadLibrary(std::string_view file) {
  if (!loadedFiles_.insert(std::string(file)).second)
    return true;
  auto decls = loader_ ? loader_(file) : std::nullopt;
  if (!decls)
    return false;
  Scope *savedScope = scope_;
  FunctionState savedFunction = std::move(function_);
  bool savedInLibrary = inLibrary_;
  unsigned savedUnevaluated = unevaluated_, savedDepth = depth_;
  function_ = {};
  scope_ = libraryScope_;
  inLibrary_ = true;
  unevaluated_ = depth_ = 0;
  for (Decl *decl : *decls) {
    checkDecl(decl);
    auto *kept = dyn_cast<FunctionDecl>(decl);
    if (!kept || canonical_.count(kept)) // not one that another file included before
      libraryDecls_.push_back(decl);
  }
  depth_ = savedDepth;
  unevaluated_ = savedUnevaluated;
  inLibrary_ = savedInLibrary;
  function_ = std::move(savedFunction);
  scope_ = savedScope;
  return true;
}

} // namespace hd::sema
