"""One translation unit: its kernels by the text, what the compiler says of it, and both put together."""
import json
import math
import os
import resource
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass

from kernel_corpus.kernels import Reach, find_kernels
from kernel_corpus.preprocess import preprocess

WALL_FACTOR = 4  # limits are in processor time, so that a busy machine changes nothing; a hang that waits ends too


@dataclass(frozen=True)
class Options:
    heddle: str
    include_dirs: tuple
    defines: tuple  # NAME=VALUE or NAME
    timeout: float
    codegen: str  # the target to build objects for, or empty


def check_file(path, options):
    """The result of a file, as plain data for JSON."""
    defines = [(name, value or "1") for name, _, value in (define.partition("=") for define in options.defines)]
    unit = preprocess(path, options.include_dirs, defines)
    kernels, chunks = find_kernels(unit)
    answer = run_check(path, options)
    result = {
        "file": path,
        "outcome": answer["outcome"],
        "seconds": answer["seconds"],
        "wall_seconds": answer["wall_seconds"],
        "detail": answer.get("detail", ""),
        "missing_includes": sum(d["id"] == "missing-include" for d in answer.get("diagnostics", [])),
        "kernels": judge(kernels, unit, chunks, answer),
    }
    if options.codegen and answer["outcome"] == "ok":
        add_codegen(result, path, options)
    return result


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def limit_process(timeout):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(timeout), math.ceil(timeout) + 1))


def run(command, timeout):
    """(exit code or None when the time was up, (processor, wall) seconds, stdout, stderr)"""
    start, before = time.monotonic(), processor_seconds()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True, preexec_fn=lambda: limit_process(timeout),
    )  # fmt: skip
    try:
        out, err = process.communicate(timeout=WALL_FACTOR * timeout)
        code = process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        code = None
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        code = None
    seconds = processor_seconds() - before, time.monotonic() - start
    return code, seconds, out.decode(errors="replace"), err.decode(errors="replace")


def source_options(options):
    words = []
    for folder in options.include_dirs:
        words += ["-I", folder]
    for define in options.defines:
        words += ["-D", define]
    return words


def defect_of(code, timeout, err, expected):
    """(outcome, detail) when the compiler did not end as it should, else None."""
    last = err.strip().splitlines()[-1] if err.strip() else ""
    if code is None:
        return "time-out", f"not done after {timeout:g} s"
    if code < 0:
        return "crash", f"signal {signal.Signals(-code).name}; {last}"
    if code == 70:
        return "crash", err.strip().splitlines()[0] if err.strip() else "exit code 70"
    if code not in expected:
        return "crash", f"exit code {code}; {last}"
    return None


def run_check(path, options):
    command = [options.heddle, "check", "--json", *source_options(options), path]
    code, (seconds, wall), out, err = run(command, options.timeout)
    times = {"seconds": seconds, "wall_seconds": wall}
    defect = defect_of(code, options.timeout, err, (0, 1))
    if not defect:
        try:
            answer = json.loads(out)[0]
        except (ValueError, LookupError):
            defect = "crash", f"exit code {code} without an answer; {err.strip()}"
    if not defect and (code == 1) != (answer["errors"] > 0):
        defect = "crash", f"exit code {code} with {answer['errors']} errors"
    if defect:
        return {"outcome": defect[0], "detail": defect[1], **times}
    return {"outcome": "errors" if code else "ok", **times, **answer}


def judge(kernels, unit, chunks, answer):
    """A kernel is compiled if the compiler says so; else the first error that it reaches is to blame."""
    found = {}
    for listed in answer.get("kernels", []):
        found.setdefault((os.path.realpath(listed["file"]), listed["line"]), []).append(listed)
    diagnostics = answer.get("diagnostics", [])
    errors = [d for d in diagnostics if d["severity"] == "error"]
    reach = Reach(unit, chunks) if errors else None
    judged = []
    for kernel in kernels:
        record = {"name": kernel.name, "file": kernel.file, "line": kernel.line, "template": kernel.is_template}
        listed = pick(found, kernel)
        if answer["outcome"] not in ("ok", "errors"):
            record.update(state=answer["outcome"], blame=None)
        elif listed:
            record.update(state_of(listed, diagnostics, lambda: blame(kernel, errors, reach)))
        elif errors:
            record.update(state="blocked", blame=blame(kernel, errors, reach))
        else:
            record.update(state="unseen", blame=None)
        judged.append(record)
    return judged


def pick(found, kernel):
    """What the compiler lists for a kernel: at its line, by its name where macros put several on a line."""
    path = os.path.realpath(kernel.file)
    for line in range(kernel.first_line, kernel.line + 1):
        listed = found.get((path, line), [])
        named = [item for item in listed if item["name"] == kernel.name]
        if named or listed:
            return (named or listed)[0]
    return None


def state_of(listed, diagnostics, guess):
    """State and blame of a listed kernel; of a template, those of its instances together."""
    parts = [listed] if listed["instances"] is None else [listed, *listed["instances"]]
    for part in parts:
        if part["state"] == "error":
            known = part["diagnostic"] is not None
            return {"state": "blocked", "blame": diagnostics[part["diagnostic"]] if known else guess()}
    if listed["instances"] == []:
        return {"state": "uninstantiated", "blame": None}
    if any(part["state"] != "ok" for part in parts):
        return {"state": "blocked", "blame": guess()}
    return {"state": "compiled", "blame": None}


def blame(kernel, errors, reach):
    """The first error in the kernel or, nearest first, in what it reaches; else the first of the file."""
    places = {}
    for error in errors:
        places.setdefault(reach.chunk_at(os.path.realpath(error["file"]), error["line"]), error)
    return next((places[index] for index in reach.of(kernel) if index in places), errors[0])


def add_codegen(result, path, options):
    with tempfile.TemporaryDirectory() as folder:
        command = [options.heddle, "build", "--target", options.codegen, "--emit", "obj", "-o", folder + "/out.o"]
        code, (seconds, _), _, err = run([*command, *source_options(options), path], options.timeout)
    result["codegen_seconds"] = seconds
    defect = defect_of(code, options.timeout, err, (0, 1, 4))
    if defect:
        result["outcome"], result["detail"] = defect[0], "code generation: " + defect[1]
    if code == 0:
        return
    message = next((line for line in err.splitlines() if "error:" in line), err.strip()).partition("error: ")[2]
    for kernel in result["kernels"]:
        if kernel["state"] == "compiled" and defect:
            kernel["state"] = defect[0]
        elif kernel["state"] == "compiled":
            place = {"file": kernel["file"], "line": kernel["line"], "column": 1}
            kernel.update(state="blocked", blame={"id": "code-generation", "message": message, **place})
