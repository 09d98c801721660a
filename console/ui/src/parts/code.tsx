import { autocompletion, type CompletionContext, type CompletionResult, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, defaultHighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import * as api from "../api";
import { mode, run, text } from "../state";
import { byteLength, toUnits } from "../words";

// paths asks the server what can stand at the cursor: relations, actors by label, filters.
async function paths(context: CompletionContext): Promise<CompletionResult | null> {
  const whole = context.state.doc.toString();
  if (!context.explicit && !context.matchBefore(/[\w"~:[(^/?]$/)) return null;
  const stopped = new AbortController();
  context.addEventListener("abort", () => stopped.abort());
  try {
    const c = await api.complete(whole, byteLength(whole.slice(0, context.pos)), stopped.signal);
    const [from = context.pos] = toUnits(whole, [c.start]);
    if (!c.suggestions?.length) return null;
    return {
      from,
      filter: false,
      options: c.suggestions.map((i) => ({ label: i.text, detail: i.detail ?? i.kind })),
    };
  } catch {
    return null;
  }
}

const steps = ["V", "All", "In", "Out", "Both", "Has", "HasR", "Tag", "Back", "Save", "And", "Or", "Except", "Follow", "FollowR"];
const more = ["FollowRecursive", "LabelContext", "Labels", "Unique", "GetLimit", "ToArray", "Count", "ForEach", "Emit", "path"];

function scripts(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/\.\w*$/);
  if (!word) return null;
  return { from: word.from + 1, options: [...steps, ...more].map((label) => ({ label, type: "method" })) };
}

// Code is the editor proper; the text lives in the page's state, not here.
export default function Code({ language }: { language: "path" | "gizmo" }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const name = language === "path" ? "Path expression" : "Gizmo script";
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text.value,
        extensions: [
          keymap.of([
            {
              key: "Mod-Enter",
              run: () => {
                void run();
                return true;
              },
            },
            ...completionKeymap,
            ...defaultKeymap,
            ...historyKeymap,
          ]),
          history(),
          bracketMatching(),
          syntaxHighlighting(defaultHighlightStyle),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": name }),
          placeholder(language === "path" ? "China/concerned_about" : 'g.V("<state:CHN>").Out("<rel:concerned_about>").All()'),
          autocompletion({ override: [language === "path" ? paths : scripts] }),
          language === "gizmo" ? javascript() : [],
          EditorView.updateListener.of((u) => {
            if (u.docChanged) text.value = u.state.doc.toString();
          }),
        ],
      }),
    });
    const end = effect(() => {
      const wanted = text.value;
      if (mode.value !== "actor" && wanted !== editor.state.doc.toString()) {
        editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: wanted } });
      }
    });
    return () => {
      end();
      editor.destroy();
    };
  }, [language]);
  return <div class="code" ref={host} />;
}
