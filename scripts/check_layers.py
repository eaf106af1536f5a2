#!/usr/bin/env python3
"""Checks who includes whom: the arrows of ARCHITECTURE.md as one table.

Every `#include` of the tree is looked up in LAYERS by the folder of the including file. Includes of the tree
itself must point to a folder that the layer may use; includes of an outside library must be allowed to it.
Prints each forbidden line as file:line and exits with 1 if there is one.
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# folder: (folders of the tree it may include besides itself, outside libraries it may include)
# The longest matching folder counts. What is under build/ (generated) counts as the folder it mirrors.
LAYERS = {
    "frontend/diag": ([], ["llvm"]),
    "frontend/ast": (["frontend/diag"], ["llvm"]),
    "frontend/preprocess": (["frontend/diag", "stdlib"], ["llvm", "boost"]),
    "frontend/syntax": (["frontend/diag", "frontend/ast", "frontend/preprocess", "frontend/grammar"], ["llvm", "antlr"]),
    "frontend/grammar": ([], ["antlr"]),
    "frontend/sema": (["frontend/diag", "frontend/ast", "stdlib"], ["llvm"]),
    "frontend/irgen": (["frontend/diag", "frontend/ast", "frontend/sema", "ir", "stdlib"], ["llvm", "mlir"]),
    "frontend": (["frontend", "ir", "stdlib"], ["llvm", "mlir"]),
    "ir": ([], ["llvm", "mlir"]),
    "backends/cpu": (["backends/", "ir", "runtime/abi"], ["llvm", "mlir"]),
    "backends/simt": (["backends/", "ir", "runtime/abi"], ["llvm", "mlir"]),
    "backends/nvptx": (["backends/", "backends/simt", "ir", "runtime/abi"], ["llvm", "mlir"]),
    "backends/amdgcn": (["backends/", "backends/simt", "ir", "runtime/abi"], ["llvm", "mlir"]),
    "backends/spirv": (["backends/", "ir", "runtime/abi"], ["llvm", "mlir"]),
    "backends/opencl": (["backends/", "ir", "runtime/abi"], ["llvm", "mlir"]),
    "backends": (["backends", "ir", "runtime/abi"], ["llvm", "mlir"]),
    "stdlib": (["runtime/abi", "runtime/include"], []),
    "runtime/abi": ([], []),
    "runtime/jit": (["frontend", "ir", "backends", "stdlib", "runtime"], ["llvm", "mlir"]),
    "runtime": (["runtime"], []),
    "tools": (["frontend", "ir", "backends", "stdlib", "runtime", "tools"], ["llvm", "mlir"]),
    "examples": (["runtime/include"], []),
    "bench": (["runtime", "frontend", "ir", "backends", "stdlib"], ["llvm", "mlir"]),
    "tests": (["frontend", "ir", "backends", "stdlib", "runtime", "tools", "tests", "examples"], ["llvm", "mlir"]),
}

# Only the JIT may see the compiler, and nothing of the runtime may see the JIT.
JIT = "runtime/jit"

LIBRARIES = {
    "llvm": re.compile(r"^(llvm|clang|lld)(-c)?/"),
    "mlir": re.compile(r"^mlir(-c)?/"),
    "antlr": re.compile(r"^antlr4"),
    "boost": re.compile(r"^boost/"),
}
SOURCES = (".h", ".hpp", ".cpp", ".cc", ".c", ".inc")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
TREE = sorted({folder.split("/")[0] for folder in LAYERS})
# The generated parser is ANTLR too: a header that includes ANTLR, however indirectly, stays in these.
ANTLR_FOLDERS = ("frontend/syntax", "frontend/grammar")


def layer_of(path):
    folder = os.path.dirname(path)
    while folder and folder not in LAYERS:
        folder = os.path.dirname(folder)
    return folder


def is_below(path, folder):
    # "backends/" means the files of the folder itself, not of its subfolders.
    if folder.endswith("/"):
        return os.path.dirname(path) == folder[:-1]
    return path == folder or path.startswith(folder + "/")


def fault_of(layer, included):
    """Why `layer` may not include `included`, or None."""
    folders, libraries = LAYERS[layer]
    for library, pattern in LIBRARIES.items():
        if pattern.match(included):
            return None if library in libraries else f"`{layer}` may not include {library}"
    included = in_tree(included)
    if included.split("/")[0] not in TREE or "/" not in included:
        return None
    if layer == "runtime" and is_below(included, JIT):
        return f"`{layer}` may not depend on `{JIT}`"
    if layer_of(included) == layer or is_below(included, layer) or any(is_below(included, f) for f in folders):
        return None
    return f"`{layer}` may not depend on `{layer_of(included)}`"


def in_tree(included):
    """The public headers are included as users include them."""
    return "runtime/include/" + included if included.startswith("heddle/") else included


def sources(root):
    """(path relative to the tree that it mirrors, real path) of all sources, generated ones included."""
    builds = os.path.join(root, "build")
    roots = [root]
    if os.path.isdir(builds):
        roots += [os.path.join(builds, preset) for preset in sorted(os.listdir(builds))]
    for base in roots:
        for top in TREE:
            for folder, subfolders, files in os.walk(os.path.join(base, top)):
                subfolders[:] = [s for s in subfolders if s != "CMakeFiles"]
                for file in files:
                    if file.endswith(SOURCES):
                        real = os.path.join(folder, file)
                        yield os.path.relpath(real, base), real


def includes(root):
    """(path, real path, line number, included) of every #include."""
    for path, real in sources(root):
        if layer_of(path):
            with open(real, encoding="utf-8", errors="replace") as text:
                for number, line in enumerate(text, 1):
                    if match := INCLUDE.match(line):
                        yield path, real, number, match.group(1)


def antlr_headers(found):
    """Headers through which ANTLR would come in, by path and by bare name."""
    tainted = set()
    while True:
        more = {
            name
            for path, _, _, included in found
            if path.startswith(ANTLR_FOLDERS) and (LIBRARIES["antlr"].match(included) or included in tainted)
            for name in (path, os.path.basename(path))
        }
        if more <= tainted:
            return tainted
        tainted |= more


def check(root):
    found = list(includes(root))
    tainted = antlr_headers(found)
    faults = []
    for path, real, number, included in found:
        fault = fault_of(layer_of(path), included)
        if included in tainted and not path.startswith(ANTLR_FOLDERS):
            fault = "ANTLR may not leave `frontend/syntax`"
        if fault:
            faults.append(f"{os.path.relpath(real, root)}:{number}: {fault}: {included}")
    return faults


def main():
    faults = check(sys.argv[1] if len(sys.argv) > 1 else ROOT)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
