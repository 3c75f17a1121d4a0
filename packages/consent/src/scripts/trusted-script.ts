/** The part of a Trusted Types policy that scripts need. What it makes stands where a string would. */
interface ScriptPolicy {
  createScript(text: string): string;
  createScriptURL(url: string): string;
}

// One for all callers: under a list of policies the browser makes each name once.
let policy: ScriptPolicy | undefined;

/**
 * Our Trusted Types policy, `rialto`, made when the first script is to run. It lets through what the page's own markup
 * says. Where a list of policies leaves it out, strings are what remains: a page that demands Trusted Types then
 * refuses them with a TypeError.
 */
export function trustScripts(): ScriptPolicy {
  policy ??= makePolicy({ createScript: (text) => text, createScriptURL: (url) => url });
  return policy;
}

function makePolicy(rules: ScriptPolicy): ScriptPolicy {
  const { trustedTypes } = globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy };
  };
  try {
    return trustedTypes?.createPolicy('rialto', rules) ?? rules;
  } catch {
    return rules;
  }
}
