/// <reference lib="dom" />

/** The parts of index.html that change. */
export interface Page {
  readonly headline: HTMLElement;
  readonly deck: HTMLElement;
  readonly trouble: HTMLElement;
  readonly toggle: HTMLButtonElement;
  readonly share: HTMLInputElement;
  readonly threshold: HTMLOutputElement;
  readonly size: HTMLSelectElement;
  readonly pictures: HTMLElement;
  readonly charts: HTMLElement;
  readonly columns: HTMLElement;
  readonly rows: HTMLElement;
  readonly announcement: HTMLElement;
}

export function findPage(): Page {
  return {
    headline: find("headline", HTMLElement),
    deck: find("deck", HTMLElement),
    trouble: find("trouble", HTMLElement),
    toggle: find("toggle", HTMLButtonElement),
    share: find("share", HTMLInputElement),
    threshold: find("threshold", HTMLOutputElement),
    size: find("size", HTMLSelectElement),
    pictures: find("pictures", HTMLElement),
    charts: find("charts", HTMLElement),
    columns: find("columns", HTMLElement),
    rows: find("rows", HTMLElement),
    announcement: find("announcement", HTMLElement),
  };
}

function find<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`index.html has no ${kind.name} with the id ${id}`);
}
