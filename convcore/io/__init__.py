"""A convolution as files, out and in again."""
