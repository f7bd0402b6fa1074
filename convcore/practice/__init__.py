"""Exercises made from a seed: what is asked, what is right, which mistakes give which answers."""
