"""Builds every .hd file of the tree's run tests, examples and benchmarks as SPIR-V and gives it to spirv-val.

Usage: validate_all.py HEDDLE SOURCE_ROOT WORK_FOLDER
Also looks at the text for float arithmetic that a driver could contract.
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


def check(heddle, source, work):
    """What is wrong with the file, or None."""
    binary = os.path.join(work, re.sub(r"\W", "_", source) + ".spv")
    built = run(heddle, "build", source, "-g", "--target", "vulkan", "--emit", "spirv", "-o", binary)
    if built.returncode != 0:
        return f"error: {source}: heddle: {built.stderr}"
    validated = run("spirv-val", "--target-env", "vulkan1.2", binary)
    if validated.returncode != 0:
        return f"error: {source}: spirv-val: {validated.stdout}{validated.stderr}"
    text = run("spirv-dis", "--raw-id", binary).stdout
    marked = set(re.findall(r"OpDecorate (%\d+) NoContraction", text))
    for result in re.findall(r"(%\d+) = Op(?:FAdd|FSub|FMul|FDiv) ", text):
        if result not in marked:
            return f"error: {source}: {result} may be contracted"
    return None


def main():
    heddle, root, work = sys.argv[1:]
    os.makedirs(work, exist_ok=True)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda source: check(heddle, source, work), sources(root)))
    faults = list(filter(None, results))
    print("\n".join(faults + [f"{len(results)} kernel files, {len(faults)} with faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
