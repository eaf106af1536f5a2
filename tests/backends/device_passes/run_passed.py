#!/usr/bin/env python3
"""Runs the kernels of run tests on the cpu after the passes for devices: `run_passed.py FOLDER... -- OPTIONS`, with
heddle and hd-device-passes on the PATH.

Each file's launches are those of its LAUNCH lines and must give what it expects. Launches whose results depend
on what the cpu driver does with messages, or of which a device is excepted, are left out, and counted.
"""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "run"))
import run_test  # noqa: E402


def passed_module(path, options, folder):
    name = os.path.join(folder, os.path.basename(path))
    built = subprocess.run(["heddle", "build", path, "--emit", "hd-opt", "-o", name + ".mlir"],
                           capture_output=True, text=True)
    if built.returncode != 0:
        return None, f"{path}: {built.stderr}"
    if any(op in open(name + ".mlir").read() for op in ("hd.printf", "hd.assert", "hd.trap")):
        return None, "skipped"
    result = subprocess.run(["hd-device-passes", name + ".mlir", *options, "-o", name + ".hdm"],
                            capture_output=True, text=True)
    return (name + ".hdm", "") if result.returncode == 0 else (None, f"{path}: {result.stderr}")


def run_file(path, options, folder):
    launches = [launch for launch in run_test.parse(path) if launch["stdout"] is None and not launch["fails"]]
    text = open(path).read()
    if not launches or "NOT-ON" in text or "--fp fast" in text or ("--globals-block" in options and "__device__ int" in text):
        return "skipped"
    module, problem = passed_module(path, options, folder)
    if problem:
        return problem
    for launch in launches:
        found, _ = run_test.run("heddle", module, launch, "cpu")
        if found:
            return f"{path}: {found}"
    return None


def main():
    split = sys.argv.index("--")
    folders, options = sys.argv[1:split], sys.argv[split + 1:]
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        for top in folders:
            files = [top] if os.path.isfile(top) else sorted(
                os.path.join(where, name) for where, _, names in os.walk(top) for name in names if name.endswith(".hd"))
            outcomes += [run_file(path, options, folder) for path in files]
    problems = [outcome for outcome in outcomes if outcome not in (None, "skipped")]
    print("\n".join(problems))
    print(f"{outcomes.count(None)} passed, {outcomes.count('skipped')} skipped, {len(problems)} failed")
    return 1 if problems or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
