#!/usr/bin/env python3
"""Compares random kernels between devices, by default every CPU target, and a host emulation, bit for bit.

  run.py HEDDLE [--kernels generate|objects] [--seeds FIRST:LAST] [--devices NAME,...] [--keep DIR] [-O LEVEL]

Each seed is one kernel, run with a few shapes of block and grid. A difference leaves the kernel, its inputs
and a command to repeat it in DIR. Exits with 77 when there is no clang++-19 to build the emulation.
"""
import argparse
import array
import os
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "run"))
import devices
import generate
import objects

HERE = os.path.dirname(os.path.abspath(__file__))
COMPILE = ["-std=c++20", "-O1", "-w", "-Wno-c++11-narrowing", "-ffp-contract=off", "-fno-strict-aliasing", "-fno-exceptions",
           "-fsanitize=signed-integer-overflow,shift,bounds,integer-divide-by-zero", "-fsanitize-trap=all"]
MAIN = """
static std::vector<char> buffers[9];
static int n, p1;
static unsigned p0;
int main(int, char **argv) {
  Index grid{1, 1, 1}, block{1, 1, 1};
  std::sscanf(argv[1], "%u,%u,%u", &grid.x, &grid.y, &grid.z);
  std::sscanf(argv[2], "%u,%u,%u", &block.x, &block.y, &block.z);
  n = std::atoi(argv[3]), p0 = unsigned(std::strtoul(argv[4], nullptr, 10)), p1 = std::atoi(argv[5]);
  for (int i = 3; i < 9; ++i)
    buffers[i] = emulate::readArray(argv[i + 3]);
  emulate::runGrid(grid, block, [] {
    k(n, p0, p1, (int *)buffers[3].data(), (unsigned char *)buffers[4].data(), (long long *)buffers[5].data(),
      (float *)buffers[6].data(), (unsigned *)buffers[7].data(), (unsigned long long *)buffers[8].data());
  });
  emulate::writeArray("host.total", buffers[7]);
  emulate::writeArray("host.out", buffers[8]);
}
"""
FLAT = [[64], [37], [100], [32], [128], [1], [200]]
SPATIAL = [[64], [37], [16, 16], [5, 7], [8, 4], [4, 3, 5], [32, 2], [16, 3], [3, 2, 2], [40, 2]]
SIZE = 8192
KERNELS = {"generate": generate, "objects": objects}


def write_npy(path, kind, data):
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': ({len(data)},), }}"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + (118).to_bytes(2, "little") + header.ljust(117).encode() + b"\n")
        file.write(data.tobytes())


def data_of(path):
    with open(path, "rb") as file:
        content = file.read()
    return content[10 + int.from_bytes(content[8:10], "little"):]


def write_inputs(folder):
    r = random.Random(1)
    write_npy(f"{folder}/ia.npy", "<i4", array.array("i", [r.choice([r.randrange(100), r.getrandbits(32) - 2**31])
                                                            for _ in range(SIZE)]))
    write_npy(f"{folder}/ub.npy", "|u1", array.array("B", [r.getrandbits(8) for _ in range(SIZE)]))
    write_npy(f"{folder}/la.npy", "<i8", array.array("q", [r.getrandbits(64) - 2**63 for _ in range(SIZE)]))
    write_npy(f"{folder}/fa.npy", "<f4", array.array("f", [r.randrange(4096) * 0.25 for _ in range(SIZE)]))
    write_npy(f"{folder}/total.npy", "<u4", array.array("I", [0] * 64))
    write_npy(f"{folder}/out.npy", "<u8", array.array("Q", [0] * (16 * 1024 + SIZE)))


def first_difference(name, size, ours, host):
    if len(ours) != len(host):
        return f"{name} has {len(ours)} bytes, expected {len(host)}"
    for at in range(0, len(ours), size):
        if ours[at:at + size] != host[at:at + size]:
            place = f"thread {at // size // 16}, value {at // size % 16}" if name == "out" else f"{at // size}"
            return (f"{name}[{place}] is {int.from_bytes(ours[at:at + size], 'little'):#x}, "
                    f"expected {int.from_bytes(host[at:at + size], 'little'):#x}")
    return None


def launches(seed, needs):
    r = random.Random(seed)
    shapes = SPATIAL if needs["spatial"] else FLAT
    if needs["whole_warps"]:
        shapes = [shape for shape in shapes if (shape + [1, 1])[0] * (shape + [1, 1])[1] * (shape + [1, 1, 1])[2] % 32 == 0]
    for shape in r.sample(shapes, 2):
        yield r.choice(["1", "3"]), ",".join(map(str, shape)), [str(r.choice([0, 20, 33, 64, 1000])),
                                                                str(r.choice([0, 3, 17, 4294967290])), str(r.choice([-7, 0, 5]))]


def check(seed, options, targets, folder):
    text, needs = KERNELS[options.kernels].kernel(seed)
    with open(f"{folder}/k.hd", "w") as file:
        file.write(text)
    with open(f"{folder}/host.cpp", "w") as file:
        file.write(f'#include "{HERE}/emulate.h"\n{text}{MAIN}')
    built = subprocess.run(["clang++-19", *COMPILE, "host.cpp", "-o", "host"], cwd=folder, capture_output=True, text=True)
    if built.returncode != 0:
        return f"the host does not compile the kernel:\n{built.stderr[:2000]}"
    files = [f"{name}.npy" for name in ("ia", "ub", "la", "fa", "total", "out")]
    for grid, block, scalars in launches(seed, needs):
        host = subprocess.run([f"{folder}/host", grid, block, *scalars, *files], cwd=folder, capture_output=True,
                              text=True, timeout=300)
        if host.returncode != 0:
            return f"the emulation fails ({host.returncode}): --grid {grid} --block {block} {' '.join(scalars)}: {host.stderr}"
        expected = {name: open(f"{folder}/host.{name}", "rb").read() for name in ("total", "out")}
        for target in targets:
            command = [options.heddle, "run", "k.hd", "--kernel", "k", "--grid", grid, "--block", block, "--device",
                       target, "-O", options.level, "--save", "7=our.total.npy", "--save", "8=our.out.npy", "--",
                       *scalars, *[f"@{name}" for name in files]]
            try:
                ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
            except subprocess.TimeoutExpired:
                return f"does not end: {' '.join(command)}"
            if ran.returncode != 0:
                return f"exit code {ran.returncode}: {' '.join(command)}\n{ran.stderr[:2000]}"
            for name, size in (("total", 4), ("out", 8)):
                problem = first_difference(name, size, data_of(f"{folder}/our.{name}.npy"), expected[name])
                if problem:
                    return f"{problem}\n  {' '.join(command)}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heddle")
    parser.add_argument("--kernels", choices=KERNELS, default="generate", help="the module that makes them")
    parser.add_argument("--seeds", default="0:20", help="FIRST:LAST, half open")
    parser.add_argument("--devices", help="names, separated by commas: cpu, cpu:avx2, opencl, cuda:0, ...; every CPU target")
    parser.add_argument("--keep", help="where differences are kept")
    parser.add_argument("-O", dest="level", default="3")
    options = parser.parse_args()
    options.heddle = os.path.abspath(options.heddle)
    if not shutil.which("clang++-19"):
        print("clang++-19 is not installed")
        return 77
    first, _, last = options.seeds.partition(":")
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        write_inputs(folder)
        if options.devices:
            targets = devices.select(devices.names(devices.listed(options.heddle)), options.devices, "--devices")
        else:
            targets = [target for target in devices.to_test(options.heddle) if target.startswith("cpu")]
        for seed in range(int(first), int(last)):
            problem = check(seed, options, targets, folder)
            if not problem:
                continue
            failures += 1
            print(f"seed {seed}: {problem}", flush=True)
            if options.keep:
                shutil.copytree(folder, f"{options.keep}/{seed}", dirs_exist_ok=True)
    print(f"{int(last) - int(first)} kernels, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
