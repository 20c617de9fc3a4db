/**
 * The look of every page. A sign stands beside each colour; a table becomes a list of cards where there is no room for
 * it, each value with the name of its column; on paper what is folded is open.
 */
export const PAGE_STYLE = `:root { color-scheme: light dark; --line: light-dark(#d0d7de, #3d444d); --soft: light-dark(#f6f8fa, #151b23);
  --dim: light-dark(#59636e, #9198a1); --pass: light-dark(#1a7f37, #3fb950); --fail: light-dark(#cf222e, #f85149);
  --error: light-dark(#9a6700, #d29922); --link: light-dark(#0969da, #4493f8); }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; color: light-dark(#1f2328, #f0f6fc); background: light-dark(#fff, #0d1117); }
main { max-width: 90rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; }
p { margin: .3rem 0; }
a { color: var(--link); }
.dim, .facts { color: var(--dim); }
.verdict { font-size: 1.15rem; font-weight: 600; }
.pass { color: var(--pass); } .fail { color: var(--fail); } .error, .flaky { color: var(--error); } .none { color: var(--dim); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: .4rem 1.1rem .4rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--dim); font-weight: normal; white-space: nowrap; }
tbody th { font-weight: 600; }
.badges th, .badges td { white-space: nowrap; vertical-align: middle; }
.instances { width: 100%; }
.instances tbody th { white-space: nowrap; }
.instances .short { white-space: nowrap; }
.instances .took { min-width: 13rem; }
.instances .why { overflow-wrap: anywhere; min-width: 16rem; }
img { display: block; height: 20px; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .6rem 0; }
summary { padding: .5rem .8rem; cursor: pointer; overflow-wrap: anywhere; }
summary b { margin-right: .6rem; }
details > div { padding: 0 .8rem .6rem; }
pre { margin: .6rem 0; padding: .7rem; background: var(--soft); border-radius: 6px; overflow-x: auto; font: 13px/1.45 ui-monospace, monospace; }
code { font: 13px ui-monospace, monospace; background: var(--soft); padding: .1rem .3rem; border-radius: 4px; overflow-wrap: anywhere; }
@media (max-width: 60rem) {
  main { padding: 1rem .9rem 3rem; }
  .cards thead { display: none; }
  .cards, .cards tbody, .cards tr, .cards th, .cards td { display: block; border: 0; padding: 0; }
  .cards tr { border-bottom: 1px solid var(--line); padding: .6rem 0; }
  .cards tbody th, .cards .short { white-space: normal; overflow-wrap: anywhere; }
  .cards td:empty { display: none; }
  .cards td::before { content: attr(data-head) " "; color: var(--dim); }
  .cards br { display: none; }
}
@media print {
  :root { color-scheme: light; }
  main { max-width: none; padding: 0; }
  details, tr { break-inside: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  .wide { overflow: visible; }
}`;
