import { html, trusted } from "./html.ts";
import type { Html } from "./html.ts";

/** A column of a table: its heading, and what it shows of a row. */
export interface Column<Row> {
  readonly heading: string;
  readonly kind?: "text" | "number" | "row-header" | undefined;
  readonly cell: (row: Row) => Html | string | number | undefined;
}

export interface TableOptions<Row> {
  /** Names the table; shown above it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** A class for rows that stand out. */
  readonly rowClass?: ((row: Row) => string | undefined) | undefined;
}

/** A table in a scroll container of its own, so that the page never scrolls sideways. */
export function table<Row>({ caption, columns, rows, rowClass }: TableOptions<Row>): Html {
  const headings = columns.map(
    ({ heading, kind }) => html`<th scope="col" ${classOf(kind)}>${heading}</th>`,
  );
  const body = rows.map((row) => {
    const cells = columns.map((column) => cellOf(column, row));
    return html`<tr ${classOf(rowClass?.(row))}>
      ${cells}
    </tr> `;
  });
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${caption}">
    <table>
      <caption>
        <span>${caption}</span>
      </caption>
      <thead>
        <tr>
          ${headings}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

function cellOf<Row>({ kind, cell }: Column<Row>, row: Row): Html {
  const content = cell(row);
  if (kind === "row-header") return html`<th scope="row">${content}</th>`;
  return html`<td ${classOf(kind)}>${content}</td>`;
}

function classOf(name: string | undefined): Html {
  return name === undefined || name === "text" ? trusted("") : html`class="${name}"`;
}
