"""Random kernels in the subset of the language that is also C++: seeded, free of races and of undefined
behaviour, with the same results under any schedule of threads.

kernel(seed) gives the text of a kernel `k` with the parameters that run.py fills.
"""
import contextlib
import random

TYPES = {
    "int": "i", "unsigned": "u", "long long": "l", "unsigned long long": "w", "short": "h", "unsigned char": "b",
    "signed char": "c", "unsigned short": "y", "bool": "e", "float": "f", "double": "d",
}
CONSTANTS = ["0u", "1u", "2u", "5u", "7u", "31u", "32u", "255u", "256u", "65535u", "0x7fffffffu", "0x80000000u",
             "0xffffffffu", "0xfffffff8u", "0x12345678u"]
STRUCT = """struct S {
  int a;
  unsigned char b;
  double d;
  short c[3];
  unsigned long long w;
};
"""
HEAD = """__device__ float tame(float x) { return (float)((int)x & 1023) * 0.25f; }
__device__ double tameD(double x) { return (double)((long long)x & 65535) * 0.25; }
__device__ unsigned divide(unsigned a, unsigned b) { return a / (b | 1u); }
__device__ int rest(int a, int b) { return a % ((b & 255) + 1); }
__device__ long long quotient(long long a, int b) { return a / ((b & 1023) + 1); }
"""


class Scope:
    """What a statement may do where it stands."""

    def __init__(self, **facts):
        self.converged = False  # all threads of the block are here
        self.loop = self.switch = False
        self.can_return = None  # text of a return statement
        self.readable = []  # shared arrays that nobody writes now
        self.__dict__.update(facts)

    def inner(self, **facts):
        if self.converged and not facts.get("converged", True):
            facts.setdefault("loop", False)  # one that all threads of the block go through together is not for some to leave
        return Scope(**{**self.__dict__, **facts})


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.lines = []
        self.depth = 1
        self.names = 0
        self.returned = False
        self.in_loop = 0
        self.in_kernel = True
        self.functions = []
        self.spatial = self.r.random() < 0.4
        self.shuffles = self.r.random() < 0.35
        self.barriers = self.r.random() < 0.75

    # --- text

    def put(self, text):
        self.lines.append("  " * self.depth + text)

    def fresh(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def chance(self, p):
        return self.r.random() < p

    @contextlib.contextmanager
    def declarations_end(self):
        """What is declared in between is not known behind."""
        saved = {kind: list(names) for kind, names in self.variables.items()}
        saved_places = list(self.places)
        yield
        self.variables, self.places = saved, saved_places

    def block(self, head, scope, count, tail="}"):
        self.put(head)
        self.depth += 1
        with self.declarations_end():
            for _ in range(count):
                self.statement(scope)
        self.depth -= 1
        if tail:
            self.put(tail)

    # --- expressions; `same`: only of what all threads of the block agree on

    def unsigned(self, depth=3, same=False):
        r = self.r
        if depth == 0 or self.chance(0.2):
            return self.leaf(same)
        sub = lambda: self.unsigned(depth - 1, same)
        kind = r.randrange(17)
        if kind < 3:
            return f"({sub()} {r.choice('+-')} {sub()})"
        if kind == 3:
            return f"({sub()} * {sub()})"
        if kind == 4:
            return f"({sub()} {r.choice('&|^')} {sub()})"
        if kind == 5:
            return f"({sub()} {r.choice(['<<', '>>'])} ({sub()} & 31u))"
        if kind == 6:
            return f"(unsigned)((int){sub()} >> ({sub()} & 31u))"
        if kind == 7:
            return f"({self.boolean(depth - 1, same)} ? {sub()} : {sub()})"
        if kind == 8:
            return f"divide({sub()}, {sub()})"
        if kind == 9:
            return f"({sub()} % {r.choice(['3u', '7u', '10u', '32u', '1000u'])})"
        if kind == 10:
            return f"(unsigned)rest((int){sub()}, (int){sub()})"
        if kind == 11:
            return f"(unsigned){self.wide(depth - 1, same)}"
        if kind == 12:
            return f"(unsigned)({r.choice(['short', 'signed char', 'unsigned char', 'unsigned short'])}){sub()}"
        if kind == 13:
            return r.choice([f"(unsigned)__popc({sub()})", f"(unsigned)__clz((int){sub()})",
                             f"__umulhi({sub()}, {sub()})", f"(unsigned)__ffs((int){sub()})", f"(~{sub()})",
                             f"(unsigned){self.boolean(depth - 1, same)}"])
        if kind == 14 and self.in_kernel:
            return self.load(depth - 1, same)
        if kind == 15 and self.functions:
            name, wants = r.choice(self.functions)
            return f"{name}({', '.join(sub() for _ in range(wants))})"
        if kind == 16:
            return f"(unsigned)(int){self.floating(depth - 1, same)}"
        return self.leaf(same)

    def leaf(self, same):
        names = list(self.uniforms)
        if self.in_kernel:
            names += ["(unsigned)n", "p0", "(unsigned)p1", "T", "gridDim.x", "blockIdx.x"]
        if not same:
            mine = [name for kind in ("int", "unsigned", "short", "unsigned char", "signed char", "unsigned short",
                                      "bool", "long long") for name in self.variables[kind]]
            names += mine + [place for place in self.places] + mine
            if self.in_kernel:
                names += ["t", "t", "g", "threadIdx.x"] + (["threadIdx.y", "threadIdx.z"] if self.spatial else [])
        if not names or self.chance(0.2):
            return self.r.choice(CONSTANTS)
        return f"(unsigned)({self.r.choice(names)})"

    def index(self, depth, same):
        """Into an array of 8192: linear forms too."""
        if same:
            return f"{self.unsigned(depth, True)} & 8191u"
        uniform = f"({self.unsigned(1, True)} & 63u)"
        return self.r.choice([
            f"{self.unsigned(depth, False)} & 8191u", "t", "g", f"t + {uniform}", f"(int)t + (int){uniform}",
            "2000 - (int)t", f"3000u - t * 2u + {uniform}", "t * 2u + 1u", "g * 3u", f"(unsigned long long)g + {uniform}",
            f"{uniform} - t & 8191u", "t / 4u", "t % 5u", "(int)(t >> 5)", f"{uniform} * 16u + t % 16u",
            f"(t ^ {uniform})"])

    def load(self, depth, same):
        array = self.r.choice(["ia", "ia", "ub", "la"] + ([] if same else []))
        text = f"(unsigned){array}[{self.index(depth, same)}]"
        if self.scope_readable and self.chance(0.5):
            text = f"(unsigned){self.r.choice(self.scope_readable)}[{self.unsigned(depth, same)} % T]"
        return text

    def wide(self, depth=2, same=False):
        r = self.r
        names = [] if same else self.variables["unsigned long long"] + self.variables["long long"]
        if depth == 0 or self.chance(0.2):
            if names and self.chance(0.7):
                return f"(unsigned long long)({r.choice(names)})"
            return f"(unsigned long long){r.choice(['', '(int)'])}{self.unsigned(1, same)}"
        sub = lambda: self.wide(depth - 1, same)
        kind = r.randrange(8)
        if kind < 3:
            return f"({sub()} {r.choice('+-*')} {sub()})"
        if kind == 3:
            return f"({sub()} {r.choice('&|^')} {sub()})"
        if kind == 4:
            return f"({sub()} {r.choice(['<<', '>>'])} ({self.unsigned(1, same)} & 63u))"
        if kind == 5:
            return f"(unsigned long long)quotient((long long){sub()}, (int){self.unsigned(1, same)})"
        if kind == 6:
            return f"({self.boolean(1, same)} ? {sub()} : {sub()})"
        return f"((unsigned long long){self.unsigned(2, same)} * 4294967291ull)"

    def floating(self, depth=2, same=False):
        """Exact whatever the order of rounding: at most one product of tamed values."""
        leaf = lambda: self.r.choice(
            ([] if same else self.variables["float"]) + [f"(float)({self.unsigned(1, same)} & 1023u)"]
            + ([f"fa[{self.index(1, same)}]"] if self.in_kernel else []))
        kind = self.r.randrange(5)
        if kind == 0:
            return f"tame({leaf()} * {leaf()} + {leaf()})"
        if kind == 1:
            return f"tame({leaf()} {self.r.choice('+-')} {leaf()})"
        if kind == 2:
            return f"({self.boolean(1, same)} ? {leaf()} : {leaf()})"
        return leaf()

    def double(self):
        leaf = lambda: self.r.choice(self.variables["double"] + [f"(double)({self.unsigned(1)} & 65535u)"]
                                     + [f"(double){self.floating(1)}"])
        return self.r.choice([leaf(), f"tameD({leaf()} * {leaf()} + {leaf()})", f"tameD({leaf()} - {leaf()})"])

    def boolean(self, depth=2, same=False):
        r = self.r
        compare = r.choice(["<", "<=", ">", ">=", "==", "!="])
        kind = r.randrange(11)
        if kind == 0 and depth > 0:
            return f"({self.boolean(depth - 1, same)} {r.choice(['&&', '||', '&', '^', '!='])} {self.boolean(depth - 1, same)})"
        if kind == 1 and depth > 0:
            return f"(!{self.boolean(depth - 1, same)})"
        if kind == 2:
            return f"({self.floating(1, same)} {compare} {self.floating(1, same)})"
        if kind == 3:
            return f"((int){self.unsigned(1, same)} {compare} (int){self.unsigned(1, same)})"
        if kind == 4:
            return f"({self.wide(1, same)} {compare} {self.wide(1, same)})"
        if kind == 5 and not same and self.variables["bool"]:
            return r.choice(self.variables["bool"])
        if kind == 6 and not same and self.in_kernel:
            return f"({r.choice(['t', 'g', '(int)t', 't + 3u'])} {compare} {r.choice(['n', '20u', '40u', '(p0 & 63u)']) if True else ''})".replace(
                "(int)t < n", "(int)t < (int)n")
        if kind == 7:
            return f"(({self.unsigned(1, same)} & {r.choice('1248')}u) != 0u)"
        if kind == 8 and not same and self.in_kernel:
            return f"((t >> 5 & 1u) == {r.choice('01')}u)"
        return f"({self.unsigned(max(depth - 1, 0), same)} % {r.choice(['2u', '3u', '5u'])} {compare} 1u)"

    def of_type(self, kind):
        if kind == "float":
            return self.floating(2)
        if kind == "double":
            return self.double()
        if kind == "bool":
            return self.boolean(2)
        if kind in ("long long", "unsigned long long"):
            return f"({kind}){self.wide(2)}"
        return f"({kind}){self.unsigned(3)}"

    # --- statements

    def statement(self, scope):
        self.scope_readable = scope.readable
        self.budget -= 1
        choices = [(8, self.assign)]
        if self.budget > 0 and self.depth < 7:
            if self.in_kernel and scope.converged and self.barriers and self.depth < 5:
                choices += [(6, self.exchange)]
            choices += [(4, self.branch), (2, self.counted), (2, self.loop), (1, self.switch), (2, self.declare)]
        if self.in_kernel:
            choices += [(1, self.atomic)]
            if scope.converged and self.depth < 5:
                choices += [(2, self.grid_stride), (2, self.uniform_branch), (2, self.uniform_loop), (1, self.set_uniform), (1, self.vote)]
                if self.barriers:
                    choices += [(1, self.block_vote)]
                if self.shuffles and not self.returned:
                    choices += [(3, self.shuffle)]
        if scope.loop and self.depth > 2 and not scope.converged:
            choices += [(1, self.leave)]
        if scope.can_return and not scope.converged and not (self.shuffles and self.in_loop):
            choices += [(1, self.early)]
        total = sum(weight for weight, _ in choices)
        at = self.r.randrange(total)
        for weight, make in choices:
            at -= weight
            if at < 0:
                return make(scope)

    def assign(self, scope):
        if self.places and self.chance(0.3):
            place = self.r.choice(self.places)
            return self.put(f"{place} = {self.unsigned(3)};")
        kind = self.r.choice([kind for kind in self.variables if self.variables[kind]])
        self.put(f"{self.r.choice(self.variables[kind])} = {self.of_type(kind)};")

    def declare(self, scope):
        what = self.r.randrange(6)
        if what == 0:
            name, size = self.fresh("a"), self.r.choice([2, 4, 8])
            kind = self.r.choice(["int", "unsigned", "unsigned char", "short", "unsigned long long", "bool"])
            self.put(f"{kind} {name}[{size}] = {{{', '.join(self.of_type(kind) for _ in range(size))}}};")
            self.places += [f"{name}[{self.r.randrange(size)}]", f"{name}[{self.unsigned(1)} & {size - 1}u]"]
            if kind == "unsigned" and self.chance(0.5):
                self.places.append(f"((unsigned char *){name})[{self.unsigned(1)} & {size * 4 - 1}u]")
                self.places.append(f"((unsigned short *){name})[{self.r.randrange(size)}]")
        elif what == 1 and self.in_kernel:
            name = self.fresh("s")
            self.put(f"S {name} = {{(int){self.unsigned(2)}, (unsigned char){self.unsigned(1)}, {self.double()}, "
                     f"{{1, (short){self.unsigned(1)}, 3}}, {self.wide(1)}}};")
            if self.chance(0.6):
                other = self.fresh("s")
                self.put(f"S {other}[2] = {{{name}, {name}}};")
                self.put(f"{other}[{self.unsigned(1)} & 1u].a = (int){self.unsigned(2)};")
                self.put(f"{name} = {other}[{self.unsigned(1)} & 1u];")
                self.places += [f"{other}[{self.unsigned(1)} & 1u].a", f"{other}[1].c[2]"]
            self.places += [f"{name}.a", f"{name}.b", f"{name}.c[1]", f"{name}.c[{self.unsigned(1)} % 3u]", f"{name}.w"]
        elif what == 2 and self.variables["int"]:
            name = self.fresh("q")
            mine = self.variables["int"]
            self.put(f"int *{name} = {self.boolean(1)} ? &{self.r.choice(mine)} : &{self.r.choice(mine)};")
            self.places.append(f"*{name}")
        else:
            kind = self.r.choice(list(TYPES))
            name = self.fresh(TYPES[kind])
            value = self.of_type(kind)
            self.put(f"{kind} {name} = {value};")
            self.variables[kind].append(name)

    def branch(self, scope):
        inner = scope.inner(converged=False)
        has_else = self.chance(0.5)
        self.block(f"if ({self.boolean(2)}) {{", inner, self.r.randint(1, 3), None if has_else else "}")
        if has_else:
            self.block("} else {", inner, self.r.randint(1, 3))

    def counted(self, scope):
        name = self.fresh("k")
        bound = self.r.choice([f"({self.unsigned(1)} & 7u)", "5u", f"({self.unsigned(1, True)} & 3u)"])
        self.block(f"for (unsigned {name} = {self.r.choice(['0u', '1u', '(t & 1u)' if self.in_kernel else '0u'])}; {name} < {bound}; ++{name}) {{",
                   scope.inner(converged=False, loop=True, switch=False), self.r.randint(1, 3))

    def loop(self, scope):
        name = self.fresh("m")
        self.put(f"int {name} = (int)({self.unsigned(2)} & 7u);")
        inner = scope.inner(converged=False, loop=True, switch=False)
        if self.chance(0.5):
            self.block(f"while ({name} > 0 && {self.boolean(1)}) {{ --{name};", inner, self.r.randint(1, 3))
        else:
            self.block(f"do {{ --{name};", inner, self.r.randint(1, 3), f"}} while ({name} > 0 && {self.boolean(1)});")
        if self.chance(0.3):
            self.variables["int"].append(name)

    def switch(self, scope):
        self.put(f"switch ({self.unsigned(2)} & 3u) {{")
        for label in self.r.sample(["case 0:", "case 1:", "case 2:", "default:"], self.r.randint(2, 4)):
            through = self.chance(0.3)
            self.block(label + " {", scope.inner(converged=False, switch=True), self.r.randint(1, 2),
                       "}" if through else "} break;")
        self.put("}")

    def leave(self, scope):
        word = "continue" if scope.switch or self.chance(0.5) else "break"
        self.put(f"if ({self.boolean(2)}) {word};")

    def early(self, scope):
        if self.in_kernel:
            self.returned = True
        self.put(f"if ({self.boolean(2)}) {{ {scope.can_return()} }}")

    def atomic(self, scope):
        which = self.r.randrange(5)
        value = self.unsigned(2)
        at = self.r.choice([f"{self.unsigned(1)} & 15u", "3", f"{self.unsigned(1, True)} & 15u"])
        self.put([f"atomicAdd(&counts[{at}], {value});", f"atomicAdd(&total[{at}], {value});",
                  f"atomicMax(&total[16 + ({at})], {value});", f"atomicXor(&total[32 + ({at})], {value});",
                  f"atomicOr(&total[48 + ({at})], {value});"][which])

    def uniform_branch(self, scope):
        has_else = self.chance(0.5)
        self.block(f"if ({self.boolean(2, True)}) {{", scope, self.r.randint(1, 3), None if has_else else "}")
        if has_else:
            self.block("} else {", scope, self.r.randint(1, 3))

    def uniform_loop(self, scope):
        name = self.fresh("r")
        kind = self.r.randrange(3)
        inner = scope.inner(loop=True, switch=False)
        self.in_loop += 1
        bound = self.r.choice(["3", f"(int)({self.unsigned(1, True)} & 3u)"])
        self.uniforms.append(name)
        if kind == 0:
            self.block(f"for (int {name} = 0; {name} < {bound}; ++{name}) {{", inner, self.r.randint(1, 3), None)
        else:
            self.uniforms.pop()
            self.put(f"int {name} = {bound};")
            self.block(f"while ({name} > 0) {{ --{name};" if kind == 1 else f"do {{ --{name};", inner,
                       self.r.randint(1, 3), None)
        self.scope_readable = scope.readable
        if self.chance(0.3):
            self.put(f"  if ({self.boolean(1, True)}) {self.r.choice(['break', 'continue'])};")
        self.in_loop -= 1
        self.put(f"}} while ({name} > 0);" if kind == 2 else "}")
        if kind == 0:
            self.uniforms.remove(name)

    def grid_stride(self, scope):
        name = self.fresh("o")
        kind = self.r.choice(["unsigned", "int", "unsigned long long"])
        limit = self.r.choice(["(n & 1023)", "5000", f"(int)({self.unsigned(1, True)} & 8191u)", "T"])
        self.put(f"for ({kind} {name} = g; {name} < {limit}; {name} += T * gridDim.x) {{")
        self.depth += 1
        sum = self.r.choice(self.variables["unsigned"])
        self.put(f"{sum} += (unsigned){self.r.choice(['ia', 'ub', 'la'])}[{name}];")
        if self.chance(0.5):
            with self.declarations_end():
                self.statement(scope.inner(converged=False, loop=True, switch=False, can_return=None))
        self.put(f"out[16384u + {name}] = {self.unsigned(2)} + (unsigned){name};")
        self.depth -= 1
        self.put("}")

    def set_uniform(self, scope):
        name = self.r.choice(self.owned)
        self.put(f"{name} = {self.r.choice([self.unsigned(2, True), f'{name} + 1u'])};")

    def exchange(self, scope):
        name = self.fresh("x")
        kind = self.r.choice(["unsigned", "int", "unsigned char", "unsigned long long", "bool"])
        where = self.r.choice(["t", "T - 1u - t", f"(t + {self.unsigned(1, True)} % T) % T", "t"])
        # Filled where all threads are: those that end early would leave their elements open.
        self.shared_arrays += [f"  __shared__ {kind} {name}[512];", f"  {name}[t] = 0;"]
        self.shared.append(name)
        self.put(f"{name}[t] = {self.r.choice(['0', '1'])};")
        self.put("__syncthreads();")
        store = f"{name}[{where}] = {self.of_type(kind)};"
        self.put(f"if ({self.boolean(2)}) {store}" if self.chance(0.3) else store)
        self.put("__syncthreads();")
        inner = scope.inner(readable=scope.readable + [name])
        for _ in range(self.r.randint(1, 3)):
            self.statement(inner)
        self.scope_readable = inner.readable
        self.put(f"{self.r.choice(self.variables['unsigned'])} = (unsigned){name}[{self.unsigned(2)} % T];")
        self.put("__syncthreads();")

    def block_vote(self, scope):
        name = self.r.choice(["__syncthreads_count", "__syncthreads_or", "__syncthreads_and"])
        self.put(f"{self.r.choice(self.variables['int'])} = {name}({self.boolean(2)});")

    def vote(self, scope):
        kind = self.r.randrange(3)
        target = self.r.choice(self.variables["unsigned"])
        call = ["__ballot_sync", "(unsigned)__any_sync", "(unsigned)__all_sync"][kind]
        self.put(f"{target} = {call}(0xffffffffu, {self.boolean(2)});")

    def shuffle(self, scope):
        kind = self.r.choice([kind for kind in ("int", "unsigned", "float", "unsigned long long", "double")
                              if self.variables[kind]])
        target = self.r.choice(self.variables[kind])
        value = self.of_type(kind)
        if self.chance(0.3):
            ask, members = self.fresh("ask"), self.fresh("members")
            self.put(f"bool {ask} = {self.boolean(2)};")
            self.put(f"unsigned {members} = __ballot_sync(0xffffffffu, {ask});")
            self.put(f"if ({ask}) {target} = __shfl_sync({members}, {value}, __ffs((int){members}) - 1);")
            return
        name = self.r.choice(["__shfl_xor_sync", "__shfl_up_sync", "__shfl_down_sync", "__shfl_sync"])
        by = self.r.choice(["1", "5", "16", f"(int)({self.unsigned(1, True)} & 31u)",
                            f"(int)({self.unsigned(1)} & 31u)" if name == "__shfl_sync" else "31"])
        self.put(f"{target} = {name}(0xffffffffu, {value}, {by});")

    # --- functions

    def device_function(self, number):
        self.in_kernel, self.depth, self.budget = False, 1, 6
        self.places, self.uniforms, self.owned = [], [], []
        wants = self.r.randint(1, 3)
        self.variables = {kind: [] for kind in TYPES}
        self.variables["unsigned"] = [f"v{i}" for i in range(wants)]
        name = f"call{number}"
        self.put(f"__device__ unsigned {name}({', '.join(f'unsigned v{i}' for i in range(wants))}) {{")
        self.lines[-1] = self.lines[-1].strip()
        scope = Scope(can_return=lambda: f"return {self.unsigned(1)};")
        for _ in range(self.r.randint(1, 4)):
            self.statement(scope)
        self.put(f"return {self.unsigned(2)};")
        self.lines.append("}")
        self.functions.append((name, wants))

    def kernel(self):
        self.scope_readable, self.shared = [], []
        for number in range(self.r.randint(0, 2)):
            self.device_function(number)
        self.in_kernel, self.depth, self.budget = True, 1, self.r.choice([6, 12, 20])
        self.places, self.uniforms, self.owned = [], ["z0", "z1"], ["z0", "z1"]
        self.variables = {kind: [] for kind in TYPES}
        self.lines.append("__global__ void k(int n, unsigned p0, int p1, const int *ia, const unsigned char *ub, "
                          "const long long *la, const float *fa, unsigned *total, unsigned long long *out) {")
        if self.spatial:
            self.put("unsigned T = blockDim.x * blockDim.y * blockDim.z;")
            self.put("unsigned t = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);")
        else:
            self.put("unsigned T = blockDim.x, t = threadIdx.x;")
        self.put("unsigned g = blockIdx.x * T + t;")
        self.put("__shared__ unsigned counts[16];")
        self.put("for (unsigned j = t; j < 16u; j += T) counts[j] = j;")
        start_of_shared, self.shared_arrays = len(self.lines), []
        self.put("__syncthreads();")
        self.put("unsigned z0 = p0, z1 = blockIdx.x;")
        for kind, prefix in TYPES.items():
            if kind in ("int", "unsigned") or self.chance(0.5):
                name = f"{prefix}0"
                self.put(f"{kind} {name} = {self.of_type(kind)};")
                self.variables[kind].append(name)
        self.kept = {kind: list(names) for kind, names in self.variables.items()}
        scope = Scope(converged=True, can_return=lambda: f"out[g * 16u] = {self.unsigned(2)} + 1000u; return;")
        for _ in range(self.r.randint(2, 7)):
            self.statement(scope)
        names = [name for names in self.kept.values() for name in names] + ["z0", "z1"]
        for at, name in enumerate(names):
            self.put(f"out[g * 16u + {at}u] = (unsigned long long){name};")
        self.put("__syncthreads();")
        self.put("out[g * 16u + 15u] = counts[t & 15u];")
        self.lines.append("}")
        self.lines[start_of_shared:start_of_shared] = self.shared_arrays
        return HEAD + STRUCT + "\n".join(self.lines) + "\n"


def kernel(seed):
    """The text, and what blocks it may be launched with."""
    generator = Generator(seed)
    text = generator.kernel()
    return text, {"spatial": generator.spatial, "whole_warps": generator.shuffles}
