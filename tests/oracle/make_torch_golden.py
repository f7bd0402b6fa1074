"""Asks PyTorch for the grouped convolutions of tests/oracle/cases.py and keeps them in tests/convcore/golden.

    python tests/oracle/make_torch_golden.py            writes the file
    python tests/oracle/make_torch_golden.py --check    asks again and compares; fails on any difference

Runs under tests/oracle/requirements.txt. Whole numbers are computed in float64, where these sums are exact.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from cases import GROUPED, Case, fingerprint, tensors
from make_golden import GOLDEN, difference
from torch.nn import functional

FILE = GOLDEN / "torch_grouped.json"


def ask(case: Case) -> dict[str, Any]:
    """One record of the file: the case, the groups that follow from its shapes, and PyTorch's answer."""
    dtype = np.float64 if case.numbers == "whole" else np.float32
    image, filters = (torch.from_numpy(tensor.astype(dtype)) for tensor in tensors(case))
    image, weight = image.permute(0, 3, 1, 2), filters.permute(3, 2, 0, 1)
    groups = case.input[3] // case.filters[2]
    padding = case.padding.lower() if isinstance(case.padding, str) else 0
    if padding == 0:
        (top, bottom), (left, right) = case.padding
        image = functional.pad(image, (left, right, top, bottom))
    output = functional.conv2d(
        image, weight, stride=case.strides, padding=padding, dilation=case.dilations, groups=groups
    )
    values = output.permute(0, 2, 3, 1).numpy()
    whole = case.numbers == "whole"
    return {
        **json.loads(json.dumps(asdict(case))),
        "tensors": fingerprint(case),
        "groups": groups,
        "shape": list(values.shape),
        "output": [int(v) if whole else float(str(v)) for v in values.ravel()],
    }


def write() -> None:
    """The file anew, one record a line."""
    lines = ",\n".join(json.dumps(ask(case), separators=(",", ":")) for case in GROUPED)
    FILE.write_text(f'{{"torch":{json.dumps(torch.__version__.split("+")[0])},"cases":[\n{lines}\n]}}\n')
    print(f"{FILE.name}: {len(GROUPED)} cases from PyTorch {torch.__version__}")


def check() -> bool:
    """Whether the file holds what PyTorch answers now; prints what differs and a summary."""
    stored = json.loads(FILE.read_text())["cases"]
    wrong = abs(len(stored) - len(GROUPED))
    for case, record in zip(GROUPED, stored, strict=False):
        if reason := difference(ask(case), record):
            print(f"{case.name}: {reason}")
            wrong += 1
    print(f"PyTorch {torch.__version__}: {len(GROUPED)} grouped cases compared, {wrong} differences")
    return wrong == 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare the stored values with fresh ones")
    if parser.parse_args().check:
        sys.exit(0 if check() else 1)
    write()
