"""Ask an Entente graph from Python: over the command line or over HTTP.

    import entente
    g = entente.open("entente.db")                     # the command line, on a store
    g = entente.connect("http://127.0.0.1:8080/?token=…")  # the address that `entente console` prints

    for a in g.path("Russia/^supplies_arms_to", evidence=True):
        print(a.start, a.end, a.status)
        for c in a.claims:
            print("  ", c.speaker, c.polarity, c.evidence)

Only the standard library is needed. An answer shows itself as a table in a notebook. Days are text in EDTF (2024-07-01), spans
are byte offsets. A graph may be used from several threads.
"""

import csv
import html
import io
import json
import os
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request

__all__ = ["open", "connect", "Graph", "Answers", "Answer", "Step", "Claim", "Node", "Error"]


class Error(Exception):
    """What Entente refused, with its hint; line and column are where in the expression, from 1, or None."""

    def __init__(self, message, hint=None, code=None, line=None, column=None):
        super().__init__(message + (f" ({hint})" if hint else ""))
        self.message, self.hint, self.code, self.line, self.column = message, hint, code, line, column


class Node:
    """An actor or another node: id and label."""

    def __init__(self, data):
        self.id = data["id"]
        self.label = data.get("label") or self.id

    def __str__(self):
        return self.label

    def __repr__(self):
        return f"Node({self.id!r})"

    def __eq__(self, other):
        return isinstance(other, Node) and self.id == other.id

    def __hash__(self):
        return hash(self.id)


class Claim:
    """One statement in one place. Every field of the JSON form is an attribute: subject, predicate, object, speaker, speaker_chain,
    polarity, modality, said, happened, published, publisher, evidence, start, end, doc, claim, confidence and so on."""

    def __init__(self, data):
        self.json = data

    def __getattr__(self, name):
        try:
            return self.__dict__["json"][name]
        except KeyError:
            raise AttributeError(f"a claim has no {name}") from None

    def __repr__(self):
        return f"<claim {self.json.get('subject')} {self.json.get('predicate')} {self.json.get('object')}: {self.json.get('evidence')!r}>"


class Step:
    """One edge of an answer's way, with its status, who affirms it, who denies it, and its claims."""

    def __init__(self, data):
        self.json = data
        self.edge, self.subject = data["edge"], data["subject"]
        self.predicate, self.object = data["predicate"], data["object"]
        self.reversed, self.inferred = data.get("reversed", False), data.get("inferred", False)
        self.status = data.get("status")
        self.affirmed_by, self.denied_by = data.get("affirmed_by") or [], data.get("denied_by") or []
        self.claims = [Claim(c) for c in data.get("claims") or []]

    def __repr__(self):
        return f"<{self.subject} {self.predicate} {self.object}: {self.status}>"


class Answer:
    """One answer of a path: start, end, and with evidence the steps between."""

    def __init__(self, data):
        self.json = data
        self.start = Node(data["start"]) if data.get("start") else None
        self.end = Node(data["end"]) if data.get("end") else None
        self.steps = [Step(s) for s in data.get("steps") or []]

    @property
    def claims(self):
        """The claims of all steps."""
        return [c for s in self.steps for c in s.claims]

    @property
    def status(self):
        """The status of the only step, or of the weakest: disputed before alleged before asserted; None without evidence."""
        found = {s.status for s in self.steps}
        for status in ("disputed", "alleged", "ascribed", "asserted"):
            if status in found:
                return status
        return next(iter(found), None)

    def __repr__(self):
        return f"<{self.start} … {self.end}>"

    def _repr_html_(self):
        return Answers([self])._repr_html_()


class Answers(list):
    """A list of answers. truncated tells why there are not all of them, None if there are."""

    def __init__(self, answers=(), truncated=None):
        super().__init__(answers)
        self.truncated = truncated

    def rows(self):
        """The answers as dictionaries of plain values, one for each claim (or answer without evidence), for pandas.DataFrame."""
        out = []
        for a in self:
            row = {}
            for name, node in (("start", a.start), ("end", a.end)):
                row[name], row[name + "_label"] = (node.id, node.label) if node else (None, None)
            row.update({k: v for k, v in a.json.items() if not isinstance(v, (dict, list))})
            if not a.steps:
                out.append(row)
            for s in a.steps:
                step = {"predicate": s.predicate, "status": s.status}
                for c in s.claims or [None]:
                    flat = {} if c is None else {k: v for k, v in c.json.items() if not isinstance(v, (dict, list))}
                    out.append({**row, **step, **flat})
        return out

    def to_csv(self):
        """The rows as CSV text. Text that a spreadsheet would take for a formula gets an apostrophe in front."""
        rows = self.rows()
        names = list(dict.fromkeys(k for r in rows for k in r))
        buf = io.StringIO()
        w = csv.DictWriter(buf, names)
        w.writeheader()
        for r in rows:
            w.writerow({k: "'" + v if isinstance(v, str) and v[:1] in ("=", "+", "-", "@", "\t", "\r") else v for k, v in r.items()})
        return buf.getvalue()

    def _repr_html_(self):
        parts = ["<table><thead><tr><th>from</th><th>to</th><th>status</th><th>evidence</th></tr></thead><tbody>"]
        for a in self:
            quotes = "<br>".join(
                f"“{html.escape(c.json.get('evidence') or '')}” <i>{html.escape(' · '.join(str(x) for x in (c.json.get('publisher'), c.json.get('published'), c.json.get('speaker')) if x))}</i>"
                for c in a.claims
            )
            cells = [html.escape(str(a.start or "")), html.escape(str(a.end or "")), html.escape(a.status or ""), quotes]
            parts.append("<tr>" + "".join(f"<td>{c}</td>" for c in cells) + "</tr>")
        parts.append("</tbody></table>")
        if self.truncated:
            parts.append(f"<p>Cut: {html.escape(str(self.truncated))}; there are more.</p>")
        return "".join(parts)


class Graph:
    """A graph to ask. Make one with entente.open or entente.connect."""

    def __init__(self, door):
        self._door = door

    def path(self, expression, *, evidence=False, shortest=False, limit=None, as_of=None, timeout=None):
        """Answers of a path expression. limit bounds their number, timeout the seconds; as_of is a day."""
        return self._door.path(expression, evidence, shortest, limit, as_of, timeout)

    def facts(self, a, b=None):
        """The dossier of an actor, or of a pair, as a dictionary."""
        return self._door.object("facts", {"a": a, "b": b})

    def timeline(self, a, b):
        """The pair over time, as a dictionary."""
        return self._door.object("timeline", {"a": a, "b": b})

    def show(self, node):
        """One actor, edge, claim or document with all that is known of it."""
        return self._door.object("show", {"id": node})

    def info(self):
        """Counts of what is in the store."""
        return self._door.object("info", {})

    def schema(self):
        """The relations."""
        return self._door.object("schema", {})


def open(db=None, program=None):  # noqa: A001: the word that users expect
    """A graph in a store (a folder, or ENTENTE_DB when None), asked through the program `entente`."""
    program = program or os.environ.get("ENTENTE_PROGRAM") or shutil.which("entente")
    if not program:
        raise Error("the program entente is not found", "put it on the PATH, or give program=")
    return Graph(_CommandLine(program, db))


def connect(url, token=None):
    """A graph behind an HTTP API. The address may carry the token, as `entente console` prints it."""
    parts = urllib.parse.urlsplit(url)
    token = token or urllib.parse.parse_qs(parts.query).get("token", [None])[0]
    return Graph(_HTTP(f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", token))


def _raise(error, fallback):
    error = error or {}
    raise Error(error.get("message") or fallback, error.get("hint"), error.get("code"), error.get("line"), error.get("column"))


class _CommandLine:
    def __init__(self, program, db):
        self.program, self.db = program, db

    def run(self, name, *args, timeout=None):
        command = [self.program, name]
        if self.db is not None:
            command += ["--db", os.fspath(self.db)]
        command += args
        try:
            done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=timeout, check=False)
        except subprocess.TimeoutExpired:
            raise Error(f"no answer within {timeout} s", "ask for less, or wait longer", "timeout") from None
        if done.returncode != 0:
            text = done.stderr.decode("utf-8", "replace").strip()
            try:
                error = json.loads(text.splitlines()[-1])["error"]
            except (IndexError, KeyError, TypeError, ValueError):
                error = None
            _raise(error, text or f"entente ended with {done.returncode}")
        return done.stdout.decode("utf-8")

    def path(self, expression, evidence, shortest, limit, as_of, timeout):
        args = ["--format", "jsonl"]
        args += ["--evidence"] * bool(evidence) + ["--shortest"] * bool(shortest)
        args += ["--limit", str(limit)] * (limit is not None) + ["--as-of", str(as_of)] * (as_of is not None)
        args += ["--timeout", f"{timeout}s"] * (timeout is not None)
        out = Answers()
        for line in self.run("path", *args, "--", expression, timeout=None if timeout is None else timeout + 5).splitlines():
            data = json.loads(line)
            if data.get("truncated") is True:
                out.truncated = data.get("reason")
            else:
                out.append(Answer(data))
        return out

    def object(self, command, params):
        return json.loads(self.run(command, "--format", "json", "--", *[v for v in params.values() if v is not None]))


class _HTTP:
    def __init__(self, base, token):
        self.base, self.token = base, token

    def get(self, what, params, timeout=None):
        query = urllib.parse.urlencode({k: v for k, v in params.items() if v is not None})
        request = urllib.request.Request(f"{self.base}/api/v1/{what}?{query}")
        if self.token:
            request.add_header("Authorization", "Bearer " + self.token)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return json.load(response)
        except urllib.error.HTTPError as e:
            try:
                body = json.load(e)
            except ValueError:
                body = {}
            _raise(body.get("error"), body.get("detail") or body.get("title") or str(e))
        except urllib.error.URLError as e:
            raise Error(f"{self.base}: {e.reason}", "is the console running?") from None

    def path(self, expression, evidence, shortest, limit, as_of, timeout):
        data = self.get("path", {
            "q": expression, "evidence": "true" if evidence else None, "shortest": "true" if shortest else None, "limit": limit, "as_of": as_of,
            "timeout_ms": None if timeout is None else int(timeout * 1000),
        }, None if timeout is None else timeout + 5)
        cut = data.get("truncated")
        reason = cut.get("reason") if isinstance(cut, dict) else data.get("reason") if cut else None
        return Answers([Answer(a) for a in data.get("answers") or []], reason)

    def object(self, command, params):
        return self.get(command, params)
