"""`bpcli train` on the command line."""

from __future__ import annotations

import json
import signal
import subprocess
import time

import pytest

from bpcli.cli.exit_codes import ExitCode
from bpcli.core.say import speak


def test_the_tables_of_the_notes_are_reproduced(inside):
    run = inside("train", "quadratic", "--show", "95-99")
    assert run.code == ExitCode.DONE
    for number in ("0.19469690322875977", "−0.8440914154052734", "0.07206439971923828", "0.0013341286685317755"):
        assert number in run.out
    assert "8.284846305847168" in run.out


def test_json_is_one_document_and_nothing_else(inside):
    run = inside("train", "linear", "--epochs", "3", "--json")
    assert len(json.loads(run.out)["epochs"]) == 3
    assert run.err == ""


def test_csv_says_on_the_other_stream_that_a_run_diverged(inside):
    run = inside("train", "linear", "--lr", "1", "--csv")
    assert run.out.startswith("epoch,sample,loss,dloss/dw,w\n")
    assert "diverges" in run.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["one-sigmoid-neuron"], "--lr"),
        (["node", "--lr", "1"], "comes back into"),
        (["linear", "--show", "100"], "the last one is 99"),
        (["linear", "--show", "5-3"], "--show takes"),
        (["linear", "--show", "x"], "--show takes"),
        (["linear", "--epochs", "0", "--show", "0"], "no epochs"),
        (["linear", "--lr", "-1"], "not negative"),
        (["linear", "--lr", "fast"], "is not a number"),
        (["linear", "--start", "x=3"], "training data gives x"),
        (["linear", "--start", "q=3"], "q is not in this exercise"),
        (["linear", "--plot", "loss.gif"], ".svg or .png"),
        (["linear", "--json", "--csv"], "exclude"),
        (["linear", "--dtype", "float16"], "float16"),
        (["xor", "--dtype", "exact"], "exact"),
    ],
)
def test_what_cannot_be_done_is_bad_usage_with_the_reason(arguments, said, inside):
    run = inside("train", *arguments)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert said in run.err


def test_options_change_what_the_file_says(inside):
    run = inside("train", "linear", "--epochs", "1", "--start", "w=3", "--dtype", "float64", "--json")
    first = json.loads(run.out)["epochs"][0]["steps"][0]
    # x = 1, y = 2, w = 3: the loss is 1, its gradient 2.
    assert (first["loss"], first["gradients"]["w"], first["parameters"]["w"]) == (1.0, 2.0, 3 - 0.01 * 2)


def test_plot_writes_svg_and_png(inside, tmp_path):
    pytest.importorskip("resvg_py")
    for suffix, first in ((".svg", b"<svg"), (".png", b"\x89PNG")):
        target = tmp_path / f"loss{suffix}"
        assert inside("train", "linear", "--epochs", "5", "--plot", str(target)).code == ExitCode.DONE
        assert target.read_bytes().startswith(first)


def test_step_prints_every_update_into_a_pipe(inside):
    run = inside("train", "linear", "--epochs", "2", "--step")
    assert run.out.count(".grad = 0 for w") == 6


def test_ascii_is_kept_to(inside):
    for arguments in ([], ["--step"], ["--by-hand"], ["--show", "0"], ["--csv"]):
        run = inside("train", "quadratic", "--epochs", "1", "--ascii", *arguments)
        assert run.code == ExitCode.DONE
        assert run.out.isascii() or arguments == ["--csv"]


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_a_terminal_gets_a_curve_that_fits(columns, inside):
    run = inside("train", "linear", "--epochs", "30", terminal=True, env={"COLUMNS": str(columns), "NO_COLOR": "1"})
    assert "on a log scale" in " ".join(run.out.split())
    assert "\N{BRAILLE PATTERN DOTS-1}" in run.out or "⠉" in run.out
    assert max(map(len, run.out.splitlines())) <= columns


def test_chinese_is_spoken_where_it_is_liked(inside):
    speak("zh")
    try:
        run = inside("train", "linear-accumulated", "--epochs", "2")
    finally:
        speak()
    assert "没有把梯度清零" in run.out


def test_an_interrupt_ends_with_what_was_reached(start):
    process = start("train", "xor", "--epochs", "900000", "--csv", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED
    assert b"Traceback" not in err
    if out:  # nothing was reached where the interrupt came before the training
        assert len({line.count(b",") for line in out.splitlines()}) == 1
