import { formatBytes } from "@spillway/core";
import { announcementOf, needOf } from "./findings.ts";
import { addColumns, addRow } from "./numbers.ts";
import type { Page } from "./page.ts";
import { addPanels } from "./panels.ts";
import { showPictures } from "./show-pictures.ts";
import type { Step } from "./step.ts";

/** Between two announcements, so that a screen reader can finish one. */
const ANNOUNCE_EVERY_MS = 5_000;

/** What the page shows of a training. */
export class View {
  readonly #page: Page;
  readonly #showCharts: ReturnType<typeof addPanels>;
  #steps: readonly Step[] = [];
  #announcedAt = -Infinity;

  constructor(page: Page) {
    this.#page = page;
    this.#showCharts = addPanels(page.charts);
    addColumns(page);
    showPictures(page.pictures);
    this.showThreshold();
  }

  /** The part of its memory that the network may use. */
  get share(): number {
    return this.#page.share.valueAsNumber / 100;
  }

  show(step: Step): void {
    const { headline, deck } = this.#page;
    this.#steps = [...this.#steps, step];
    const findings = this.#showCharts(this.#steps);
    headline.textContent = findings.headline;
    deck.textContent = findings.deck;
    addRow(this.#page, step);
    this.showThreshold();
    this.#announce(step);
  }

  /** Forgets what was shown. */
  clear(): void {
    this.#steps = [];
    this.#page.rows.replaceChildren();
    this.showThreshold();
  }

  showThreshold(): void {
    const need = needOf(this.#steps);
    const percent = `${this.#page.share.value} % of what it takes`;
    this.#page.threshold.textContent =
      need === 0 ? percent : `${formatBytes(Math.round(this.share * need))}: ${percent}`;
  }

  showRunning(running: boolean): void {
    this.#page.toggle.textContent = running ? "Stop training" : "Go on training";
  }

  showTrouble(problem: string): void {
    const { trouble, toggle } = this.#page;
    trouble.textContent = problem;
    trouble.hidden = false;
    toggle.disabled = true;
  }

  #announce(step: Step): void {
    const now = performance.now();
    if (now - this.#announcedAt < ANNOUNCE_EVERY_MS) return;
    this.#announcedAt = now;
    this.#page.announcement.textContent = announcementOf(step);
  }
}
