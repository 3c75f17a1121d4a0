import { trustScripts } from './trusted-script.ts';

const held = new Set(['type', 'src', 'data-type']);

/**
 * A script that a browser runs, from one that it does not. A changed `type` alone starts nothing, so a new element is
 * made; it starts when it is inserted.
 *
 * @throws TypeError where the page demands Trusted Types and permits us no policy
 */
export function copyScript(from: HTMLScriptElement): HTMLScriptElement {
  const trusted = trustScripts();
  const script = document.createElement('script');
  for (const attribute of from.attributes) {
    const { name, value } = attribute;
    if (name.startsWith('on')) script.setAttribute(name, trusted.createScript(value));
    // As a node: markup may have names, `@click`, that setAttribute does not take.
    else if (!held.has(name)) script.setAttributeNode(attribute.cloneNode() as Attr);
  }
  const type = from.dataset.type;
  if (type && !/^text\/plain$/i.test(type)) script.type = type;
  // Browsers hide the attribute from selectors and scripts: the property alone has the value.
  script.nonce = from.nonce;
  // What a script inserts is async unless it is told otherwise, and would run in any order.
  script.async = from.hasAttribute('async');
  const src = from.getAttribute('src');
  if (src === null) script.text = trusted.createScript(from.text);
  else script.src = trusted.createScriptURL(src);
  return script;
}

const runs = /^((text|application)\/(java|ecma)script)?$/i;

/**
 * Whether a script's text still has to come, and what follows waits for it. Nothing waits for a module or a deferred
 * script; those keep the order among themselves. A `nomodule` script is never loaded, and would never end.
 */
export const keepsWaiting = ({ async, defer, noModule, src, type }: HTMLScriptElement): boolean =>
  src !== '' && !async && !defer && !noModule && runs.test(type);
