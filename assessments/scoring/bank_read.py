"""Reads each part of a bank document into its record; checks the form of keys, while bank_check checks references."""

from itertools import pairwise

from .bank_parts import (
    ChannelTable,
    Check,
    Column,
    Condition,
    DerivedGate,
    Fact,
    Gate,
    Limits,
    Mitigation,
    Node,
    Option,
    Profile,
    Question,
    Risk,
    Section,
    Text,
    ValueFunction,
)
from .problems import Keys, _

AGGREGATIONS = ("geometric", "arithmetic", "channel_table")
QUESTION_TYPES = ("level5", "readiness9", "numeric", "percent", "money", "yesno", "single", "multi", "text")
FACT_TYPES = ("single", "multi", "numeric", "percent", "money", "yesno", "text")
NUMERIC_TYPES = ("numeric", "percent", "money")
COLUMN_TYPES = ("percent", "text", "dependence5", "level5", "numeric")
METHODS = ("quantitative", "expert_review", "user_feedback", "self_assessment")
OPERATORS = ("lt", "le", "gt", "ge", "eq", "ne", "in")
RULES = ("challenge_rated_remote",)
HOLDS = ("facts", "gates", "channel_table", "risks")


def inline_text(keys: Keys) -> Text:
    """A text whose two languages are keys of the mapping itself."""
    return Text(en=keys.text("en"), zh=keys.text("zh"))


def text(keys: Keys, key: str) -> Text:
    inner = keys.inner(key)
    found = inline_text(inner) if keys.has(key) else Text("", "")
    inner.done()
    return found


def optional_text(keys: Keys, key: str) -> Text | None:
    keys.asked.add(key)
    return text(keys, key) if keys.has(key) else None


def texts(keys: Keys, key: str) -> tuple[Text, ...]:
    found = []
    for row in keys.rows(key, ()):
        found.append(inline_text(row))
        row.done()
    return tuple(found)


def limits(keys: Keys, key: str) -> Limits | None:
    keys.asked.add(key)
    if not keys.has(key):
        return None
    inner = keys.inner(key)
    found = Limits(min=inner.number("min"), max=inner.number("max"))
    if found.min >= found.max:
        inner.note("max", _("The upper limit must be above the lower limit."))
    inner.done()
    return found


def value_function(keys: Keys, key: str) -> ValueFunction | None:
    """M 1.3: x strictly increasing, v monotone within 0 to 100, and a value for zero where a logarithm is taken."""
    keys.asked.add(key)
    if not keys.has(key):
        return None
    inner = keys.inner(key)
    scale = inner.choice("scale", ("linear", "log10"))
    x, v = inner.numbers("x"), inner.numbers("v")
    at_zero = inner.number("at_or_below_zero", low=0, high=100) if scale == "log10" else None
    if len(x) != len(v) or len(x) < 2:
        inner.note("v", _("x and v need the same length, two points or more."))
    if any(after <= before for before, after in pairwise(x)):
        inner.note("x", _("The values of x must increase from one to the next."))
    if scale == "log10" and x and x[0] <= 0:
        inner.note("x", _("A logarithmic scale needs values of x above zero."))
    check_monotone(inner, "v", v)
    found = ValueFunction(scale=scale, unit=inner.text("unit", ""), x=x, v=v, at_or_below_zero=at_zero)
    inner.done()
    return found


def check_monotone(keys: Keys, key: str, v: tuple[float, ...]) -> None:
    if any(not 0 <= value <= 100 for value in v):
        keys.note(key, _("Values must lie between 0 and 100."))
    steps = [after - before for before, after in pairwise(v)]
    if any(step < 0 for step in steps) and any(step > 0 for step in steps):
        keys.note(key, _("Values must rise all the way or fall all the way."))


def option(keys: Keys) -> Option:
    found = Option(
        id=keys.text("id"),
        text=inline_text(keys),
        order=keys.whole("order") if keys.has("order") else None,
        prompts_risk=keys.texts("prompts_risk", ()),
        outcome=keys.text("outcome") if keys.has("outcome") else None,
        value=keys.number("value", low=0, high=100) if keys.has("value") else None,
    )
    keys.done()
    return found


def options(keys: Keys, key: str = "options") -> tuple[Option, ...]:
    return tuple(option(row) for row in keys.rows(key, ()))


def node(keys: Keys) -> Node:
    parent = keys.take("parent")
    found = Node(
        id=keys.text("id"),
        parent=keys.text("parent") if parent is not None else None,
        weight=keys.number("weight", low=0),
        aggregation=keys.choice("aggregation", AGGREGATIONS),
        title=text(keys, "title"),
    )
    keys.done()
    return found


def profiles(keys: Keys) -> dict[str, Profile]:
    return {str(id): profile(str(id), keys.inner(str(id))) for id in keys.raw}


def profile(id: str, keys: Keys) -> Profile:
    weights = keys.inner("weights")
    found = Profile(
        id=id,
        title=text(keys, "title"),
        weights={str(key): weights.number(str(key), low=0) for key in weights.raw},
        note=keys.text("note", ""),
    )
    keys.done()
    return found


def section(keys: Keys) -> Section:
    found = Section(
        id=keys.text("id"),
        title=text(keys, "title"),
        help=optional_text(keys, "help"),
        holds=keys.choice("holds", HOLDS) if keys.take("holds", None) is not None else None,
        nodes=keys.texts("nodes", ()),
    )
    keys.done()
    return found


def fact(keys: Keys) -> Fact:
    found = Fact(
        id=keys.text("id"),
        type=keys.choice("type", FACT_TYPES),
        required=keys.flag("required", False),
        text=text(keys, "text"),
        help=optional_text(keys, "help"),
        why=optional_text(keys, "why"),
        options=options(keys),
        limits=limits(keys, "limits"),
        unit=keys.text("unit", ""),
        source=keys.texts("source", ()),
        seed_ref=keys.text("seed_ref", ""),
    )
    check_answerable(keys, found.type, found.options, found.limits)
    keys.done()
    return found


def check_answerable(keys: Keys, type: str, options: tuple[Option, ...], limits: Limits | None) -> None:
    if type in ("single", "multi") and not options:
        keys.note("options", _("A question of this type needs options."))
    if type in NUMERIC_TYPES and limits is None:
        keys.note("limits", _("A question of this type needs limits (min and max)."))


def question(keys: Keys) -> Question:
    value = value_function(keys, "value_function")
    found = Question(
        id=keys.text("id"),
        node=keys.text("node"),
        type=keys.choice("type", QUESTION_TYPES),
        method=keys.choice("method", METHODS),
        core=keys.flag("core"),
        required=keys.flag("required"),
        weight=keys.number("weight", low=0),
        text=text(keys, "text"),
        effort_min=keys.number("effort_min", low=0.01),
        applies_from=keys.text("applies_from") if keys.has("applies_from") else None,
        na_allowed=keys.flag("na_allowed", False),
        help=optional_text(keys, "help"),
        why=optional_text(keys, "why"),
        anchors=texts(keys, "anchors"),
        limits=limits(keys, "limits"),
        unit=keys.text("unit", "") or (value.unit if value else ""),
        value_function=value,
        options=options(keys),
        values=keys.numbers("values", ()),
        reverse=keys.flag("reverse", False),
        source=keys.texts("source", ()),
        seed_ref=keys.text("seed_ref", ""),
    )
    keys.asked.add("applies_from")
    check_question(keys, found)
    keys.done()
    return found


def check_question(keys: Keys, question: Question) -> None:
    check_answerable(keys, question.type, question.options, question.limits)
    check_anchors(keys, question.type, len(question.anchors))
    if question.type in NUMERIC_TYPES and question.value_function is None:
        keys.note("value_function", _("A question of this type needs a value function."))
    if question.type in ("single", "multi") and any(entry.value is None for entry in question.options):
        keys.note("options", _("Every option of a scored question needs a value from 0 to 100."))
    if question.type == "text":
        keys.note("type", _("Free text is never scored; make it a fact, or choose another type."))
    if question.values:
        check_monotone(keys, "values", question.values)
        if question.type != "level5" or len(question.values) != 5:
            keys.note("values", _("Five values are needed, for a question of type level5."))


def check_anchors(keys: Keys, type: str, found: int) -> None:
    needed = {"level5": 5, "readiness9": 9}.get(type, found)
    if found != needed:
        keys.note("anchors", _("%(needed)s anchors are needed, found %(found)s."), needed=needed, found=found)


def gate(keys: Keys) -> Gate:
    found = Gate(
        id=keys.text("id"),
        text=text(keys, "text"),
        help=optional_text(keys, "help"),
        options=options(keys),
        on_unknown=keys.text("on_unknown"),
        jurisdictions=keys.texts("jurisdictions", ()),
        law_checked_on=keys.day("law_checked_on"),
        effort_min=keys.number("effort_min", low=0.01),
        source=keys.texts("source", ()),
    )
    if not found.options:
        keys.note("options", _("A gate needs options."))
    keys.done()
    return found


def conditions(keys: Keys) -> tuple[Condition, ...]:
    found = []
    for row in keys.rows("all"):
        ref = row.text("ref")
        operators = [operator for operator in OPERATORS if row.has(operator)]
        if len(operators) != 1:
            row.note("", _("Exactly one comparison is needed, one of: %(allowed)s."), allowed=", ".join(OPERATORS))
        for operator in operators[:1]:
            value = tuple(row.items(operator)) if operator == "in" else row.take(operator)
            found.append(Condition(ref=ref, operator=operator, value=value))
        row.done()
    return tuple(found)


def derived_gate(keys: Keys) -> DerivedGate:
    when = keys.inner("when")
    found = DerivedGate(
        id=keys.text("id"), conditions=conditions(when), outcome=keys.text("outcome"), title=text(keys, "title")
    )
    when.done()
    keys.done()
    return found


def check(keys: Keys) -> Check:
    when = keys.inner("when")
    rule = when.choice("rule", RULES) if when.has("rule") else None
    when.asked.add("rule")
    found = Check(
        id=keys.text("id"),
        kind=keys.choice("kind", ("contradiction", "notice"), "contradiction") or "contradiction",
        conditions=() if rule is not None else conditions(when),
        rule=rule,
        text=text(keys, "text"),
    )
    when.done()
    keys.done()
    return found


def risk(keys: Keys) -> Risk:
    found = Risk(
        id=keys.text("id"),
        category=keys.text("category"),
        title=text(keys, "title"),
        likelihood_text=text(keys, "likelihood_text"),
        impact_text=text(keys, "impact_text"),
        event=text(keys, "event"),
        effort_min=keys.number("effort_min", low=0.01),
        rmf_tags=keys.texts("rmf_tags", ()),
        source=keys.texts("source", ()),
        seed_ref=keys.text("seed_ref", ""),
    )
    keys.done()
    return found


def mitigations(rows: list[Keys]) -> tuple[Mitigation, ...]:
    """The first two measures of each category are the defaults, the others suggestions."""
    found: list[Mitigation] = []
    for keys in rows:
        category = keys.text("category")
        found.append(
            Mitigation(
                id=keys.text("id"),
                category=category,
                targets=keys.texts("targets"),
                effect_likelihood=keys.whole("effect_likelihood", low=0, high=4),
                effect_impact=keys.whole("effect_impact", low=0, high=4),
                title=text(keys, "title"),
                default=sum(entry.category == category for entry in found) < 2,
                seed_ref=keys.text("seed_ref", ""),
            )
        )
        if not found[-1].targets:
            keys.note("targets", _("A measure needs at least one target risk."))
        keys.done()
    return tuple(found)


def channel_table(keys: Keys) -> ChannelTable:
    found = ChannelTable(
        node=keys.text("node"),
        required=keys.flag("required"),
        max_rows=keys.whole("max_rows", low=1),
        effort_min=keys.number("effort_min", low=0.01),
        rival_allowed=keys.flag("also_for_reference_rival", False),
        types=options(keys, "types"),
        columns=tuple(column(row) for row in keys.rows("columns")),
        fragility_penalty=keys.number("fragility_penalty", low=0, high=1),
        source=keys.texts("source", ()),
    )
    have = {entry.id for entry in found.columns}
    for id in ("share", "owner", "dependence"):
        if id not in have:
            keys.note("columns", _("The column %(id)s is missing; add it."), id=id)
    if sum(entry.weight or 0 for entry in found.criteria) <= 0:
        keys.note("columns", _("The weights of the criteria must not all be zero."))
    keys.done()
    return found


def column(keys: Keys) -> Column:
    value = value_function(keys, "value_function")
    weight = keys.take("weight")
    found = Column(
        id=keys.text("id"),
        type=keys.choice("type", COLUMN_TYPES),
        weight=keys.number("weight", low=0) if weight is not None else None,
        text=inline_text(keys),
        anchors=texts(keys, "anchors"),
        limits=limits(keys, "limits"),
        value_function=value,
        unit=keys.text("unit", "") or (value.unit if value else ""),
    )
    check_answerable(keys, found.type, (), found.limits)
    if found.weight is not None:
        check_anchors(keys, found.type, len(found.anchors))
        if found.type == "numeric" and value is None:
            keys.note("value_function", _("A question of this type needs a value function."))
        if found.type not in ("numeric", "level5"):
            keys.note("type", _("A criterion must be of type level5 or numeric."))
    keys.done()
    return found


def sources(keys: Keys) -> dict[str, str]:
    return {str(key): keys.text(str(key)) for key in keys.raw}
