"""What makes a layer work."""

from convcore.explain.mend.changes import CHANGES
from convcore.explain.mend.mend import ACCEPTED, Mend, mends

__all__ = ["ACCEPTED", "CHANGES", "Mend", "mends"]
