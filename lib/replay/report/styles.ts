const LIGHT = `
--page: #fbfbfa; --card: #ffffff; --text: #1b1f24; --muted: #59616b; --line: #dfe2e6;
--attack: #b3261e; --attack-wash: rgb(179 38 30 / 9%); --blocked: #8a5200; --stripe: #c07a14;
--verified: #0a6b4c; --sent: #a3abb5; --spend: #7b8794; --code: #f1f2f4; --link: #1d4f91;`;

const DARK = `
--page: #13161a; --card: #1a1e23; --text: #e6e8eb; --muted: #a3abb5; --line: #30363d;
--attack: #ff8d84; --attack-wash: rgb(255 110 100 / 14%); --blocked: #f2b75c; --stripe: #d9952b;
--verified: #5fd3a6; --sent: #59636f; --spend: #7d8996; --code: #242a31; --link: #8fbcf5;`;

/** The stylesheet of the report, complete: nothing is loaded. */
export const STYLES = `
:root { color-scheme: light dark; ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: auto; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums lining-nums; }
.page { max-width: 68rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; overflow-wrap: break-word; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; font-weight: 650; }
h1 { font-size: clamp(1.5rem, 1.15rem + 1.7vw, 2.25rem); letter-spacing: -0.015em; margin: 0.25rem 0 1.5rem; max-width: 34em; }
h2 { font-size: 1.375rem; margin: 0 0 1rem; letter-spacing: -0.01em; }
h3 { font-size: 1.125rem; margin: 0 0 0.5rem; }
h4 { font-size: 1rem; margin: 1.75rem 0 0.5rem; }
p { margin: 0 0 0.5rem; max-width: 46em; }
section, footer { border-top: 1px solid var(--line); padding-top: 2rem; margin-top: 2.5rem; scroll-margin-top: 0.5rem; }
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.875em; }
code { overflow-wrap: anywhere; }
pre { background: var(--code); padding: 0.5rem 0.75rem; margin: 0.5rem 0 0; border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; }
pre code { font-size: 0.8125rem; }
ul, ol { margin: 0; padding: 0; list-style: none; }
dl, dd, figure { margin: 0; }
.eyebrow { color: var(--muted); font-size: 0.875rem; margin: 0; }
.note, dt, caption, figcaption, .axis-title { color: var(--muted); font-size: 0.875rem; }
.empty { font-size: 1.0625rem; }
.attack { color: var(--attack); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 7.75rem), 1fr)); gap: 1.25rem; border-block: 1px solid var(--line); padding: 1rem 0; }
.figures .number { display: block; white-space: nowrap; font-size: 1.375rem; font-weight: 650; line-height: 1.2; letter-spacing: -0.01em; }
.figures .note { display: block; font-size: 0.8125rem; line-height: 1.35; margin-top: 0.125rem; }
.caveats { margin: 1rem 0; }
.caveats li { padding-left: 1rem; position: relative; max-width: 60em; }
.caveats li::before { content: "–"; position: absolute; left: 0; color: var(--muted); }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; font-size: 0.9375rem; }
nav a { padding: 0.25rem 0; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; font-size: 0.875rem; margin-bottom: 1rem; }
.legend li { display: inline-flex; align-items: center; gap: 0.5rem; }
figure { margin-bottom: 1.5rem; }
figcaption { margin-bottom: 0.25rem; }
svg { display: block; overflow: visible; }
svg svg { overflow: hidden; }
.defs { position: absolute; }
.chart text { font-size: 12px; fill: var(--muted); paint-order: stroke; stroke: var(--ground, var(--page)); stroke-width: 3px; stroke-linejoin: round; }
.chart .mark { fill: var(--attack); font-weight: 650; }
.grid { stroke: var(--line); stroke-width: 1; }
.base, .tick line { stroke: var(--muted); stroke-width: 1; }
.area.sent { fill: var(--sent); }
.area.spend { fill: var(--spend); }
.area.striped { fill: url(#stripes); }
.stripe { fill: var(--stripe); }
.stripe-ground { fill: var(--stripe); fill-opacity: 0.35; }
.line { fill: none; vector-effect: non-scaling-stroke; stroke-width: 1.75; }
.line.verified { stroke: var(--verified); }
.open { fill: var(--attack-wash); }
.opened { stroke: var(--attack); stroke-width: 1.5; }
.contained { fill: var(--blocked); }
.containment { stroke: var(--blocked); stroke-width: 1.5; stroke-dasharray: 3 3; }
.incident { --ground: var(--card); background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--muted); border-radius: 4px; padding: 1.25rem 1rem; margin-bottom: 1.5rem; }
.incident.attack { border-left-color: var(--attack); color: inherit; }
.incident.clear { border-left-color: var(--verified); }
.incident.not-assessed { border-left-style: dashed; }
.ordinal { display: block; color: var(--muted); font-size: 0.875rem; font-weight: 400; }
.incident h3 { font-size: 1.25rem; }
.lede { font-size: 1.0625rem; margin: 0.75rem 0 1rem; }
.chips { display: flex; flex-wrap: wrap; gap: 0.375rem; }
.chip { display: inline-block; font-size: 0.8125rem; font-weight: 600; line-height: 1.4; padding: 0 0.5rem; border: 1px solid currentcolor; border-radius: 3px; white-space: nowrap; font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.chip.attack { color: var(--attack); }
.chip.blocked { color: var(--blocked); }
.chip.verified { color: var(--verified); }
.chip.unknown { color: var(--text); border-style: dashed; }
.chip.plain { color: var(--muted); }
.facts, .evidence { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 8.125rem), 1fr)); gap: 0.75rem 1rem; }
.facts dd { font-weight: 600; font-size: 0.9375rem; }
.evidence { margin: 0.5rem 0; }
.evidence .wide { grid-column: 1 / -1; }
.levers > li { border-top: 1px solid var(--line); padding: 0.75rem 0; }
.undo > div, .about > div { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0 1rem; padding: 0.125rem 0; }
.about > div { grid-template-columns: 8.5rem minmax(0, 1fr); padding: 0.25rem 0; }
.timeline { border-left: 2px solid var(--line); margin-left: 0.3125rem; }
.timeline > li { position: relative; padding: 0 0 1rem 1.25rem; }
.timeline > li::before { content: ""; position: absolute; left: -0.4375rem; top: 0.4375rem; width: 0.75rem; height: 0.75rem; border-radius: 50%; background: var(--card); border: 2px solid var(--muted); }
.timeline > li.open::before { border-color: var(--attack); background: var(--attack); }
.timeline > li.contain::before { border-color: var(--blocked); background: var(--blocked); border-radius: 0; }
.timeline > li.release::before { border-color: var(--blocked); border-radius: 0; }
.timeline > li.close::before { border-color: var(--verified); background: var(--verified); }
.timeline p { margin-bottom: 0.25rem; }
.folded ol { margin-top: 0.5rem; }
.folded ol > li { padding-bottom: 0.75rem; }
.actions { margin: 0.25rem 0; }
.actions li { padding-left: 1rem; position: relative; }
.actions li::before { content: "→"; position: absolute; left: -0.25rem; color: var(--muted); }
summary { cursor: pointer; padding: 0.375rem 0; }
.rule { border-top: 1px solid var(--line); padding: 0.25rem 0; }
.caveat { border-left: 3px dashed var(--muted); padding-left: 0.75rem; margin: 0.375rem 0; }
.tune { columns: 22rem auto; column-gap: 2rem; }
.tune li { padding: 0.125rem 0; break-inside: avoid; }
.course { margin-top: 1.25rem; }
.scroll + .incident { margin-top: 1.5rem; }
.id { margin: 1.5rem 0 0; }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 2rem; margin: 1rem 0 2rem; }
.country { border-top: 2px solid var(--line); padding-top: 0.75rem; min-width: 0; }
.country.attacked { border-top-color: var(--attack); }
.country h3 { font-size: 1rem; margin: 0; }
.axis-title { margin: 0.5rem 0 0; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
caption { text-align: left; padding-bottom: 0.5rem; }
th, td { text-align: left; vertical-align: top; padding: 0.375rem 0.75rem 0.375rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--muted); font-weight: 400; font-size: 0.875rem; vertical-align: bottom; }
tbody th { font-weight: 400; }
tfoot th, tfoot td { font-weight: 650; border-bottom: 0; }
.numbers td, .numbers thead th:not(:first-child) { text-align: right; }
.numbers td:last-child, .numbers thead th:last-child { padding-right: 0; }
.count { text-align: right; }
#unreadable h3 { margin-top: 1.5rem; }
.examples li { padding: 0.375rem 0; }
.about { margin-bottom: 1.5rem; }
@media (max-width: 40rem) {
  .minor { display: none; }
  .facts dd { font-size: 0.875rem; }
  table { font-size: 0.8125rem; }
  thead th { font-size: 0.8125rem; }
  th, td { padding-right: 0.5rem; }
  .undo > div, .about > div { grid-template-columns: minmax(0, 1fr); padding: 0.25rem 0; }
}
@media (min-width: 40.01rem) { .incident { padding: 1.5rem 1.75rem; } .facts { grid-template-columns: repeat(4, minmax(0, 1fr)); } .page { padding-inline: 2rem; } }
@media print {
  body { font-size: 10pt; background: none; }
  .page { max-width: none; padding: 0; }
  nav { display: none; }
  .incident { border-radius: 0; }
  figure, .country, .timeline > li, tr, .levers > li { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  svg, .timeline > li::before { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
