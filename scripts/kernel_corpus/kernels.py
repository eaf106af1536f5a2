"""The kernels of a translation unit, and what each of them reaches, from the text alone.

The file scope is cut into declarations; one declaration reaches another when it mentions a name that the other
may declare. That is more than what is really called, never less, so that blame is not lost.
"""
import bisect
from dataclasses import dataclass, field

ATTRIBUTES = {
    "__launch_bounds__", "__attribute__", "__align__", "__declspec", "alignas", "decltype", "__cluster_dims__",
    "__maxnreg__", "__block_size__", "noexcept", "requires",
}  # fmt: skip
# Stand outside of brackets, but declare nothing.
KEYWORDS = set(
    "alignas auto bool char class const constexpr double enum extern float inline int long namespace operator short"
    " signed static static_assert struct template typedef typename union unsigned using void volatile"
    " __constant__ __device__ __forceinline__ __global__ __host__ __inline__ __launch_bounds__ __managed__"
    " __noinline__ __restrict__ __shared__".split()
)
OPENING = {"(": ")", "[": "]", "{": "}"}


@dataclass
class Kernel:
    name: str
    file: str
    first_line: int  # of `__global__`
    line: int  # of the name
    last_line: int
    is_template: bool
    chunk: int = -1


@dataclass
class Chunk:
    """A declaration at file or namespace scope."""

    tokens: list
    declares: set = field(default_factory=set)  # every name in it outside of brackets
    mentions: set = field(default_factory=set)


def closing(tokens, at):
    """Index of the bracket that closes the one at `at`; the end if there is none."""
    depth = 0
    for i in range(at, len(tokens)):
        text = tokens[i].text
        if text in OPENING:
            depth += 1
        elif text in (")", "]", "}"):
            depth -= 1
            if depth <= 0:
                return i
    return len(tokens) - 1


def after_angles(tokens, at):
    """One past `<...>` if it stands at `at` and closes before the declaration ends, else `at`."""
    if at >= len(tokens) or tokens[at].text != "<":
        return at
    depth, i = 0, at
    while i < len(tokens) and tokens[i].text not in ("{", ";"):
        text = tokens[i].text
        if text == "(":
            i = closing(tokens, i)
        depth += (text == "<") - (text == ">") - 2 * (text == ">>")
        i += 1
        if depth <= 0:
            return i
    return at


def find_kernels(unit):
    """(kernels, chunks) of a preprocessed unit."""
    chunks = split(unit.tokens)
    kernels = [kernel for index, chunk in enumerate(chunks) for kernel in kernels_of(chunk, index, unit.macros)]
    return kernels, chunks


def split(tokens):
    chunks, start, at = [], 0, 0
    while at < len(tokens):
        text = tokens[at].text
        if text == "{" and is_scope(tokens[start:at]):
            start = at = at + 1
            continue
        if text in OPENING:
            end = closing(tokens, at)
            ends_here = text == "{" and is_body(tokens[start:at])
            at = end + 1
        else:
            ends_here = text in (";", "}")
            at += 1
        if ends_here:
            chunks.append(tokens[start:at])
            start = at
    chunks.append(tokens[start:])
    return [describe(chunk) for chunk in chunks if chunk]


def is_scope(head):
    """`namespace x {` and `extern "C" {`: what is inside is at file scope."""
    texts = [token.text for token in head]
    return "namespace" in texts[:2] or texts[:1] == ["extern"] and len(head) == 2 and head[1].kind == "string"


def is_body(head):
    """True for the braces of a function; those of records and initialisers go on to a semicolon."""
    depth = 0
    for i, token in enumerate(head):
        depth += (token.text in OPENING) - (token.text in (")", "]", "}"))
        if depth == 0 and token.text == "=" and (i == 0 or head[i - 1].text != "operator"):
            return False
        if depth == 0 and token.text in ("struct", "class", "union", "enum"):
            return any(t.text == "(" and head[i - 1].text not in ATTRIBUTES for i, t in enumerate(head) if i)
    return any(token.text == "(" for token in head)


def describe(tokens):
    chunk = Chunk(tokens)
    at = 0
    while at < len(tokens):
        if tokens[at].kind == "name" and tokens[at].text not in KEYWORDS:
            chunk.declares.add(tokens[at].text)
        after = after_angles(tokens, at + 1) if tokens[at].text == "template" else at + 1
        at = closing(tokens, at) + 1 if tokens[at].text in OPENING else after
    chunk.mentions = {token.text for token in tokens if token.kind == "name"}
    return chunk


def kernels_of(chunk, index, macros):
    """Kernels that are defined in a chunk: one as a rule, several if it is a class or unbalanced."""
    tokens = chunk.tokens
    for at, token in enumerate(tokens):
        if token.text == "__global__":
            kernel = definition(tokens, at, macros)
            if kernel:
                kernel.chunk = index
                yield kernel


def definition(tokens, first, macros):
    at, name = first + 1, None
    while at < len(tokens) and tokens[at].text not in (";", "{"):
        token = tokens[at]
        if token.kind != "name":
            at = closing(tokens, at) + 1 if token.text == "(" else at + 1
            continue
        after = after_angles(tokens, at + 1)
        if after < len(tokens) and tokens[after].text == "(":
            if name is None and token.text not in ATTRIBUTES and not is_attribute_macro(token, tokens, after, macros):
                name = token
            after = closing(tokens, after) + 1
        at = max(after, at + 1)
    if name is None or at >= len(tokens) or tokens[at].text != "{":
        return None
    last = tokens[closing(tokens, at)]
    return Kernel(name.text, name.file, tokens[first].line, name.line, last.line, is_template(tokens, first))


def is_attribute_macro(token, tokens, open_at, macros):
    """`BOUNDS(256) name(...)`: a macro with arguments stands before the name; `NAME(x)(...)` is one itself."""
    macro = macros.get(token.text)
    after = closing(tokens, open_at) + 1
    return bool(macro and macro.parameters is not None and after < len(tokens) and tokens[after].kind == "name")


def is_template(tokens, at):
    while at > 0 and tokens[at - 1].text not in (";", "{", "}"):
        at -= 1
        if tokens[at].text == "template":
            return True
    return False


class Reach:
    """Which chunks of the unit a kernel reaches."""

    def __init__(self, unit, chunks):
        self.bodies, self.chunks, self.declaring = unit.bodies, chunks, {}
        for index, chunk in enumerate(chunks):
            for name in chunk.declares:
                self.declaring.setdefault(name, []).append(index)
        self.places = sorted(
            (chunk.tokens[0].file, chunk.tokens[0].line, index) for index, chunk in enumerate(chunks)
        )

    def of(self, kernel):
        """Chunks from the kernel's own outwards, nearest first."""
        order, seen_names, seen = [kernel.chunk], set(), {kernel.chunk}
        for index in order:
            todo = list(self.chunks[index].mentions)
            while todo:
                name = todo.pop()
                if name in seen_names:
                    continue
                seen_names.add(name)
                todo += self.bodies.get(name, ())
                new = [i for i in self.declaring.get(name, ()) if i not in seen]
                seen.update(new)
                order += new
        return order

    def chunk_at(self, file, line):
        """The chunk that a line of a file belongs to, or None."""
        at = bisect.bisect_right(self.places, (file, line, len(self.chunks))) - 1
        while at >= 0 and self.places[at][0] == file:
            index = self.places[at][2]
            if self.chunks[index].tokens[-1].line >= line:
                return index
            at -= 1
            if self.places[at][1] < line - 5000:
                break
        return None
