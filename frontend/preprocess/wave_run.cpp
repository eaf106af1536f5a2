// Files that Wave asks for, and what CUDA files start with.
#include "frontend/preprocess/wave_run.h"

#include "frontend/preprocess/files.h"
#include "frontend/preprocess/std_names.h"

namespace hd::preprocess {

// Finds and reads the file of an #include; false after reporting.
bool Run::include(const std::string &quotedName, const std::string &includer, size_t iterationDepth) {
  std::string name = quotedName.size() >= 2 ? quotedName.substr(1, quotedName.size() - 2) : quotedName;
  diag::Range where = rangeOf(directive);
  if (isStart(directive) && name == "main") {
    located = sources.path(mainFile);
    return true;
  }
  if (iterationDepth > kMaxIncludeDepth + (startFile != 0)) {
    engine.report(diag::Id::IncludeTooDeep, where, kMaxIncludeDepth, name);
    throw Stopped(); // the includers would go on with their next directives
  }
  std::string searched;
  Options shipped{{}, {}, options.embedded, true};
  auto found =
      locate(name, quotedName.starts_with('"'), includer, isStart(directive) ? shipped : options, searched);
  if (!found) {
    const CudaHeader *known = findCudaHeader(name);
    if (!known && quotedName.starts_with('<') && isCudaFile(sources.path(firstFile))) {
      engine.report(diag::Id::IgnoredInclude, where, name);
      return false;
    }
    if (known)
      engine.report(diag::Id::UnsupportedFeature, where, known->what, known->instead);
    else
      engine.report(diag::Id::MissingInclude, where, name, searched);
    engine.setIncomplete();
    return false;
  }
  located = found->path;
  if (uint32_t known = sources.findFile(located)) {
    bool isLibrary = found->text && located.ends_with(".hd");
    return !(isLibrary && known < firstFile);
  }
  std::string reason;
  auto text = found->text ? std::string(*found->text) : readFile(located, reason);
  if (!text) {
    engine.report(diag::Id::CannotReadFile, where, located, reason);
    return false;
  }
  unsigned errors = engine.errorCount();
  sources.addFile(located, std::move(*text), isStart(directive) ? diag::Location() : where.begin);
  prepared(located);
  return engine.errorCount() == errors;
}

// As nvcc does, a CUDA file is read after what it needs not include: the runtime's names, and what of `std`
// comes with those. The file that says so.
uint32_t Run::addStart() {
  const std::string &main = sources.path(mainFile);
  bool hasStd = mayUseStdPrelude(sources.text(mainFile), main, options);
  const std::string path = hasStd ? "<start with std>" : "<start>";
  startFile = sources.findFile(path);
  if (!startFile)
    startFile = sources.addFile(path, fmt::format("{}\n#include <cuda_runtime.h>\n#include <main>\n",
                                                  hasStd ? fmt::format("#include <{}>", kStdPrelude)
                                                         : "#define __HEDDLE_NAMES_NO_STD__"));
  return startFile;
}

} // namespace hd::preprocess
