"""Totals, ranked causes, and what changed between two results."""
import os
import re
import statistics

# In messages of these the name in backticks is the feature that is missing; in others it is a name of the user.
FEATURES = {"unsupported", "unknown-name", "unknown-type", "missing-include", "host-function", "undefined-function"}
SLOW_SECONDS = 5
ORDER = ["compiled", "uninstantiated", "unseen", "blocked", "time-out", "crash"]  # from best to worst
DEFECTS = ("crash", "time-out")


def cause_of(kernel):
    """One line that is the same for all kernels with the same gap."""
    state, blame = kernel["state"], kernel["blame"]
    if state == "uninstantiated":
        return "uninstantiated: a kernel template that nothing in its file instantiates"
    if state == "unseen":
        return "unseen: not among the kernels that the compiler found"
    if not blame:
        return state
    message = blame["message"]
    if blame["id"] == "unsupported":
        message = message.partition(";")[0]
    elif blame["id"] == "missing-include":
        message = message.partition(";")[0]
    if blame["id"] not in FEATURES:
        message = re.sub(r"`[^`]*[\w ][^`]*`", "`_`", message)
        message = re.sub(r"\b\d+\b", "N", message)
    return f"{blame['id']}: {message}"


def is_worse(kernel, known):
    """A unit that does not instantiate a template says nothing of it, where another one does."""
    states = kernel["state"], known["state"]
    if "uninstantiated" in states and states[0] != states[1]:
        return states[1] == "uninstantiated"
    return ORDER.index(states[0]) > ORDER.index(states[1])


def unique_kernels(files):
    """One record for each definition: the worst of the translation units that have it."""
    kernels = {}
    for result in files:
        for kernel in result["kernels"]:
            key = (os.path.realpath(kernel["file"]), kernel["line"], kernel["name"])
            known = kernels.get(key)
            if known is None or is_worse(kernel, known):
                kernels[key] = {**kernel, "unit": result["file"], "incomplete": result["missing_includes"] > 0}
    return [kernels[key] for key in sorted(kernels)]


def rank(kernels):
    """Causes by the number of kernels that they block."""
    causes = {}
    for kernel in kernels:
        if kernel["state"] != "compiled":
            name = cause_of(kernel)
            cause = causes.setdefault(name, {"cause": name, "kernels": 0, "files": set(), "example": example(kernel)})
            cause["kernels"] += 1
            cause["files"].add(kernel["unit"])
    ranked = sorted(causes.values(), key=lambda cause: (-cause["kernels"], cause["cause"]))
    return [{**cause, "files": len(cause["files"])} for cause in ranked]


def example(kernel):
    blame = kernel["blame"] or kernel
    return {"file": blame["file"], "line": blame["line"], "kernel": kernel["name"]}


def summarise(files):
    """The whole result."""
    kernels = unique_kernels(files)
    seconds = [result["seconds"] for result in files]
    wall = [result["wall_seconds"] for result in files]
    slowest = max(files, key=lambda result: result["seconds"], default=None)
    count = {state: sum(kernel["state"] == state for kernel in kernels) for state in ORDER}
    return {
        "totals": {
            "files": len(files),
            "kernels": len(kernels),
            **count,
            "incomplete": sum(kernel["incomplete"] for kernel in kernels),
            "compiled_in_incomplete": sum(k["incomplete"] and k["state"] == "compiled" for k in kernels),
            "share": count["compiled"] / len(kernels) if kernels else 0.0,
            "defects": sum(result["outcome"] in DEFECTS for result in files),
            "median_seconds": statistics.median(seconds) if seconds else 0.0,
            "max_seconds": max(seconds, default=0.0),
            "slowest": slowest["file"] if slowest else None,
            "median_wall_seconds": statistics.median(wall) if wall else 0.0,
            "max_wall_seconds": max(wall, default=0.0),
            "slow_files": sum(s > SLOW_SECONDS for s in seconds),
        },
        "causes": rank(kernels),
        "files": files,
    }


def print_kernels(result):
    for kernel in unique_kernels(result["files"]):
        state = kernel["state"]
        if state == "blocked":
            blame = kernel["blame"]
            state = f"{show(blame['file'])}:{blame['line']}: {blame['message']} [{blame['id']}]"
        print(f"{show(kernel['file'])}:{kernel['line']}: {kernel['name']}: {state}")


def print_summary(result, limit):
    totals = result["totals"]
    causes = result["causes"][:limit] if limit else result["causes"]
    if causes:
        print("causes, by the kernels that they block")
    for cause in causes:
        place = f"{show(cause['example']['file'])}:{cause['example']['line']}"
        print(f"  {cause['kernels']:5} kernels {cause['files']:4} files  {cause['cause']}  ({place})")
    if len(causes) < len(result["causes"]):
        rest = result["causes"][limit:]
        print(f"  {sum(cause['kernels'] for cause in rest):5} kernels by {len(rest)} more causes")
    for file in result["files"]:
        if file["outcome"] in DEFECTS:
            print(f"defect: {show(file['file'])}: {file['outcome']}: {file['detail']}")
    print(f"kernels: {totals['kernels']} in {totals['files']} files; {totals['compiled']} compiled ({totals['share']:.1%})")
    if totals["uninstantiated"]:
        share = (totals["compiled"] + totals["uninstantiated"]) / totals["kernels"]
        print(f"templates without an instance: {totals['uninstantiated']}, only parsed ({share:.1%} with these)")
    if totals["incomplete"]:
        print(
            f"in files with missing includes: {totals['incomplete']} kernels, "
            f"{totals['compiled_in_incomplete']} of them compile, although their files do not"
        )
    print(f"defects: {totals['defects']}")
    slowest = f" ({show(totals['slowest'])})" if totals["slowest"] else ""
    print(
        f"processor seconds of a check: median {totals['median_seconds']:.3f}, largest {totals['max_seconds']:.3f}{slowest}; "
        f"{totals['slow_files']} files over {SLOW_SECONDS} s; "
        f"wall: median {totals['median_wall_seconds']:.3f}, largest {totals['max_wall_seconds']:.3f}"
    )


def show(path):
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def compare(old, new):
    """Prints which kernels and files got better or worse, by name: lines move."""

    def states(result):
        table = {}
        for kernel in unique_kernels(result["files"]):
            key = (kernel["file"], kernel["name"])
            table.setdefault(key, []).append(kernel)
        return {(*key, i): kernel for key, list_ in table.items() for i, kernel in enumerate(list_)}

    before, after = states(old), states(new)
    for title, worse in (("better", False), ("worse", True)):
        lines = []
        for key in sorted(before.keys() & after.keys()):
            a, b = before[key], after[key]
            was, now = (ORDER.index(x["state"]) for x in (a, b))
            if now != was and (now > was) == worse:
                because = f" ({cause_of(b)})" if worse else ""
                lines.append(f"  {show(key[0])}: {key[1]}: {a['state']} -> {b['state']}{because}")
        print(f"{title}: {len(lines)} kernels")
        print("".join(line + "\n" for line in lines), end="")
    print(f"gone: {len(before.keys() - after.keys())} kernels, new: {len(after.keys() - before.keys())}")
    share = [result["totals"]["share"] for result in (old, new)]
    print(f"compiled: {share[0]:.1%} -> {share[1]:.1%}")
