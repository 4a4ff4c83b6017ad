"""Checks of the chapter on technology: parameters and caches counted again, benchmarks compared, laws applied."""

from math import isclose, sqrt

import pandas as pd

from deepseek_shock import tables
from deepseek_shock.checks import judge, lookup
from deepseek_shock.checks.finding import Condition, Finding
from deepseek_shock.checks.registry import check
from deepseek_shock.checks.statement import Statement
from deepseek_shock.language import N_
from deepseek_shock.models import kv_cache, parameters, training_cost
from deepseek_shock.models.scaling_law import ScalingLaw

V3, R1, O1 = "deepseek-v3", "deepseek-r1", "o1-2024-12-17"
GPT_4O, LLAMA = "gpt-4o-2024-05-13", "llama-3.1-405b-instruct"
V3_PAPER, R1_PAPER = "dsv3-paper", "dsr1-paper-v1"
LIVEBENCH_DAY = "2025-01-20"
MOCK_AIME = "OTIS Mock AIME 2024-2025"
RUNS_OF_DEEPSEEK = (("67b", "deepseek-67b"), ("v2", "deepseek-v2"), ("v3", V3))
FITS = ("hoffmann-2022", "hoffmann-2022-rounded", "besiroglu-2024")


@check
def r1_release_date(statement: Statement) -> Finding:
    """Release of DeepSeek-R1."""
    return judge.moment(statement, _released(R1))


@check
def v3_release_date(statement: Statement) -> Finding:
    """Release of DeepSeek-V3."""
    return judge.moment(statement, _released(V3))


@check
def total_parameters(statement: Statement) -> Finding:
    """V3's parameters counted again, with embedding and output head, without multi-token prediction."""
    return judge.number(statement, parameters.count(_configuration(V3)).total)


@check
def active_parameters(statement: Statement) -> Finding:
    """V3's parameters that compute with a token, the output head among them: the rule behind its "37B"."""
    return judge.number(statement, _active(V3))


@check
def active_share(statement: Statement) -> Finding:
    """Active of all parameters of V3. The share is blind to a slip that makes both ten times too small."""
    counted = parameters.count(_configuration(V3))
    return judge.number(statement, 100 * counted.active.with_head / counted.total)


@check
def only_what_is_needed(statement: Statement) -> Finding:
    """What of V3 computes with a token, and what must be in memory because the next token may need it."""
    counted = parameters.count(_configuration(V3))
    return judge.tests(
        statement,
        Condition(N_("Only a part of the parameters computes with a token"), counted.active.with_head < counted.total),
        Condition(
            N_("The parameters that stay in memory are no more than that part"),
            counted.total <= counted.active.with_head,
        ),
    )


@check
def moe_saves_computing(statement: Statement) -> Finding:
    """Arithmetic of a token in V3, in a dense model of its size, and in the dense Llama 3.1 405B."""
    here, there = _flop_per_token(V3), _flop_per_token("llama-3.1-405b")
    dense = training_cost.flop(parameters.count(_configuration(V3)).total, 1)
    return judge.tests(
        statement,
        Condition(N_("A token takes less arithmetic than in a dense model of the same size"), here < dense),
        Condition(N_("A token takes less arithmetic than in the dense Llama 3.1 405B"), here < there),
    )


@check
def moe_saves_memory(statement: Statement) -> Finding:
    """Parameters to be kept in memory: V3's against dense models with as much computing, or more."""
    counted, llama = (parameters.count(_configuration(model)) for model in (V3, "llama-3.1-405b"))
    return judge.tests(
        statement,
        Condition(
            N_("It keeps no more in memory than a dense model that computes as much with a token"),
            counted.total <= counted.active.with_head,
        ),
        Condition(N_("It keeps less in memory than the dense Llama 3.1 405B"), counted.total < llama.total),
    )


@check
def moe_grows_flexibly(statement: Statement) -> Finding:
    """V3 with twice its experts, and Kimi K2, which has more experts than V3."""
    config = _configuration(V3)
    once, twice = (parameters.count(config | {"n_routed_experts": n * config["n_routed_experts"]}) for n in (1, 2))
    kimi = parameters.count(_configuration("kimi-k2"))
    return judge.tests(
        statement,
        Condition(
            N_("With twice the experts, size grows faster than what computes with a token"),
            twice.total / once.total > twice.active.with_head / once.active.with_head,
        ),
        Condition(
            N_("Kimi K2, with more experts, is larger than V3 and computes with fewer parameters"),
            kimi.total > once.total and kimi.active.with_head < once.active.with_head,
        ),
    )


@check
def cache_and_weights_shrink(statement: Statement) -> Finding:
    """What latent attention does to the cache of V3, and to its parameters, against plain attention."""
    config = _configuration(V3)
    plain = parameters.count(config | {"attention": "MHA", "n_kv_heads": config["n_heads"]})
    cache, weights = kv_cache.ratio_to_mha(config), plain.total / parameters.count(config).total
    return judge.tests(
        statement,
        Condition(N_("The cache of keys and values is smaller than with plain attention"), cache > 1),
        Condition(N_("The model itself is smaller by as much"), weights >= cache),
    )


@check
def v3_training_tokens(statement: Statement) -> Finding:
    """The token count that V3's report gives, and whether its GPU hours agree with it."""
    tokens, hours = _run("v3-pretraining-tokens"), _run("v3-gpu-hours-pretraining")
    flop = tokens * _flop_per_token(V3)
    return judge.number(
        statement,
        tokens,
        Condition(
            N_("The tokens times the GPU hours for a trillion tokens are the GPU hours of the report"),
            isclose(tokens / 1e12 * _run("v3-gpu-hours-per-trillion-tokens"), hours, rel_tol=1e-9),
        ),
        Condition(
            N_("The GPUs can do that much arithmetic in these hours"),
            training_cost.utilisation(flop, hours, _h800_peak()) < 1,
        ),
    )


@check
def gpu_use_cut(statement: Statement) -> Finding:
    """How many fewer GPU hours V3 took than each run it can be compared with: the claim does not say which."""
    hours = _run("v3-gpu-hours-per-trillion-tokens")
    own = (hours / _run(f"{run}-gpu-hours-per-trillion-tokens") for run in ("67b", "v2"))
    llama = _run("v3-gpu-hours-total") / _run("llama405-gpu-hours-pretraining")
    return judge.published(statement, [100 * (1 - share) for share in (llama, *own)])


@check
def little_money_and_little_data(statement: Statement) -> Finding:
    """GPU hours and tokens of V3 and Llama 3.1 405B, and what the sum for V3 covers."""
    return judge.tests(
        statement,
        Condition(
            N_("V3 took fewer GPU hours than Llama 3.1 405B"),
            _run("v3-gpu-hours-total") < _run("llama405-gpu-hours-pretraining"),
        ),
        Condition(
            N_("V3 took less data than Llama 3.1 405B by more than a tenth"),
            _run("v3-pretraining-tokens") < (1 - judge.NEAR) * _run("llama405-pretraining-tokens"),
        ),
        Condition(
            N_("The sum published for V3 covers research and trials"),
            lookup.value("cost_scopes", "covers_research", figure="v3-cost-total") == "yes",
        ),
    )


@check
def chips_at_their_limit(statement: Statement) -> Finding:
    """Tokens that a GPU hour trains, and the share of the BF16 peak in use, with experts and without."""
    dense, first, latest = (_utilisation(run, model) for run, model in RUNS_OF_DEEPSEEK)
    return judge.tests(
        statement,
        Condition(
            N_("A GPU hour trains V3 on more tokens than the dense 67B model"),
            _run("v3-gpu-hours-per-trillion-tokens") < _run("67b-gpu-hours-per-trillion-tokens"),
        ),
        Condition(N_("V2, with experts, uses more of its GPUs' peak than the dense 67B model"), first > dense),
        Condition(N_("V3 uses at least half of its GPUs' BF16 peak"), latest >= 0.5),
    )


@check
def performance_in_proportion(statement: Statement) -> Finding:
    """What twice the computing power, or twice V3's data, takes off the reducible loss in each published fit."""
    size, tokens = _active(V3), _run("v3-pretraining-tokens")
    computing = [law.reduction(2) for law in _laws()]
    data = [1 - law.reducible(size, 2 * tokens) / law.reducible(size, tokens) for law in _laws()]
    return judge.tests(
        statement,
        Condition(N_("Twice the computing power halves the loss that can be reduced"), max(computing) >= 0.5),
        Condition(N_("Twice the data halves the loss that can be reduced"), max(data) >= 0.5),
    )


@check
def computing_power_decides(statement: Statement) -> Finding:
    """Whether computing power lowers the loss, whether it fixes it, and who is ahead with less of it."""
    here, there = _run("v3-gpu-hours-total"), _run("llama405-gpu-hours-pretraining")
    ahead, compared = _ahead(V3, LLAMA, V3_PAPER)
    return judge.tests(
        statement,
        Condition(N_("More computing power lowers the loss"), min(law.reduction(2) for law in _laws()) > 0),
        Condition(
            N_("The same computing power gives the same loss, however it is divided"),
            not _a_better_split_lowers_the_loss(),
        ),
        Condition(
            N_("Of V3 and Llama 3.1 405B, the one with more GPU hours is ahead in most benchmarks"),
            (here > there) == (2 * ahead > compared),
        ),
    )


@check
def more_than_computing_power(statement: Statement) -> Finding:
    """A better division of the same computing power, better examples, and reinforcement learning."""
    before, after = (
        lookup.value("benchmarks", "score", benchmark="MATH-500", model="deepseek-v2.5", setting=setting)
        for setting in ("before R1 samples", "trained on R1 samples")
    )
    return judge.tests(
        statement,
        Condition(
            N_("The same computing power, divided better, gives a lower loss"), _a_better_split_lowers_the_loss()
        ),
        Condition(N_("Better examples raise the score of an unchanged model"), after > before),
        Condition(
            N_("Reinforcement learning raises the score of an unchanged base model"),
            _run("r1-aime2024-pass1-end-dsr1-paper-v1") > _run("r1-aime2024-pass1-start"),
        ),
    )


@check
def thinking_is_faster(statement: Statement) -> Finding:
    """Tokens that R1 writes for a problem of a mock AIME when it is cut off early, and when it is not."""
    budgets = _thinking()
    return judge.tests(
        statement,
        Condition(
            N_("Where R1 solves most problems it writes fewer tokens than where it solves fewest"),
            bool(_at_best(budgets) < budgets.loc[budgets["accuracy"].idxmin(), "mean_tokens"]),
        ),
    )


@check
def thinking_takes_less_computing(statement: Statement) -> Finding:
    """Operations of R1 for a problem of a mock AIME: 2 a parameter and token."""
    operations = _thinking().set_index("token_budget")["mean_tokens"] * 2 * _active(V3)
    return judge.tests(
        statement,
        Condition(
            N_("A larger budget of thinking takes fewer operations for a problem"),
            bool(operations.iloc[-1] < operations.iloc[0]),
        ),
    )


@check
def r1_made_from_v3(statement: Statement) -> Finding:
    """Sizes and order of the two releases."""
    base, made = (lookup.rows("model_releases", model=model).iloc[0] for model in (V3, R1))
    sizes = ["total_params", "active_params"]
    return judge.tests(
        statement,
        Condition(N_("R1 has as many parameters as V3, all and active"), bool((made[sizes] == base[sizes]).all())),
        Condition(N_("R1 was released after V3"), bool(made["date"] > base["date"])),
    )


@check
def r1_level_with_o1(statement: Statement) -> Finding:
    """R1 and o1 in DeepSeek's paper, with the noise of small tests, and in tests by others."""
    ahead, compared = _ahead(R1, O1, R1_PAPER)
    return judge.tests(
        statement,
        Condition(
            N_("R1 is ahead of o1 in at least half of the benchmarks of DeepSeek's paper"), 2 * ahead >= compared
        ),
        Condition(
            N_("No lead of o1 there exceeds its standard error, where the number of questions is known"),
            _leads_beyond_noise(O1, R1, R1_PAPER) == 0,
        ),
        _level_with_o1_in_livebench(),
    )


@check
def r1_ahead_of_o1_somewhere(statement: Statement) -> Finding:
    """Whether DeepSeek's paper has a benchmark in which R1 is ahead of o1."""
    return judge.tests(
        statement,
        Condition(
            N_("R1 is ahead of o1 in at least one benchmark of DeepSeek's paper"), _ahead(R1, O1, R1_PAPER)[0] > 0
        ),
    )


@check
def ahead_of_openai_and_meta(statement: Statement) -> Finding:
    """The models of the two firms, each against the DeepSeek model of its kind, in DeepSeek's papers."""
    return judge.tests(
        statement,
        Condition(N_("V3 is ahead of Llama 3.1 405B in most benchmarks"), _mostly_ahead(V3, LLAMA, V3_PAPER)),
        Condition(N_("V3 is ahead of GPT-4o in most benchmarks"), _mostly_ahead(V3, GPT_4O, V3_PAPER)),
        Condition(N_("R1 is ahead of o1 in most benchmarks"), _mostly_ahead(R1, O1, R1_PAPER)),
    )


@check
def surpassed_chatgpt(statement: Statement) -> Finding:
    """The app in the charts, and R1 against the two models that ChatGPT offered."""
    return judge.tests(
        statement,
        Condition(
            N_("The app was first in the US App Store by the day of the plunge"),
            bool((lookup.rows("timeline", id="app-store-first")["date"] <= "2025-01-27").any()),
        ),
        Condition(N_("R1 is ahead of GPT-4o in most benchmarks"), _mostly_ahead(R1, GPT_4O, R1_PAPER)),
        Condition(N_("R1 is ahead of o1 in most benchmarks"), _mostly_ahead(R1, O1, R1_PAPER)),
        _level_with_o1_in_livebench(),
    )


@check
def v3_level_with_gpt_4o(statement: Statement) -> Finding:
    """V3 and GPT-4o in DeepSeek's paper, and V3 with every GPT-4o of 2024 in the tests of others."""
    by_others = lookup.rows("benchmarks", kind="independent")
    by_others = by_others[by_others["metric"].isin(["accuracy", "global average"])]
    scores = by_others.groupby(["benchmark", "model"])["score"].max().unstack()
    rivals = scores[[model for model in scores if model.startswith("gpt-4o-2024")]].max(axis=1)
    lead = (scores[V3] - rivals).dropna()
    return judge.tests(
        statement,
        Condition(N_("V3 is ahead of GPT-4o in most benchmarks"), _mostly_ahead(V3, GPT_4O, V3_PAPER)),
        Condition(N_("V3 is level or ahead in every test by others that has both"), bool((lead >= 0).all())),
    )


@check
def r1_level_with_openai_and_google(statement: Statement) -> Finding:
    """R1 in the votes of the Chatbot Arena, within its interval, and in tests with right and wrong answers."""
    arena = lookup.rows("benchmarks", benchmark="Chatbot Arena (style control)").set_index("model")
    reach = arena.loc[R1, "score_high"]
    mock = lookup.rows("benchmarks", benchmark=MOCK_AIME, evaluator="epoch-ai").set_index("model")["score"]
    return judge.tests(
        statement,
        Condition(
            N_("In the Chatbot Arena, R1's confidence interval reaches Google's best model"),
            bool(reach >= arena.loc["gemini-exp-1206", "score"]),
        ),
        Condition(
            N_("In the Chatbot Arena, R1's confidence interval reaches o1"), bool(reach >= arena.loc[O1, "score"])
        ),
        _level_with_o1_in_livebench(),
        Condition(N_("R1 is level with o1 in the mock AIME of Epoch AI"), bool(mock[R1] >= mock[O1])),
    )


def _released(model: str) -> str:
    return f"{lookup.value('model_releases', 'date', model=model, kind='model'):%Y-%m-%d}"


def _configuration(model: str) -> dict:
    return dict(lookup.rows("model_configurations", model=model).iloc[0])


def _active(model: str) -> int:
    return parameters.count(_configuration(model)).active.with_head


def _flop_per_token(model: str) -> float:
    """Arithmetic of a token of training, for every model at the length of V3's sequences."""
    return training_cost.flop_per_token(_configuration(model), int(_run("v3-sequence-length")))


def _run(figure: str) -> float:
    """A figure of the table of training runs, by its key."""
    return lookup.value("training_runs", id=figure)


def _h800_peak() -> float:
    """BF16 peak of an H800 in FLOP/s."""
    return 1e12 * lookup.value("chip_specs", "fp16_dense_tflops", chip="H800 SXM5 80GB")


def _utilisation(run: str, model: str) -> float:
    """Share of the BF16 peak that a run on H800 kept up, from its GPU hours for a trillion tokens."""
    flop = 1e12 * _flop_per_token(model)
    return training_cost.utilisation(flop, _run(f"{run}-gpu-hours-per-trillion-tokens"), _h800_peak())


def _laws() -> list[ScalingLaw]:
    constants = tables.load("scaling_laws").pivot(index="law", columns="parameter", values="value").loc[list(FITS)]
    return [ScalingLaw(*fit) for fit in constants[["E", "A", "B", "alpha", "beta"]].itertuples(index=False)]


def _a_better_split_lowers_the_loss() -> bool:
    """In every fit, against Llama 3.1 405B's division of its computing power between model and data."""
    size, tokens = parameters.count(_configuration("llama-3.1-405b")).total, _run("llama405-pretraining-tokens")
    budget = training_cost.flop(size, tokens)
    return all(law.loss(*law.optimum(budget)) < law.loss(size, tokens) for law in _laws())


def _thinking() -> pd.DataFrame:
    """R1 in the mock AIME, by the tokens after which it was cut off."""
    return lookup.rows("thinking_budgets", benchmark=MOCK_AIME, model=R1).sort_values("token_budget")


def _at_best(budgets: pd.DataFrame) -> float:
    """The fewest tokens with which the best score was reached."""
    return budgets.loc[budgets["accuracy"] == budgets["accuracy"].max(), "mean_tokens"].min()


def _scores(model: str, other: str, paper: str) -> pd.DataFrame:
    """What a paper gives for both of two models, a row a benchmark and metric."""
    table = tables.load("benchmarks")
    table = table[[paper in keys.split(";") for keys in table["sources"]]]
    return table.pivot(index=["benchmark", "metric", "setting"], columns="model", values="score")[
        [model, other]
    ].dropna()


def _ahead(model: str, other: str, paper: str) -> tuple[int, int]:
    """In how many benchmarks of a paper a model is ahead of another in every metric, and how many have both."""
    scores = _scores(model, other, paper)
    ahead = (scores[model] > scores[other]).groupby("benchmark").all()
    return int(ahead.sum()), len(ahead)


def _mostly_ahead(model: str, other: str, paper: str) -> bool:
    ahead, compared = _ahead(model, other, paper)
    return 2 * ahead > compared


def _leads_beyond_noise(model: str, other: str, paper: str) -> int:
    """Leads of a model that are larger than the standard error of the difference of two shares of n answers."""
    questions = tables.load("benchmark_tests").set_index("benchmark")["questions"].dropna()
    scores = _scores(model, other, paper).groupby("benchmark").first()
    scores = scores[scores.index.isin(questions.index)] / 100
    return sum(row[model] - row[other] > _noise(*row, questions[name]) for name, row in scores.iterrows())


def _noise(share: float, other: float, questions: float) -> float:
    """Standard error of a difference of two shares: sqrt((p (1 - p) + q (1 - q)) / n)."""
    return sqrt((share * (1 - share) + other * (1 - other)) / questions)


def _level_with_o1_in_livebench() -> Condition:
    r1, o1 = (
        lookup.value(
            "benchmarks",
            "score",
            benchmark="LiveBench 2024-11-25",
            metric="global average",
            model=model,
            date=LIVEBENCH_DAY,
        )
        for model in (R1, O1)
    )
    return Condition(N_("R1 is level with o1 in LiveBench, a test by others"), bool(r1 >= o1))
