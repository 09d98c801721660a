import { useRef, useState } from "preact/hooks";
import * as api from "../api";
import { learn, mode, show, text } from "../state";
import type { Named } from "../types";

// SearchBox finds actors by any name: a combobox with a list, driven by arrows and Enter or by the mouse.
export function SearchBox() {
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<Named[]>([]);
  const [active, setActive] = useState(0);
  const [listed, setListed] = useState(false);
  const pending = useRef<AbortController>(undefined);

  const find = async (q: string) => {
    setQuery(q);
    setActive(0);
    pending.current?.abort();
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
      setListed(true);
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
  const onKey = (e: KeyboardEvent) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      const step = e.key === "ArrowDown" ? 1 : -1;
      setActive((active + step + found.length) % Math.max(1, found.length));
    } else if (e.key === "Enter") choose(found[active], e.shiftKey);
    else if (e.key === "Escape") setListed(false);
  };
  return (
    <div class="search">
      <label for="search" class="hidden">
        Find an actor
      </label>
      <input
        id="search"
        list={undefined}
        type="search"
        // biome-ignore lint/a11y/noRedundantRoles: without a list attribute an input is no combobox by itself
        role="combobox"
        aria-expanded={listed}
        aria-controls="found"
        aria-activedescendant={listed && found[active] ? `found-${active}` : undefined}
        autocomplete="off"
        placeholder="Find a state, person or organisation  ( / )"
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
        </div>
      )}
    </div>
  );
}
