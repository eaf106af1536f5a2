#!/usr/bin/env python3
"""What became of each run test on each device: `report.py FOLDER [--matrix]` prints it.

run_test.py writes one file per test into HEDDLE_TEST_REPORT: {"test": ..., "devices": {name: [result, why]}}.
"""
import collections
import json
import os
import re
import sys

PASSED, SKIPPED, FAILED, EXCEPTED = "passed", "skipped", "failed", "excepted"
SHOWN = 8  # tests named for one reason
LETTERS = {PASSED: "+", SKIPPED: "s", FAILED: "F", EXCEPTED: "x"}


def write(test, results):
    folder = os.environ.get("HEDDLE_TEST_REPORT")
    if not folder:
        return
    os.makedirs(folder, exist_ok=True)
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", test.strip("/"))
    with open(os.path.join(folder, name + ".json"), "w") as file:
        json.dump({"test": test, "devices": results}, file)


def read(folder):
    reports = []
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        with open(os.path.join(folder, name)) as file:
            reports.append(json.load(file))
    return [report for report in reports if os.path.exists(report["test"])]


def print_summary(reports, devices):
    counts = {device: collections.Counter(r["devices"][device][0] for r in reports if device in r["devices"])
              for device in devices}
    print(f"{len(reports)} run tests; by device:")
    print(f"{'device':<16}" + "".join(f"{kind:>10}" for kind in LETTERS))
    for device in devices:
        print(f"{device:<16}" + "".join(f"{counts[device][kind]:>10}" for kind in LETTERS))


def print_reasons(reports, devices, root):
    for device in devices:
        reasons = collections.defaultdict(list)
        for report in reports:
            result, why = report["devices"].get(device, (PASSED, ""))
            if result != PASSED:
                reasons[f"{result}: {why}"].append(os.path.relpath(report["test"], root))
        if reasons:
            print(f"\n{device}:")
        for why, tests in sorted(reasons.items(), key=lambda item: -len(item[1])):
            shown = ", ".join(tests[:SHOWN]) + (", ..." if len(tests) > SHOWN else "")
            print(f"  {why}\n    {len(tests)} tests: {shown}")


def print_matrix(reports, devices, root):
    print("\n" + ", ".join(f"{letter} {kind}" for kind, letter in LETTERS.items()))
    for column, device in enumerate(devices):
        print("  " + "| " * column + device)
    for report in reports:
        marks = [LETTERS[report["devices"][d][0]] if d in report["devices"] else " " for d in devices]
        print("  " + " ".join(marks) + "  " + os.path.relpath(report["test"], root))


def main():
    reports = read(sys.argv[1])
    devices = sorted({device for report in reports for device in report["devices"]})
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    print_summary(reports, devices)
    print_reasons(reports, devices, root)
    if "--matrix" in sys.argv:
        print_matrix(reports, devices, root)
    return 0


if __name__ == "__main__":
    sys.exit(main())
