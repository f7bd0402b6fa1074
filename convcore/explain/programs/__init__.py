"""A layer as a program of its framework."""

from convcore.explain.programs.program import program

__all__ = ["program"]
