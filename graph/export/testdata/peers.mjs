// Reads exports with libraries of others. Arguments: name of the reader, file, and for RDF the N-Quads that it should equal.
// Prints "ok" and counts, or what differs, and then exits with 1.
import fs from 'fs';

const [reader, file, reference] = process.argv.slice(2);
const text = fs.readFileSync(file, 'utf8');
const type = file.endsWith('.jsonld') ? 'application/ld+json' : file.endsWith('.nq') ? 'application/n-quads' : 'application/trig';

function finish(problem, counts) {
  if (problem) {
    console.log(problem);
    process.exit(1);
  }
  console.log('ok', counts);
}

// quads as oxigraph spells them; what the annotations add hangs on blank nodes.
async function quads(from, format) {
  const { default: oxigraph } = await import('oxigraph');
  const store = new oxigraph.Store();
  store.load(from, { format });
  return store.match().map((q) => q.toString());
}

if (reader === 'oxigraph') {
  const want = new Set(await quads(fs.readFileSync(reference, 'utf8'), 'application/n-quads'));
  const got = await quads(text, type);
  const extra = got.filter((q) => !want.has(q) && !q.startsWith('_:'));
  const same = got.filter((q) => want.has(q)).length;
  finish(same !== want.size ? `${same} of ${want.size} quads` : extra.length ? `more than there is: ${extra[0]}` : '', same);
} else if (reader === 'n3') {
  const { default: n3 } = await import('n3');
  const spell = (t) =>
    t.termType === 'Quad'
      ? `<<${[t.subject, t.predicate, t.object].map(spell).join(' ')}>>`
      : [t.termType, t.value, t.language ?? '', t.datatype?.value ?? ''].join('|');
  const quadsOf = (from, format) => new n3.Parser({ format }).parse(from).map((q) => [q.subject, q.predicate, q.object, q.graph].map(spell).join('\n'));
  const want = new Set(quadsOf(fs.readFileSync(reference, 'utf8'), 'application/n-quads'));
  const got = new Set(quadsOf(text, type));
  const missing = [...want].find((q) => !got.has(q));
  // What the annotations add hangs on blank nodes.
  const extra = [...got].find((q) => !want.has(q) && !q.startsWith('BlankNode|'));
  finish(missing ? `not there: ${missing}` : extra ? `more than there is: ${extra}` : '', want.size);
} else if (reader === 'graphology-gexf') {
  // Prints nodes and edges as readxml.py does.
  const { MultiGraph } = await import('graphology');
  const { default: gexf } = await import('graphology-gexf');
  const graph = gexf.parse(MultiGraph, text);
  graph.forEachNode((id, { label, kind }) => console.log(JSON.stringify(['node', id, label, kind])));
  const ours = ['predicate', 'edge', 'status', 'claims', 'documents', 'publishers', 'voices', 'first_day', 'last_day'];
  graph.forEachEdge((_, attributes, source, target, _s, _t, undirected) => {
    const values = Object.fromEntries(ours.filter((name) => attributes[name] !== undefined).map((name) => [name, attributes[name]]));
    console.log(JSON.stringify(['edge', source, target, !undirected, values]));
  });
} else {
  finish(`no reader ${reader}`);
}
