"""Numbers of 16 and 8 bits and back, for the expectations of run tests, by exact arithmetic.

`f16(x)` and `bf16(x)` are the bits of the nearest number, ties to even, of a float, an int or a Fraction; every
NaN is the same one. A mode "rz", "ru" or "rd" rounds in that direction. `from_f16(bits)`, `from_bf16(bits)` and `from_f32(bits)` are the numbers that have these bits, `bits_f32(x)` those of
a float. `e4m3(x, saturate)` and `e5m2` are the formats of 8 bits. `divide(a, b)` takes zeros as IEEE 754 does, `fused(a, b, c)` is the exact a * b + c.
"""
import fractions
import math
import struct


def _rounded(x, fraction, exponent, mode):
    special = ((1 << exponent) - 1) << fraction
    if x != x:
        return special | 1 << fraction - 1
    sign = (1 << fraction + exponent) if x < 0 or (x == 0 and math.copysign(1, x) < 0) else 0
    if x in (math.inf, -math.inf):
        return sign | special
    top, bottom = abs(x).as_integer_ratio()
    least = 2 - (1 << exponent - 1)  # exponent of the least normal number
    power = top.bit_length() - bottom.bit_length() if top else least
    power -= (top << max(-power, 0)) < (bottom << max(power, 0))
    power = min(max(power, least), 1 << exponent - 1)
    shift = fraction - power
    units, rest = divmod(top << max(shift, 0), bottom << max(-shift, 0))
    double, whole = 2 * rest, bottom << max(-shift, 0)
    up = {"rn": double > whole or (double == whole and units & 1), "rz": False, "ru": rest and not sign,
          "rd": rest and sign}[mode]
    largest = special if mode == "rn" or mode == ("rd" if sign else "ru") else special - 1
    return sign | min(((power - least) << fraction) + units + bool(up), largest)


def _number(bits, fraction, exponent):
    magnitude = bits & (1 << fraction + exponent) - 1
    sign = -1.0 if bits >> fraction + exponent & 1 else 1.0
    special = ((1 << exponent) - 1) << fraction
    if magnitude >= special:
        return sign * math.inf if magnitude == special else math.nan
    field, units = magnitude >> fraction, magnitude & (1 << fraction) - 1
    units, field = (units | 1 << fraction, field) if field else (units, 1)
    return sign * math.ldexp(units, field + 1 - (1 << exponent - 1) - fraction)


def from_e4m3(bits):
    magnitude = bits & 0x7f
    value = math.ldexp(magnitude & 7 | (8 if magnitude > 7 else 0), max(magnitude >> 3, 1) - 10)
    return math.nan if magnitude == 0x7f else -value if bits & 0x80 else value


def from_e5m2(bits):
    return _number(bits & 0xff, 2, 5)


def _nearest_code(x, value_of, most, saturate):
    """By search: the nearest of all values, of two the one whose code is even."""
    if x != x:
        return 0x7f if most == 0x7e else 0x7e
    sign = 0x80 if math.copysign(1, x) < 0 else 0
    middle = value_of(most) + (value_of(most) - value_of(most - 1)) / 2
    if abs(x) > middle or (abs(x) == middle and most & 1):
        return sign | (most if saturate else most + 1)
    return sign | min(range(most + 1), key=lambda code: (abs(value_of(code) - abs(x)), code & 1))


def e4m3(x, saturate=True):
    return _nearest_code(x, from_e4m3, 0x7e, saturate)


def e5m2(x, saturate=True):
    return _nearest_code(x, from_e5m2, 0x7b, saturate)


def f16(x, mode="rn"):
    return _rounded(x, 10, 5, mode)


def bf16(x, mode="rn"):
    return _rounded(x, 7, 8, mode)


def from_f16(bits):
    return _number(bits & 0xffff, 10, 5)


def from_bf16(bits):
    return _number(bits & 0xffff, 7, 8)


def from_f32(bits):
    return struct.unpack("<f", struct.pack("<I", bits & 0xffffffff))[0]


def bits_f32(x):
    return 0x7fc00000 if x != x else struct.unpack("<I", struct.pack("<f", x))[0]


def divide(a, b):
    if b != 0 or a != a or a == 0:
        return a / b if b != 0 else math.nan
    return math.copysign(1, a) * math.copysign(1, b) * math.inf


def fused(a, b, c):
    rounded = a * b + c  # a zero or no number: as it is
    if rounded == 0 or not math.isfinite(rounded):
        return rounded
    return fractions.Fraction(a) * fractions.Fraction(b) + fractions.Fraction(c)


def mix(i):
    """64 bits that look random."""
    i = (i + 1) * 0x9e3779b97f4a7c15 & (1 << 64) - 1
    i = (i ^ i >> 30) * 0xbf58476d1ce4e5b9 & (1 << 64) - 1
    return i ^ i >> 27


def signed(bits, width):
    return bits - (1 << width) if bits >> width - 1 else bits


def to_integer(x, width, is_signed):
    """As the kernel language converts: toward zero, saturated, 0 for a NaN."""
    if x != x:
        return 0
    least, most = (-(1 << width - 1), (1 << width - 1) - 1) if is_signed else (0, (1 << width) - 1)
    return least if x < least else most if x > most else math.trunc(x)
