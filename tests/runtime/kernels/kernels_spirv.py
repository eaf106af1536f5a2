#!/usr/bin/env python3
"""Makes kernels_spirv.inc from kernels.comp; needs glslangValidator and spirv-tools.

GLSL has one entry point per file: every function `kernel_NAME` becomes `hd_kernel_NAME`, and main goes."""
import pathlib, re, subprocess, tempfile

here = pathlib.Path(__file__).parent
with tempfile.TemporaryDirectory() as folder:
    path = str(pathlib.Path(folder) / "kernels.spv")
    run = lambda *command: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    run("glslangValidator", "-V", "--target-env", "vulkan1.2", "-g", str(here / "kernels.comp"), "-o", path)
    text = subprocess.run(["spirv-dis", "--no-color", path], check=True, capture_output=True, text=True).stdout
    text = re.sub(r'OpSource GLSL [^"]*"[^"]*"', "", text)
    lines = [line for line in text.splitlines() if not re.search(r"OpExecutionMode|OpSource|OpLine|OpNoLine", line)]
    text = "\n".join(lines)
    text = re.sub(r"\n *%main = OpFunction .*?OpFunctionEnd", "", text, flags=re.S)
    variables = re.findall(r"(%\w+) = OpVariable %\w+ (Input|PushConstant|Workgroup)", text)
    entries, modes = [], []
    for function in re.findall(r"(%kernel_\w+) = OpFunction ", text):
        name = function[len("%kernel_"):].rstrip("_")
        used = [variable for variable, kind in variables if kind != "Workgroup" or name == "arenas"]
        entries.append(f'OpEntryPoint GLCompute {function} "hd_kernel_{name}" {" ".join(used)}')
        modes.append(f"OpExecutionMode {function} LocalSize 1 1 1")
    text = re.sub(r" *OpEntryPoint .*", lambda _: "\n".join(entries + modes), text)
    text = re.sub(r"\n *OpName %main .*", "", text)
    assembly = pathlib.Path(folder) / "kernels.spvasm"
    assembly.write_text(text)
    run("spirv-as", "--target-env", "vulkan1.2", str(assembly), "-o", path)
    run("spirv-opt", "-O", "--strip-debug", path, "-o", path)
    run("spirv-val", "--target-env", "vulkan1.2", path)
    data = pathlib.Path(path).read_bytes()
words = [f"0x{int.from_bytes(data[i:i + 4], 'little'):08x}" for i in range(0, len(data), 4)]
rows = ["  " + ", ".join(words[i:i + 9]) + "," for i in range(0, len(words), 9)]
(here / "kernels_spirv.inc").write_text(
    "// Made from kernels.comp by kernels_spirv.py.\n// clang-format off\n" + "\n".join(rows) + "\n")
