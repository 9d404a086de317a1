"""A learner at a terminal: the program in a forked process that has a pseudo-terminal, so that it starts at once."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import sys
import termios
import time

CTRL_C, CTRL_D = "\x03", "\x04"
_PATIENCE = 30.0


class Learner:
    """Somebody who reads up to a prompt, and then types. `prompt` is what the program ends with when it waits."""

    def __init__(self, arguments, env, columns=80, prompt=" = ") -> None:
        import pty  # noqa: PLC0415 - there is none on Windows

        self.prompt = prompt
        self.status: int | None = None
        self.pid, self.terminal = pty.fork()
        if not self.pid:
            _become_the_program(arguments, env, columns)
        self.read = self.wait()

    def wait(self) -> str:
        """What is said until the program waits or ends."""
        said, end = b"", time.monotonic() + _PATIENCE
        while not said.decode("utf-8", "ignore").endswith(self.prompt):
            if not select.select([self.terminal], [], [], max(0.0, end - time.monotonic()))[0]:
                raise TimeoutError(said.decode("utf-8", "replace"))
            try:
                piece = os.read(self.terminal, 65536)
            except OSError:  # Linux says so where others give nothing
                piece = b""
            if not piece:
                break
            said += piece
        return said.decode("utf-8").replace("\r\n", "\n")

    def types(self, text) -> str:
        """What is said to a line."""
        return self.presses(f"{text}\n")

    def presses(self, keys) -> str:
        """What is said to some keys."""
        os.write(self.terminal, keys.encode())
        self.read = self.wait()
        return self.read

    @property
    def code(self) -> int:
        """The exit code of the program, which has said its last word."""
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.status

    def end(self) -> None:
        """Close the terminal, whatever the program is doing."""
        os.close(self.terminal)
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            _ = self.code


def _become_the_program(arguments, env, columns) -> None:
    """In the child: a terminal without echo, the environment, and the command."""
    code = 3
    try:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        modes = termios.tcgetattr(0)
        modes[3] &= ~termios.ECHO
        termios.tcsetattr(0, termios.TCSANOW, modes)
        os.environ.clear()
        os.environ.update(env)
        for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8"))
        from bpcli.cli.main import main  # noqa: PLC0415

        sys.argv = ["bpcli", *arguments]
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
