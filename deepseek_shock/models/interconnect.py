"""Time of a training step on chips that differ in their link alone: a narrow pipe, and how much of it hides.

A step computes and communicates. What runs behind the computation costs no time of its own; the rest is exposed:

    step time = compute + (1 - overlap) x communication x (reference bandwidth / bandwidth)

So a chip with the arithmetic of another and a narrower link is slower by what is exposed, and by nothing if all is
hidden. Communication can hide only behind computation that is there, so no more of it than the compute time. A toy:
latency is left out, and so is the network between servers, which does not depend on the chips' own link.

Sources: DeepSeek-V3 report (arXiv 2412.19437), section 3.2, for communication behind computation; the table chip_specs
for the bandwidths of H100 and H800. How long a step computes and communicates is for the caller to assume.
"""

from dataclasses import dataclass

from deepseek_shock.models.arguments import ArgumentError, require_fraction, require_positive


@dataclass(frozen=True)
class Step:
    """A training step on the chip that others are compared with.

    Attributes:
        compute: Time of the arithmetic, in any one unit; the same on all chips compared.
        communication: Time that the link takes on the reference chip if nothing is hidden, in that unit.
        reference_bandwidth: Of the reference chip's link, in GB/s, both directions together.

    Raises:
        ArgumentError: An attribute is not above zero.
    """

    compute: float
    communication: float
    reference_bandwidth: float

    def __post_init__(self) -> None:
        require_positive(**vars(self))


def communication(step: Step, bandwidth: float) -> float:
    """Time that the link takes, hidden or not: communication x reference bandwidth / bandwidth.

    Args:
        step: The step.
        bandwidth: Of the chip's link, in GB/s, counted as in the step.

    Returns:
        Time in the unit of the step.

    Raises:
        ArgumentError: The bandwidth is not above zero.
    """
    require_positive(bandwidth=bandwidth)
    return step.communication * step.reference_bandwidth / bandwidth


def exposed(step: Step, bandwidth: float, overlap: float) -> float:
    """Time that the link adds to the computation: (1 - overlap) x communication.

    Args:
        step: The step.
        bandwidth: Of the chip's link, in GB/s.
        overlap: Share of the communication that runs behind the computation, 0 to 1.

    Returns:
        Time in the unit of the step.

    Raises:
        ArgumentError: The bandwidth is not above zero, or the overlap is no fraction or above `overlap_limit`.
    """
    require_fraction(overlap=overlap)
    limit = overlap_limit(step, bandwidth)
    if overlap > limit:
        raise ArgumentError(
            f"overlap is {overlap}; no more than {limit:.4g} fits behind the compute time, so lower it."
        )
    return (1 - overlap) * communication(step, bandwidth)


def step_time(step: Step, bandwidth: float, overlap: float) -> float:
    """Time of a step: compute + (1 - overlap) x communication x reference bandwidth / bandwidth.

    Arguments, unit and errors as for `exposed`.
    """
    return step.compute + exposed(step, bandwidth, overlap)


def slowdown(step: Step, bandwidth: float, overlap: float) -> float:
    """How much longer a step takes than on the reference chip with the same overlap: time / reference time - 1.

    Args:
        step: The step.
        bandwidth: Of the chip's link, in GB/s.
        overlap: Share of the communication that is hidden, on both chips.

    Returns:
        A fraction, 0.36 for 36 %; negative where the link is the wider one.

    Raises:
        ArgumentError: As for `exposed`, for either chip.
    """
    return step_time(step, bandwidth, overlap) / step_time(step, step.reference_bandwidth, overlap) - 1


def overlap_limit(step: Step, bandwidth: float) -> float:
    """Largest share that can be hidden: compute / communication, and 1 where the computation is the longer one.

    Args:
        step: The step.
        bandwidth: Of the chip's link, in GB/s.

    Returns:
        A fraction.

    Raises:
        ArgumentError: The bandwidth is not above zero.
    """
    return min(1.0, step.compute / communication(step, bandwidth))


def overlap_within(step: Step, bandwidth: float, share: float) -> float | None:
    """Smallest overlap at which a chip is slower than the reference by no more than a share, both with that overlap.

    From slowdown <= s with k = reference bandwidth / bandwidth: 1 - overlap <= s compute / (communication (k - 1 - s)).

    Args:
        step: The step.
        bandwidth: Of the chip's link, in GB/s.
        share: s, 0.02 for 2 %.

    Returns:
        A fraction, 0 where the chip is within the share with nothing hidden; None where not so much can be hidden.

    Raises:
        ArgumentError: The bandwidth is not above zero, or the share is no fraction.
    """
    require_fraction(share=share)
    excess = communication(step, bandwidth) - (1 + share) * step.communication
    overlap = 0.0 if excess <= 0 else max(0.0, 1 - share * step.compute / excess)
    return overlap if overlap <= overlap_limit(step, bandwidth) else None


def overlap_to_match(step: Step, bandwidth: float, reference_overlap: float) -> float | None:
    """Smallest overlap at which a chip is no slower than the reference chip is with another overlap.

    1 - overlap = (1 - reference overlap) bandwidth / reference bandwidth: how long the step computes does not matter.

    Args:
        step: The step.
        bandwidth: Of the chip's link, in GB/s.
        reference_overlap: Share that is hidden on the reference chip.

    Returns:
        A fraction; None where not so much can be hidden.

    Raises:
        ArgumentError: As for `exposed`, for the reference chip.
    """
    allowed = exposed(step, step.reference_bandwidth, reference_overlap)
    overlap = max(0.0, 1 - allowed / communication(step, bandwidth))
    return overlap if overlap <= overlap_limit(step, bandwidth) else None
