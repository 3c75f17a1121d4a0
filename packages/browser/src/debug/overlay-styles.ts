// Each pair of colours that stands on one another is at least 4.5 : 1; axe-core looks in both schemes.
const light =
  '--back:#fff;--rise:#f6f7f7;--over:#eef2f1;--text:#1c2024;--soft:#59636b;--line:#e2e6e7;--edge:#868f95;--accent:#20413c;' +
  '--good:#17633f;--good-on:#e4f3ea;--moving:#1f4f96;--moving-on:#e7eefa;--waiting:#775000;--waiting-on:#fcf1d9;--quiet:#525c64;--quiet-on:#edf0f1;--bad:#a02520;--bad-on:#fce9e7';
const dark =
  '--back:#16191b;--rise:#1d2124;--over:#252a2d;--text:#e9ecee;--soft:#a2acb3;--line:#2d3337;--edge:#79838a;--accent:#a9d3c9;' +
  '--good:#92d8b4;--good-on:#173226;--moving:#a3c4f7;--moving-on:#1b2c47;--waiting:#ecc677;--waiting-on:#382b10;--quiet:#aeb8bf;--quiet-on:#272d31;--bad:#f4a9a2;--bad-on:#40201e';

// `!important` in here wins over the page's own, so that no rule of the page can reach the host; `all` begins from nothing.
const place = `
:host{all:initial!important;display:block!important;position:fixed!important;inset:0!important;z-index:2147483647!important;inline-size:auto!important;block-size:auto!important;margin:0!important;padding:0!important;border:0!important;background:none!important;overflow:visible!important;pointer-events:none!important;color-scheme:light dark}
.panel{${light}}
@media (prefers-color-scheme:dark){.panel{${dark}}}
.panel{pointer-events:auto;position:absolute;inset:auto 0 0;display:flex;flex-direction:column;block-size:min(32rem,60%);color:var(--text);background:var(--back);border-block-start:1px solid var(--line);box-shadow:0 -1px 2px rgb(0 0 0/.05),0 -12px 40px rgb(0 0 0/.14);font:400 13px/1.45 system-ui,sans-serif;font-variant-numeric:tabular-nums;text-align:start}
.panel.top{inset:0 0 auto;border-block:0 1px solid var(--line);box-shadow:0 12px 40px rgb(0 0 0/.14)}
.panel.folded{block-size:auto}
.folded .body{display:none}
*{box-sizing:border-box}
[hidden]{display:none!important}
h2,h3,p,ol,ul,dl,dd,pre{margin:0;padding:0}
ol,ul{list-style:none}
code,pre{font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
:focus-visible{outline:2px solid var(--accent);outline-offset:-2px}
.panel:focus{outline:0}
.panel:focus-visible{border-color:var(--accent)}`;

const header = `
header{flex:none;display:flex;flex-wrap:wrap;align-items:center;gap:6px 12px;padding:7px 8px 7px 14px;background:var(--rise);border-block-end:1px solid var(--line)}
.folded header{border:0}
h2{display:flex;align-items:center;gap:7px;font-size:14px;font-weight:650;letter-spacing:.01em;color:var(--accent)}
svg{inline-size:22px;block-size:15px;fill:none;stroke:currentcolor;stroke-width:1.8;stroke-linecap:round}
.count,.status{color:var(--soft);white-space:nowrap}
.buttons{display:flex;flex-wrap:wrap;gap:2px;margin-inline-start:auto}
button,input{font:inherit;color:inherit;margin:0}
header button{min-inline-size:28px;min-block-size:28px;padding:2px 10px;background:none;border:1px solid transparent;border-radius:6px;cursor:pointer}
header button:hover{background:var(--over)}
header [aria-pressed=true]{color:var(--accent);background:var(--over);font-weight:600}
.close{font-size:18px!important;line-height:1!important;padding:0 6px!important}
input{flex:0 1 15rem;min-inline-size:6rem;block-size:28px;padding:2px 10px;color:var(--text);background:var(--back);border:1px solid var(--edge);border-radius:6px}
input::placeholder{color:var(--soft);opacity:1}
.views{display:none;gap:2px}`;

const list = `
.body{flex:1;min-block-size:0;display:grid;grid-template-columns:minmax(0,1fr) 23rem}
.list{overflow:auto;overscroll-behavior:contain}
.columns,.row{display:grid;grid-template-columns:4.6rem minmax(10rem,1.4fr) minmax(5rem,.7fr) minmax(9rem,1.2fr) minmax(9rem,1.6fr);gap:0 12px;align-items:baseline;padding-inline:14px}
.columns{position:sticky;inset-block-start:0;z-index:1;padding-block:5px;font-size:12px;color:var(--soft);background:var(--back);border-block-end:1px solid var(--line)}
.events>li{border-block-end:1px solid var(--line)}
.row{inline-size:100%;min-block-size:32px;padding-block:5px;background:none;border:0;text-align:start;cursor:pointer}
.row:hover,.row[aria-expanded=true]{background:var(--rise)}
.row>*{min-inline-size:0;overflow-wrap:anywhere}
.time{color:var(--soft);white-space:nowrap}
.what{display:flex;gap:8px}
.name{min-inline-size:0;font-weight:600}
.type{flex:none;min-inline-size:3em;color:var(--soft)}
.type:empty{display:none}
.gate{color:var(--soft)}
[data-tone]{color:var(--tone)}
[data-tone=good]{--tone:var(--good);--on:var(--good-on)}
[data-tone=moving]{--tone:var(--moving);--on:var(--moving-on)}
[data-tone=waiting]{--tone:var(--waiting);--on:var(--waiting-on)}
[data-tone=quiet]{--tone:var(--quiet);--on:var(--quiet-on)}
[data-tone=bad]{--tone:var(--bad);--on:var(--bad-on)}
.gate[data-tone=good]{color:var(--soft)}
.where{display:grid;justify-items:start}
.chip{display:block;padding:1px 9px;border-radius:10px;background:var(--on);font-size:12px;font-weight:500}
.details{display:grid;grid-template-columns:minmax(15rem,1fr) minmax(0,1.4fr);gap:10px 28px;padding:8px 14px 14px calc(14px + 4.6rem + 12px);background:var(--rise)}
.details .part{margin-block-end:4px;font-size:12px;font-weight:400;color:var(--soft)}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:3px 14px;align-items:baseline}
dt{color:var(--soft)}
dd{overflow-wrap:anywhere}
.issues{margin-block-end:10px;padding:6px 10px;color:var(--bad);background:var(--bad-on);border-radius:6px}
details{margin-block-start:8px}
summary{inline-size:max-content;min-block-size:24px;color:var(--soft);cursor:pointer}
.empty{padding:28px 14px 12px;text-align:center;color:var(--soft)}
.note{padding:10px 14px 14px;font-size:12px;color:var(--soft)}`;

const state = `
.state{overflow:auto;overscroll-behavior:contain;background:var(--rise);border-inline-start:1px solid var(--line)}
.state section{padding:10px 14px 12px}
.state section+section{border-block-start:1px solid var(--line)}
h3{margin-block-end:6px;font-size:13px;font-weight:650}
.purposes{display:grid;gap:3px}
.purposes li{display:flex;align-items:baseline;justify-content:space-between;gap:12px}
.none{color:var(--soft)}
.deliveries,.errors{display:grid;gap:6px}
.older ul{margin-block-start:6px}
.state details{margin-block-start:4px}
.deliveries li,.errors li{display:grid;grid-template-columns:4.6rem minmax(0,1fr);gap:0 8px}
.answer,.errors span:last-child{grid-column:2}
.errors code{color:var(--bad)}`;

const narrow = `
@media not all and (min-width:66em){
.body{grid-template-columns:minmax(0,1fr) 18rem}
.columns{display:none}
.row{grid-template-columns:4.2rem minmax(0,1fr) auto;gap:0 8px}
.row .place{display:none}
.row .what{grid-column:2}
.row .gate{grid-column:2;grid-row:2;font-size:12px}
.row .where{grid-column:3;grid-row:1/3;justify-items:end;max-inline-size:10rem}
.details{grid-template-columns:minmax(0,1fr);padding-inline-start:calc(14px + 4.2rem + 8px)}
}
@media not all and (min-width:46em){
.panel{block-size:70%}
.views{display:flex}
.body{grid-template-columns:minmax(0,1fr)}
.state{display:none;border:0}
.states .list{display:none}
.states .state{display:block}
header{padding-inline-start:12px}
header button{padding-inline:8px}
input{flex:1 1 8rem}
.buttons{inline-size:100%}
.close{margin-inline-start:auto!important}
.type{display:none}
.details{padding-inline-start:14px}
}
@media (forced-colors:active){.chip{border:1px solid}}
@media print{.panel{display:none}}`;

/** The styles of the overlay; nothing in them is drawn from a page. */
export const overlayStyles = [place, header, list, state, narrow].join('');
