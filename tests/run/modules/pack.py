#!/usr/bin/env python3
"""Builds the run tests into modules for machines that have no compiler: pack.py HEDDLE OUT --target T,... [FOLDER...]

FOLDER: only the tests of these folders below tests/run. OUT gets a module for each test and `plan`, which run_modules
reads: the launches, and what is expected of them with every expression evaluated. A target that cannot be compiled for is left out of that test's module and said.
"""
import argparse
import os
import subprocess
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, TESTS)
import run_test  # noqa: E402


def sources(folders):
    for folder, _, files in sorted(os.walk(TESTS)):
        for file in sorted(files):
            path = os.path.join(folder, file)
            chosen = not folders or os.path.relpath(folder, TESTS).split(os.sep)[0] in folders
            if chosen and file.endswith((".hd", ".cu")):
                yield path


def compile_for(heddle, source, flags, output, targets):
    return subprocess.run([heddle, "build", source, "-o", output, "--no-ir", *flags, "--target", ",".join(targets)],
                          capture_output=True, text=True)


def build(heddle, source, flags, output, targets):
    """The targets that the module has."""
    done = compile_for(heddle, source, flags, output, targets)
    if done.returncode == 0:
        return targets
    possible = []
    for target in targets:
        done = compile_for(heddle, source, flags, output, [target])
        if done.returncode == 0:
            possible.append(target)
        elif done.returncode == 4:
            print(f"{os.path.relpath(source, TESTS)}: not for {target}: {done.stderr.strip().splitlines()[-1]}")
        else:
            sys.exit(f"{source}: {done.stderr}")
    if not possible or compile_for(heddle, source, flags, output, possible).returncode != 0:
        sys.exit(f"{source}: no module of {', '.join(possible) or 'no target'}")
    return possible


def number(value):
    return str(int(value)) if isinstance(value, bool) else repr(value)


def split_flags(words):
    """(what the compiler is told, the rest) of a launch's words."""
    flags, rest, words = [], [], iter(words)
    for word in words:
        if word == "--fp":
            flags += [word, next(words)]
        else:
            rest.append(word)
    return tuple(flags), rest


def launches_by_flags(source):
    """Launches whose code is compiled alike: a module for each group."""
    groups = {}
    for launch in run_test.parse(source):
        flags, launch["args"] = split_flags(launch["args"])
        groups.setdefault(flags, []).append(launch)
    return groups


def plan_of(source, flags, launches, module):
    lines = [" ".join(["test", os.path.relpath(source, TESTS), *flags]), f"module {module}"]
    lines += [f"not-on {device} {reason}" for device, reason in run_test.exceptions(source).items()]
    for launch in launches:
        lines.append("launch " + " ".join(launch["args"]))
        for index, tolerance, values in launch["expect"]:
            lines.append(" ".join(["expect", str(index), repr(tolerance), *map(number, values)]))
        if launch["stdout"] is not None:
            lines += ["prints"] + [f"printed {line}" for line in launch["stdout"]]
        if launch["fails"]:
            lines.append(f"fails {launch['fails']}")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heddle")
    parser.add_argument("out")
    parser.add_argument("--target", required=True)
    parser.add_argument("folders", nargs="*")
    options = parser.parse_intermixed_args()
    plan = []
    for source in sources(options.folders):
        for flags, launches in launches_by_flags(source).items():
            module = "".join([os.path.splitext(os.path.relpath(source, TESTS))[0], *flags]) + ".hdm"
            path = os.path.join(options.out, module)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            build(options.heddle, source, flags, path, options.target.split(","))
            plan += plan_of(source, flags, launches, module)
    with open(os.path.join(options.out, "plan"), "w", encoding="utf-8") as file:
        file.write("\n".join(plan) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
