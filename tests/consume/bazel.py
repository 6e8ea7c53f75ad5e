#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads the files for Bazel as Bazel would, without Bazel: their language is a part of Python's."""
import pathlib
import sys

folder, version = pathlib.Path(sys.argv[1]), sys.argv[2]
called = {}


def note(rule):
    return lambda *unnamed, **named: called.setdefault(rule, []).append(named or unnamed)


def glob(patterns):
    found = [path for pattern in patterns for path in (folder / "include").glob(pattern.removeprefix("include/"))]
    assert found, f"nothing matches {patterns}"
    return found


allowed = {name: note(name) for name in ("module", "bazel_dep", "load", "cc_library")}
for file in ("MODULE.bazel", "BUILD.bazel"):
    text = (folder / file).read_text(encoding="utf-8")
    exec(compile(text, file, "exec"), {"__builtins__": {}, "glob": glob, **allowed})

[module], [library] = called["module"], called["cc_library"]
needed = {dep["name"] for dep in called["bazel_dep"]}
assert module == {"name": "crucible_telemetry", "version": version}, module
assert {f"@{name}" for name in needed - {"rules_cc"}} == set(library["deps"]), needed
assert any(path.name == "telemetry.hpp" for path in library["hdrs"])
