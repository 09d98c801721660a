"""Reads GraphML or GEXF from standard input with Python's own XML reader, and prints what is in it as JSON lines, sorted:
nodes as ["node", id, label, kind], edges as ["edge", source, target, directed, attributes]."""

import json
import sys
import xml.etree.ElementTree as etree

root = etree.parse(sys.stdin.buffer).getroot()
lines = []


def name(element):
    return element.tag.rpartition("}")[2]


def children(element, tag):
    return [c for c in element.iter() if name(c) == tag]


def typed(text, kind):
    return int(text) if kind in ("int", "integer", "long") else text


if name(root) == "graphml":
    keys = {k.get("id"): (k.get("attr.name"), k.get("attr.type"), k.get("for")) for k in children(root, "key")}
    (graph,) = children(root, "graph")
    default = graph.get("edgedefault") == "directed"

    def values(element, what):
        found = {}
        for d in children(element, "data"):
            title, kind, owner = keys[d.get("key")]
            assert owner == what, f"{title} is declared for {owner}"
            found[title] = typed(d.text or "", kind)
        return found

    for n in children(graph, "node"):
        v = values(n, "node")
        lines.append(["node", n.get("id"), v["label"], v["kind"]])
    for e in children(graph, "edge"):
        directed = default if e.get("directed") is None else e.get("directed") == "true"
        lines.append(["edge", e.get("source"), e.get("target"), directed, values(e, "edge")])
elif name(root) == "gexf":
    assert root.tag == "{http://gexf.net/1.3}gexf" and root.get("version") == "1.3", root.tag
    (graph,) = children(root, "graph")
    declared = {}
    for group in children(graph, "attributes"):
        declared[group.get("class")] = {a.get("id"): (a.get("title"), a.get("type")) for a in children(group, "attribute")}

    def values(element, what):
        found = {}
        for a in children(element, "attvalue"):
            title, kind = declared[what][a.get("for")]
            found[title] = typed(a.get("value"), kind)
        return found

    for n in children(graph, "node"):
        lines.append(["node", n.get("id"), n.get("label"), values(n, "node")["kind"]])
    default = graph.get("defaultedgetype")
    for e in children(graph, "edge"):
        lines.append(["edge", e.get("source"), e.get("target"), e.get("type", default) == "directed", values(e, "edge")])
        assert not (e.get("start") and e.get("end")) or e.get("start") <= e.get("end"), e.attrib
else:
    sys.exit(f"neither GraphML nor GEXF: {root.tag}")

ids = [line[1] for line in lines if line[0] == "node"]
assert len(ids) == len(set(ids)), "a node is there twice"
for line in lines:
    if line[0] == "edge":
        assert line[1] in ids and line[2] in ids, f"an edge without its nodes: {line}"
for line in sorted(json.dumps(line, sort_keys=True) for line in lines):
    print(line)
