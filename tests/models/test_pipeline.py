from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.models import pipeline
from deepseek_shock.models.pipeline import Times

OURS = Times(forward=1, backward=2, weights=1, overlapped=3)  # the choice of units is ours
SCHEDULES = (pipeline.one_forward_one_backward, pipeline.zero_bubble, pipeline.dual_pipe)

evens = st.integers(1, 64).map(lambda half: 2 * half)
spans = st.floats(0.1, 10)


@st.composite
def times(draw):
    """A backward pass whose second half is W, as long as the forward pass or shorter."""
    weights = draw(spans)
    forward, backward = weights * draw(st.floats(1, 3)), weights * draw(st.floats(2, 4))
    return Times(forward, backward, weights, max(forward, backward) * draw(st.floats(1, 2)))


class TestDeepSeekV3:
    def test_stages_are_the_published_ones(self):
        assert tables.load("training_runs").set_index(["run", "metric"])["value"]["v3", "pipeline_parallel"] == 16

    @pytest.mark.parametrize(("schedule", "bubble"), list(zip(SCHEDULES, [45, 15, 14], strict=True)))
    def test_bubbles(self, schedule, bubble):
        assert schedule(16, OURS).bubble == bubble

    def test_what_dual_pipe_pays_in_memory(self):
        assert [(schedule(16, OURS).parameters, schedule(16, OURS).activations) for schedule in SCHEDULES] == [
            (1, 16),
            (1, 16),
            (2, 17),
        ]


class TestLaws:
    @given(evens, times())
    def test_bubbles_are_never_negative(self, stages, each):
        assert all(schedule(stages, each).bubble >= 0 for schedule in SCHEDULES)

    @given(evens, times())
    def test_more_stages_wait_no_less(self, stages, each):
        for schedule in SCHEDULES:
            assert schedule(stages, each).bubble <= schedule(stages + 2, each).bubble

    @given(evens, times())
    def test_splitting_the_backward_pass_never_harms(self, stages, each):
        assert pipeline.zero_bubble(stages, each).bubble <= pipeline.one_forward_one_backward(stages, each).bubble

    @given(evens, times(), st.floats(0.1, 10))
    def test_the_unit_does_not_matter(self, stages, each, unit):
        scaled = Times(*(unit * value for value in vars(each).values()))
        for schedule in SCHEDULES:
            bubble = schedule(stages, each).bubble
            assert schedule(stages, scaled).bubble == pytest.approx(unit * bubble, abs=1e-9)

    def test_one_stage_never_waits(self):
        assert pipeline.one_forward_one_backward(1, OURS).bubble == pipeline.zero_bubble(1, OURS).bubble == 0

    @given(st.floats(0, 100), st.floats(0.1, 1000), st.floats(1.01, 10))
    def test_more_micro_batches_make_the_idle_share_smaller(self, bubble, busy, times):
        share = pipeline.idle_share(bubble, busy)
        assert 0 <= pipeline.idle_share(bubble, times * busy) <= share < 1


class TestTimeline:
    """1F1B drawn piece by piece: the formula is what one counts."""

    @given(st.integers(1, 8), st.integers(1, 12), st.integers(1, 5), st.integers(1, 5))
    def test_each_stage_is_idle_for_the_bubble_of_the_formula(self, stages, micro_batches, forward, backward):
        pieces = pipeline.timeline(stages, micro_batches, forward, backward)
        step = max(piece.end for piece in pieces)
        for stage in range(stages):
            busy = sum(piece.end - piece.start for piece in pieces if piece.stage == stage)
            assert busy == micro_batches * (forward + backward)
            assert step - busy == (stages - 1) * (forward + backward)

    def test_the_bubble_of_deepseek_v3_counted(self):
        pieces = pipeline.timeline(16, 32, OURS.forward, OURS.backward)
        assert max(piece.end for piece in pieces) - 32 * 3 == pipeline.one_forward_one_backward(16, OURS).bubble == 45

    @given(st.integers(1, 6), st.integers(1, 8), spans, spans)
    def test_no_stage_does_two_things_at_once(self, stages, micro_batches, forward, backward):
        pieces = pipeline.timeline(stages, micro_batches, forward, backward)
        assert len(pieces) == 2 * stages * micro_batches
        for before, after in pairwise(pieces):
            assert before.stage < after.stage or before.end <= after.start

    @given(st.integers(1, 6), st.integers(1, 8), spans, spans)
    def test_every_pass_waits_for_its_neighbour(self, stages, micro_batches, forward, backward):
        at = {piece[:3]: piece for piece in pipeline.timeline(stages, micro_batches, forward, backward)}
        for (stage, number, is_forward), piece in at.items():
            if is_forward and stage > 0:
                assert at[stage - 1, number, True].end <= piece.start
            if not is_forward:
                source = at[stage + 1, number, False] if stage + 1 < stages else at[stage, number, True]
                assert source.end <= piece.start

    @given(st.integers(1, 6), st.integers(1, 12))
    def test_no_more_micro_batches_are_open_than_the_formula_has_activations(self, stages, micro_batches):
        pieces, most = pipeline.timeline(stages, micro_batches, 1, 2), pipeline.one_forward_one_backward(stages, OURS)
        for stage in range(stages):
            mine = [piece for piece in pieces if piece.stage == stage]
            opened = [sum(1 if piece.forward else -1 for piece in mine[: count + 1]) for count in range(len(mine))]
            assert max(opened) <= most.activations


@given(spans, spans, spans, spans)
def test_times_are_refused_exactly_where_a_formula_would_be_negative(forward, backward, weights, overlapped):
    assume(weights < backward)
    meaningful = forward + backward >= 2 * weights and overlapped + backward >= 3 * weights
    if meaningful:
        assert Times(forward, backward, weights, overlapped).zero_bubble_gap >= 0
    else:
        with pytest.raises(Mistake, match="more than fits the gaps"):
            Times(forward, backward, weights, overlapped)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Times(0, 2, 1, 3), "forward is 0"),
        (lambda: Times(1, 2, 2, 3), "weights 2 is not below backward 2"),
        (lambda: pipeline.dual_pipe(15, OURS), "stages is 15; DualPipe works from both ends"),
        (lambda: pipeline.zero_bubble(0, OURS), "stages is 0"),
        (lambda: pipeline.one_forward_one_backward(-1, OURS), "stages is -1"),
        (lambda: pipeline.idle_share(-1, 1), "bubble is -1"),
        (lambda: pipeline.idle_share(1, 0), "busy is 0"),
        (lambda: pipeline.timeline(2, 0, 1, 1), "micro_batches is 0"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(Mistake, match=message):
        call()
