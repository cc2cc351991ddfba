/**
 * The CSS of the page: system fonts, light or dark as the reader prefers, one column on phones and two on
 * desktops.
 */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfb; --raised: #f3f3ee; --ink: #1c1d1f; --quiet: #575a5f; --line: #d9d9d2; --link: #0b57a4;
  --get: #0b57a4; --post: #146b35; --patch: #8a4a00; --delete: #a81e28; --on-badge: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16171a; --raised: #212327; --ink: #e7e7e3; --quiet: #a8abb0; --line: #383b40; --link: #82b8f5;
    --get: #82b8f5; --post: #76cf95; --patch: #eab26a; --delete: #f59a9f; --on-badge: #16171a;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
a { color: var(--link); text-underline-offset: .15em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { font-size: .9em; overflow-wrap: anywhere; }
pre {
  margin: .5rem 0 1rem; padding: .8rem 1rem; overflow-x: auto; background: var(--raised);
  border: 1px solid var(--line); border-radius: 6px; font-size: .85rem; line-height: 1.5;
}
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--paper); z-index: 1; }
.layout { max-width: 76rem; margin: 0 auto; padding: 0 1.1rem; }
nav { padding: 1.2rem 0 0; }
nav summary { cursor: pointer; font-weight: 600; padding: .4rem 0; }
nav h2 { margin: 1.1rem 0 .2rem; font-size: .8rem; color: var(--quiet); letter-spacing: .03em; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: block; padding: .28rem 0; color: inherit; text-decoration: none; }
nav li a:hover { color: var(--link); text-decoration: underline; }
main { min-width: 0; padding-bottom: 5rem; }
header p:first-of-type { font-size: 1.1rem; }
h1 { margin: 2rem 0 .5rem; font-size: 2rem; line-height: 1.2; }
main p, main ul { max-width: 44rem; }
main h2 { margin: 3.5rem 0 0; font-size: 1.5rem; }
section.entry { padding: 1.6rem 0 .6rem; border-bottom: 1px solid var(--line); }
section.entry:target > h3 { text-decoration: underline; text-decoration-color: var(--link); text-underline-offset: .25em; }
h3 { margin: 0 0 .4rem; font-size: 1.2rem; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
h4 { margin: 1.3rem 0 .2rem; font-size: .95rem; }
.address { margin: 0 0 .6rem; display: flex; gap: .6rem; align-items: baseline; flex-wrap: wrap; }
.badge {
  padding: .1rem .5rem; border-radius: 4px; color: var(--on-badge); background: var(--get);
  font-size: .78rem; font-weight: 700; letter-spacing: .04em;
}
.badge.post { background: var(--post); } .badge.patch { background: var(--patch); }
.badge.delete { background: var(--delete); }
.quiet { color: var(--quiet); }
dl { margin: .3rem 0 0; }
dl.fields { border-top: 1px solid var(--line); }
dl.fields > div { padding: .45rem 0; border-bottom: 1px solid var(--line); }
dl.fields dt { display: flex; flex-wrap: wrap; gap: .1rem .7rem; align-items: baseline; }
dl.fields dt code { font-weight: 600; }
dl.fields dt span { font-size: .85rem; color: var(--quiet); overflow-wrap: anywhere; }
dl.fields dd { margin: 0; }
details { margin: .4rem 0; }
details > summary { cursor: pointer; color: var(--link); width: fit-content; }
details > summary:hover { text-decoration: underline; }
.status { font-weight: 700; font-variant-numeric: tabular-nums; }
ul.codes { list-style: none; margin: .3rem 0 1rem; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.6rem; }
ul.codes a { white-space: nowrap; }
@media (min-width: 62rem) {
  .layout { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 3.5rem; padding: 0 2rem; }
  nav { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding-bottom: 2rem; }
  dl.fields > div { display: grid; grid-template-columns: 17rem minmax(0, 1fr); gap: 1.5rem; }
  dl.fields dt { display: block; }
  dl.fields dt span { display: block; }
}
@supports selector(::details-content) {
  @media (min-width: 62rem) {
    nav summary { display: none; }
    nav details::details-content { content-visibility: visible; }
  }
}
`.trim();
