"""How many parameters and multiply-adds the kinds of convolution have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from convcore.cost.formulas import COST_RULES, Formula, Sizes
from convcore.kinds import POSITIONS
from convcore.practice.chance import Chance
from convcore.practice.convolution import Convolution, PlayedCell
from convcore.practice.draw import HIGH, LOW
from convcore.practice.model import Exercise, Mistake, Text
from convcore.spec import Padding, kernel_extent

What = Literal["parameters", "multiply_adds"]
Symbols = Mapping[str, int]
LEVELS: Mapping[int, tuple[tuple[str, What], ...]] = {
    1: (("standard", "parameters"), ("depthwise", "parameters")),
    2: (
        ("grouped", "parameters"),
        ("separable", "parameters"),
        ("standard", "multiply_adds"),
        ("depthwise", "multiply_adds"),
    ),
    3: (("grouped", "multiply_adds"), ("separable", "multiply_adds")),
}
RULE = {rule.kind: rule for rule in COST_RULES}
CODE = {
    "standard": "conv2d(input, filters, strides={strides}, padding={padding!r})",
    "grouped": "conv2d(input, filters, strides={strides}, padding={padding!r})",
    "depthwise": "depthwise_conv2d(input, filters, strides={strides}, padding={padding!r})",
    "separable": "separable_conv2d(input, depthwise, pointwise, strides={strides}, padding={padding!r})",
}


def make_count(chance: Chance, level: int) -> Exercise:
    """How many weights, or how many multiply-adds, has a layer?"""
    kind, what = chance.plan.pick(LEVELS[level])
    return ask_count(kind, what, draw_sizes(chance, kind, level), chance)


def draw_sizes(chance: Chance, kind: str, level: int) -> Sizes:
    """Sizes to multiply in one's head."""
    groups = 2 if kind == "grouped" else 1
    stride = 1 if level == 1 else chance.plan.between(1, 2)
    kernel = (chance.between(2, 3), chance.between(2, 3))
    padding: Padding = chance.plan.pick(("VALID", "SAME"))
    height, width = (kernel_extent(k, 1) + chance.between(1, 3) for k in kernel)
    channels = groups * chance.between(2, 3) if groups > 1 else chance.between(2, 4)
    outputs = groups * chance.between(2, 3) if groups > 1 else chance.between(2, 6)
    multiplier = chance.between(1, 3) if kind in ("depthwise", "separable") else 1
    return Sizes(height, width, channels, kernel, outputs, multiplier, groups, (stride, stride), padding)


def ask_count(kind: str, what: What, sizes: Sizes, chance: Chance) -> Exercise:
    """The question about one number of one kind of layer."""
    rule, symbols = RULE[kind], sizes.symbols() | {"Cout/G": sizes.outputs // sizes.groups}
    right: Formula = rule.parameters if what == "parameters" else rule.multiply_adds
    shapes = {"input": [1, sizes.height, sizes.width, sizes.channels], "filters": list_shapes(kind, symbols)}
    conv = _fill(kind, sizes, chance)
    return Exercise(
        form="number",
        question=Text(f"practice.count.question.{what}", {"kind": Text(f"practice.count.kind.{kind}"), **shapes}),
        right=right.value(symbols),
        lines=(_write(right, symbols),),
        why=Text(f"practice.count.why.{what}"),
        mistakes=tuple(_find(kind, right, symbols)),
        hints=(
            Text(f"practice.count.hint.{kind}"),
            Text(f"practice.count.hint.{what}", {"rows": symbols["H'"], "cols": symbols["W'"]}),
        ),
        code=CODE[kind].format(strides=sizes.strides[0], padding=sizes.padding),
        show=PlayedCell(conv, (0, conv.shape[1] - 1, conv.shape[2] - 1, conv.shape[3] - 1)),
    )


def list_shapes(kind: str, symbols: Symbols) -> str:
    """The shapes of the filters; the separable convolution has two."""
    kh, kw, channels, multiplier = (symbols[name] for name in ("kh", "kw", "C", "M"))
    spatial, across = [kh, kw, channels, multiplier], [1, 1, channels * multiplier, symbols["Cout"]]
    if kind == "separable":
        return f"{spatial}, {across}"
    return str(spatial if kind == "depthwise" else [kh, kw, symbols["C/G"], symbols["Cout"]])


def _fill(kind: str, sizes: Sizes, chance: Chance) -> Convolution:
    """A convolution of these sizes; of the separable one, the first stage."""
    symbols = sizes.symbols()
    image = chance.tensor((1, sizes.height, sizes.width, sizes.channels), 0, HIGH)
    depthwise = kind in ("depthwise", "separable")
    last = (symbols["C"], symbols["M"]) if depthwise else (symbols["C/G"], symbols["Cout"])
    filters = chance.tensor((*sizes.kernel, *last), LOW, HIGH)
    return Convolution("depthwise" if depthwise else "standard", image, filters, sizes.strides, sizes.padding)


# Wrong formulas: each is made of the right one's terms --------------------------------------------------------------


def groups_forgotten(kind: str, terms: Formula) -> Formula | None:
    """Each output channel sees all input channels."""
    return _change(terms, {"C/G": "C"}) if kind == "grouped" else None


def groups_twice(kind: str, terms: Formula) -> Formula | None:
    """Both channel counts are divided, and the groups are not added up."""
    return _change(terms, {"Cout": "Cout/G"}) if kind == "grouped" else None


def read_as_standard(kind: str, terms: Formula) -> Formula | None:
    """Each of the C*M output channels has a kernel for every input channel."""
    return Formula(tuple((*term, "C") for term in terms.terms)) if kind == "depthwise" else None


def multiplier_forgotten(kind: str, terms: Formula) -> Formula | None:
    """One kernel for each input channel."""
    return _change(terms, {"M": ""}) if kind in ("depthwise", "separable") else None


def pointwise_forgotten(kind: str, terms: Formula) -> Formula | None:
    """The first stage alone."""
    return Formula(terms.terms[:1]) if kind == "separable" else None


def stages_multiplied(kind: str, terms: Formula) -> Formula | None:
    """The stages' weights are multiplied instead of added."""
    if kind != "separable":
        return None
    first, second = terms.terms
    return Formula(((*first, *(name for name in second if name not in POSITIONS)),))


def standard_instead(kind: str, terms: Formula) -> Formula | None:
    """The standard convolution with the same input and output."""
    if kind != "separable":
        return None
    shared = [name for name in terms.terms[0] if name in POSITIONS]
    return Formula(((*shared, *RULE["standard"].parameters.terms[0]),))


def channels_forgotten(kind: str, terms: Formula) -> Formula | None:
    """A kernel is taken to be flat."""
    return _change(terms, {"C": "", "C/G": ""}) if kind in ("standard", "grouped") else None


def outputs_forgotten(kind: str, terms: Formula) -> Formula | None:
    """One filter for all output channels."""
    return _change(terms, {"Cout": ""}) if kind in ("standard", "grouped") else None


def side_forgotten(kind: str, terms: Formula) -> Formula | None:
    """Only one side of the kernel is counted."""
    return _change(terms, {"kw": ""})


def positions_forgotten(kind: str, terms: Formula) -> Formula | None:
    """The weights alone: every weight is used once."""
    return _change(terms, {"H'": "", "W'": ""}) if "H'" in terms.terms[0] else None


def input_positions(kind: str, terms: Formula) -> Formula | None:
    """The window stands on every input cell."""
    return _change(terms, {"H'": "H", "W'": "W"}) if "H'" in terms.terms[0] else None


def bias_counted(kind: str, terms: Formula) -> Formula | None:
    """A bias for each output channel is counted as well."""
    outs = ("C", "M") if kind == "depthwise" else ("Cout",)
    return None if "H'" in terms.terms[0] else Formula((*terms.terms, outs))


WAYS: tuple[Callable[[str, Formula], Formula | None], ...] = (
    groups_forgotten,
    groups_twice,
    read_as_standard,
    multiplier_forgotten,
    pointwise_forgotten,
    stages_multiplied,
    standard_instead,
    channels_forgotten,
    outputs_forgotten,
    side_forgotten,
    positions_forgotten,
    input_positions,
    bias_counted,
)


def _change(formula: Formula, names: Mapping[str, str]) -> Formula | None:
    """The formula with other names, or without those whose other name is empty; None where that is the same."""
    changed = Formula(tuple(tuple(new for name in term if (new := names.get(name, name))) for term in formula.terms))
    return None if changed == formula else changed


def _find(kind: str, right: Formula, symbols: Symbols) -> Iterator[Mistake]:
    """The wrong formulas that differ from the right one in more than factors of 1."""
    for way in WAYS:
        wrong = way(kind, right)
        if wrong is not None and _factors(wrong, symbols) != _factors(right, symbols):
            yield Mistake(way.__name__, wrong.value(symbols), (_write(wrong, symbols),))


def _factors(formula: Formula, symbols: Symbols) -> list[list[int]]:
    """The numbers of each term without ones."""
    return [sorted(symbols[name] for name in term if symbols[name] != 1) for term in formula.terms]


def _write(formula: Formula, symbols: Symbols) -> str:
    """The formula in names, in numbers, and what it comes to."""
    return f"{formula.text} = {formula.fill_in(symbols)} = {formula.value(symbols)}"
