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
  const want = fs.readFileSync(reference, 'utf8').trim().split('\n').length;
  const got = new n3.Parser({ format: type }).parse(text).length;
  finish(got < want ? `${got} of ${want} quads` : '', got);
} else if (reader === 'graphology-gexf') {
  const { MultiGraph } = await import('graphology');
  const { default: gexf } = await import('graphology-gexf');
  const graph = gexf.parse(MultiGraph, text);
  const bad = graph.edges().find((e) => !graph.getEdgeAttribute(e, 'predicate'));
  finish(bad ? `edge ${bad} lost its predicate` : '', `${graph.order} nodes, ${graph.size} edges`);
} else {
  finish(`no reader ${reader}`);
}
