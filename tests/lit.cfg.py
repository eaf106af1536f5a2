# File tests: lit runs the RUN lines of .mlir, .hd and .test files under tests/.
import os
import shutil

import lit.formats
import lit.util

config.name = "heddle"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".hd", ".test"]
config.excludes = ["inputs", "Inputs", "corpus", "project"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.heddle_build, "lit")

# Tools by name. FileCheck and not come from LLVM's folder, where they have no version suffix.
config.environment["PATH"] = os.pathsep.join(
    [config.heddle_bin, config.llvm_tools, config.environment["PATH"]]
)
for variable in ("HOME", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
    if variable in os.environ:
        config.environment[variable] = os.environ[variable]
# Tests neither read nor fill the user's cache of compiled kernels.
config.environment["HEDDLE_CACHE_DIR"] = os.path.join(config.test_exec_root, "cache")

config.substitutions.append(("%heddle", os.path.join(config.heddle_bin, "heddle")))
config.substitutions.append(
    ("%run_test", "python3 {}/tests/run/run_test.py {}/heddle".format(config.heddle_source, config.heddle_bin))
)
config.substitutions.append(("%source_root", config.heddle_source))

if os.path.exists(os.path.join(config.heddle_bin, "heddle")):
    config.available_features.add("heddle")
if shutil.which("python3", path=config.environment["PATH"]):
    config.available_features.add("python3")
