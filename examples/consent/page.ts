import { html, raw } from 'hono/html';
import { languageOf, type PageLanguage, texts } from './texts.ts';

export const pageNames = ['index', 'bundled', 'script-tag', 'headless'] as const;
/** A page of the example. */
export type PageName = (typeof pageNames)[number];

const themes = ['auto', 'light', 'dark', 'brand'] as const;
const languages: Readonly<Record<PageLanguage, string>> = { en: 'English', de: 'Deutsch', ar: 'العربية' };
const ways = ['bundled', 'script-tag', 'headless'] as const;

interface Look {
  readonly name: PageName;
  readonly language: PageLanguage;
  readonly theme: (typeof themes)[number];
}
const addressOf = ({ name, language, theme }: Look): string =>
  `/${name === 'index' ? '' : `${name}.html`}?lang=${language}&theme=${theme}`;

/** The purposes with their facts, as every page of the example tells them. */
const aboutOf = (language: PageLanguage) => {
  const { storedFor } = texts[language];
  return {
    analytics: { recipients: [], thirdCountries: [], storedFor: storedFor.analytics },
    marketing: { recipients: ['Hearth Films'], thirdCountries: [], storedFor: storedFor.marketing },
  };
};

/** A page in the language and the look that its address asks for. */
export function page(name: PageName, query: Readonly<Record<string, string>>, writeKey: string): string {
  const theme = themes.find((one) => one === query.theme) ?? 'auto';
  const look: Look = { name, language: languageOf(query.lang), theme };
  const { dir, claim } = texts[look.language];
  const facts = JSON.stringify(aboutOf(look.language));
  return String(html`<!doctype html>
<html lang="${look.language}" dir="${dir}" data-theme="${theme}" data-write-key="${writeKey}" data-about="${facts}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Hearth · ${claim}</title>
    <link rel="icon" href="/lamp.svg" />
    <link rel="stylesheet" href="/look.css" />
    <link rel="stylesheet" href="/site.css" />
    ${scriptsOf(look, writeKey, facts)}
  </head>
  <body>
    ${name === 'bundled' ? html`<rialto-consent theme="${bannerTheme(theme)}"></rialto-consent>` : ''}
    <header>
      <div><h1>Hearth</h1><span class="soft">${claim}</span></div>
      ${links(look)}
    </header>
    <main>${name === 'index' ? overview(look) : shop(look)}</main>
  </body>
</html>`);
}

/** What the script that measures leaves on the device. */
const stored = [{ kind: 'cookie', name: 'measure', purpose: 'analytics' }];

const bannerTheme = (theme: Look['theme']): string => (theme === 'brand' ? 'light' : theme);

function scriptsOf({ name, theme }: Look, writeKey: string, facts: string) {
  if (name === 'index') return '';
  const own = html`<script type="module" src="/${name}.js"></script>`;
  if (name !== 'script-tag') return own;
  return html`<script src="/rialto-consent.global.js"
      data-purposes="analytics,marketing" data-channels="marketing:email"
      data-policy-version="2026-11" data-policy-url="/privacy" data-controller="Hearth Ltd, Hamburg"
      data-about="${facts}" data-theme="${bannerTheme(theme)}"
      data-stored="${JSON.stringify(stored)}"
      data-endpoint="/rialto" data-write-key="${writeKey}"></script>
    <script src="/rialto-embed.global.js"></script>
    ${own}`;
}

function links(look: Look) {
  const link = (to: Look, text: string, isHere: boolean) =>
    html`<li><a href="${addressOf(to)}" ${isHere ? raw('aria-current="true"') : ''}>${text}</a></li>`;
  return html`<nav aria-label="Hearth"><ul>
    ${ways.map((name) => link({ ...look, name }, texts[look.language].ways[name][0], name === look.name))}
  </ul><ul>
    ${(['en', 'de', 'ar'] as const).map((one) => link({ ...look, language: one }, languages[one], one === look.language))}
  </ul><ul>
    ${themes.map((theme) => link({ ...look, theme }, theme, theme === look.theme))}
  </ul></nav>`;
}

function overview(look: Look) {
  const { overview: title, ways: words } = texts[look.language];
  return html`<section class="wide"><h2>${title}</h2><ul>
    ${ways.map((name) => html`<li><a href="${addressOf({ ...look, name })}">${words[name][0]}</a><p class="soft">${words[name][1]}</p></li>`)}
  </ul></section>`;
}

function shop({ name, language, theme }: Look) {
  const words = texts[language];
  const [title = '', text = ''] = name === 'index' ? [] : words.ways[name];
  return html`<div class="stack">
      <section><h2>${title}</h2><p class="soft">${text}</p></section>
      <section class="lamp">
        <img src="/lamp.svg" alt="" width="120" height="120" />
        <div><h2>${words.lamp}</h2><p class="row"><button id="add" type="button" class="main">${words.add}</button>
        <output id="cart" data-text="${words.cart}"></output></p></div>
      </section>
      <section><h2>${words.film}</h2>
        <rialto-embed purpose="marketing" service="Hearth Films" src="/film.html" title="${words.film}" height="300" theme="${bannerTheme(theme)}"></rialto-embed>
      </section>
    </div>
    <div class="stack">
      ${name === 'headless' ? ownBanner(language) : ''}
      <section><h2>${words.device}</h2><ul id="device" data-nothing="${words.nothing}"></ul></section>
      <section><h2>${words.hub}</h2><ul id="hub" data-nothing="${words.nothing}"></ul></section>
      <section><h2>${words.scripts}</h2><p id="measured">${words.off}</p></section>
    </div>
    <script type="text/plain" data-rialto-purpose="analytics" src="/measure.js"></script>`;
}

/** A banner of the shop's own making: a section of the page, with the same weight for both answers. */
function ownBanner(language: PageLanguage) {
  const words = texts[language];
  return html`<section id="ask" aria-labelledby="ask-title">
    <h2 id="ask-title" tabindex="-1">${words.title}</h2>
    <form hidden>
      <p>${words.question} <a href="/privacy">${words.policy}</a></p>
      ${(['analytics', 'marketing'] as const).map((purpose) => html`<label class="box"><input type="checkbox" name="${purpose}" /> ${words.purposes[purpose]}</label>`)}
      <p class="row"><button type="submit" value="accept">${words.accept}</button><button type="submit" value="reject">${words.reject}</button><button type="submit" value="save">${words.save}</button></p>
    </form>
    <button id="again" type="button" hidden>${words.settings}</button>
    <p role="status" class="soft"></p>
  </section>`;
}

/** What the embed shows: it stands for a film of another company. */
export const filmPage = `<!doctype html><html lang="en"><title>Hearth Films</title><link rel="stylesheet" href="/look.css" /><link rel="stylesheet" href="/site.css" /><body class="film"><p>▶ The film runs: its company now knows that you are here.</p></body></html>`;

export const policyPage = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width, initial-scale=1" /><title>Privacy policy</title><link rel="stylesheet" href="/look.css" /><body><main><section><h1>Privacy policy</h1><p>Hearth is made up, and so is its policy.</p></section></main></body></html>`;
