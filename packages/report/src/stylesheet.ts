/** The look of every report: light and dark, narrow and wide, on screen and on paper. Needs nothing from outside. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --paper: #fdfcfa; --raised: #f5f3ee; --ink: #1c1b19; --ink-2: #5f5c56; --rule: #dedad2; --grid: #e9e6df;
  --accent: #8a3b12; --alarm: #b3261e; --mark: #fbeee4;
  --s1: #3e86c8; --s2: #d98a0b; --s3: #1a9c78; --s4: #cf72a2; --s5: #8e7fd6; --s6: #d9603b; --s7: #968a25;
  --s-other: #8a8f98; --on-series: #111;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #161513; --raised: #201f1c; --ink: #ebe8e2; --ink-2: #a8a49b; --rule: #3a3833; --grid: #2b2926;
    --accent: #f0a878; --alarm: #ff8a7d; --mark: #33251a;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main, header, footer { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 3rem; }
h1, h2, h3, h4 { line-height: 1.2; text-wrap: balance; margin: 0; overflow-wrap: anywhere; }
h1 { font-size: clamp(1.75rem, 1.2rem + 2.4vw, 2.75rem); font-weight: 700; letter-spacing: -0.02em; max-width: 22em; }
h2 { font-size: 1.4rem; letter-spacing: -0.01em; margin: 4rem 0 0.5rem; padding-top: 1.25rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1.08rem; }
p { margin: 0.5rem 0; max-width: 44rem; overflow-wrap: anywhere; }
code, .expression { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; font-size: 0.88em; }
code { overflow-wrap: anywhere; }
.eyebrow { color: var(--ink-2); font-size: 0.85rem; margin: 0 0 0.75rem; }
.eyebrow b { color: var(--accent); font-weight: 600; }
.deck { font-size: 1.15rem; color: var(--ink-2); margin-top: 1rem; }
.note, .quiet { color: var(--ink-2); font-size: 0.9rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.1rem, 1fr)); gap: 1.5rem 1.5rem; margin: 2.5rem 0 0; }
.figures div { border-top: 2px solid var(--ink); padding-top: 0.6rem; }
.figures dt { font-size: 0.85rem; color: var(--ink-2); }
.figures dd { margin: 0; }
.figures .value { font-size: 1.65rem; font-weight: 650; line-height: 1.25; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; white-space: nowrap; }
.figures .aside { font-size: 0.85rem; color: var(--ink-2); line-height: 1.4; }
figure { margin: 2.25rem 0 0; }
figure h3 { max-width: 40rem; }
figcaption .note { margin: 0.3rem 0 0; }
.scroll { overflow-x: auto; max-width: 100%; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.chart { margin-top: 1rem; }
.chart svg { display: block; max-width: none; }
.chart svg { width: 100%; height: auto; min-width: 54rem; }
.chart.small svg { min-width: 19rem; max-width: 29rem; }
details { margin-top: 0.75rem; }
summary { cursor: pointer; color: var(--ink-2); font-size: 0.9rem; width: fit-content; }
summary:hover { color: var(--ink); }
table { border-collapse: collapse; width: 100%; font-size: 0.88rem; font-variant-numeric: tabular-nums; margin-top: 0.75rem; }
caption { text-align: left; color: var(--ink-2); padding-bottom: 0.4rem; }
caption span { display: inline-block; position: sticky; left: 0; max-width: min(56rem, calc(100vw - 2.5rem)); overflow-wrap: anywhere; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 1.25rem 0.4rem 0; border-bottom: 1px solid var(--rule); font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--ink-2); font-size: 0.8rem; vertical-align: bottom; white-space: nowrap; }
th.number, td.number { text-align: right; white-space: nowrap; }
tbody th { overflow-wrap: anywhere; min-width: 9rem; }
tr.chosen > * { background: var(--mark); }
tr.chosen > :first-child { box-shadow: inset 3px 0 var(--accent); padding-left: 0.75rem; }
tr.chosen > th { font-weight: 600; }
tr.failed > * { color: var(--ink-2); font-style: italic; }
.case { margin-top: 2.5rem; }
.case + .case { padding-top: 2rem; border-top: 1px solid var(--grid); }
.case h3 { display: grid; grid-template-columns: auto 1fr; gap: 0.7rem; align-items: baseline; }
.case > p { margin-top: 0.9rem; }
.ordinal { display: inline-block; min-width: 1.7em; padding: 0 0.4em; border: 1.5px solid var(--ink); border-radius: 1em; font-size: 0.82em; line-height: 1.6em; text-align: center; font-variant-numeric: tabular-nums; }
.fired { margin: 1rem 0; padding: 0.9rem 1.1rem; background: var(--raised); border-left: 3px solid var(--accent); }
.fired .expression { display: block; font-size: 1rem; overflow-wrap: anywhere; }
.fired .list { display: block; color: var(--ink-2); font-size: 0.85rem; margin-bottom: 0.35rem; overflow-wrap: anywhere; }
.values { display: flex; flex-wrap: wrap; gap: 0.35rem 1.75rem; margin: 0.7rem 0 0; }
.values dt { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.8rem; color: var(--ink-2); }
.values dd { margin: 0; font-variant-numeric: tabular-nums; }
.values .raw { color: var(--ink-2); font-size: 0.82rem; }
.keyed { display: inline-block; padding-left: 1.2em; text-indent: -1.2em; margin-right: 1.1em; }
.key { display: inline-block; width: 0.75em; height: 0.75em; border-radius: 2px; margin-right: 0.45em; vertical-align: -0.03em; forced-color-adjust: none; print-color-adjust: exact; }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)); gap: 0 2rem; }
.alarm { color: var(--alarm); }
footer { margin-top: 4rem; padding-top: 1.25rem; padding-bottom: 3rem; color: var(--ink-2); font-size: 0.85rem; }
.defs { position: absolute; width: 0; height: 0; }
@media print {
  :root { --paper: #fff; --raised: #f5f5f5; --ink: #000; --ink-2: #444; --rule: #ccc; --grid: #e5e5e5; --accent: #8a3b12; --alarm: #b3261e; --mark: #f3e6da; }
  body { font-size: 10pt; }
  header { padding-top: 0; }
  .scroll { overflow: visible; }
  .chart svg { min-width: 0; }
  figure, .fired, tr { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  figure details::details-content { content-visibility: visible; block-size: auto; }
  .chart svg, tr.chosen > * { print-color-adjust: exact; }
}
`;
