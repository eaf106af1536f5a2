#!/usr/bin/env python3
"""Executes what the documents show: kernels in code blocks and `heddle` commands, in a folder of its own.

Every block that defines a kernel is written to the file that the document names: by a comment `// NAME.hd:` in
the block, or by `NAME.hd`: just before it. Of blocks with `$ heddle ...` lines, what follows a command is its
expected output. `heddle build ...` in inline code must succeed.
"""
import os
import re
import shlex
import subprocess
import sys


def blocks(text):
    """(the line before, the language, the content) of every fenced block."""
    return re.findall(r"([^\n]*)\n```(\w*)\n(.*?)```", text, re.S)


def write_kernels(text, folder):
    for before, _, block in blocks(text):
        name = re.match(r"// (\w+\.hd):", block) or re.match(r"`(\w+\.hd)`:", before)
        if name and "__global__" in block:
            with open(os.path.join(folder, name[1]), "w") as file:
                file.write(block)


def run(heddle, command, folder):
    arguments = [heddle] + shlex.split(command)[1:]
    return subprocess.run(arguments, cwd=folder, capture_output=True, text=True, errors="replace")


def main():
    heddle, document, folder = sys.argv[1:4]
    os.makedirs(folder, exist_ok=True)
    text = open(document).read()
    write_kernels(text, folder)
    problems, count = [], 0
    for _, _, block in blocks(text):
        for command, expected in re.findall(r"^\$ (heddle [^\n]*)\n((?:[^$\n][^\n]*\n)*)", block, re.M):
            result, count = run(heddle, command, folder), count + 1
            if result.returncode != 0 or result.stdout != expected:
                problems.append(f"`{command}` printed\n{result.stdout}{result.stderr}, the document says\n{expected}")
    for command in re.findall(r"`(heddle build [^`]*\.hd[^`]*)`", text):
        result, count = run(heddle, command, folder), count + 1
        if result.returncode != 0:
            problems.append(f"`{command}` failed:\n{result.stderr}")
    print("\n".join(problems) or f"{count} commands")
    return 1 if problems or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
