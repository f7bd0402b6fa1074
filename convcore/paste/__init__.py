"""Other people's text as tensors: tables, printed arrays, code."""
