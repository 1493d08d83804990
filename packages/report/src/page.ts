import { html, trusted } from "./html.ts";
import type { Html, HtmlPart } from "./html.ts";
import { stylesheet } from "./stylesheet.ts";

/** What a report page consists of. */
export interface Page {
  /** Of the window. */
  readonly title: string;
  /** What kind of report this is, of what: the line above the headline. */
  readonly eyebrow: Html;
  /** The finding. */
  readonly headline: string;
  /** What the headline leaves out. */
  readonly deck: string;
  readonly sections: readonly Html[];
}

/** A number worth showing large. */
export interface KeyFigure {
  readonly name: string;
  readonly value: string;
  readonly aside?: HtmlPart;
}

/** No request leaves the page, and nothing in it runs. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** Fills that charts share; a drawing refers to them by name. */
const definitions = trusted(`<svg class="defs" aria-hidden="true"><defs>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect width="3" height="6" style="fill:var(--paper)" fill-opacity="0.72"/></pattern>
</defs></svg>`);

/** A whole HTML document. */
export function page({ title, eyebrow, headline, deck, sections }: Page): string {
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${trusted(stylesheet)}
        </style>
      </head>
      <body>
        ${definitions}
        <header>
          <p class="eyebrow">${eyebrow}</p>
          <h1>${headline}</h1>
          <p class="deck">${deck}</p>
        </header>
        <main>${sections}</main>
        <footer>
          <p>
            Sizes are decimal: 1 MB is 1,000,000 bytes. This page is complete in itself: it loads
            nothing, and needs no scripts.
          </p>
        </footer>
      </body>
    </html> `;
  return text;
}

export function keyFigures(figures: readonly KeyFigure[]): Html {
  const items = figures.map(({ name, value, aside }) => {
    const more = aside === undefined ? undefined : html`<dd class="aside">${aside}</dd>`;
    return html`<div>
      <dt>${name}</dt>
      <dd class="value">${value}</dd>
      ${more}
    </div> `;
  });
  return html`<dl class="figures">${items}</dl>`;
}

/** A part of a report under its heading; nothing when it has no content. */
export function section(id: string, heading: string, content: readonly Html[]): Html | undefined {
  if (content.length === 0) return undefined;
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${heading}</h2>
    ${content}
  </section> `;
}
