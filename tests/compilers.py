# SPDX-License-Identifier: MIT
"""Runs compilers on single files, for the tests that judge what compilers say; and precompiles headers for them.

`plan` and `precompile_all` choose headers for many units at once: each unit begins with the heaviest of the precompiled
headers that it includes itself, directly or not. So it sees nothing that it does not include, and is read in a part of
the time.
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess

FLAGS = ["-std=c++20", "-Wall", "-Wextra", "-Wconversion", "-Wshadow"]


def family(compiler):
    return "clang++" if "clang" in os.path.basename(compiler) else "g++"


def include_flags(includes):
    # System paths of the compiler itself must keep their place in its search order.
    return [f"-I{path}" for path in includes if str(path) != "/usr/include"]


def run(command, **options):
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, **options)


def precompiled_path(compiler, header):
    return pathlib.Path(f"{header}.{'pch' if family(compiler) == 'clang++' else 'gch'}")


def is_fresh(compiler, target):
    """True when nothing that went into the precompiled header is younger than it."""
    rule = target.with_suffix(".d")
    if not target.is_file() or not rule.is_file():
        return False
    files = shlex.split(rule.read_text(encoding="utf-8").replace("\\\n", " ").split(": ", 1)[1])
    made = target.stat().st_mtime
    return all(os.path.exists(file) and os.stat(file).st_mtime < made for file in [shutil.which(compiler), *files])


def precompile(compiler, flags, header):
    """Returns what the compiler says when it does not work."""
    target = precompiled_path(compiler, header)
    if is_fresh(compiler, target):
        return ""
    part = target.with_suffix(".part")  # several tests may precompile the same header at the same time
    done = run([compiler, *flags, "-MD", "-MF", str(target.with_suffix(".d")), "-MT", "it", "-x", "c++-header",
                str(header), "-o", str(part)])
    if done.returncode != 0:
        return done.stderr or "it does not compile"
    part.replace(target)
    return ""


def use(compiler, header):
    """The flags that put the precompiled header before a file; what the compiler refuses of it, it says."""
    if family(compiler) == "clang++":
        return ["-include-pch", str(precompiled_path(compiler, header))]
    return ["-include", str(header), "-Winvalid-pch"]


def refused(said):
    """True when g++ took the header itself, because it could not use what was precompiled."""
    return "-Winvalid-pch" in said


INCLUDE = re.compile(r"^\s*#\s*include\s*<([^>]+)>", re.MULTILINE)
OTHERS_WEIGH = 5  # a header of the standard library or of Hana takes as long to read as about so many of the project's
WORTHWHILE = 150  # so much must be saved: what is precompiled has a fixed cost, and takes 50 to 100 MB for a while


def plan(root, units):
    """Which of the headers under root to precompile for the units, texts by name: pairs of header and units that it is
    for, the heaviest first. Chosen by turns, each time the one that saves most of what is still read; to precompile costs
    about twice as much as to read."""
    known = {}

    def closure(name):
        """The header and what it brings."""
        if name not in known:
            known[name] = {name}  # an include in a circle ends here
            path = root / name
            if path.is_file():
                for other in INCLUDE.findall(path.read_text(encoding="utf-8")):
                    known[name] |= closure(other)
        return known[name]

    users = {}
    for unit, text in units.items():
        for part in set().union(*map(closure, INCLUDE.findall(text))) - {unit}:
            users.setdefault(part, set()).add(unit)
    candidates = sorted(part for part in users if (root / part).is_file())
    weight = {name: sum(1 if (root / part).is_file() else OTHERS_WEIGH for part in closure(name)) for name in candidates}
    saved = dict.fromkeys(units, 0)

    def gain(name):
        return sum(max(0, weight[name] - saved[user]) for user in users[name]) - 2 * weight[name]

    chosen = []
    while candidates and gain(best := max(candidates, key=gain)) > WORTHWHILE:
        chosen.append((best, users[best]))
        for user in users[best]:
            saved[user] = max(saved[user], weight[best])
    return sorted(chosen, key=lambda one: -weight[one[0]])


def precompile_all(compiler, flags, chosen, folder, pool):
    """Returns a function from a unit's name to the flags that it begins with. What does not compile is left out: the
    units say it."""
    headers = [folder / f"{number}.hpp" for number in range(len(chosen))]
    for header, (name, _) in zip(headers, chosen):
        header.write_text(f"#include <{name}>\n", encoding="utf-8")
    said = list(pool.map(lambda header: precompile(compiler, flags, header), headers))
    usable = [(header, users) for header, (_, users), text in zip(headers, chosen, said) if not text]
    return lambda unit: next((use(compiler, header) for header, users in usable if unit in users), [])
