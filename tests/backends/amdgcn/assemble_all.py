"""Builds every .hd file of the tree's run tests, examples and benchmarks as code objects and disassembles them.

Usage: assemble_all.py HEDDLE SOURCE_ROOT WORK_FOLDER ARCH...    (llvm-objdump is on PATH)
"""
import concurrent.futures
import os
import re
import subprocess
import sys


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def sources(root):
    for top in ("tests/run", "examples", "bench"):
        for folder, _, files in os.walk(os.path.join(root, top)):
            for file in sorted(files):
                if file.endswith(".hd"):
                    yield os.path.join(folder, file)


def check(heddle, source, arch, work):
    """What is wrong with the file, or None."""
    code = os.path.join(work, re.sub(r"\W", "_", source) + "." + arch)
    built = run(heddle, "build", source, "--target", "amdgcn:" + arch, "--emit", "elf", "-o", code)
    if built.returncode != 0:
        return f"error: {source}: heddle: {built.stderr}"
    listing = run("llvm-objdump", "-d", code)
    kernels = re.findall(r"<(hd_kernel_\w+)>:\n(.*?)s_endpgm", listing.stdout, re.S)
    if listing.returncode != 0 or not kernels:
        return f"error: {source}: llvm-objdump: {listing.stderr}"
    for name, text in kernels:
        if "<unknown>" in text:
            return f"error: {source}: {name} does not disassemble"
    return None


def main():
    heddle, root, work, *archs = sys.argv[1:]
    os.makedirs(work, exist_ok=True)
    faults = 0
    for arch in archs:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = list(pool.map(lambda s: check(heddle, s, arch, work), sources(root)))
        for fault in filter(None, results):
            faults += 1
            print(fault)
        print(f"{len(results)} kernel files for {arch}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
