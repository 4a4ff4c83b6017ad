"""What becomes of the claims that can be computed: one small function a computation, over tables and models."""
