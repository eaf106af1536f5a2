# File tests: lit runs the RUN lines of .mlir, .hd and .test files under tests/.
import os
import shutil
import sys

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
# What drivers of devices and sanitizers look at.
PASSED_ON = """HOME XDG_RUNTIME_DIR LD_LIBRARY_PATH OCL_ICD_VENDORS POCL_CACHE_DIR VK_ICD_FILENAMES
HEDDLE_TEST_DEVICES HEDDLE_TEST_CHECK ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS"""
for variable in PASSED_ON.split():
    if variable in os.environ:
        config.environment[variable] = os.environ[variable]
# Tests neither read nor fill the user's cache of compiled kernels.
config.environment["HEDDLE_CACHE_DIR"] = os.path.join(config.test_exec_root, "cache")

config.substitutions.append(
    ("%run_test", "python3 {}/tests/run/run_test.py {}/heddle".format(config.heddle_source, config.heddle_bin))
)
config.substitutions.append(("%heddle_build", config.heddle_build))
config.substitutions.append(("%heddle", os.path.join(config.heddle_bin, "heddle")))
config.substitutions.append(("%source_root", config.heddle_source))
config.substitutions.append(("%build_root", config.heddle_build))

if os.path.exists(os.path.join(config.heddle_bin, "heddle")):
    config.available_features.add("heddle")
    # The devices of this machine, found once; tests that need one say `REQUIRES: device-vulkan`.
    sys.path.insert(0, os.path.join(config.heddle_source, "tests", "run"))
    import devices

    names = devices.names(devices.listed(os.path.join(config.heddle_bin, "heddle")))
    config.environment["HEDDLE_TEST_DEVICES_FOUND"] = ",".join(names)
    config.available_features.update("device-" + name.partition(":")[0] for name in names)
    if "cpu:avx2" in names:
        config.available_features.add("avx2")
config.environment["HEDDLE_TEST_REPORT"] = os.path.join(config.test_exec_root, "report")
for tool in ["python3", "gdb"]:
    if shutil.which(tool, path=config.environment["PATH"]):
        config.available_features.add(tool)
