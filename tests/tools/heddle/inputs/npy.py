"""npy.py FILE DESCR SHAPE [fortran] VALUES...: writes a .npy file; SHAPE as 2x3. npy.py show FILE: prints one."""
import ast
import struct
import sys

CODES = {"b1": "?", "i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "i8": "q", "u8": "Q", "f4": "f",
         "f8": "d", "f2": "e", "V2": "H"}


def write(path, descr, shape, values):
    fortran = values[:1] == ["fortran"]
    values = [float(v) if "f" in descr else int(v) for v in values[fortran:]]
    dims = "".join(f"{extent}," for extent in shape.split("x"))
    header = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': ({dims}), }}".ljust(117) + "\n"
    order = ">" if descr[0] == ">" else "<"
    data = struct.pack(f"{order}{len(values)}{CODES[descr[1:]]}", *values)
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data)


def show(path):
    data = open(path, "rb").read()
    size, = struct.unpack("<H", data[8:10])
    header = ast.literal_eval(data[10:10 + size].decode())
    body = data[10 + size:]
    code = CODES[header["descr"][1:]]
    values = struct.unpack(f"<{len(body) // struct.calcsize(code)}{code}", body)
    print(header["descr"], header["fortran_order"], header["shape"], *values)


show(sys.argv[2]) if sys.argv[1] == "show" else write(*sys.argv[1:4], sys.argv[4:])
