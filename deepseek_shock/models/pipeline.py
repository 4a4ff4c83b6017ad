"""Idle time of pipeline parallelism: what a training step loses while the stages wait for each other.

A model is cut into P stages on as many groups of GPUs, and a batch into micro-batches that run through them forwards
and back. At the start and the end of a step some stages have nothing to do: the bubble. 1F1B takes forwards and
backwards in turn; ZB1P splits the backward pass and fills gaps with its second half; DualPipe feeds micro-batches from
both ends. The bubble hardly shrinks from ZB1P to DualPipe; what DualPipe is for is to hide communication between the
GPUs behind computation, and it pays with a second copy of the parameters.

Source: DeepSeek-V3 report (arXiv 2412.19437), Table 2.
"""

from dataclasses import dataclass
from typing import NamedTuple

from deepseek_shock.models.arguments import ArgumentError, require_positive


@dataclass(frozen=True)
class Times:
    """How long the pieces of one micro-batch take on one stage, in any one unit.

    Attributes:
        forward: F, the forward pass.
        backward: B, the whole backward pass.
        weights: W, the part of B that computes gradients of weights and can wait.
        overlapped: F&B, a forward and a backward pass that overlap.

    Raises:
        ArgumentError: A time is not above zero, or a part is longer than its whole.
    """

    forward: float
    backward: float
    weights: float
    overlapped: float

    def __post_init__(self) -> None:
        require_positive(**vars(self))
        if self.weights >= self.backward:
            raise ArgumentError(f"weights {self.weights} is not below backward {self.backward}; it is a part of it.")
        if min(self.zero_bubble_gap, self.dual_pipe_gap) < 0:
            raise ArgumentError(f"weights {self.weights} is more than fits the gaps; F + B >= 2 W, F&B + B >= 3 W.")

    @property
    def zero_bubble_gap(self) -> float:
        """What ZB1P leaves idle for each stage but one: F + B - 2 W."""
        return self.forward + self.backward - 2 * self.weights

    @property
    def dual_pipe_gap(self) -> float:
        """What DualPipe leaves idle for each pair of stages but one: F&B + B - 3 W."""
        return self.overlapped + self.backward - 3 * self.weights


class Schedule(NamedTuple):
    """What a schedule costs each stage.

    Attributes:
        bubble: Idle time in one step, in the unit of the times.
        parameters: Copies of the stage's parameters in memory.
        activations: Micro-batches whose activations are in memory at most.
    """

    bubble: float
    parameters: int
    activations: int


def one_forward_one_backward(stages: int, times: Times) -> Schedule:
    """1F1B: (P - 1)(F + B).

    Args:
        stages: P.
        times: Of one micro-batch on one stage.

    Returns:
        Bubble and memory.

    Raises:
        ArgumentError: `stages` is not above zero.
    """
    require_positive(stages=stages)
    return Schedule((stages - 1) * (times.forward + times.backward), 1, stages)


def zero_bubble(stages: int, times: Times) -> Schedule:
    """ZB1P: (P - 1)(F + B - 2 W).

    Args:
        stages: P.
        times: Of one micro-batch on one stage.

    Returns:
        Bubble and memory.

    Raises:
        ArgumentError: `stages` is not above zero.
    """
    require_positive(stages=stages)
    return Schedule((stages - 1) * times.zero_bubble_gap, 1, stages)


def dual_pipe(stages: int, times: Times) -> Schedule:
    """DualPipe: (P / 2 - 1)(F&B + B - 3 W).

    Args:
        stages: P, an even number, since micro-batches enter at both ends.
        times: Of one micro-batch on one stage.

    Returns:
        Bubble and memory.

    Raises:
        ArgumentError: `stages` is not above zero or odd.
    """
    require_positive(stages=stages)
    if stages % 2:
        raise ArgumentError(f"stages is {stages}; DualPipe works from both ends, so give an even number.")
    return Schedule((stages / 2 - 1) * times.dual_pipe_gap, 2, stages + 1)


def idle_share(bubble: float, busy: float) -> float:
    """Share of a step in which a stage waits: bubble / (bubble + busy); more micro-batches make it smaller.

    Args:
        bubble: Idle time of the step.
        busy: Time of work in the step, micro-batches x (F + B).

    Returns:
        A fraction.

    Raises:
        ArgumentError: `busy` is not above zero or `bubble` is negative.
    """
    require_positive(busy=busy)
    if bubble < 0:
        raise ArgumentError(f"bubble is {bubble}; give zero or more.")
    return bubble / (bubble + busy)


class Piece(NamedTuple):
    """One pass of one micro-batch on one stage.

    Attributes:
        stage: From 0.
        micro_batch: From 0.
        forward: Whether it is the forward pass.
        start: When it begins.
        end: When it ends.
    """

    stage: int
    micro_batch: int
    forward: bool
    start: float
    end: float


def timeline(stages: int, micro_batches: int, forward: float, backward: float) -> list[Piece]:
    """1F1B piece by piece, each as early as its stage and its neighbours allow: what there is to draw and to count.

    Stage s starts with min(P - s, M) forward passes, then takes backward and forward passes in turn.

    Args:
        stages: P.
        micro_batches: M in one step.
        forward: Time of a forward pass on one stage.
        backward: Time of a backward pass.

    Returns:
        The pieces, by stage and time.

    Raises:
        ArgumentError: An argument is not above zero.
    """
    require_positive(stages=stages, micro_batches=micro_batches, forward=forward, backward=backward)
    waiting = {stage: _order(stages - stage, micro_batches) for stage in range(stages)}
    done: dict[tuple[int, int, bool], Piece] = {}
    free = dict.fromkeys(waiting, 0.0)
    while any(waiting.values()):
        for stage, order in waiting.items():
            while order and (ready := _ready(done, stage, *order[0], stages)) is not None:
                micro_batch, is_forward = order.pop(0)
                start = max(free[stage], ready)
                free[stage] = start + (forward if is_forward else backward)
                done[stage, micro_batch, is_forward] = Piece(stage, micro_batch, is_forward, start, free[stage])
    return sorted(done.values(), key=lambda piece: (piece.stage, piece.start))


def _order(ahead: int, micro_batches: int) -> list[tuple[int, bool]]:
    """Passes of one stage in turn, as (micro-batch, whether forward)."""
    first = min(ahead, micro_batches)
    order = [(number, True) for number in range(first)]
    for number in range(micro_batches):
        order.append((number, False))
        if first + number < micro_batches:
            order.append((first + number, True))
    return order


def _ready(
    done: dict[tuple[int, int, bool], Piece], stage: int, micro_batch: int, is_forward: bool, stages: int
) -> float | None:
    """When what a pass needs from a neighbour is there; None while that has no time yet."""
    source = stage - 1 if is_forward else stage + 1
    if source == stages:  # the last stage turns round
        source, is_forward = stage, True
    if source < 0:
        return 0.0
    piece = done.get((source, micro_batch, is_forward))
    return None if piece is None else piece.end
