"""What TensorFlow, Keras, PyTorch, JAX and NumPy refuse, and the program each is given."""

from convcore.frameworks.program import FRAMEWORKS, RULES, find_rules, snippet
from convcore.frameworks.rules import Rule, values
from convcore.frameworks.tensorflow import ARTICLE

__all__ = ["ARTICLE", "FRAMEWORKS", "RULES", "Rule", "find_rules", "snippet", "values"]
