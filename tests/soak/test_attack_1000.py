"""A thousand invented surveys, each published twice, attacked with all that was shown of them: nothing is found."""

from __future__ import annotations

from collections import defaultdict

from tests.feedback.reports.trials import Trial, naive_recoveries, tried, usefulness

SURVEYS = 1000
NAIVE = range(0, SURVEYS, 10)
STEPS = (30, 60, 100)
LARGER = (300, 1000, 3000)


def test_no_hidden_number_of_a_thousand_surveys_is_found_and_two_naive_rules_fail() -> None:
    trials = [tried(seed) for seed in range(SURVEYS)]
    naive = naive_recoveries(NAIVE)
    _report(trials, naive)
    assert [(trial.seed, trial.findings) for trial in trials if trial.findings] == []
    assert all(trial.fewest >= 3 for trial in trials)
    # The same attack finds what these rules leave, so it can find something.
    assert min(naive.values()) > len(NAIVE) / 4


def _report(trials: list[Trial], naive: dict[str, int]) -> None:
    exact = sum(len(finding.values) == 1 for trial in trials for finding in trial.findings)
    hidden = sum(trial.hidden for trial in trials)
    print(f"\n{len(trials)} surveys, {hidden} hidden numbers in two snapshots: {exact} recovered exactly")
    print(
        f"fewest values left to any hidden number (looked for up to three): {min(t.fewest for t in trials)}"
    )
    sizes: dict[str, list[Trial]] = defaultdict(list)
    for trial in trials:
        at = next((f"under {step}" for step in STEPS if trial.people < step), f"{STEPS[-1]} and more")
        sizes[at].append(trial)
    for name in [*(f"under {step}" for step in STEPS), f"{STEPS[-1]} and more"]:
        held = sizes[name]
        share = sum(trial.shown for trial in held) / max(1, sum(trial.cells for trial in held))
        words = sum(trial.words for trial in held)
        print(f"  {name} people: {len(held)} surveys, {share:.0%} of cells shown, {words} rows in words")
    for people in LARGER:
        print(f"  {people} people (not attacked): {usefulness(people, range(20)):.0%} of cells shown")
    for rule, found in naive.items():
        print(f"  {rule}: a hidden number recovered exactly in {found} of {len(NAIVE)} surveys")
