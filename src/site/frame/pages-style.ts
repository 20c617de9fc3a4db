import { PAGE_STYLE } from '../../base/page/page-style.ts';

/** By its first line a folder is known to be a site's. */
export const PAGES_MARK = '/* pages of saltern */';

/**
 * The style sheet of the site, in a file of its own because a content security policy may forbid anything else: the look
 * that every page has, and what only these have.
 */
export const PAGES_STYLE = `${PAGES_MARK}
${PAGE_STYLE}
header { border-bottom: 1px solid var(--line); }
nav { max-width: 90rem; margin: 0 auto; padding: .6rem 1.5rem; display: flex; flex-wrap: wrap; gap: .2rem .6rem; overflow-wrap: anywhere; }
nav .aside { margin-left: auto; }
main { padding-top: 1.4rem; padding-bottom: 1.5rem; }
footer { max-width: 90rem; margin: 0 auto; padding: 0 1.5rem 2.5rem; font-size: .9rem; }
h2 { overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.verdict { overflow-wrap: anywhere; }
.facts, .verdict, .wrong p { max-width: 75rem; }
.facts { overflow-wrap: anywhere; }
.top { display: flex; flex-wrap: wrap; gap: .2rem 2rem; justify-content: space-between; align-items: baseline; }
.top + .verdict { font-size: 1.35rem; margin: .5rem 0 .3rem; }
dl { margin: .6rem 0; }
dt { color: var(--dim); }
dd { margin: 0; overflow-wrap: anywhere; }
.channels { display: flex; flex-wrap: wrap; gap: .3rem 2.5rem; }
.channels div, .next div { display: flex; flex-wrap: wrap; gap: 0 .6rem; align-items: baseline; }
.next div { margin: .4rem 0; }
.next dt { min-width: 9rem; }
.wrong { list-style: none; margin: .4rem 0; padding: 0; }
.wrong li { border-left: 4px solid var(--fail); padding: .1rem 0 .1rem .9rem; margin: .6rem 0; overflow-wrap: anywhere; }
.names { columns: 22rem auto; margin: .2rem 0; padding: 0; list-style: none; }
.names li { overflow-wrap: anywhere; break-inside: avoid; }
.sign { display: inline-block; min-width: 1.2em; text-align: center; font-weight: 700; text-decoration: none; border-radius: 3px; }
a.sign:hover, a.sign:focus-visible { background: var(--soft); text-decoration: underline; }
.cards { min-width: min(100%, 44rem); }
.cards td, .cards th { overflow-wrap: anywhere; }
.cards thead th { overflow-wrap: normal; }
.steps tbody th, .cards .short { white-space: nowrap; }
.id { min-width: 19ch; }
@media (min-width: 75rem) { .of-formula th, .of-formula .brief { white-space: nowrap; } }
.number { font-variant-numeric: tabular-nums; }
td.number, th.number { text-align: right; white-space: nowrap; }
.instances th.number { text-align: left; }
.fleet { width: 100%; }
.fleet tbody th { white-space: nowrap; }
.fleet .now { text-align: center; min-width: 2.6rem; }
.fleet td { white-space: nowrap; }
.strip { font-size: .95em; }
.strip .sign { min-width: 1.05em; }
.strip .pass { font-weight: 400; }
.tonight { margin-top: 1rem; overflow-wrap: anywhere; }
.why { min-width: 14rem; }
.bad { margin: .5rem 0 1rem; }
.bad p { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 75rem; }
ins { color: var(--pass); text-decoration: none; } del { color: var(--fail); text-decoration: none; }
details > div { overflow-x: auto; }
caption { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
.ends { direction: rtl; }
.ends:has(.grid.month) { direction: ltr; }
.ends > * { direction: ltr; }
.grid { table-layout: fixed; width: 100%; }
.grid.year { min-width: 85rem; } .grid.quarter { min-width: 52rem; } .grid.month { width: auto; }
.grid th, .grid td { padding: 0; border: 0; }
.grid thead th { font-size: .8rem; border-left: 1px solid var(--line); padding-left: 3px; overflow: hidden; }
.grid tbody th { font-weight: 400; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; padding-right: .6rem; vertical-align: middle; }
.grid thead td:first-child, .grid tbody th { width: 10rem; position: sticky; left: 0; background: light-dark(#fff, #0d1117); z-index: 1; }
.grid .share { width: 4.5rem; text-align: right; font-size: .85rem; color: var(--dim); vertical-align: middle; font-variant-numeric: tabular-nums; }
.grid tbody td:not(.share) { height: 22px; }
.grid.month td { min-width: 14px; } .grid.month tbody td:not(.share), .grid.month .times td { min-width: 14px; }
.grid a { display: block; }
.grid td > a { height: 22px; }
.p, .y, .f, .e, .n { background: linear-gradient(var(--mark), var(--mark)) bottom / 100% var(--height) no-repeat; border-left: 1px solid transparent; background-clip: padding-box; forced-color-adjust: none; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.grid .p, .grid .y, .grid .f, .grid .e, .grid .n { border-left: 1px solid transparent; }
.p { --mark: light-dark(#4ac26b, #238636); --height: 35%; }
.y { --mark: light-dark(#d4a72c, #d29922); --height: 65%; }
.f { --mark: light-dark(#cf222e, #f85149); --height: 100%; }
.e { --mark: light-dark(#9a6700, #d29922); background: repeating-linear-gradient(0deg, var(--mark) 0 3px, transparent 3px 6px); background-clip: padding-box; }
.n { --mark: var(--line); --height: 2px; }
.grid .f:hover, .grid .e:hover, .grid .y:hover, .grid .p:hover { outline: 2px solid var(--link); outline-offset: -1px; }
.key { display: inline-block; width: 10px; height: 16px; vertical-align: -2px; margin-left: .9rem; }
.legend .key:first-child { margin-left: 0; }
.times td { padding-bottom: .5rem; }
.grid .times td { height: 22px; border: 0; }
.line { display: block; width: 100%; height: 16px; }
.line polyline { fill: none; stroke: var(--dim); stroke-width: 1.2; vector-effect: non-scaling-stroke; }
figure { margin: .6rem 0; max-width: 75rem; }
figcaption { display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; font-size: .9rem; }
.bars { display: block; width: 100%; height: 90px; background: var(--soft); }
.bars .pass { fill: light-dark(#4ac26b, #238636); } .bars .flaky { fill: light-dark(#d4a72c, #d29922); }
.bars .fail { fill: light-dark(#cf222e, #f85149); } .bars .error { fill: light-dark(#9a6700, #9e6a03); }
@media (max-width: 60rem) {
  nav, footer { padding-left: .9rem; padding-right: .9rem; }
  .grid.year { min-width: 75rem; }
  .grid thead td:first-child, .grid tbody th { width: 7.5rem; }
  .why, .id, .cards { min-width: 0; }
  td.number { text-align: left; }
  .fleet tbody th, .fleet td { white-space: normal; }
  .fleet .now, .fleet .number, .fleet .brief { display: inline-block; min-width: 0; margin-right: 1.2rem; text-align: left; }
  .fleet .nights::before { content: none; }
  .strip { font-size: .8em; white-space: nowrap; }
  .strip .sign { min-width: .95em; }
}
@media print {
  header, .legend { break-after: avoid; }
  nav .aside, footer { display: none; }
  .grid.year, .grid.quarter { min-width: 0; }
  a { color: inherit; }
}
`;
