"""A process that is asked line by line, in JSON, as the benchmarks ask one version or one index beside another."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any


class Side:
    """A process that tells a line when it is ready, one for each that it is given, and its memory in the end."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start it, with these variables beside the ones of now, and wait until it is ready."""
        own = {**os.environ, **environment}
        self._process = subprocess.Popen(command, env=own, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._line()

    def tell(self, told: object) -> Any:
        """Give it something; returns what it replies."""
        print(json.dumps(told), file=self._process.stdin, flush=True)
        return json.loads(self._line())

    def end(self) -> dict[str, float]:
        """End it; returns its megabytes, as Linux counts them."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        memory: dict[str, float] = json.loads(self._line())
        self._process.wait()
        return memory

    def _line(self) -> str:
        return self._process.stdout.readline() if self._process.stdout is not None else ""
