"""What a training run takes: arithmetic, GPU hours, days and dollars, each from the one before.

A token costs 6 FLOP a parameter that works on it: 2 forwards (a multiplication and an addition) and 4 backwards.
Attention adds what grows with the context. Hours follow from the share of the GPUs' peak that a run keeps up, its
model FLOP utilisation (MFU); dollars follow from hours at a rent.

Sources: Kaplan et al. (arXiv 2001.08361) for 6ND; DeepSeek-V3 report (arXiv 2412.19437), Table 1, for the rest.
"""

from dataclasses import dataclass

from deepseek_shock.models.arguments import require_fraction, require_positive
from deepseek_shock.models.configuration import Configuration, is_latent, positive
from deepseek_shock.models.parameters import count

FLOP_PER_PARAMETER = 6
SECONDS_AN_HOUR = 3600
HOURS_A_DAY = 24


@dataclass(frozen=True)
class Run:
    """A training run.

    Attributes:
        flop: Floating-point operations.
        gpu_hours: Hours summed over all GPUs.
        days: Days on the cluster.
        dollars: Rent of the GPU hours.
    """

    flop: float
    gpu_hours: float
    days: float
    dollars: float


def flop(parameters: float, tokens: float) -> float:
    """Arithmetic of training without attention: C = 6 N D.

    Args:
        parameters: N, those that work on a token (of a mixture of experts, the active ones).
        tokens: D, tokens of training.

    Returns:
        FLOP.

    Raises:
        ArgumentError: An argument is not above zero.
    """
    require_positive(parameters=parameters, tokens=tokens)
    return FLOP_PER_PARAMETER * parameters * tokens


def attention_flop_per_token(config: Configuration, context: int) -> float:
    """Arithmetic of causal attention for one token of training, beside that of its matrices.

    6 n_h (d_k + d_v) l T/2: scores and weighted values, forwards and backwards, over the T/2 tokens that stand on
    average before each. An MTP module counts as one layer more only in `flop_per_token`.

    Args:
        config: The published configuration, with the keys of the table model_configurations.
        context: T, tokens in a sequence.

    Returns:
        FLOP a token.

    Raises:
        ConfigurationError: A key is missing.
        ArgumentError: `context` is not above zero.
    """
    require_positive(context=context)
    return FLOP_PER_PARAMETER * _widths(config) * positive(config, "n_layers") * context / 2


def flop_per_token(config: Configuration, context: int, multi_token: bool = False) -> float:
    """Arithmetic of one token of training: 6 (active parameters with the output head) and attention.

    Args:
        config: The configuration, as for `attention_flop_per_token`.
        context: Tokens in a sequence.
        multi_token: Whether to add the MTP modules, each with a pass of the output head of its own.

    Returns:
        FLOP a token.

    Raises:
        ConfigurationError: A key is missing, heads do not divide, or more is activated than there is.
        ArgumentError: `context` is not above zero.
    """
    parts, layers = count(config), positive(config, "n_layers")
    parameters, depth = parts.active.with_head, positive(config, "mtp_depth") if multi_token else 0
    if depth:
        parameters += parts.mtp.active + depth * parts.head
    return FLOP_PER_PARAMETER * parameters + attention_flop_per_token(config, context) * (1 + depth / layers)


def gpu_hours(flop: float, peak: float, utilisation: float) -> float:
    """GPU hours of a run: C / (utilisation x peak).

    Args:
        flop: C, the run's arithmetic.
        peak: FLOP/s of one GPU at its best, dense, in the precision that the utilisation refers to.
        utilisation: Share of the peak that the run keeps up, a fraction above 0.

    Returns:
        Hours, summed over the GPUs.

    Raises:
        ArgumentError: An argument is not above zero or the utilisation is above 1.
    """
    require_positive(flop=flop, peak=peak, utilisation=utilisation)
    require_fraction(utilisation=utilisation)
    return flop / (peak * utilisation) / SECONDS_AN_HOUR


def achieved(flop: float, gpu_hours: float) -> float:
    """Arithmetic that each GPU did a second, on average over a run.

    Args:
        flop: The run's arithmetic.
        gpu_hours: Hours, summed over the GPUs.

    Returns:
        FLOP/s for one GPU.

    Raises:
        ArgumentError: An argument is not above zero.
    """
    require_positive(flop=flop, gpu_hours=gpu_hours)
    return flop / (gpu_hours * SECONDS_AN_HOUR)


def utilisation(flop: float, gpu_hours: float, peak: float) -> float:
    """Model FLOP utilisation (MFU) that a run's hours imply: what each GPU did a second / its peak.

    Args:
        flop: The run's arithmetic; with or without attention makes a difference, so say which.
        gpu_hours: Hours, summed over the GPUs.
        peak: FLOP/s of one GPU at its best, dense; its BF16 peak is half its FP8 peak, so say which.

    Returns:
        A fraction; above 1 the figures cannot all be true.

    Raises:
        ArgumentError: An argument is not above zero.
    """
    require_positive(peak=peak)
    return achieved(flop, gpu_hours) / peak


def days(gpu_hours: float, gpus: float) -> float:
    """Days that a cluster is busy.

    Args:
        gpu_hours: Hours, summed over the GPUs.
        gpus: GPUs of the cluster.

    Returns:
        Days.

    Raises:
        ArgumentError: An argument is not above zero.
    """
    require_positive(gpu_hours=gpu_hours, gpus=gpus)
    return gpu_hours / gpus / HOURS_A_DAY


def dollars(gpu_hours: float, rent: float) -> float:
    """What the GPU hours cost at a rent.

    Args:
        gpu_hours: Hours, summed over the GPUs.
        rent: Dollars for one GPU hour.

    Returns:
        Dollars. Research before the run, staff, data and failed runs are not in them.

    Raises:
        ArgumentError: An argument is not above zero.
    """
    require_positive(gpu_hours=gpu_hours, rent=rent)
    return gpu_hours * rent


def run(flop: float, peak: float, utilisation: float, gpus: float, rent: float) -> Run:
    """A training run from its arithmetic to its dollars.

    Args:
        flop: The run's arithmetic.
        peak: FLOP/s of one GPU at its best.
        utilisation: Share of the peak that the run keeps up.
        gpus: GPUs of the cluster.
        rent: Dollars for one GPU hour.

    Returns:
        FLOP, GPU hours, days and dollars.

    Raises:
        ArgumentError: An argument is not above zero or the utilisation is above 1.
    """
    hours = gpu_hours(flop, peak, utilisation)
    return Run(flop, hours, days(hours, gpus), dollars(hours, rent))


def _widths(config: Configuration) -> int:
    """Widths of key and value, summed over the query heads of one layer."""
    latent = ("qk_nope_head_dim", "qk_rope_head_dim", "v_head_dim")
    widths = latent if is_latent(config) else ("head_dim", "head_dim")
    return positive(config, "n_heads") * sum(positive(config, width) for width in widths)
