"""Pure models, one mechanism a file: numbers and pandas in, plain results out, no input or output."""
