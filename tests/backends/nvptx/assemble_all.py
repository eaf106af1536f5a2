"""Builds every .hd file of the tree's run tests, examples and benchmarks as PTX and gives it to ptxas.

Usage: assemble_all.py HEDDLE PTXAS SOURCE_ROOT WORK_FOLDER ARCH...
A newer ptxas may not know an old architecture; the PTX is then assembled for the oldest that it knows.
"""
import concurrent.futures
import os
import re
import subprocess
import sys


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def assembler_arch(ptxas, number, work):
    """The oldest architecture from `number` on that this ptxas knows."""
    empty = os.path.join(work, "empty.ptx")
    with open(empty, "w") as text:
        text.write(f".version 8.0\n.target sm_{number}\n.address_size 64\n")
    for later in [n for n in (70, 72, 75, 80, 86, 87, 89, 90) if n >= number]:
        if run(ptxas, "-arch", f"sm_{later}", empty, "-o", os.devnull).returncode == 0:
            return f"sm_{later}"
    sys.exit(f"{ptxas} knows no architecture from sm_{number} on")


def sources(root):
    for top in ("tests/run", "examples", "bench"):
        for folder, _, files in os.walk(os.path.join(root, top)):
            for file in sorted(files):
                if file.endswith(".hd"):
                    yield os.path.join(folder, file)


def check(heddle, ptxas, source, arch, real, work):
    """What is wrong with the file, or None."""
    text = os.path.join(work, re.sub(r"\W", "_", source) + "." + arch + ".ptx")
    built = run(heddle, "build", source, "--target", "nvptx:" + arch, "--emit", "ptx", "-o", text)
    if built.returncode != 0:
        return f"error: {source}: heddle: {built.stderr}"
    loose = re.search(r"^\s*(add|sub|mul|fma|div|sqrt|rcp)\.(f16|bf16|f16x2|bf16x2|f32|f64|ftz|approx|full).*", open(text).read(), re.M)
    if loose:
        return f"error: {source}: rounding is not .rn: {loose.group()}"
    assembled = run(ptxas, "-arch", real, text, "-o", os.devnull)
    if assembled.returncode != 0:
        return f"error: {source}: ptxas {real}: {assembled.stderr}"
    return None


def main():
    heddle, ptxas, root, work, *archs = sys.argv[1:]
    os.makedirs(work, exist_ok=True)
    faults = 0
    for arch in archs:
        real = assembler_arch(ptxas, int(arch[3:]), work)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = list(pool.map(lambda s: check(heddle, ptxas, s, arch, real, work), sources(root)))
        for fault in filter(None, results):
            faults += 1
            print(fault)
        print(f"{len(results)} kernel files for {arch}, assembled for {real}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
