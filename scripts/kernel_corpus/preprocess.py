"""What is left of a translation unit after conditionals and includes, as a stream of tokens.

Macros are kept as they stand, for a kernel's place in the text is what counts; only those that spell `__global__`
are expanded. Headers are followed when they are found beside the file or in the include path; what is not found is
the system's and has no kernels of the user.
"""
import os
import re
from dataclasses import dataclass, field

from kernel_corpus.tokens import Directive, Token, read

PREDEFINED = {"__CUDACC__": "1", "__NVCC__": "1", "__CUDA_ARCH__": "700", "__HEDDLE__": "1", "__cplusplus": "201703"}
MAX_DEPTH = 64  # of includes and of macros in a condition


@dataclass
class Macro:
    parameters: list  # None for one without parentheses
    body: list


@dataclass
class Unit:
    """A translation unit: its tokens, its macros, the files it has."""

    include_dirs: list
    macros: dict = field(default_factory=dict)
    tokens: list = field(default_factory=list)
    files: set = field(default_factory=set)
    bodies: dict = field(default_factory=dict)  # names in all bodies that a macro ever had
    once: set = field(default_factory=set)


def preprocess(path, include_dirs=(), defines=()):
    unit = Unit(list(include_dirs))
    for name, value in [*PREDEFINED.items(), *defines]:
        unit.macros[name] = Macro(None, [Token("number", value, "", 0)])
    read_file(unit, os.path.abspath(path), 0)
    return unit


def read_file(unit, path, depth):
    if depth > MAX_DEPTH or path in unit.once:
        return
    unit.files.add(path)
    stack = []  # of open conditionals: is this branch taken, was one taken before, was all around it taken
    pending = []
    for item in read(path):
        if isinstance(item, Directive):
            flush(unit, pending)
            if not conditional(unit, item, stack) and all(taken for taken, _ in stack):
                run(unit, item, path, depth)
        elif all(taken for taken, _ in stack):
            pending.append(item)
    flush(unit, pending)


def flush(unit, pending):
    """Moves tokens into the unit, macros that spell a kernel expanded."""
    at = 0
    while at < len(pending):
        macro = unit.macros.get(pending[at].text) if pending[at].kind == "name" else None
        if macro and any(token.text == "__global__" for token in macro.body):
            at = expand(unit, macro, pending, at)
        else:
            unit.tokens.append(pending[at])
            at += 1
    pending.clear()


def expand(unit, macro, tokens, at):
    """Appends one use of a macro; returns where the text goes on."""
    use, values, end = tokens[at], {}, at + 1
    if macro.parameters is not None:
        arguments, end = split_arguments(tokens, at + 1)
        values = dict(zip(macro.parameters, arguments))
    glue = False
    for token in macro.body:
        if token.text == "##":
            glue = True
            continue
        for part in values.get(token.text, [token]):
            text = unit.tokens.pop().text + part.text if glue and unit.tokens else part.text
            unit.tokens.append(Token(part.kind, text, use.file, use.line))
            glue = False
    return end


def split_arguments(tokens, at):
    """The arguments in the parentheses at `at`, and one past the closing one."""
    if at >= len(tokens) or tokens[at].text != "(":
        return [], at
    arguments, depth = [[]], 0
    for end in range(at, len(tokens)):
        text = tokens[end].text
        depth += (text in "([{") - (text in ")]}")
        if depth == 0:
            return arguments, end + 1
        if text == "," and depth == 1:
            arguments.append([])
        elif end > at:
            arguments[-1].append(tokens[end])
    return arguments, len(tokens)


def conditional(unit, item, stack):
    """Handles `#if` and its like; false for other directives. A pair is (taken now, some branch was taken)."""
    if item.name in ("if", "ifdef", "ifndef"):
        live = all(taken for taken, _ in stack)
        value = live and condition(unit, item)
        stack.append((value, value or not live))
    elif item.name in ("elif", "else", "endif") and stack:
        _, done = stack.pop()
        if item.name != "endif":
            value = not done and (item.name == "else" or condition(unit, item))
            stack.append((value, done or value))
    else:
        return False
    return True


def condition(unit, item):
    if item.name in ("ifdef", "ifndef"):
        known = bool(item.tokens) and item.tokens[0].text in unit.macros
        return known == (item.name == "ifdef")
    return evaluate(" ".join(operands(unit, item.tokens, 0)))


def operands(unit, tokens, depth):
    """A condition's tokens as Python spells them; names without a value are 0."""
    at = 0
    while at < len(tokens):
        token, at = tokens[at], at + 1
        if token.text == "defined":
            while at < len(tokens) and tokens[at].text == "(":
                at += 1
            yield str(int(at < len(tokens) and tokens[at].text in unit.macros))
            at += 1
            while at < len(tokens) and tokens[at].text == ")" and tokens[at - 2].text == "(":
                at += 1
                break
        elif token.kind == "name":
            macro = unit.macros.get(token.text)
            if macro is None or macro.parameters is not None:
                _, at = split_arguments(tokens, at)
                yield str(int(token.text == "true"))
            elif depth < MAX_DEPTH:
                yield "("
                yield from operands(unit, macro.body, depth + 1)
                yield ")"
        elif token.kind == "number":
            yield re.sub(r"[uUlLzZ']", "", token.text)
        else:
            yield {"&&": "and", "||": "or", "!": "not", "/": "//"}.get(token.text, token.text)


def evaluate(text):
    """The condition's value; one that this cannot understand is false."""
    if not re.fullmatch(r"(?:\d\w*|and|or|not|[-+*/%<>=!&|^~()\s])+", text):
        return False
    text = re.sub(r"\b0+(?=\d)", "0o", text)
    try:
        return bool(eval(text, {"__builtins__": {}}))  # only digits and operators are in it
    except (SyntaxError, ArithmeticError, ValueError, TypeError, MemoryError, RecursionError):
        return False


def run(unit, item, path, depth):
    if item.name == "define" and item.tokens:
        define(unit, item)
    elif item.name == "undef" and item.tokens:
        unit.macros.pop(item.tokens[0].text, None)
    elif item.name == "pragma" and item.text == "once":
        unit.once.add(path)
    elif item.name == "include":
        target = find(unit, item.text, path)
        if target:
            read_file(unit, target, depth + 1)


def define(unit, item):
    name, rest = item.tokens[0].text, item.tokens[1:]
    parameters = None
    if rest and re.match(re.escape(name) + r"\(", item.text):
        close = next((i for i, token in enumerate(rest) if token.text == ")"), len(rest))
        parameters = [token.text for token in rest[:close] if token.kind == "name"]
        rest = rest[close + 1 :]
    unit.macros[name] = Macro(parameters, rest)
    unit.bodies.setdefault(name, set()).update(token.text for token in rest if token.kind == "name")


def find(unit, text, path):
    """The file that `#include text` means, if it is one of the user."""
    match = re.match(r'"([^"]+)"|<([^>]+)>', text)
    if not match:
        return None
    near = [os.path.dirname(path)] if match.group(1) else []
    for folder in near + unit.include_dirs:
        candidate = os.path.normpath(os.path.join(folder, match.group(1) or match.group(2)))
        if os.path.isfile(candidate):
            return candidate
    return None
