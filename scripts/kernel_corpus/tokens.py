"""The tokens of one source file, its preprocessor directives kept whole.

Not the compiler's: what is a kernel must not depend on what the compiler makes of the file.
"""
import functools
import re
from dataclasses import dataclass

PATTERN = re.compile(
    r"""(?P<blank>[ \t\r\f\v]+|\\\r?\n|//(?:\\\r?\n|[^\n])*|/\*.*?(?:\*/|\Z))
      | (?P<newline>\n)
      | (?P<string>(?:u8|[uUL])?R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
      | (?P<name>[A-Za-z_$][\w$]*)
      | (?P<number>\.?\d(?:[eEpP][+-]|'?\w|\.)*)
      | (?P<sign>::|->|\#\#|<<|>>|&&|\|\||[=!<>]=|.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    kind: str  # name, number, string or sign
    text: str
    file: str
    line: int


@dataclass(frozen=True)
class Directive:
    name: str
    tokens: list  # after the name
    text: str  # the same as it stands there
    line: int


@functools.lru_cache(maxsize=4096)
def read(path):
    """Tokens and directives of a file in their order."""
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    return list(group(path, text))


def scan(path, text):
    """(token, end in the text) of every token, with newlines."""
    line = 1
    for match in PATTERN.finditer(text):
        kind = match.lastgroup if match.lastgroup != "mark" else "string"
        if kind != "blank":
            yield Token(kind, match.group(), path, line), match.end()
        line += match.group().count("\n")


def group(path, text):
    """Gathers the lines that begin with `#`."""
    line = None  # the directive being read, as a list of (token, end)
    at_start = True
    for token, end in scan(path, text):
        if line is not None and token.kind != "newline":
            line.append((token, end))
        elif line is not None:
            yield from directive(line, text)
            line = None
        elif at_start and token.text == "#":
            line = [(token, end)]
        elif token.kind != "newline":
            yield token
        at_start = token.kind == "newline"
    if line is not None:
        yield from directive(line, text)


def directive(line, text):
    if len(line) > 1:
        (sign, _), (name, begin), (_, end) = line[0], line[1], line[-1]
        yield Directive(name.text, [token for token, _ in line[2:]], text[begin:end].strip(), sign.line)
