import { useRef, useState } from "preact/hooks";
import * as api from "../api";
import { find as findText, learn, mode, show, text } from "../state";
import type { Named } from "../types";

// SearchBox finds actors by any name: a combobox with a list, driven by arrows and Enter or by the mouse.
export function SearchBox() {
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<Named[]>([]);
  const [active, setActive] = useState(0);
  const [listed, setListed] = useState(false);
  const pending = useRef<AbortController>(undefined);
  const answered = useRef(""); // the query that the list is for
  const entered = useRef(false); // Enter came before the list: the best match is taken when it is there

  const find = async (q: string) => {
    setQuery(q);
    setActive(0);
    pending.current?.abort();
    entered.current = false;
    if (!q.trim()) {
      setFound([]);
      setListed(false);
      return;
    }
    const mine = new AbortController();
    pending.current = mine;
    try {
      const list = await api.search(q, mine.signal);
      learn(list);
      setFound(list);
      answered.current = q;
      setListed(true);
      if (entered.current) list[0] ? choose(list[0], false) : words(q);
    } catch {
      if (!mine.signal.aborted) setFound([]);
    }
  };
  const choose = (n: Named | undefined, pair: boolean) => {
    if (!n) return;
    setListed(false);
    setQuery("");
    const first = mode.value === "actor" ? text.value.split(" ")[0] : "";
    if (pair && first && first !== n.id) show(first, n.id);
    else show(n.id);
  };
  const words = (q = query) => {
    if (!q.trim()) return;
    setListed(false);
    findText(q.trim());
  };
  const onKey = (e: KeyboardEvent) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      const step = e.key === "ArrowDown" ? 1 : -1;
      setActive((active + step + found.length + 1) % (found.length + 1));
    } else if (e.key === "Enter") {
      if (answered.current !== query) entered.current = true;
      else if (active === found.length) words();
      else choose(found[active], e.shiftKey);
    } else if (e.key === "Escape") setListed(false);
  };
  return (
    <div class="search">
      <label for="search" class="hidden">
        Find an actor or words
      </label>
      <input
        id="search"
        list={undefined}
        type="search"
        // biome-ignore lint/a11y/noRedundantRoles: without a list attribute an input is no combobox by itself
        role="combobox"
        aria-expanded={listed}
        aria-controls="found"
        aria-activedescendant={listed ? `found-${active}` : undefined}
        autocomplete="off"
        placeholder="Find an actor, or words in the texts  ( / )"
        value={query}
        onInput={(e) => void find(e.currentTarget.value)}
        onKeyDown={onKey}
        onBlur={() => setTimeout(() => setListed(false), 150)}
      />
      {listed && (
        <div id="found" role="listbox" aria-label="Actors found">
          {found.map((n, i) => (
            <div
              key={n.id}
              id={`found-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === active}
              onMouseDown={(e) => {
                e.preventDefault();
                choose(n, e.shiftKey);
              }}
            >
              {n.label} <small>{n.id}</small>
            </div>
          ))}
          {found.length === 0 && (
            <div role="option" aria-selected="false" aria-disabled="true" tabIndex={-1}>
              No actor of that name
            </div>
          )}
          <div
            id={`found-${found.length}`}
            role="option"
            tabIndex={-1}
            aria-selected={active === found.length}
            class="words"
            onMouseDown={(e) => {
              e.preventDefault();
              words();
            }}
          >
            Search the texts for “{query.trim()}”
          </div>
        </div>
      )}
    </div>
  );
}
