import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.models import interconnect
from deepseek_shock.models.interconnect import Step

TOY = Step(compute=1, communication=0.4, reference_bandwidth=900)  # the times are ours

spans = st.floats(0.01, 100)
narrow = st.floats(50, 899)
shares = st.floats(0, 1)


@st.composite
def cases(draw):
    """A step, a link narrower than 900 GB/s, and an overlap that fits behind the compute time on it."""
    step, bandwidth = Step(draw(spans), draw(spans), 900), draw(narrow)
    return step, bandwidth, draw(shares) * interconnect.overlap_limit(step, bandwidth)


@pytest.fixture(scope="module")
def bandwidths():
    chips = tables.load("chip_specs").set_index("chip")["link_bandwidth_gb_s"]
    return chips["H800 SXM5 80GB"], chips["H100 SXM5 80GB"]


class TestToy:
    def test_the_links_are_those_of_the_chips(self, bandwidths):
        assert bandwidths == (400, 900)

    @pytest.mark.parametrize(("overlap", "h800", "h100", "slower"), [(0, 1.9, 1.4, 36), (0.9, 1.09, 1.04, 5)])
    def test_times(self, bandwidths, overlap, h800, h100, slower):
        times = tuple(interconnect.step_time(TOY, bandwidth, overlap) for bandwidth in bandwidths)
        assert times == pytest.approx((h800, h100))
        assert round(100 * interconnect.slowdown(TOY, bandwidths[0], overlap)) == slower

    def test_the_narrow_link_takes_nine_quarters_of_the_time(self, bandwidths):
        assert interconnect.communication(TOY, bandwidths[0]) == 0.9
        assert interconnect.exposed(TOY, bandwidths[0], 0.5) == 0.45

    @pytest.mark.parametrize(("share", "overlap"), [(0.05, 0.8958), (0.02, 0.9593), (0, 1), (0.36, 0)])
    def test_overlap_that_brings_the_h800_within_a_share(self, bandwidths, share, overlap):
        assert interconnect.overlap_within(TOY, bandwidths[0], share) == pytest.approx(overlap, abs=5e-5)

    def test_five_ninths_hidden_make_the_h800_an_h100_with_nothing_hidden(self, bandwidths):
        overlap = interconnect.overlap_to_match(TOY, bandwidths[0], 0)
        assert overlap == pytest.approx(5 / 9)
        assert interconnect.step_time(TOY, bandwidths[0], overlap) == pytest.approx(1.4)

    def test_with_a_link_that_takes_as_long_as_the_arithmetic_not_all_can_hide(self, bandwidths):
        step = Step(1, 1, 900)
        assert interconnect.overlap_limit(step, bandwidths[0]) == pytest.approx(4 / 9)
        assert interconnect.overlap_within(step, bandwidths[0], 0.02) is None
        assert interconnect.overlap_to_match(step, bandwidths[0], 0) is None


class TestLaws:
    @given(cases(), shares)
    def test_hiding_less_never_makes_it_faster(self, case, part):
        step, bandwidth, overlap = case
        less = interconnect.step_time(step, bandwidth, part * overlap)
        assert less >= interconnect.step_time(step, bandwidth, overlap)
        slowdowns = [interconnect.slowdown(step, bandwidth, share) for share in (part * overlap, overlap)]
        assert slowdowns[0] >= slowdowns[1] - 1e-12

    @given(cases(), st.floats(1, 10))
    def test_a_wider_link_is_never_slower(self, case, wider):
        step, bandwidth, overlap = case
        time = interconnect.step_time(step, bandwidth, overlap)
        assert interconnect.step_time(step, wider * bandwidth, overlap) <= time

    @given(cases())
    def test_a_step_lasts_as_long_as_either_of_its_parts(self, case):
        step, bandwidth, overlap = case
        time = interconnect.step_time(step, bandwidth, overlap)
        both = step.compute, interconnect.communication(step, bandwidth)
        assert max(both) * (1 - 1e-9) <= time <= sum(both) * (1 + 1e-9)

    @given(cases())
    def test_what_cannot_hide_is_exposed(self, case):
        """At the limit a step takes no longer than the longer of its parts."""
        step, bandwidth, _ = case
        limit = interconnect.overlap_limit(step, bandwidth)
        longer = max(step.compute, interconnect.communication(step, bandwidth))
        assert interconnect.step_time(step, bandwidth, limit) == pytest.approx(longer)

    @given(cases(), st.floats(0.01, 100))
    def test_units_do_not_matter(self, case, unit):
        step, bandwidth, overlap = case
        time = interconnect.step_time(step, bandwidth, overlap)
        longer = Step(unit * step.compute, unit * step.communication, step.reference_bandwidth)
        finer = Step(step.compute, step.communication, unit * step.reference_bandwidth)
        assert interconnect.step_time(longer, bandwidth, 0) == pytest.approx(
            unit * interconnect.step_time(step, bandwidth, 0)
        )
        assume(overlap <= interconnect.overlap_limit(finer, unit * bandwidth))
        assert interconnect.step_time(finer, unit * bandwidth, overlap) == pytest.approx(time)

    @given(cases())
    def test_the_reference_is_not_slower_than_itself(self, case):
        step, _, overlap = case
        assert interconnect.slowdown(step, step.reference_bandwidth, overlap) == 0
        assert interconnect.slowdown(step, 2 * step.reference_bandwidth, 0) < 0

    @given(spans, spans, narrow, st.floats(0.001, 1))
    def test_the_overlap_found_is_the_smallest_that_does(self, compute, communication, bandwidth, share):
        step = Step(compute, communication, 900)
        overlap = interconnect.overlap_within(step, bandwidth, share)
        limit = interconnect.overlap_limit(step, bandwidth)
        if overlap is None:
            assert interconnect.slowdown(step, bandwidth, limit) > share
        elif overlap == 0:
            assert interconnect.slowdown(step, bandwidth, 0) <= share + 1e-9
        else:
            assert interconnect.slowdown(step, bandwidth, overlap) == pytest.approx(share, rel=1e-6)

    @given(cases(), shares)
    def test_the_matching_overlap_gives_the_same_time(self, case, part):
        step, bandwidth, _ = case
        theirs = part * interconnect.overlap_limit(step, step.reference_bandwidth)
        overlap = interconnect.overlap_to_match(step, bandwidth, theirs)
        target = interconnect.step_time(step, step.reference_bandwidth, theirs)
        if overlap is None:
            limit = interconnect.overlap_limit(step, bandwidth)
            assert interconnect.step_time(step, bandwidth, limit) > target
        else:
            assert interconnect.step_time(step, bandwidth, overlap) == pytest.approx(target)

    def test_a_wider_link_needs_no_overlap(self):
        assert interconnect.overlap_within(TOY, 1800, 0) == 0
        assert interconnect.overlap_within(TOY, 900, 0) == 0
        assert interconnect.overlap_to_match(TOY, 1800, 0) == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Step(0, 0.4, 900), "compute is 0"),
        (lambda: Step(1, -0.4, 900), r"communication is -0\.4"),
        (lambda: Step(1, 0.4, float("nan")), "reference_bandwidth is nan"),
        (lambda: interconnect.communication(TOY, 0), "bandwidth is 0"),
        (lambda: interconnect.step_time(TOY, -400, 0), "bandwidth is -400"),
        (lambda: interconnect.step_time(TOY, 400, 1.1), r"overlap is 1\.1; give a fraction"),
        (lambda: interconnect.exposed(TOY, 300, 0.9), r"overlap is 0\.9; no more than 0\.8333 fits behind"),
        (lambda: interconnect.slowdown(TOY, 300, 0.9), r"overlap is 0\.9"),
        (lambda: interconnect.overlap_limit(TOY, 0), "bandwidth is 0"),
        (lambda: interconnect.overlap_within(TOY, 400, -0.1), r"share is -0\.1"),
        (lambda: interconnect.overlap_to_match(TOY, 400, 2), "overlap is 2"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(Mistake, match=message):
        call()
