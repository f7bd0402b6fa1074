"""How tensors are filled, resized, grouped and factored."""
