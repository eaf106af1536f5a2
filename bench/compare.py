#!/usr/bin/env python3
"""Runs the benchmarks and prints kernels beside the C++ loops that they are measured against.

compare.py [NAME...] [--threads N] [--windows N] [--bin DIR] [--json FILE]

Machines are shared and clocks move, so means say little: each contender runs in many short windows, shuffled
among those of its rivals within one process, and the fastest window counts. A ratio above 1 means that the kernel
is faster than the C++ loop.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PREFIX = "bench_"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="benchmarks to run, e.g. saxpy (default: all)")
    parser.add_argument("--threads", type=int, default=1, help="threads of both sides (default 1)")
    parser.add_argument("--windows", type=int, default=60, help="windows per contender (default 60)")
    parser.add_argument("--seconds", type=float, default=0.003, help="the least length of a window (default 0.003)")
    parser.add_argument("--bin", default=os.path.join(ROOT, "build", "release", "bin"), help="where bench_* are")
    parser.add_argument("--json", help="also write all results to this file")
    return parser.parse_args()


def available(folder):
    files = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    # bench_gpu has a rival and a table of its own
    return [file[len(PREFIX):] for file in files if file.startswith(PREFIX) and file != PREFIX + "gpu"]


def run(binary, options):
    """{contender: the fastest window} of one benchmark program."""
    with tempfile.NamedTemporaryFile(suffix=".json") as output:
        command = [
            binary,
            f"--benchmark_repetitions={options.windows}",
            f"--benchmark_min_time={options.seconds}",
            "--benchmark_enable_random_interleaving=true",
            f"--benchmark_out={output.name}",
            "--benchmark_out_format=json",
        ]
        environment = dict(os.environ, HEDDLE_NUM_THREADS=str(options.threads))
        done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            sys.exit(f"{binary} failed with {done.returncode}:\n{done.stderr}")
        report = json.load(open(output.name, encoding="utf-8"))
    best = {}
    for window in report["benchmarks"]:
        name = window["run_name"].removesuffix("/real_time")
        if window["run_type"] == "iteration" and (name not in best or window["real_time"] < best[name]["real_time"]):
            best[name] = window
    return best, report["context"]


def duration(window):
    microseconds = window["real_time"]
    return f"{microseconds:.2f} us" if microseconds < 1000 else f"{microseconds / 1000:.2f} ms"


def rate(window):
    if "bytes" in window:
        return f"{window['bytes'] / 1e9:.1f} GB/s"
    return f"{window['flops'] / 1e9:.1f} GF/s" if "flops" in window else ""


def rows(best):
    """kernel | heddle | C++ | ratio | rate, one row for each C++ loop that a kernel has. The rate is the kernel's."""
    for name, window in best.items():
        work, _, contender = name.rpartition("/")
        if not contender.startswith("heddle"):
            continue
        for rival, other in best.items():
            if rival.startswith(work + "/cpp"):
                label = work + contender.removeprefix("heddle").replace("_", " ")
                against = duration(other) + rival[len(work) + len("/cpp"):].replace("_", " ")
                yield label, duration(window), against, f"{other['real_time'] / window['real_time']:.2f}", rate(window)
    contests = {name.rpartition("/")[0] for name in best if "/heddle" in name}
    for name, window in best.items():
        work, _, contender = name.rpartition("/")
        if work not in contests:
            label, ours, theirs = (work, "", duration(window)) if contender == "cpp" else (name, duration(window), "")
            yield label, ours, theirs, "", rate(window)


def print_table(table):
    heads = ("kernel", "heddle", "C++", "ratio", "rate")
    widths = [max(len(row[i]) for row in [heads, *table]) for i in range(len(heads))]
    for row in [heads, tuple("-" * width for width in widths), *table]:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")


def main():
    options = arguments()
    names = options.names or available(options.bin)
    if not names:
        sys.exit(f"no benchmarks in {options.bin}: build the target bench/all")
    table, everything = [], {}
    for name in names:
        binary = os.path.join(options.bin, PREFIX + name)
        if not os.path.exists(binary):
            sys.exit(f"no benchmark `{name}` in {options.bin}; there are: {', '.join(available(options.bin))}")
        best, context = run(binary, options)
        everything[name] = {"context": context, "best": best}
        table += sorted(rows(best))
    print_table(table)
    print(f"\n{context['heddle_target']}, {context['threads']} thread(s), C++ by {context['cpp_compiler']}")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(everything, file, indent=1)


if __name__ == "__main__":
    main()
