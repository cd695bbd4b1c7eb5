/** Sizes are in pixels: the page's own root size does not count, and the browser's zoom does. */
export const STYLE = `
.frame {
  --accent: #2f5bd7; --on-accent: #fff; --surface: #fff; --ink: #1a1d21; --soft: #5d646e; --line: #d9dde3;
  --other: #eef0f3; --warn: #a1330f; --height: 100dvh;
  position: fixed; bottom: 20px; right: 20px; color: var(--ink); color-scheme: light;
  font: 400 15px/22px system-ui, -apple-system, "Segoe UI", sans-serif; text-align: start; letter-spacing: normal;
}
.frame.left { right: auto; left: 20px; }
@media (prefers-color-scheme: dark) { .frame:not(.light) { --surface: #1a1d21; --ink: #eceef1; --soft: #a2a9b3; --line: #363c45; --other: #2b3037; --warn: #ff9d7a; --accent: #3d63d6; color-scheme: dark; } }
.frame.dark { --surface: #1a1d21; --ink: #eceef1; --soft: #a2a9b3; --line: #363c45; --other: #2b3037; --warn: #ff9d7a; --accent: #3d63d6; color-scheme: dark; }
*, *::before { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, p, ol, ul { margin: 0; padding: 0; list-style: none; font-size: inherit; }
button, textarea { font: inherit; color: inherit; margin: 0; }
button { cursor: pointer; }
svg { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; display: block; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.launcher { display: grid; place-items: center; width: 56px; height: 56px; border: 0; border-radius: 50%; background: var(--accent); color: var(--on-accent); box-shadow: 0 2px 12px rgb(0 0 0 / 28%); position: relative; }
.launcher svg { width: 26px; height: 26px; }
.badge { position: absolute; top: -4px; right: -4px; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px; background: #c4240c; color: #fff; font: 600 13px/22px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
.panel { display: flex; flex-direction: column; width: 376px; max-width: calc(100vw - 40px); height: min(600px, calc(var(--height) - 40px)); background: var(--surface); border: 1px solid var(--line); border-radius: 14px; box-shadow: 0 8px 40px rgb(0 0 0 / 24%); overflow: hidden; animation: rise 140ms ease-out; }
@keyframes rise { from { opacity: 0; transform: translateY(8px); } }
header { display: flex; align-items: center; gap: 12px; padding: 12px 8px 12px 16px; border-bottom: 1px solid var(--line); }
header div { flex: 1; min-width: 0; }
h2 { font-weight: 600; font-size: 16px; overflow-wrap: anywhere; }
.presence { color: var(--soft); font-size: 13px; line-height: 18px; min-height: 18px; }
.presence.here::before { content: ""; display: inline-block; width: 8px; height: 8px; margin-inline-end: 6px; border-radius: 50%; background: #1f9d55; }
.close { display: grid; place-items: center; flex: none; width: 44px; height: 44px; border: 0; border-radius: 10px; background: none; color: var(--soft); }
.scroll { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 12px 16px; display: flex; flex-direction: column; }
.scroll:focus-visible { outline-offset: -2px; }
.greeting { margin: auto; color: var(--soft); text-align: center; overflow-wrap: anywhere; }
ol { display: flex; flex-direction: column; gap: 8px; margin-top: auto; }
.older { align-self: center; padding: 8px 12px; }
li.day { align-self: center; color: var(--soft); font-size: 12px; padding: 8px 0 0; }
li.own, li.other { display: flex; flex-direction: column; max-width: 84%; }
li.own { align-self: flex-end; align-items: flex-end; }
li.other { align-self: flex-start; align-items: flex-start; }
.name, .meta { font-size: 12px; line-height: 18px; color: var(--soft); }
.bubble { padding: 8px 12px; border-radius: 14px; background: var(--other); max-width: 100%; }
.own .bubble { background: var(--accent); color: var(--on-accent); }
.waiting .bubble { opacity: .72; }
.body { white-space: pre-wrap; overflow-wrap: anywhere; }
.quote { overflow: hidden; margin-bottom: 4px; padding-inline-start: 8px; border-inline-start: 2px solid; font-size: 12px; line-height: 18px; text-overflow: ellipsis; white-space: nowrap; opacity: .8; }
.reactions { margin-inline-start: 8px; }
.gone { font-style: italic; opacity: .8; }
.bubble a { color: inherit; text-decoration: underline; text-underline-offset: 2px; overflow-wrap: anywhere; }
.act { border: 0; background: none; padding: 0; color: inherit; text-decoration: underline; text-underline-offset: 2px; }
.failed { color: var(--warn); text-align: end; }
.typing, .notice { padding: 0 16px; font-size: 13px; line-height: 18px; color: var(--soft); }
.typing:not(:empty), .notice:not(:empty) { padding-bottom: 8px; }
.notice:not(:empty) { padding-top: 8px; }
.composer { display: flex; align-items: flex-end; gap: 8px; padding: 8px; border-top: 1px solid var(--line); }
textarea { flex: 1; min-width: 0; min-height: 44px; max-height: 132px; padding: 10px 12px; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); resize: none; }
textarea::placeholder { color: var(--soft); opacity: 1; }
.send { display: grid; place-items: center; flex: none; width: 44px; height: 44px; border: 0; border-radius: 10px; background: var(--accent); color: var(--on-accent); }
@media (max-width: 480px), (max-height: 480px) {
  .panel { position: fixed; inset: 0; width: auto; max-width: none; height: var(--height); border: 0; border-radius: 0; padding-bottom: env(safe-area-inset-bottom); }
  .panel textarea { font-size: 16px; }
}
@media (prefers-reduced-motion: reduce) { .panel { animation: none; } }
@media (forced-colors: active) { .bubble, .launcher, .send { border: 1px solid; } }
`;
