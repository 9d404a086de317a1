"""`bpcli train`: gradient descent on an exercise, as the course's PyTorch programs do it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bpcli.cli import exercises, options
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import Stop
from bpcli.cli.languages import languages
from bpcli.cli.progress import counted
from bpcli.cli.screen import Color, complain, complain_of, is_terminal, look_of, write, write_bytes
from bpcli.cli.wishes import shown_epochs, typed_number
from bpcli.core.numerals import ALL_DIGITS
from bpcli.core.say import say
from bpcli.exercise.keys import key_of
from bpcli.render.look import Look
from bpcli.tutor.telling import Telling

if TYPE_CHECKING:
    from bpcli.tutor.training.plan import Plan, Wishes
    from bpcli.tutor.training.trained import Trained

_TRAIN = key_of("train").keys


def _choice(key: str, *more: str) -> type[StrEnum]:
    """The words of a key of `train:` as choices of an option."""
    words = (*key_of(key, _TRAIN).choices, *more)
    return StrEnum(key.capitalize(), [(word.upper(), word) for word in words])  # type: ignore[return-value]


Per, Reduction, Optimizer, Update = map(_choice, ("per", "reduction", "optimizer", "update"))
Dtype = _choice("dtype", "exact")
_PICTURES = (".svg", ".png")


def command(
    exercise: options.Exercise,
    lr: Annotated[str | None, typer.Option("--lr", metavar="NUMBER", help=say("train.lr"), show_default=False)] = None,
    epochs: Annotated[
        int | None, typer.Option("--epochs", min=0, max=1_000_000, help=say("train.epochs"), show_default=False)
    ] = None,
    per: Annotated[Per | None, typer.Option("--per", help=say("train.per"), show_default=False)] = None,  # type: ignore[valid-type]
    reduction: Annotated[
        Reduction | None,  # type: ignore[valid-type]
        typer.Option("--reduction", help=say("train.reduction"), show_default=False),
    ] = None,
    optimizer: Annotated[
        Optimizer | None,  # type: ignore[valid-type]
        typer.Option("--optimizer", help=say("train.optimizer"), show_default=False),
    ] = None,
    momentum: Annotated[
        str | None, typer.Option("--momentum", metavar="NUMBER", help=say("train.momentum"), show_default=False)
    ] = None,
    update: Annotated[Update | None, typer.Option("--update", help=say("train.update"), show_default=False)] = None,  # type: ignore[valid-type]
    zero_grad: Annotated[
        bool | None, typer.Option("--zero-grad/--no-zero-grad", help=say("train.zero-grad"), show_default=False)
    ] = None,
    dtype: Annotated[Dtype | None, typer.Option("--dtype", help=say("train.dtype"), show_default=False)] = None,  # type: ignore[valid-type]
    settings: Annotated[
        list[str],
        typer.Option("--start", "--set", metavar="NAME=VALUE", help=say("train.start"), show_default=False),
    ] = [],  # noqa: B006 - Typer reads it, nobody writes it
    show: Annotated[
        str | None, typer.Option("--show", metavar="EPOCHS", help=say("train.show"), show_default=False)
    ] = None,
    hand: Annotated[bool, typer.Option("--by-hand", help=say("train.with-hand"))] = False,
    step: Annotated[bool, typer.Option("--step", help=say("train.step"))] = False,
    picture: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help=say("train.plot"), show_default=False)
    ] = None,
    digits: Annotated[
        int | None, typer.Option("--digits", min=1, max=17, help=say("cli.digits"), show_default=False)
    ] = None,
    values: options.Values = False,
    as_json: options.Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help=say("train.csv"))] = False,
    plain: options.Plain = False,
    only_ascii: options.Ascii = False,
    color: options.ColorWhen = Color.AUTO,
    output: options.Output = None,
    debug: options.Debug = False,  # noqa: ARG001 - read by the guard
) -> None:
    """Train an exercise and show every step of it."""
    if as_json + as_csv + step > 1:
        raise Stop(ExitCode.USAGE, say("train.one-document"))
    if picture is not None and picture.suffix.lower() not in _PICTURES:
        raise Stop(ExitCode.USAGE, say("train.bad-plot", name=str(picture)))
    rates = typed_number("--lr", lr), typed_number("--momentum", momentum)
    named = exercises.load(exercise)
    if named.exercise.warnings:
        complain_of(named.exercise.warnings)
    plan = _planned(named, settings, rates, (epochs, per, reduction, optimizer, update, zero_grad, dtype))
    shown = shown_epochs(show, plan.task.recipe.epochs)
    trained = _trained(plan, named.fault)
    look = look_of(None if output else sys.stdout, color, plain=plain, ascii=only_ascii)
    look = replace(look, digits=digits or (ALL_DIGITS if shown else look.digits), values=values)
    if as_json or as_csv:
        write(_document(trained, look, as_csv=as_csv), output)
    elif step:
        _walk(trained, look, output)
    else:
        drawn = is_terminal(sys.stdout) and not plain and output is None
        write(_told(trained, look, Telling(False, drawn, languages()), shown, hand=hand), output)
    if picture is not None:
        _save(trained, picture, look)
    if trained.run.ended == "interrupted":
        raise Stop(ExitCode.INTERRUPTED)


def _planned(named: exercises.Named, settings: list[str], rates: tuple, words: tuple) -> Plan:  # type: ignore[type-arg]
    """What is to be trained. Raises Stop."""
    from bpcli.tutor.training.plan import NoTraining, Wishes, plan  # noqa: PLC0415 - heavy; the text was read first

    before = named.exercise
    changed = exercises.with_settings(before, settings)
    values = {name: value for name, value in changed.givens.items() if before.givens.get(name) is not value}
    epochs, per, reduction, optimizer, update, zero_grad, dtype = words
    wishes: Wishes = Wishes(rates[0], epochs, per, reduction, optimizer, rates[1], update, zero_grad, dtype)
    with exercises.reported(named.fault):
        try:
            return plan(changed, wishes, values)
        except NoTraining as reason:
            raise Stop(ExitCode.USAGE, str(reason)) from None


def _trained(plan: Plan, fault: ExitCode) -> Trained:
    """The training, with a bar where it is long and a person waits."""
    from bpcli.tutor.training.trained import train  # noqa: PLC0415

    with exercises.reported(fault), counted(plan.task.recipe.epochs, say("train.training")) as told:
        return train(plan, told)


def _told(trained: Trained, look: Look, telling: Telling, shown: Iterable[int] | None, *, hand: bool) -> Iterable[str]:
    from bpcli.render.terminal import lines  # noqa: PLC0415
    from bpcli.tutor.solution import solve  # noqa: PLC0415
    from bpcli.tutor.training.told import told  # noqa: PLC0415

    trace = solve(trained.plan.exercise)
    return lines(told(trained, trace, telling, None if shown is None else tuple(shown), hand=hand), look)


def _document(trained: Trained, look: Look, *, as_csv: bool) -> str | Iterable[str]:
    from bpcli.render.training import training_document, training_rows  # noqa: PLC0415
    from bpcli.tutor.training.blame import notes, went_wrong  # noqa: PLC0415

    said = notes(trained)
    if as_csv:
        if went_wrong(trained):
            complain(said[0])
        return training_rows(trained)
    return training_document(trained, look, title=trained.plan.exercise.title_in(languages()), notes=said)


def _walk(trained: Trained, look: Look, output: Path | None) -> None:
    """Every update on its own; a person at a terminal asks for the next one."""
    from bpcli.render.terminal import render  # noqa: PLC0415
    from bpcli.tutor.training.updates import step_reports  # noqa: PLC0415

    asks = output is None and is_terminal(sys.stdin) and is_terminal(sys.stdout)
    pages = (render(report, look) + "\n" for report in step_reports(trained))
    if not asks:
        write(pages, output)
        return
    for page in pages:
        write([page, look.text(say("train.step-next")), " "])
        sys.stdout.flush()
        answer = sys.stdin.readline()
        if not answer or answer.strip().lower() == "q":
            break


def _save(trained: Trained, picture: Path, look: Look) -> None:
    from bpcli.render.plot_svg import plot_svg  # noqa: PLC0415
    from bpcli.tutor.training.landscape import plot  # noqa: PLC0415

    title = trained.plan.exercise.title_in(languages()) or trained.plan.exercise.name or say("train.heading")
    text = plot_svg(plot(trained, title), look)
    if picture.suffix.lower() == ".svg":
        write(text, picture)
        return
    from bpcli.render.png import Unpainted, painted  # noqa: PLC0415

    try:
        write_bytes(painted(text), picture)
    except Unpainted as reason:
        raise Stop(ExitCode.USAGE, str(reason)) from None
