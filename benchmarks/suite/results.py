"""What was measured, and how it is told."""

import statistics


class Target:
    """Conditions that a value has to meet, each with the text that says so."""

    def __init__(self):
        self.texts = []
        self.conditions = []

    def at_most(self, bound, text=None):
        self.texts.append(text or f"<= {bound:g}")
        self.conditions.append(lambda value: value <= bound)
        return self

    def at_least(self, bound, text=None):
        self.texts.append(text or f">= {bound:g}")
        self.conditions.append(lambda value: value >= bound)
        return self

    def share_of(self, peers, name, share):
        """At most `share` of what the peer needs, if it was measured."""
        if name not in peers:
            self.texts.append(f"{name} was not measured")
            return self
        if share < 0.1:
            text = f"<= 1/{round(1 / share)} of {name}"
        else:
            text = f"<= {share:g} x {name}"
        return self.at_most(share * peers[name], text)

    def holds(self, value):
        if not self.conditions:
            return None
        return all(condition(value) for condition in self.conditions)


def result(name, value, unit, target=None, peers=None, note=None, runs=None):
    entry = {
        "name": name,
        "value": significant(value),
        "unit": unit,
        "target": ", ".join(target.texts) if target else None,
        "holds": target.holds(value) if target else None,
        "peers": {peer: significant(number) for peer, number in (peers or {}).items()},
    }
    if runs:
        entry["runs"] = [significant(run) for run in runs]
    if note:
        entry["note"] = note
    return entry


def significant(value):
    return float(f"{value:.4g}")


def interleave(sides, repetitions):
    """Measures each side in turn, so that what else the machine does meets all of them."""
    outcomes = {name: [] for name in sides}
    for _ in range(repetitions):
        for name, measure in sides.items():
            outcomes[name].append(measure())
    return outcomes


def medians(outcomes, metric):
    return {name: statistics.median(map(metric, runs)) for name, runs in outcomes.items()}


def cpu_per_item(outcome):
    return outcome["cpu_us"] / outcome["count"]


def check_same_answers(outcomes):
    """All sides must have read the same text from each answer."""
    seen = {
        name: {run["checksum"] / run["count"] for run in runs if "checksum" in run}
        for name, runs in outcomes.items()
    }
    distinct = {round(value, 9) for values in seen.values() for value in values}
    if len(distinct) > 1 or 0 in distinct:
        raise ValueError(f"the clients read different text: {seen}")


def table(entries):
    """The entries as lines of text."""
    lines = [("what", "measured", "to reach", "holds", "peers")]
    for entry in entries:
        peers = ", ".join(f"{name} {value:g}" for name, value in entry["peers"].items())
        holds = {True: "yes", False: "NO", None: "-"}[entry["holds"]]
        measured = f"{entry['value']:g} {entry['unit']}"
        lines.append((entry["name"], measured, entry["target"] or "-", holds, peers))
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    text = []
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line, widths)]
        text.append("  ".join([*cells, line[4]]).rstrip())
    for entry in entries:
        if "note" in entry:
            text.append(f"{entry['name']}: {entry['note']}")
    return "\n".join(text)
