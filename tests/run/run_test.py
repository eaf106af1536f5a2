#!/usr/bin/env python3
"""Runs one kernel file on every device and compares what it leaves in its buffers with what the file expects.

In the file:
  // LAUNCH: arguments of `heddle run` after the file; there may be several, each with its own EXPECTs
  // EXPECT 1: [2 * i for i in range(64)]     Python, the exact content of argument 1 (a list of numbers)
  // EXPECT~1e-6 1: ...                       the same with a relative error
  // STDOUT: Python list of the lines that the kernel prints, in any order
  // FAILS: text that stderr contains when the launch fails (exit code 3)
  // NOT-ON vulkan: reason                    a documented exception: not run on devices of that name or driver
`math`, `Fraction`, `f32(x)` (rounding to float) and what is in number_formats.py can be used in the expressions. All devices must agree bit for bit; only
which NaN it is, which IEEE 754 leaves open, may differ. A device that lacks what a kernel needs (exit code 4)
is skipped. Devices: see devices.py. What became of each is written for report.py.

With HEDDLE_TEST_CHECK=1 kernels run with --check, on the best target of the cpu device, and the checker must find
nothing but what the file says of a launch:
  // CHECK-FINDS: race, divergent-barrier     all kinds of findings there are
"""
import json
import math
import os
import re
import struct
import subprocess
import sys

from fractions import Fraction

import devices
import number_formats
import report

FAILED, UNSUPPORTED = 3, 4  # exit codes of `heddle run`
CHECKED = os.environ.get("HEDDLE_TEST_CHECK") == "1"


def f32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def exceptions(path):
    """Names of devices or drivers that the file is not for, with the reasons."""
    found = (re.match(r"\s*//\s*NOT-ON\s+(\S+):\s*(.+)", line) for line in open(path))
    return {match.group(1): match.group(2).strip() for match in found if match}


def excepted(device, reasons):
    for name, reason in reasons.items():
        if device == name or device.startswith(name + ":"):
            return reason
    return None


def parse(path):
    launches = []
    for line in open(path):
        found = re.match(r"\s*//\s*(LAUNCH|EXPECT|STDOUT|FAILS|CHECK-FINDS)(~[0-9.e+-]+)?\s*(\d+)?:\s*(.*)", line)
        if not found:
            continue
        kind, tolerance, index, text = found.groups()
        if kind == "LAUNCH":
            launches.append({"args": text.split(), "expect": [], "stdout": None, "fails": None, "finds": []})
        elif not launches:
            sys.exit(f"{path}: {kind} before any LAUNCH")
        elif kind == "EXPECT":
            names = vars(number_formats) | {"math": math, "Fraction": Fraction, "f32": f32, "inf": math.inf, "nan": math.nan}
            launches[-1]["expect"].append((int(index), float(tolerance[1:]) if tolerance else 0.0, eval(text, names)))
        elif kind == "STDOUT":
            launches[-1]["stdout"] = sorted(eval(text))
        elif kind == "CHECK-FINDS":
            launches[-1]["finds"] = sorted(text.replace(",", " ").split())
        else:
            launches[-1]["fails"] = text
    if not any(launch["expect"] or launch["stdout"] is not None or launch["fails"] for launch in launches):
        sys.exit(f"{path}: nothing is expected of any LAUNCH")
    return launches


def number(text):
    if text in ("true", "false"):
        return 1.0 if text == "true" else 0.0
    return float(text) if any(c in text for c in ".einfa") else int(text)


def same(found, expected, tolerance):
    if isinstance(expected, float) and math.isnan(expected):
        return isinstance(found, float) and math.isnan(found)
    if tolerance == 0:
        return found == expected
    return abs(found - expected) <= tolerance * max(abs(expected), 1e-30) or found == expected


def check(launch, output, where):
    lines = output.splitlines()
    for position, (index, tolerance, expected) in enumerate(launch["expect"]):
        marker = lines.index(f"# {index}") if f"# {index}" in lines else -1
        rows = lines[marker + 1:] if marker >= 0 else lines[len(lines) - len(launch["expect"]) + position:][:1]
        found = [number(text) for text in " ".join(rows).split()]
        if len(found) != len(expected):
            return f"{where}: argument {index} has {len(found)} values, expected {len(expected)}"
        for at, (a, b) in enumerate(zip(found, expected)):
            if not same(a, b, tolerance):
                return f"{where}: argument {index}[{at}] is {a!r}, expected {b!r}"
    if launch["stdout"] is not None:
        printed = sorted(lines[:len(lines) - len(launch["expect"])])
        if printed != launch["stdout"]:
            return f"{where}: printed {printed}, expected {launch['stdout']}"
    return None


class Unsupported(Exception):
    """The device says that it cannot run the kernel, and why."""


def unexpected_findings(launch, result):
    """What the checker found that the file does not say, or the other way around."""
    listed = result.stderr.partition("\nheddle: ")[0]
    findings = json.loads(listed) if listed.startswith("[") else []
    kinds = sorted({finding["id"] for finding in findings if finding["severity"] == "error"})
    if kinds == launch["finds"]:
        return None
    return f"the checker finds {kinds}, expected {launch['finds']}:\n{result.stderr}"


def run(heddle, path, launch, device):
    command = [heddle, "run", path, *launch["args"], "--device", device]
    if CHECKED:
        command += ["--check", "--diagnostics", "json"]
    for index, _, _ in launch["expect"]:
        command += ["--print", str(index)]
    where = f"{device}: {' '.join(launch['args'])}"
    result = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if result.returncode == UNSUPPORTED:
        raise Unsupported(result.stderr.strip().removeprefix("heddle: error: "))
    if CHECKED and (problem := unexpected_findings(launch, result)):
        return f"{where}: {problem}", ""
    if launch["fails"]:
        if result.returncode != 3 or launch["fails"] not in result.stderr:
            return f"{where}: exit code {result.returncode}, expected 3 and `{launch['fails']}`:\n{result.stderr}", ""
        return None, ""
    if result.returncode != (FAILED if CHECKED and launch["finds"] else 0):
        return f"{where}: exit code {result.returncode}\n{result.stderr}", ""
    return check(launch, result.stdout, where), result.stdout.replace("-nan", "nan")


def run_on(heddle, path, launches, device, outputs):
    """The problems of all launches on one device; adds their output to `outputs`."""
    problems = []
    for position, launch in enumerate(launches):
        problem, output = run(heddle, path, launch, device)
        if problem:
            problems.append(problem)
        elif launch["stdout"] is None:
            outputs[position][device] = output
    return problems


def differences(launches, outputs):
    problems = []
    for launch, by_device in zip(launches, outputs):
        groups = {}
        for device, output in by_device.items():
            groups.setdefault(output, []).append(device)
        if len(groups) > 1:
            sides = " against ".join(", ".join(group) for group in groups.values())
            problems.append(f"{' '.join(launch['args'])}: devices differ: {sides}")
    return problems


def main():
    heddle, path = sys.argv[1:3]
    launches, reasons = parse(path), exceptions(path)
    outputs = [{} for _ in launches]
    results, problems = {}, []
    for device in ["cpu"] if CHECKED else devices.to_test(heddle):
        if reason := excepted(device, reasons):
            results[device] = (report.EXCEPTED, reason)
            continue
        try:
            found = run_on(heddle, path, launches, device, outputs)
        except Unsupported as lacking:
            results[device] = (report.SKIPPED, str(lacking))
            print(f"skipped on {device}: {lacking}")
            continue
        results[device] = (report.FAILED, found[0].splitlines()[0]) if found else (report.PASSED, "")
        problems += found
    if not any(result in (report.PASSED, report.FAILED) for result, _ in results.values()) and not devices.selected():
        problems.append("no device has run it: " + "; ".join(why for _, why in results.values()))
    problems += differences(launches, outputs)
    if not CHECKED:
        report.write(path, results)
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
