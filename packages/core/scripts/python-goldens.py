"""Writes src/expr/goldens/python.json: what Python makes of a few thousand random expressions.

Run from packages/core with CPython 3.11 or newer:

    python3 scripts/python-goldens.py > src/expr/goldens/python.json

The same seed gives the same file. Numbers are evaluated operator by operator with Python's own operators; only what
the language adds is added here: an unavailable figure is unknown, logic is Kleene's, a result that is nan or an integer
of more than 4096 bits is an error, and a constant operation without a value is refused.

Results: `i:…` int, `f:…` float, `b:0` `b:1`, `u` unknown figure, `e:KIND` error, `x:KIND` refused when configured.
Kinds: z division by zero, o overflow, c complex, n not a number.
"""

import ast
import json
import math
import operator
import random
from decimal import Decimal, getcontext

getcontext().prec = 80
rng = random.Random(20250220)

NAMES = {"used": "int", "available": "int", "total": "int", "memory_required": "int",
         "used_percent": "float", "used_total_percent": "float"}
UNITS = {"kb": 1000, "mb": 1000**2, "gb": 1000**3, "kib": 1024, "mib": 1024**2, "gib": 1024**3}
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
             ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: operator.pow}
COMPARISONS = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
               ast.Eq: operator.eq, ast.NotEq: operator.ne}


class Fault(Exception):
    """A number without a value."""

    def __init__(self, kind):
        self.kind = kind


class Skip(Exception):
    """This platform's pow is not correctly rounded here."""


def settle(value):
    if isinstance(value, complex):
        raise Fault("c")
    if isinstance(value, float) and math.isnan(value):
        raise Fault("n")
    if isinstance(value, int) and value.bit_length() > 4096:
        raise Fault("o")
    return value


def guarded(apply, *args):
    try:
        return settle(apply(*args))
    except ZeroDivisionError:
        raise Fault("z") from None
    except OverflowError:
        raise Fault("o") from None


def power(a, b):
    if isinstance(a, int) and isinstance(b, int) and b >= 0:
        if abs(a) > 1 and (a.bit_length() - 1) * b > 4096:
            raise Fault("o")
        return a**b
    result = a**b
    if isinstance(result, float) and math.isfinite(result) and result != 0 and not exactly(a, b, result):
        raise Skip
    return result


def exactly(a, b, result):
    """Whether a float power is correctly rounded. A subnormal is taken at its word."""
    x, y = abs(float(a)), float(b)
    if x in (0.0, 1.0) or math.isinf(x) or math.isinf(y) or abs(result) < 1e-300:
        return True
    wanted = abs(result)
    exact = (Decimal(y) * Decimal(x).ln()).exp()
    error = abs(exact - Decimal(wanted))
    below = exact - Decimal(math.nextafter(wanted, 0.0))
    above = Decimal(math.nextafter(wanted, math.inf)) - exact if wanted < 1e308 else error + 1
    return error <= abs(below) and error <= abs(above)


def number(node, values):
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            value = values[node.id]
            if value is None:
                raise Fault("u")
            return value
        case ast.UnaryOp(op=ast.USub()):
            return -number(node.operand, values)
        case ast.UnaryOp(op=ast.UAdd()):
            return +number(node.operand, values)
        case ast.BinOp():
            left, right = number(node.left, values), number(node.right, values)
            apply = power if isinstance(node.op, ast.Pow) else OPERATORS[type(node.op)]
            return guarded(apply, left, right)
        case ast.Call():
            args = [number(arg, values) for arg in node.args]
            name = node.func.id
            if name in UNITS:
                return guarded(operator.mul, args[0], UNITS[name])
            return guarded({"min": min, "max": max, "abs": abs, "round": round}[name], *args)
    raise AssertionError(ast.dump(node))


def conjunction(truths):
    """Kleene's and; faults stand for unknown."""
    if any(truth is False for truth in truths):
        return False
    return next((truth for truth in truths if truth is not True), True)


def attempt(node, values):
    try:
        return number(node, values)
    except Fault as fault:
        return fault


def compare(op, a, b):
    if isinstance(a, Fault):
        return a
    return b if isinstance(b, Fault) else COMPARISONS[type(op)](a, b)


def negation(truth):
    return truth if isinstance(truth, Fault) else not truth


def truth(node, values):
    match node:
        case ast.Constant():
            return node.value
        case ast.UnaryOp():
            return negation(truth(node.operand, values))
        case ast.BoolOp(op=ast.And()):
            return conjunction([truth(each, values) for each in node.values])
        case ast.BoolOp():
            return negation(conjunction([negation(truth(each, values)) for each in node.values]))
        case ast.Compare():
            operands = [attempt(each, values) for each in [node.left, *node.comparators]]
            pairs = zip(node.ops, operands, operands[1:])
            return conjunction([compare(op, a, b) for op, a, b in pairs])
    raise AssertionError(ast.dump(node))


def is_constant(node):
    return not any(isinstance(each, ast.Name) and each.id in NAMES for each in ast.walk(node))


def refusal(tree):
    """The kind of the first constant operation without a value, in the order in which a checker meets it."""
    for child in ast.iter_child_nodes(tree):
        found = refusal(child)
        if found:
            return found
    if isinstance(tree, (ast.BinOp, ast.Call)):
        divides = isinstance(tree, ast.BinOp) and isinstance(tree.op, (ast.Div, ast.FloorDiv, ast.Mod))
        if divides and is_constant(tree.right) and number(tree.right, {}) == 0:
            return "z"
        if is_constant(tree):
            result = attempt(tree, {})
            return result.kind if isinstance(result, Fault) else None
    return None


def shown(result):
    match result:
        case Fault(kind="u"):
            return "u"
        case Fault():
            return f"e:{result.kind}"
        case bool():
            return f"b:{int(result)}"
        case int():
            return f"i:{result}"
        case float():
            return f"f:{result!r}"


def literal():
    kind = rng.random()
    if kind < 0.35:
        return str(rng.randint(0, 12))
    if kind < 0.5:
        return rng.choice(["0xff", "0b1_01", "0o17", "1_000", "00", "9007199254740991", "9007199254740993",
                           "100000000000000000000", "0x_1_0", "123456789012345678901234567890"])
    if kind < 0.65:
        return str(rng.randint(0, 10**rng.randint(3, 14)))
    if kind < 0.8:
        return rng.choice(["0.5", ".25", "1.", "1e3", "1_0.0_1", "2.5E-3", "0.1", "2.675", "1e308", "5e-324", "1e16",
                           "0.0", "3.5", "0e0", "012.5", "9007199254740993.0"])
    return repr(round(rng.uniform(0, 10**rng.randint(0, 6)), rng.randint(0, 8)))


def numeric(depth):
    if depth == 0 or rng.random() < 0.15:
        return rng.choice(list(NAMES)) if rng.random() < 0.5 else literal()
    kind = rng.random()
    if kind < 0.6:
        op = rng.choice(["+", "-", "*", "/", "//", "%", "+", "-", "*", "/", "//", "%", "**"])
        right = exponent() if op == "**" and rng.random() < 0.8 else numeric(depth - 1)
        return f"{numeric(depth - 1)} {op} {right}"
    if kind < 0.7:
        return f"({numeric(depth - 1)})"
    if kind < 0.78:
        return f"{rng.choice('-+-')}{numeric(depth - 1)}"
    if kind < 0.84:
        return f"{rng.choice(list(UNITS))}({numeric(depth - 1)})"
    if kind < 0.92:
        args = ", ".join(numeric(depth - 1) for _ in range(rng.randint(2, 3)))
        return f"{rng.choice(['min', 'max'])}({args})"
    return call(depth)


def exponent():
    return rng.choice(["0", "1", "2", "3", "-1", "-2", "0.5", "1.5", "-0.5", "0.1", "(used % 5)", "(2 - used % 5)",
                       "2 ** 2", "-(1.25)", "(used_percent / 50)"])


def call(depth):
    if rng.random() < 0.4:
        return f"abs({numeric(depth - 1)})"
    if rng.random() < 0.4:
        return f"round({numeric(depth - 1)})"
    return f"round({numeric(depth - 1)}, {rng.choice(['0', '1', '2', '3', '-1', '-2', '-5', '7', '400', '-400'])})"


def logical(depth):
    kind = rng.random()
    if depth == 0 or kind < 0.4:
        operators = [rng.choice(["<", "<=", ">", ">=", "==", "!="]) for _ in range(rng.choice([1, 1, 1, 2, 3]))]
        return numeric(1) + "".join(f" {op} {numeric(1)}" for op in operators)
    if kind < 0.48:
        return rng.choice(["True", "False"])
    if kind < 0.6:
        return f"not {logical(depth - 1)}"
    if kind < 0.7:
        return f"({logical(depth - 1)})"
    return f"{logical(depth - 1)} {rng.choice(['and', 'or'])} {logical(depth - 1)}"


def value_sets():
    sets = []
    for i in range(24):
        values = {name: rng.randint(0, 10**rng.randint(1, 12)) for name, kind in NAMES.items() if kind == "int"}
        values.update({name: rng.choice([rng.uniform(0, 100), float(rng.randint(0, 100))])
                       for name, kind in NAMES.items() if kind == "float"})
        if i % 4 == 1:
            values["total"] = rng.choice([2**53 + 1, 2**64 - 1, 10**19])
        if i % 4 == 2:
            values[rng.choice(list(NAMES))] = None
        if i % 6 == 3:
            values["available"] = 0
        if i % 6 == 5:
            values["available"] = math.inf
        sets.append(values)
    return sets


def parsed(source):
    """The tree, or nothing when Python does not take the source as one expression."""
    try:
        return ast.parse(source, mode="eval").body
    except SyntaxError:
        return None


def evaluated(source, evaluate, values):
    tree = parsed(source)
    kind = refusal(tree)
    if kind:
        return f"x:{kind}"
    try:
        return shown(evaluate(tree, values))
    except Fault as fault:
        return shown(fault)


def cases(count, build, evaluate, sets):
    found = {}
    while len(found) < count:
        source, index = build(), rng.randrange(len(sets))
        if len(source) > 90 or ("round" in source and math.inf in sets[index].values()):
            continue
        try:
            result = evaluated(source, evaluate, sets[index])
        except Skip:
            continue
        if len(result) < 300:
            found[source] = [source, index, result]
    return list(found.values())


SOUP = ["used", "1", "2.5", "True", "(", ")", "(", ")", "+", "-", "*", "**", "//", "<", "==", "and", "or", "not", "max(",
        ",", "kb(", "not"]


def shape(node):
    """A tree as text with all its parentheses; nothing when it uses more than the language has."""
    match node:
        case ast.Constant(value=bool() | int() | float()):
            return str(node.value)
        case ast.Name():
            return node.id
        case ast.UnaryOp(op=ast.Not()):
            return f"(not {shape(node.operand)})"
        case ast.UnaryOp():
            return f"({'-' if isinstance(node.op, ast.USub) else '+'}{shape(node.operand)})"
        case ast.BinOp():
            symbols = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//", ast.Pow: "**"}
            return f"({shape(node.left)} {symbols[type(node.op)]} {shape(node.right)})"
        case ast.BoolOp():
            return "(" + (" and " if isinstance(node.op, ast.And) else " or ").join(map(shape, node.values)) + ")"
        case ast.Compare():
            symbols = [{ast.Lt: "<", ast.Eq: "=="}[type(op)] for op in node.ops]
            rest = "".join(f" {op} {shape(each)}" for op, each in zip(symbols, node.comparators))
            return f"({shape(node.left)}{rest})"
        case ast.Call(func=ast.Name(id="max" | "kb"), keywords=[]):
            return f"{node.func.id}({', '.join(map(shape, node.args))})"
    raise Skip


def soup(count):
    """Random words, most of them no expression; half of the cases are some."""
    good, bad = {}, {}
    while len(good) < count or len(bad) < count:
        source = " ".join(rng.choice(SOUP) for _ in range(rng.randint(1, 9)))
        tree = parsed(source)
        try:
            good.setdefault(source, shape(tree)) if tree else bad.setdefault(source, None)
        except Skip:
            continue
    return list(good.items())[:count] + list(bad.items())[:count]


def plain(value):
    return "inf" if value == math.inf else str(value) if isinstance(value, int) and value > 2**53 else value


def main():
    import warnings
    warnings.simplefilter("ignore")
    sets = value_sets()
    document = {
        "values": [{name: plain(value) for name, value in values.items()} for values in sets],
        "numbers": cases(2200, lambda: numeric(rng.randint(1, 3)), number, sets),
        "truths": cases(1200, lambda: logical(rng.randint(0, 2)), truth, sets),
        "syntax": soup(500),
    }
    parts = (f"{json.dumps(key)}: [\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]"
             for key, rows in document.items())
    print("{\n" + ",\n".join(parts) + "\n}")


main()
