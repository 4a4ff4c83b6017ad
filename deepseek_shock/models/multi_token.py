"""Multi-token prediction (MTP): a second head guesses the token after next, and the model itself checks the guess.

In training, each further head adds a loss of its own. In use, the guess is a draft: the next pass of the model reads
it along with the text, gives the token that the model itself wants in its place, and if the two are equal the token
after the draft comes from the same pass. The text stays what the model alone would write; the passes become fewer.

Source: DeepSeek-V3 report (arXiv 2412.19437), equations 21-25 and section 5.4.3. The two heads here belong to a tiny
Markov chain, so what it shows is the procedure and never a model's quality.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deepseek_shock.models.arguments import ArgumentError, require_fraction, require_positive


@dataclass(frozen=True)
class Heads:
    """Two heads over a vocabulary of V tokens; each row of either adds up to 1.

    Attributes:
        next: Probability of the next token by the present one, V x V.
        after: Probability of the token after next by the present and the next one, V x V x V.
    """

    next: np.ndarray
    after: np.ndarray


@dataclass(frozen=True)
class Decoding:
    """A text, and how it came about.

    Attributes:
        text: The tokens.
        passes: Passes of the model; each but the first checks a guess.
        accepted: Guesses that were what the model itself wanted.
    """

    text: tuple[int, ...]
    passes: int
    accepted: int

    @property
    def acceptance(self) -> float:
        """Share of the guesses that were accepted."""
        return self.accepted / (self.passes - 1)

    @property
    def tokens_per_pass(self) -> float:
        """How many tokens a pass gave; 1 without drafts."""
        return len(self.text) / self.passes


def speed_up(acceptance: float) -> float:
    """Tokens for each pass if one more token is drafted each time: 1 + p.

    An upper bound on the gain in time, since drafting and checking are not free.

    Args:
        acceptance: p, the share of drafts that are accepted.

    Returns:
        A factor, from 1 to 2.

    Raises:
        ArgumentError: The share is not between 0 and 1.
    """
    require_fraction(acceptance=acceptance)
    return 1 + acceptance


def combined(hidden: np.ndarray, embedding: np.ndarray, projection: np.ndarray) -> np.ndarray:
    """What the MTP module starts from: M [norm(h); norm(emb)], DeepSeek-V3 equation 21.

    Args:
        hidden: h of each token from the layers before, T x d.
        embedding: Embedding of the token that follows it, T x d.
        projection: M, d x 2 d.

    Returns:
        T x d, the input of one more layer.
    """
    joined = np.concatenate([_rms_norm(hidden), _rms_norm(embedding)], axis=-1)
    return np.einsum("dj,tj->td", projection, joined)


def cross_entropy(probabilities: np.ndarray, targets: Sequence[int]) -> float:
    """Mean of -log p of the tokens that came, DeepSeek-V3 equation 24.

    Args:
        probabilities: Predictions, T x V.
        targets: The T tokens that came.

    Returns:
        Nats a token.
    """
    return float(-np.log(probabilities[np.arange(len(targets)), targets]).mean())


def training_loss(main: float, further: Sequence[float], weight: float) -> float:
    """Loss of training with MTP: the main head's and weight / D times the sum over the D further heads.

    DeepSeek-V3 equation 25, added to the main loss; D is 1 there, its weight 0.3 and later 0.1.

    Args:
        main: Cross-entropy of the next token.
        further: Cross-entropy of each further head.
        weight: lambda.

    Returns:
        Nats a token.

    Raises:
        ArgumentError: There is no further head.
    """
    if not further:
        raise ArgumentError("further is empty; multi-token prediction needs one further head or more.")
    return main + weight * sum(further) / len(further)


def language(vocabulary: int, predictability: float, seed: int = 0) -> np.ndarray:
    """A random Markov chain to learn from; synthetic.

    Args:
        vocabulary: V, how many tokens there are, 2 or more.
        predictability: Probability of the one token that usually follows; all others share the rest equally.
        seed: Decides which token follows which.

    Returns:
        Probability of the next token by the present one, V x V.

    Raises:
        ArgumentError: There are fewer than two tokens or the predictability is not between 0 and 1.
    """
    require_fraction(predictability=predictability)
    if vocabulary < 2:
        raise ArgumentError(f"vocabulary is {vocabulary}; give 2 tokens or more.")
    chain = np.full((vocabulary, vocabulary), (1 - predictability) / (vocabulary - 1))
    chain[np.arange(vocabulary), np.random.default_rng(seed).permutation(vocabulary)] = predictability
    return chain


def trained(text: Sequence[int], vocabulary: int) -> Heads:
    """Both heads by counting what followed what, which is what least cross-entropy comes to here.

    Every count starts at one, so that nothing is impossible.

    Args:
        text: The tokens to learn from, three or more, from 0 to vocabulary - 1.
        vocabulary: V.

    Returns:
        The heads.

    Raises:
        ArgumentError: The text is too short or has a token outside the vocabulary.
    """
    tokens = np.asarray(text)
    if len(tokens) < 3 or tokens.min() < 0 or tokens.max() >= vocabulary:
        raise ArgumentError(f"Give a text of three tokens or more, each from 0 to below vocabulary {vocabulary}.")
    following, after = np.ones((vocabulary,) * 2), np.ones((vocabulary,) * 3)
    np.add.at(following, (tokens[:-1], tokens[1:]), 1)
    np.add.at(after, (tokens[:-2], tokens[1:-1], tokens[2:]), 1)
    return Heads(*(counts / counts.sum(axis=-1, keepdims=True) for counts in (following, after)))


def sample(chain: np.ndarray, length: int, seed: int = 0, start: int = 0) -> tuple[int, ...]:
    """A text one token a pass: the n-th token is drawn by the n-th random number.

    Args:
        chain: Probability of the next token by the present one, V x V.
        length: Tokens to write.
        seed: Of the random numbers.
        start: The token before the text.

    Returns:
        The tokens.

    Raises:
        ArgumentError: `length` is not above zero.
    """
    require_positive(length=length)
    text = [start]
    for number in np.random.default_rng(seed).random(length):
        text.append(_drawn(chain[text[-1]], number))
    return tuple(text[1:])


def decode(heads: Heads, length: int, seed: int = 0, start: int = 0) -> Decoding:
    """A text with one draft a pass: token for token what `sample` writes from `heads.next` with the same seed.

    It ends with the pass that brings it to `length`, so it may be one token longer.
    """
    require_positive(length=length)
    numbers, text, passes, accepted, draft = np.random.default_rng(seed).random(length + 1), [start], 0, 0, None
    while len(text) <= length:
        passes += 1
        text.append(_drawn(heads.next[text[-1]], numbers[len(text) - 1]))  # what the model wants in the draft's place
        if text[-1] == draft:
            accepted += 1
            text.append(_drawn(heads.next[draft], numbers[len(text) - 1]))  # this pass has read the draft as well
        draft = int(heads.after[text[-2], text[-1]].argmax())
    return Decoding(tuple(text[1:]), passes, accepted)


def _drawn(probabilities: np.ndarray, number: float) -> int:
    """The token at which the probabilities add up to more than a random number from 0 to below 1."""
    return min(int(np.searchsorted(probabilities.cumsum(), number, side="right")), len(probabilities) - 1)


def _rms_norm(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.sqrt((vectors**2).mean(axis=-1, keepdims=True))
