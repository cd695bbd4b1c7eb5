/** The page's style: quiet, readable, light or dark as the reader's system is. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1d2126, #e4e6e8); --quiet: light-dark(#5c646d, #9aa3ac);
  --paper: light-dark(#fbfaf8, #14171b); --panel: light-dark(#f1efea, #1d2127); --line: light-dark(#dcd8cf, #30363d); --accent: light-dark(#0b6e5b, #57c7ac); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 3rem 1.25rem 6rem; }
h1 { font-size: 1.9rem; margin: 0 0 .5rem; } h2 { margin: 3.5rem 0 .25rem; } h3 { margin: 0; font-size: 1rem; font-weight: 600; }
p { margin: .35rem 0; } a { color: var(--accent); } .quiet { color: var(--quiet); }
nav ul { list-style: none; padding: 0; columns: 18rem; margin: 1.5rem 0; } nav li { break-inside: avoid; padding: .1rem 0; }
nav a { text-decoration: none; font: 13px/1.6 ui-monospace, monospace; }
section.route { border-top: 1px solid var(--line); padding: 1.4rem 0 1.2rem; scroll-margin-top: 1rem; }
.method { display: inline-block; min-width: 4.2em; font: 600 12px/1 ui-monospace, monospace; color: var(--accent); }
code, pre { font: 13px/1.5 ui-monospace, monospace; } .path { font-size: 15px; overflow-wrap: anywhere; }
pre { position: relative; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; overflow-x: auto; margin: .7rem 0; }
button { position: absolute; top: .5rem; right: .5rem; font: 12px system-ui, sans-serif; padding: .2rem .6rem; border: 1px solid var(--line);
  border-radius: 4px; background: var(--paper); color: var(--quiet); cursor: pointer; } button:hover { color: var(--ink); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: 14px; }
th { text-align: left; font-weight: 600; color: var(--quiet); } th, td { padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.required { color: var(--quiet); font-size: 12px; } details { margin: .5rem 0; } summary { cursor: pointer; color: var(--quiet); font-size: 14px; }
`;

/** Copies an example to the clipboard. */
export const PAGE_SCRIPT = `
for (const button of document.querySelectorAll('button[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector('code').textContent);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  });
}
`;
