"""Where tensors and options are changed."""
