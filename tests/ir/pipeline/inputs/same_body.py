"""same_body.py: reads a module in text from stdin; every kernel `k` must have the body of the kernel `k_by_hand`.

Operations without operands (constants, indices of threads) may stand in another order."""
import re
import sys

kernels, name = {}, None
for line in sys.stdin:
    head = re.match(r"  func\.func @(\w+)\(", line)
    if head:
        name = head.group(1)
        kernels[name] = []
    elif name and line.startswith("  }"):
        name = None
    elif name:
        kernels[name].append(line.strip())


def plain(lines):
    """The body with leaves spelled out where they are used, and the other values numbered anew."""
    names, body = {}, []
    for line in lines:
        leaf = re.fullmatch(r"(%\w+) = ((arith\.constant|hd\.(thread_id|block_id|block_dim|private)) [^%]*)", line)
        if leaf and "private" not in line:
            names[leaf.group(1)] = "(" + leaf.group(2) + ")"
            continue
        for value in re.findall(r"%\w+", line):
            names.setdefault(value, "v%d" % len(names))
        body.append(re.sub(r"%\w+", lambda found: names[found.group()], line))
    used = sorted({value for value in names.values() if value[0] == "v"}, key=lambda v: int(v[1:]))
    new = {value: "%" + str(i) for i, value in enumerate(used)}
    return [re.sub(r"\bv\d+\b", lambda found: new.get(found.group(), found.group()), line) for line in body]


failed, compared = False, 0
for name in sorted(kernels):
    by_hand = kernels.get(name + "_by_hand")
    if by_hand is None:
        continue
    compared += 1
    if plain(kernels[name]) != plain(by_hand):
        failed = True
        print("%s differs from %s_by_hand:" % (name, name))
        print("\n".join(plain(kernels[name])), "\n-- by hand:")
        print("\n".join(plain(by_hand)))
if not failed:
    print("%d kernels have the body written by hand" % compared)
sys.exit(failed)
