"""Why it probably happened."""

from convcore.explain.causes.diagnose import RULES, Diagnosis, diagnose
from convcore.explain.causes.layout import is_in_other_order

__all__ = ["RULES", "Diagnosis", "diagnose", "is_in_other_order"]
