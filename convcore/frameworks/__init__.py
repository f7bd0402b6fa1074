"""What TensorFlow, Keras, PyTorch, JAX and NumPy refuse, and the program each is given."""
