#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes include/crucible/telemetry/fwd.hpp: every public class, class template and enumeration, with its defaults.

Names and parameters are read from the public headers. Defaults are kept from fwd.hpp, which alone says them; one that a
header says is taken from there, and has to go there. What cannot be declared without a header, because its parameters
are of types or concepts that the header brings, stands as a comment, and so do concepts.

`--check` writes nothing, and fails when fwd.hpp is not what it would write. `--self-test` reads a text of its own.
"""
import pathlib
import re
import sys

import index

FILE = index.HEADERS / "fwd.hpp"
PUBLIC = "crucible::telemetry"
MAY_INCLUDE = {"<crucible/telemetry/core/fixed_string.hpp>", "<cstddef>", "<cstdint>"}
# Parameters of these kinds can be declared by who knows nothing else.
PLAIN = re.compile(r"(class|typename|auto const&|auto|std::size_t|std::uint\d+_t|std::int\d+_t|unsigned|int|bool|fixed_string|"
                   r"template <class(\.\.\.)?> class)(\.\.\.)?( \w+)?")
TOKEN = re.compile(r"[A-Za-z_]\w*|\.?\d[\w.']*|::|\.\.\.|&&|\S")
LONGEST = 116


def tokens_of(text):
    text = re.sub(r"//[^\n]*|/\*.*?\*/|^\s*#(?:\\\n|[^\n])*", " ", text, flags=re.S | re.M)
    text = re.sub(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', lambda literal: re.sub(r"[^\s\w]", "_", f"s{literal[0]}"), text)
    return TOKEN.findall(text)


def joined(tokens):
    text = " ".join(tokens)
    for what, with_what in ((r" ?:: ?", "::"), (r" ([,>)\];]|\.\.\.)", r"\1"), (r"([<(\[]) ", r"\1"), (r" <", " <"),
                            (r"(\w) &", r"\1&")):
        text = re.sub(what, with_what, text)
    return re.sub(r"(?<!template) <", "<", text)


def split_parameters(tokens):
    """The template's parameters, each as (tokens, tokens of its default)."""
    parts, depth, default = [([], [])], 0, False
    for token in tokens:
        depth += (token in "<([{") - (token in ">)]}")
        if token == "," and depth == 0:
            parts.append(([], []))
            default = False
        elif token == "=" and depth == 0:
            default = True
        else:
            parts[-1][default].append(token)
    return [part for part in parts if part[0]]


def closing(tokens, at):
    """The place behind the bracket that closes the one at `at`; comparisons do not stand bare in templates' heads."""
    pairs = {"<": ">", "(": ")", "[": "]", "{": "}"}
    inner = {tokens[at], pairs[tokens[at]]}
    depth = 0
    while at < len(tokens):
        if tokens[at] in inner:
            depth += 1 if tokens[at] in pairs else -1
            if depth == 0:
                return at + 1
        elif tokens[at] in "([{":
            at = closing(tokens, at) - 1
        at += 1
    return at


def declarations(text):
    """Yields what is declared in namespaces: namespace, kind of thing, name, parameters, constrained, enum's type."""
    tokens = tokens_of(text)
    at, spaces = 0, []
    while at < len(tokens):
        if tokens[at] == "namespace" or tokens[at:at + 2] == ["inline", "namespace"]:
            end = next(i for i in range(at, len(tokens)) if tokens[i] in "{;=")
            if tokens[end] == "{":
                spaces.append("".join(tokens[at:end]).removeprefix("inline").removeprefix("namespace"))
                at = end + 1
                continue
            at = end
        elif tokens[at] == "}" and spaces:
            spaces.pop()
            at += 1
            continue
        parameters, constrained = None, False
        while tokens[at:at + 2] == ["template", "<"]:
            end = closing(tokens, at + 1)
            parameters = split_parameters(tokens[at + 2:end - 1])
            at = end
        if parameters is not None and at < len(tokens) and tokens[at] == "requires":
            constrained = True
            while at < len(tokens) and tokens[at] not in ("struct", "class", ";", "{"):
                at = closing(tokens, at) if tokens[at] in "(" else at + 1
        space = "::".join(spaces)
        if tokens[at:at + 1] == ["concept"]:
            yield space, "concept", tokens[at + 1], [], False, ""
        elif tokens[at] in ("struct", "class", "enum"):
            kind = tokens[at]
            at += 1
            if kind == "enum" and tokens[at] in ("class", "struct"):
                kind += " " + tokens[at]
                at += 1
            while tokens[at] in ("[", "alignas"):
                at = closing(tokens, at + (tokens[at] == "alignas"))
            name = tokens[at]
            rest = tokens[at + 1:]
            of = ""
            if kind.startswith("enum") and rest[:1] == [":"]:
                of = joined(rest[1:next(i for i, token in enumerate(rest) if token in "{;")])
            if rest[:1] == ["<"]:
                yield space, "specialization", name, [], False, ""
            elif rest[:1] and rest[0] in (";", "{", ":", "final") and re.match(r"[A-Za-z_]", name):
                yield space, kind, name, parameters, constrained, of
        # On to the end of the declaration: a semicolon, or the brace that ends a function.
        assigned = False
        while at < len(tokens) and tokens[at] != ";":
            assigned |= tokens[at] == "=" and tokens[at - 1] not in ("operator", "=", "<", ">", "!")
            if tokens[at] == "{":
                at = closing(tokens, at)
                if tokens[at:at + 1] != [";"] and tokens[at] not in ("{", "(", ",") and not assigned:
                    break
            else:
                at = closing(tokens, at) if tokens[at] in "([" else at + 1
        if tokens[at:at + 1] == [";"]:
            at += 1


def public(space):
    return space == PUBLIC or (space.startswith(PUBLIC + "::") and "detail" not in space.split("::"))


def defaults_of(parameters):
    return [joined(default) for _, default in parameters or ()]


def stated():
    """What fwd.hpp says today: kind of thing and parameters by namespace and name."""
    text = FILE.read_text(encoding="utf-8") if FILE.is_file() else ""
    return {(space, name): (kind, parameters) for space, kind, name, parameters, _, _ in declarations(text)}


def known_here(default):
    """True for numbers, and for what other templates that fwd.hpp declares make of nothing."""
    return all(word in ("policy_pack", "std", "size_t") for word in re.findall(r"[A-Za-z_]\w*", default))


def template_head(parameters, defaults):
    if parameters is None:
        return ""
    # Names of one letter are left out: code that emits includes this, and some other header's macro may be one.
    each = (joined(tokens[:-1] if re.fullmatch("[A-Z]", tokens[-1]) else tokens) + (f" = {default}" if default else "")
            for (tokens, _), default in zip(parameters, defaults))
    return f"template <{', '.join(each)}> "


def collect():
    """Returns entries by room and header: (namespace, line), and faults."""
    said, entries, faults, seen, special = stated(), [], [], set(), {}
    for header in sorted(index.HEADERS.rglob("*.hpp"), key=lambda h: h.relative_to(index.HEADERS).as_posix()):
        name = header.relative_to(index.HEADERS).as_posix()
        if index.is_internal(header) or header == FILE:
            continue
        for space, kind, what, parameters, constrained, of in declarations(header.read_text(encoding="utf-8")):
            if kind == "specialization":
                special.setdefault((space, what), name)
                continue
            if not public(space) or (space, what) in seen:
                continue
            seen.add((space, what))
            defaults = defaults_of(said.get((space, what), ("", None))[1])
            own = defaults_of(parameters)
            # A default that needs another header's names is for the header, which knows them.
            open_own = [default if known_here(default) else "" for default in own]
            if parameters is not None and len(defaults) != len(own):
                defaults = open_own
            plain = kind != "concept" and not constrained and all(
                PLAIN.fullmatch(joined(tokens).replace("kind Kind", "int Kind")) for tokens, _ in parameters or ())
            if plain and any(open_own):
                defaults = [mine or theirs for mine, theirs in zip(open_own, defaults)]
                faults.append(f"{name}: says a default of {what}, which only fwd.hpp says")
            line = f"{template_head(parameters, defaults)}{kind} {what}{f' : {of}' if of else ''};" if plain else None
            entries.append((space, name, kind, line, what))
    # Of a template that headers only specialize, fwd.hpp declares the general form.
    for (space, what), name in special.items():
        if (space, what) not in seen and (space, what) in said and public(space):
            kind, parameters = said[space, what]
            entries.append((space, name, kind, f"{template_head(parameters, defaults_of(parameters))}{kind} {what};", what))
    return sorted(entries, key=lambda entry: entry[1]), faults


def comment(words):
    """Lines of a comment that lists words."""
    line = "//"
    for number, word in enumerate(words):
        piece = f" {word}{',' if number + 1 < len(words) else ''}"
        if len(line) + len(piece) > LONGEST:
            yield line
            line = "//  "
        line += piece
    yield line


def page(entries):
    text = ["// SPDX-License-Identifier: MIT", "#pragma once",
            "// Every public class, class template and enumeration, with its defaults: the map of the house. docs/generate/fwd.py",
            "// writes it, except for the defaults, which are said here and nowhere else.", "",
            *(f"#include {what}" for what in ("<crucible/telemetry/core/fixed_string.hpp>",)), "",
            *(f"#include {what}" for what in ("<cstddef>", "<cstdint>")), "",
            f"namespace {PUBLIC} {{", "", "enum class kind : unsigned char;"]
    for room in index.ROOMS:
        of_room = [entry for entry in entries if entry[1].split("/")[0].removesuffix(".hpp") == room]
        if not of_room:
            continue
        text += ["", f"// {room}"]
        for space in sorted({entry[0] for entry in of_room}, key=lambda s: (s != PUBLIC, s)):
            mine = [entry for entry in of_room if entry[0] == space]
            # What the includes bring, or stands above: clang 16 takes a second declaration of fixed_string for another.
            lines = [entry[3] for entry in mine if entry[3] and entry[4] not in ("kind", "fixed_string")]
            inner = space.removeprefix(PUBLIC + "::") if space != PUBLIC else ""
            if lines:
                text += [f"namespace {inner} {{"] * bool(inner) + lines + [f"}} // namespace {inner}"] * bool(inner)
            by_header = [f"{inner + '::' if inner else ''}{what}{' (a concept)' if kind == 'concept' else ''}"
                         for _, _, kind, line, what in mine if not line]
            if by_header:
                text += comment(["by their headers:" + " " + by_header[0], *by_header[1:]])
    return "\n".join([*text, "", f"}} // namespace {PUBLIC}", ""])


SAMPLE = """
#define struct no { }
namespace a { namespace { struct hidden {}; }
/* struct no {}; */ template <class T, int N = (1 < 2), class... Ts> requires (N > 0 && any<T>) struct bound : T { int x = 1; };
inline bool operator==(int, int y = 3) { bool z = y == '}'; return z; }
template <auto const& D, std::size_t N = 2000> class [[nodiscard]] plain final { struct inner {}; };
template <class T> struct plain<T> {};
template <class T> concept good = requires(T t) { { t.x } -> same<int>; };
inline constexpr auto value = [](auto x) { return "struct no {"; }; struct after {};
enum class color : unsigned char { red };
}
namespace a::b { struct nested; } struct outside {};
"""
SAMPLE_HOLDS = """a struct bound<class, int = (1<2), class... Ts> constrained
a class plain<auto const&, std::size_t = 2000>
a specialization plain<>
a concept good<>
a struct after
a enum class color : unsigned char
a::b struct nested
 struct outside"""


def self_test():
    found = []
    for space, kind, name, parameters, constrained, of in declarations(SAMPLE):
        head = "" if parameters is None else "<" + template_head(parameters, defaults_of(parameters))[10:].removesuffix("> ") + ">"
        found.append(f"{space} {kind} {name}{head}{' constrained' if constrained else ''}{f' : {of}' if of else ''}")
    found = "\n".join(line for line in found if "hidden" not in line).replace("( ", "(")
    if found != SAMPLE_HOLDS:
        print(f"self-test: expected\n{SAMPLE_HOLDS}\ngot\n{found}")
        return 1
    return 0


def main():
    if "--self-test" in sys.argv[1:]:
        return self_test()
    entries, faults = collect()
    included = set(re.findall(r"^#include (\S+)", FILE.read_text(encoding="utf-8"), flags=re.M)) if FILE.is_file() else set()
    faults += [f"fwd.hpp includes {what}" for what in sorted(included - MAY_INCLUDE)]
    status = index.write({FILE: page(entries)})
    print("".join(f"{fault}\n" for fault in faults), end="")
    return 1 if faults or status else 0


if __name__ == "__main__":
    sys.exit(main())
