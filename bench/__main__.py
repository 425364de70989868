"""Run the benches: `make bench` all of them, `make bench ARGS="push"` one, `--quick` to see that they run.

A bench is a module of this folder with a `main` of its own, its own file of results and its own table in the README.
Each runs in a process of its own, so that none inherits another's warmth or fails with it.
"""

import subprocess
import sys

BENCHES = (
    "routes",
    "push",
    "clock",
    "loyalty",
    "ingest",
    "feeds",
    "outbox",
    "coverage",
    "ladder",
    "phone",
    "audits",
)


def main(words: list[str]) -> int:
    """Options without a name are those of the routes; `--quick` alone is for all."""
    if words and words[0] in BENCHES:
        return run(words[0], words[1:])
    if words and words != ["--quick"]:
        return run("routes", words)
    return max(run(name, words) for name in BENCHES)


def run(name: str, words: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", f"bench.{name}", *words], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
