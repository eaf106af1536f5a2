"""Random kernels that pass objects by pointer, as references, methods and closures do: pointers that are chosen,
returned and kept in records, copies of records, arrays in them, early returns.

kernel(seed) gives what generate.kernel gives.
"""
import random

HEAD = """struct A { unsigned x; unsigned y[3]; };
struct P { unsigned u, v; };
struct B { A a; A *p; unsigned *q; unsigned z; A arr[2]; P pr; };
struct C { unsigned *r; B *b; P *s; };
__device__ unsigned *pick(unsigned *a, unsigned *b, unsigned c) { return c & 1u ? a : b; }
__device__ A *pickA(A *a, A *b, unsigned c) {
  A l = *a;
  unsigned *q = &l.x;
  if (c & 2u) {
    *q += c;
    if (l.x & 4u) return b;
    l.y[c % 3u] = 2u;
  }
  for (int i = 0; i < 3; ++i)
    if (l.y[i] == c) return b;
  return a;
}
__device__ void swapP(P **a, P **b) { P *t = *a; *a = *b; *b = t; }
__device__ P *pickP(P *a, P *b, unsigned c) {
  if (c & 1u) {
    if (a->u > b->v) return a;
    swapP(&a, &b);
  }
  return b;
}
__device__ A makeA(unsigned v) {
  A a;
  a.x = v;
  for (int i = 0; i < 3; ++i) a.y[i] = v + (unsigned)i * 7u;
  return a;
}
__device__ P makeP(unsigned v) { P p = {v, v * 3u}; return p; }
__device__ unsigned sumA(const A *a) {
  unsigned s = a->x;
  for (const unsigned *p = a->y; p != a->y + 3; ++p) s = s * 31u + *p;
  return s;
}
__device__ unsigned valueA(A a) { return sumA(&a); }
__device__ A *assignA(A *self, const A *o) {
  if (self != o) {
    self->x = o->x;
    for (int i = 0; i < 3; ++i) self->y[i] = o->y[i];
  }
  return self;
}
__device__ void swapU(unsigned *a, unsigned *b) { unsigned t = *a; *a = *b; *b = t; }
"""
TYPES = {"u": "unsigned *", "A": "A *", "P": "P *", "B": "B *", "C": "C *", "value": "A "}


class Names:
    """What code may use: places of type unsigned, and pointers to the records."""

    def __init__(self, **facts):
        self.u, self.A, self.P, self.B, self.C = [], [], [], [], []
        self.counter = None
        self.keeps_pointers = False  # what it has lives as long as all that could point to it
        self.__dict__.update(facts)

    def within(self, **facts):
        return Names(**{**self.__dict__, **facts})


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.functions = []
        self.counters = 0

    def one(self, *items):
        return self.r.choice(items)

    def value(self, names):
        return self.one(*names.u, "n", f"{self.r.randrange(9)}u", "t")

    def place(self, names):
        kind = self.r.randrange(8)
        if kind < 2:
            return "*" + self.pointer(names)
        if kind < 4:
            return self.record_a(names) + "->x"
        if kind == 4:
            index = self.one("0", "1", "2", self.value(names) + " % 3u", names.counter or "1")
            return f"{self.record_a(names)}->y[{index}]"
        if kind == 5:
            return f"{self.record_p(names)}->{self.one('u', 'v')}"
        if kind == 6 and names.B:
            return self.one(*names.B) + "->z"
        return self.one(*names.u)

    def pointer(self, names, depth=0):
        kind = self.r.randrange(7) if depth < 3 else 0
        if kind == 2:
            return f"(&{self.record_a(names, depth + 1)}->x)"
        if kind == 3 and names.B:
            return self.one(*names.B) + "->q"
        if kind == 4 and names.C:
            return self.one(*names.C) + "->r"
        if kind == 5:
            return f"pick({self.pointer(names, depth + 1)}, {self.pointer(names, depth + 1)}, {self.value(names)})"
        if kind == 6:
            return f"(&{self.record_p(names, depth + 1)}->{self.one('u', 'v')})"
        return f"(&{self.one(*names.u)})"

    def record_a(self, names, depth=0):
        kind = self.r.randrange(7) if depth < 3 else 0
        if kind == 2 and names.B:
            return self.one(*names.B) + "->p"
        if kind == 3 and names.B:
            return f"(&{self.one(*names.B)}->a)"
        if kind == 4 and names.B:
            return f"(&{self.one(*names.B)}->arr[{self.one('0', '1', self.value(names) + ' & 1u')}])"
        if kind == 5:
            return f"pickA({self.record_a(names, depth + 1)}, {self.record_a(names, depth + 1)}, {self.value(names)})"
        if kind == 6 and names.C:
            return f"(&{self.one(*names.C)}->b->a)"
        return self.one(*names.A)

    def record_p(self, names, depth=0):
        kind = self.r.randrange(5) if depth < 3 else 0
        if kind == 2 and names.B:
            return f"(&{self.one(*names.B)}->pr)"
        if kind == 3 and names.C:
            return self.one(*names.C) + "->s"
        if kind == 4:
            return f"pickP({self.record_p(names, depth + 1)}, {self.record_p(names, depth + 1)}, {self.value(names)})"
        return self.one(*names.P)

    def expression(self, names, depth=0):
        kind = self.r.randrange(9) if depth < 3 else 0
        if kind == 3:
            return self.value(names)
        if kind == 4:
            return f"sumA({self.record_a(names)})"
        if kind == 5:
            return f"valueA(*{self.record_a(names)})"
        if kind == 6:
            return (f"({self.expression(names, depth + 1)} > {self.value(names)} ? "
                    f"{self.expression(names, depth + 1)} : {self.expression(names, depth + 1)})")
        if kind > 6:
            return f"({self.expression(names, depth + 1)} {self.one('+', '*', '^', '-')} {self.expression(names, depth + 1)})"
        return self.place(names)

    def block(self, names, count, indent):
        return "".join(self.statement(names, indent) for _ in range(count))

    def statement(self, names, indent):
        blanks, kind = "  " * indent, self.r.randrange(17)
        if kind == 4:
            return f"{blanks}swapU({self.pointer(names)}, {self.pointer(names)});\n"
        if kind == 5:
            return f"{blanks}*{self.record_a(names)} = *{self.record_a(names)};\n"
        if kind == 6:
            return f"{blanks}*{self.record_a(names)} = makeA({self.expression(names)});\n"
        if kind == 7:
            what = self.one("*" + self.record_p(names), f"makeP({self.expression(names)})")
            return f"{blanks}*{self.record_p(names)} = {what};\n"
        if kind == 8:
            return f"{blanks}assignA({self.record_a(names)}, {self.record_a(names)});\n"
        if kind == 9 and names.keeps_pointers:
            return f"{blanks}{self.one(*names.B)}->{self.one('p = ' + self.record_a(names), 'q = ' + self.pointer(names))};\n"
        if kind == 10 and names.keeps_pointers:
            what = self.one("b = " + self.one(*names.B), "r = " + self.pointer(names), "s = " + self.record_p(names))
            return f"{blanks}{self.one(*names.C)}->{what};\n"
        if kind in (11, 16) and self.functions:
            return f"{blanks}{self.call(names)};\n"
        if kind in (12, 13) and indent < 4:
            return self.branch(names, indent)
        if kind == 14 and indent < 3:
            self.counters += 1
            i, count = f"i{self.counters}", self.one("3u", "3u", "2u", "(n & 3u)")
            body = self.block(names.within(counter=i), self.r.randrange(1, 4), indent + 1)
            return f"{blanks}for (unsigned {i} = 0; {i} < {count}; ++{i}) {{\n{body}{blanks}}}\n"
        if kind == 15 and names.counter:
            return f"{blanks}if ({self.value(names)} == {self.value(names)}) {self.one('break', 'continue')};\n"
        if kind == 15 and not names.keeps_pointers:
            return f"{blanks}if ({self.value(names)} == {self.value(names)}) return;\n"
        return f"{blanks}{self.place(names)} {self.one('=', '+=', '^=')} {self.expression(names)};\n"

    def branch(self, names, indent):
        blanks = "  " * indent
        text = (f"{blanks}if ({self.expression(names)} > {self.value(names)}) {{\n"
                f"{self.block(names, self.r.randrange(1, 4), indent + 1)}{blanks}}}")
        if self.r.random() < 0.5:
            text += f" else {{\n{self.block(names, self.r.randrange(1, 3), indent + 1)}{blanks}}}"
        return text + "\n"

    def call(self, names):
        """Of a function whose arguments are there; else a plain assignment."""
        makers = {"u": self.pointer, "A": self.record_a, "P": self.record_p, "value": lambda n: "*" + self.record_a(n),
                  "B": lambda n: self.one(*n.B), "C": lambda n: self.one(*n.C)}
        name, parameters = self.one(*self.functions)
        if ("B" in parameters and not names.B) or ("C" in parameters and not names.C):
            return f"{self.place(names)} = {self.expression(names)}"
        return f"{name}({', '.join(makers[kind](names) for kind in parameters)}, n, t)"

    def function(self):
        parameters = [self.one("u", "A", "P", "B", "C", "value", "u", "A") for _ in range(self.r.randrange(1, 5))]
        names = Names(u=["l0", "l1"], A=["(&la)"], P=["(&lp)"])
        for number, kind in enumerate(parameters):
            name = f"p{number}"
            if kind == "u":
                names.u.append(f"(*{name})")
            elif kind == "value":
                names.A.append(f"(&{name})")
            else:
                getattr(names, kind).append(name)
        declared = ", ".join(f"{TYPES[kind]}p{number}" for number, kind in enumerate(parameters))
        name = f"f{len(self.functions)}"
        text = (f"__device__ void {name}({declared}, unsigned n, unsigned t) {{\n"
                f"  unsigned l0 = n, l1 = 3u;\n  A la = makeA(t);\n  P lp = {{1u, n}};\n"
                f"{self.block(names, self.r.randrange(2, 6), 1)}}}\n")
        self.functions.append((name, parameters))
        return text

    def kernel(self):
        text = HEAD + "".join(self.function() for _ in range(self.r.randrange(1, 4)))
        names = Names(u=["u0", "u1", "a0.y[1]", "b0.arr[1].x", "b1.pr.v"], A=["(&a0)", "(&a1)", "(&b1.arr[0])"],
                      P=["(&p0)", "(&b0.pr)"], B=["(&b0)", "(&b1)", "c0.b"], C=["(&c0)", "(&c1)"], keeps_pointers=True)
        results = ["u0", "u1", "sumA(&a0)", "sumA(&a1)", "p0.u + p0.v * 7u", "*c0.r", "*c1.r", "c0.b->z + c1.b->z * 3u",
                   "c0.s->u", "c1.s->v"]
        for b in ("b0", "b1"):
            results += [f"sumA(&{b}.a) ^ sumA(&{b}.arr[0]) * 3u", f"sumA(&{b}.arr[1]) + {b}.z * 7u",
                        f"sumA({b}.p) + *{b}.q * 5u + {b}.pr.u + {b}.pr.v * 9u"]
        return (text + """__global__ void k(int size, unsigned n, int p1, const int *ia, const unsigned char *ub, const long long *la,
                  const float *fa, unsigned *total, unsigned long long *out) {
  unsigned t = blockIdx.x * blockDim.x + threadIdx.x;
  const int *in = ia + t * 8;
  unsigned u0 = in[0], u1 = in[1];
  A a0 = makeA(in[2]), a1 = {(unsigned)in[3], {(unsigned)in[4], (unsigned)in[5], 1u}};
  P p0 = makeP(in[6]);
  B b0 = {a0, &a1, &u0, (unsigned)in[7], {a1, a0}, {1u, 2u}};
  B b1 = b0;
  b1.p = &b0.a;
  b1.q = &a0.y[2];
  C c0 = {&u1, &b0, &p0}, c1 = {&b1.z, &b1, &b1.pr};
""" + self.block(names, self.r.randrange(4, 14), 1) +
                "".join(f"  out[t * 16 + {number}] = {result};\n" for number, result in enumerate(results)) + "}\n")


def kernel(seed):
    return Generator(seed).kernel(), {"spatial": False, "whole_warps": False}
