/** The same colours as the banner's, and the same tokens of the shop; a test compares them. */
const light = '--b:#ffffff;--t:#1c2024;--a:#20413c;--o:#ffffff';
const dark = '--b:#181b1e;--t:#eceef0;--a:#a9d3c9;--o:#10201c';

/** The styles within the element. */
export const embedStyles = `
:host{display:block;max-inline-size:100%;${light};color-scheme:light}
@media (prefers-color-scheme:dark){:host(:not([theme=light])){${dark};color-scheme:dark}}
:host([theme=dark]){${dark};color-scheme:dark}
:host([hidden]){display:none}
*{box-sizing:border-box}
.room{display:grid;position:relative;max-inline-size:100%}
iframe{position:absolute;inline-size:100%;block-size:100%;border:0;color-scheme:auto}
.ask{display:grid;gap:.5em;place-content:center;justify-items:center;padding:.75em 1em;text-align:center;font-size:max(1em,16px);line-height:1.5;overflow-wrap:anywhere;color:var(--rialto-text,var(--t));background:var(--rialto-background,var(--b));border:1px solid;border-radius:var(--rialto-radius,12px)}
p,ul{margin:0;max-inline-size:40em}
ul{padding-inline-start:1.25em}
details{max-inline-size:100%}
summary{min-block-size:24px;font-weight:600;cursor:pointer}
details[open]{text-align:start}
details p,ul+ul{margin-block-start:.5em}
button{font:inherit;font-weight:600;letter-spacing:inherit;word-spacing:inherit;min-block-size:44px;min-inline-size:44px;padding:.5em 1em;overflow-wrap:anywhere;color:var(--rialto-accent-text,var(--o));background:var(--rialto-accent,var(--a));border:1px solid;border-radius:min(var(--rialto-radius,12px),8px);cursor:pointer}
button:hover{text-decoration:underline}
:focus-visible{outline:3px solid var(--rialto-text,var(--t));outline-offset:2px}
@media print{.ask{display:none}}`;
