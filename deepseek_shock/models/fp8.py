"""Numbers of eight bits, and the scales that make them do: FP8 as DeepSeek-V3 trains with it.

E4M3 has one sign, four exponent and three fraction bits: 127 values from 0 to 448. A scale moves a group of numbers
into that range. One scale for a whole tensor has to fit its largest number, and small ones are lost to zero
(underflow); one scale for each tile of 128 keeps an outlier's harm within its tile. What fine scales give is range.
They do not give precision: with three fraction bits a number is off by up to a sixteenth, however fine the tile.

Sources: DeepSeek-V3 report (arXiv 2412.19437), section 3.3, and the inference code published with it. Outliers and
matrices here are synthetic.
"""

from collections.abc import Callable
from math import prod

import ml_dtypes
import numpy as np

from deepseek_shock.models.arguments import ArgumentError, require_positive

E4M3 = ml_dtypes.float8_e4m3fn
LARGEST = float(ml_dtypes.finfo(E4M3).max)  # 448
SMALLEST_AMAX = 1e-4  # a tile of zeros still needs a scale above zero
TILE = (1, 128)  # of activations
BLOCK = (128, 128)  # of weights
REGISTER_BITS = 14  # of the sum inside the tensor cores of an H800 (section 3.3.2)
CHUNK = 32  # products that are added to the register at once

Addition = Callable[[np.ndarray, np.ndarray], np.ndarray]  # register, products -> register


def values() -> np.ndarray:
    """All values of E4M3 that are not negative, in rising order."""
    patterns = np.arange(128, dtype=np.uint8).view(E4M3).astype(float)
    return patterns[np.isfinite(patterns)]


def rounded(numbers: np.ndarray) -> np.ndarray:
    """The nearest values of E4M3.

    Raises:
        ArgumentError: A number is beyond 448 or missing.
    """
    if not (np.abs(numbers) <= LARGEST).all():
        raise ArgumentError(f"A number is beyond {LARGEST:g} or missing; scale the numbers into the range of E4M3.")
    return numbers.astype(E4M3).astype(float)


def quantised(matrix: np.ndarray, tile: tuple[int, int]) -> np.ndarray:
    """What is left of a matrix in E4M3, with one scale a tile: its largest number / 448.

    `TILE` for activations, `BLOCK` for weights, the shape of the matrix for one scale in all.

    Raises:
        ArgumentError: The tile does not divide the matrix, or a number is missing.
    """
    tiles = _tiles(matrix, tile)
    largest = np.abs(tiles).max(axis=(1, 3), keepdims=True)
    scale = np.maximum(largest, SMALLEST_AMAX) / LARGEST
    return (rounded(np.clip(tiles / scale, -LARGEST, LARGEST)) * scale).reshape(matrix.shape)


def relative_error(exact: np.ndarray, approximate: np.ndarray) -> float:
    """Root of the summed squares of the errors over that of the numbers.

    Args:
        exact: The numbers, not all zero.
        approximate: What became of them.

    Returns:
        A fraction.
    """
    return float(np.sqrt(((approximate - exact) ** 2).sum() / (exact**2).sum()))


def underflow(exact: np.ndarray, approximate: np.ndarray) -> float:
    """Share of the numbers other than zero that have become zero.

    Args:
        exact: The numbers.
        approximate: What became of them.

    Returns:
        A fraction.
    """
    return float((approximate[exact != 0] == 0).mean())


def with_outliers(shape: tuple[int, int], outlier: float, count: int, seed: int = 0) -> np.ndarray:
    """Normal numbers, a few of which are replaced by outliers of either sign; synthetic.

    Args:
        shape: Of the matrix.
        outlier: Size of each outlier, in standard deviations of the others.
        count: How many outliers there are.
        seed: Of the numbers and their places.

    Returns:
        The matrix.

    Raises:
        ArgumentError: `outlier` is not above zero or there are more outliers than numbers.
    """
    require_positive(outlier=outlier)
    random, size = np.random.default_rng(seed), prod(shape)
    if not 0 <= count <= size:
        raise ArgumentError(f"count is {count}; give from 0 to the {size} numbers of the matrix.")
    numbers, places = random.standard_normal(size), random.choice(size, count, replace=False)
    numbers[places] = np.copysign(outlier, numbers[places])
    return numbers.reshape(shape)


def truncated(numbers: np.ndarray, largest: np.ndarray) -> np.ndarray:
    """Cut off, towards zero, what a register that holds the largest number has no bits for.

    Args:
        numbers: Any shape.
        largest: The number whose first bit is the first of the 14; a shape that spreads over that of `numbers`.

    Returns:
        The shape of `numbers`.
    """
    _, exponent = np.frexp(largest)
    step = np.ldexp(1.0, exponent - REGISTER_BITS)
    return np.trunc(numbers / step) * step


def add_together(register: np.ndarray, products: np.ndarray) -> np.ndarray:
    """Add a chunk to the register as if its products were summed exactly and only the new sum were cut.

    Args:
        register: One sum a row.
        products: Rows x products of the chunk.

    Returns:
        The register afterwards.
    """
    total = register + products.sum(axis=-1)
    return truncated(total, total)


def add_each(register: np.ndarray, products: np.ndarray) -> np.ndarray:
    """Add a chunk to the register as if each product were cut to the bits of the largest number present.

    Args:
        register: One sum a row.
        products: Rows x products of the chunk.

    Returns:
        The register afterwards.
    """
    terms = np.concatenate([register[:, np.newaxis], products], axis=-1)
    total = truncated(terms, np.abs(terms).max(axis=-1, keepdims=True)).sum(axis=-1)
    return truncated(total, total)


def accumulated(products: np.ndarray, add: Addition, promote_every: int) -> np.ndarray:
    """Sums in a register of 14 bits that is emptied into full precision every so many products.

    `products` is sums x terms. `add` is `add_together` or `add_each`: how the hardware adds is not public. With
    `promote_every` as many as the terms, the register is emptied at the end only.
    """
    total = np.zeros(len(products))
    for interval in _parts(products, promote_every):
        register = np.zeros(len(products))
        for chunk in _parts(interval, CHUNK):
            register = add(register, chunk)
        total += register
    return total


def _parts(products: np.ndarray, size: int) -> list[np.ndarray]:
    terms = products.shape[1]
    if terms % size:
        raise ArgumentError(f"{size} does not divide {terms} terms; a register takes {CHUNK} at once.")
    return np.split(products, terms // size, axis=1)


def _tiles(matrix: np.ndarray, tile: tuple[int, int]) -> np.ndarray:
    (rows, columns), (height, width) = matrix.shape, tile
    if rows % height or columns % width:
        raise ArgumentError(f"The tile {tile} does not divide the matrix {matrix.shape}; choose one that does.")
    return matrix.reshape(rows // height, height, columns // width, width)
