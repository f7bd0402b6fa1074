"""What a framework's error says: recognised, its numbers in their roles, causes ranked, mended."""

from convcore.explain.explain import Explanation, explain

__all__ = ["Explanation", "explain"]
