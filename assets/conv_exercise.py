"""$lead

    python conv_exercise.py

$needs
"""

import json
import sys
import traceback

import numpy as np


def conv2d(input, filters, strides=(1, 1), padding="VALID", dilations=(1, 1)):
    """Standard 2-D convolution, as tf.nn.conv2d computes it.

    input      [N, H, W, C], an array
    filters    [kh, kw, C, out], an array
    strides    (down, across)
    padding    "VALID", "SAME" or ((top, bottom), (left, right))
    dilations  (down, across)
    returns    [N, H', W', out], an array
    """
    # $todo
    raise NotImplementedError


# ---------------------------------------------------------------------------------------------------------------------

CASES = json.loads(r"""$cases""")
WORDS = json.loads(r"""$words""")


def check():
    """Runs all cases up to the first that fails. Returns whether none does."""
    for number, case in enumerate(CASES, 1):
        print(WORDS["case"].format(number=number, count=len(CASES), name=case["name"]), end=" … ", flush=True)
        reason = find_fault(case)
        if reason:
            print(WORDS["fails"])
            print(f"\n{describe(case)}\n\n{reason}")
            if case["link"]:
                print(f"\n{WORDS['link']}\n{case['link']}")
            return False
        print(WORDS["passed"])
    print("\n" + WORDS["done"].format(count=len(CASES)))
    return True


def find_fault(case):
    """Why a case fails, or None."""
    expected = np.array(case["expected"])
    try:
        got = conv2d(np.array(case["input"]), np.array(case["filters"]), **options(case))
    except Exception:
        return f"{WORDS['error']}\n{traceback.format_exc(limit=-3)}"
    try:
        got = np.asarray(got, float)
    except (TypeError, ValueError):
        return WORDS["nothing"]
    if got.shape != expected.shape:
        if not got.shape:
            return WORDS["nothing"]
        said = WORDS["shape"].format(expected=list(expected.shape), got=list(got.shape))
        return said + name_mistakes(case, got) + compare(expected, got)
    wrong = np.argwhere(~np.isclose(got, expected))
    if not len(wrong):
        return None
    at = tuple(wrong[0])
    first = {"index": [int(i) for i in at], "expected": f"{expected[at]:g}", "got": f"{got[at]:g}"}
    return WORDS["first"].format(**first) + name_mistakes(case, got) + compare(expected, got)


def options(case):
    """The arguments of a case that are no arrays."""
    padding = case["padding"]
    if not isinstance(padding, str):
        padding = tuple(map(tuple, padding))
    return {"strides": tuple(case["strides"]), "padding": padding, "dilations": tuple(case["dilations"])}


def describe(case):
    """The call of a case, with its numbers, channel by channel."""
    said = ", ".join(f"{name}={value!r}" for name, value in options(case).items())
    image, filters = np.array(case["input"]), np.array(case["filters"])
    lines = [f"{WORDS['call']} conv2d(input, filters, {said})"]
    for n, c in np.ndindex(image.shape[0], image.shape[3]):
        lines.append(f"input[{n}, :, :, {c}]\n{show(image[n, :, :, c])}")
    for c, k in np.ndindex(*filters.shape[2:]):
        lines.append(f"filters[:, :, {c}, {k}]\n{show(filters[:, :, c, k])}")
    return "\n".join(lines)


def compare(expected, got):
    """Both results."""
    return f"\n\n{WORDS['expected']}:\n{show(expected)}\n{WORDS['got']}:\n{show(got)}"


def show(array):
    """An array, indented; an output [N, H, W, out] channel by channel."""
    if array.ndim == 4:
        parts = [f"[{n}, :, :, {k}]\n{array[n, :, :, k]}" for n, k in np.ndindex(array.shape[0], array.shape[3])]
        text = "\n".join(parts)
    else:
        text = str(array)
    return "    " + text.replace("\n", "\n    ")


def name_mistakes(case, got):
    """The known mistakes that give exactly this result."""
    names = [
        mistake["name"]
        for mistake in case["mistakes"]
        if np.shape(mistake["output"]) == got.shape and np.allclose(mistake["output"], got)
    ]
    return f"\n\n{WORDS['mistake']} {' '.join(names)}" if names else ""


if __name__ == "__main__":
    sys.exit(0 if check() else 1)
