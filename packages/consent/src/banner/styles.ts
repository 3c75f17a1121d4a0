/** The built-in colours, by what they are for; contrast.test.ts holds them to the same ratios as a shop's own. */
export const themes = {
  light: { background: '#ffffff', text: '#1c2024', accent: '#20413c', accentText: '#ffffff' },
  dark: { background: '#181b1e', text: '#eceef0', accent: '#a9d3c9', accentText: '#10201c' },
} as const;

const variables = ({ background, text, accent, accentText }: (typeof themes)['light' | 'dark']): string =>
  `--b:${background};--t:${text};--a:${accent};--o:${accentText}`;
const dark = `${variables(themes.dark)};color-scheme:dark`;

// The tokens of a shop are read in one place, and the class `plain` reads none. Accept, reject and save have one class
// and take the same tokens, so no theme can part them (U1). `color-mix` only brings every colour into one notation, in
// which contrast.ts reads it.
const colours = `
.root{display:contents;${variables(themes.light)};color-scheme:light}
@media (prefers-color-scheme:dark){:host(:not([theme=light])) .root{${dark}}}
:host([theme=dark]) .root{${dark}}
.root{--back:var(--b);--text:var(--t);--accent:var(--a);--on:var(--o)}
.root:not(.plain){--back:var(--rialto-background,var(--b));--text:var(--rialto-text,var(--t));--accent:var(--rialto-accent,var(--a));--on:var(--rialto-accent-text,var(--o))}
.root{color:color-mix(in srgb,var(--text),var(--text));background-color:color-mix(in srgb,var(--back),var(--back));border-color:color-mix(in srgb,var(--accent),var(--accent));outline-color:color-mix(in srgb,var(--on),var(--on))}`;

const text = `
:host{display:contents}
.root{font-size:max(1em,16px);font-weight:400;font-style:normal;line-height:1.5;text-align:start;text-transform:none;text-indent:0;white-space:normal;cursor:auto;--r:clamp(0px,var(--rialto-radius,12px),24px);pointer-events:auto}
*{box-sizing:border-box}
h2,p,ul,fieldset{margin:0;padding:0;border:0;min-inline-size:0}
h2{font-size:1.2em;line-height:1.3;font-weight:650;hyphens:auto}
p,li,span,legend,h2,button,a{overflow-wrap:anywhere}
a{color:inherit;text-underline-offset:.15em}
legend{padding:0;margin-block-end:.5em;font-weight:650}
.fact{font-size:.9em}
:focus-visible{outline:3px solid var(--text);outline-offset:2px}
h2:focus-visible{outline-width:1px}`;

const places = `
.dock{position:fixed;z-index:2147483647;inset:auto 0 0;display:flex;flex-direction:column;align-items:flex-start;pointer-events:none}
.dock>*{pointer-events:auto;margin:0 .75em max(.75em,env(safe-area-inset-bottom))}
.panel,.card,.control>*{color:var(--text);background:var(--back);border:1px solid color-mix(in srgb,var(--text) 25%,var(--back));border-radius:var(--r);box-shadow:0 2px 4px rgb(0 0 0/.06),0 12px 36px rgb(0 0 0/.16)}
.panel{display:flex;flex-direction:column;inline-size:calc(100% - 1.5em);max-inline-size:68em;max-block-size:80dvh;margin-inline:auto;overflow:auto}
.scroll{flex:1 1 auto;min-block-size:3.5em;overflow:auto;overscroll-behavior:contain;padding:1em 1.1em;display:grid;gap:.6em;align-content:start}
.panel ul{display:flex;flex-wrap:wrap;gap:.1em 2em;padding-inline-start:1.1em}
.answers{flex:none;display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.5em;padding:.75em 1.1em 1em}
.panel .answers>:last-child{grid-column:1/-1}
.note{display:flex;align-items:center;max-inline-size:min(100% - 1.5em,28em);padding-inline-start:1.1em}
:host([position=end]) .dock{align-items:flex-end}
.dock>.control{margin-block-end:calc(max(.75em,env(safe-area-inset-bottom)) + clamp(0px,var(--rialto-offset,0px),50dvh));display:var(--rialto-in-page,flex);flex-wrap:wrap;gap:.45em;pointer-events:none}
:host([position=end]) .control{justify-content:flex-end}
.control>*{pointer-events:auto;font-size:.9em;border-radius:2em}
@media (min-width:60em){
.panel{flex-direction:row;align-items:stretch}
.panel .scroll{padding:1.4em 1.6em}
.panel .answers{grid-template-columns:minmax(0,1fr);align-content:center;min-inline-size:15em;max-inline-size:20em;padding-block:1.4em;padding-inline:0 1.6em}
}
@media print{.dock{display:none}}`;

const controls = `
button{font:inherit;letter-spacing:inherit;word-spacing:inherit;color:inherit;min-block-size:44px;min-inline-size:44px;margin:0;padding:.5em 1em;border:1px solid;border-radius:min(var(--r),8px);cursor:pointer;background:none}
.answer{color:var(--on);background:var(--accent);border-color:var(--accent);font-weight:600}
button:hover{text-decoration:underline;text-underline-offset:.2em}
.more{color:var(--text);background:var(--back)}
.panel .more{border-color:color-mix(in srgb,var(--text) 70%,var(--back))}
.cross{flex:none;border-color:transparent;font-size:1.5em;line-height:1;padding:0}
.cross::before{content:"\\d7";content:"\\d7" / ""}
label{display:flex;gap:.75em;align-items:flex-start;min-block-size:44px;padding-block:.6em;cursor:pointer}
input{flex:none;inline-size:1.4em;block-size:1.4em;margin:.05em 0 0;accent-color:var(--accent);cursor:pointer}`;

const details = `
dialog{inline-size:min(46em,100%);max-inline-size:100%;max-block-size:100dvh;margin:auto;padding:0;overflow:auto;flex-direction:column}
dialog[open]{display:flex}
dialog::backdrop{background:rgb(0 0 0/.5)}
.head{flex:none;display:flex;gap:.5em;align-items:center;justify-content:space-between;padding-block:.5em .25em;padding-inline:1.1em .5em}
dialog .scroll{padding-block-start:.5em}
dialog fieldset{display:grid;gap:.5em;margin-block-start:.6em}
dialog .item{padding:.4em 1em .8em;border:1px solid color-mix(in srgb,var(--text) 20%,var(--back));border-radius:min(var(--r),8px)}
.item label{padding-block-start:.4em;font-weight:600}
.item>[id]{display:grid;gap:.3em;padding-inline-start:2.15em}
.item strong{display:block;font-weight:600}
.item ul{padding-inline-start:1.1em}
.pending{padding-inline-start:2.15em;margin-block-start:-.6em}
dialog .answers{border-block-start:1px solid color-mix(in srgb,var(--text) 20%,var(--back))}
@media (min-width:40em){dialog{max-block-size:min(92dvh,60em)}dialog .answers{grid-template-columns:repeat(3,minmax(0,1fr))}}
@media not all and (min-width:40em){dialog.card{border:0;border-radius:0;block-size:100dvh}dialog .answers>:last-child{grid-column:1/-1}}
.status{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}`;

// Long words fit beside one another: 320 px are a page at 400 %.
const narrow = `
@media not all and (min-width:30em){
.dock>*{margin-inline:.5em}
.panel{inline-size:calc(100% - 1em)}
.scroll,.answers,.head{padding-inline:.8em}
button:not(.control>*){padding-inline:.3em}
}`;

/** The styles within the element. */
export const styles = [colours, text, places, controls, details, narrow].join('');

/**
 * What the page around gets: room under its end and under what is scrolled into view, as high as what covers it, so
 * that the banner never hides what has the focus (WCAG 2.4.11). And a page with its own way to open the settings may
 * ask the banner for none; the selector sees to it that there always is one.
 */
export const pageStyles = (height: number): string =>
  `${height > 0 ? `@media screen{:root{scroll-padding-block-end:${height}px}:root::after{content:"";display:block;block-size:${height}px}}` : ''}
:root:has([data-rialto-consent-open]) rialto-consent[reopen=none]{--rialto-in-page:none}`;
