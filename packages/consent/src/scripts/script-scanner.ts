import { copyScript, keepsWaiting } from './copy-script.ts';
import { decideMarkup, type PurposeGate, purposesOf } from './purposes-of.ts';

/** Looks through the page for scripts that wait, and runs those that may. */
export interface ScriptScanner {
  scan(): void;
  stop(): void;
  /** The purposes of each script that has run. */
  released(): readonly (readonly string[])[];
}

const waiting = 'script[type="text/plain"][data-rialto-purpose]';

/** The page itself is the queue: what still waits stands in it, in its order. */
export function createScanner(consent: PurposeGate): ScriptScanner {
  const forbidden = new WeakSet<Element>();
  const released: (readonly string[])[] = [];
  const loading = new Set<HTMLScriptElement>();
  const tell = createTeller();
  let scanning = false;
  let again = false;
  let stopped = false;

  /** A script that runs may itself grant, withdraw or insert: then everything is looked at once more, not in the middle. */
  function scan(): void {
    again = true;
    if (scanning) return;
    scanning = true;
    try {
      while (again && !stopped) {
        again = false;
        scanOnce();
      }
    } finally {
      scanning = false;
    }
  }

  function scanOnce(): void {
    let holding = false;
    for (const script of document.querySelectorAll<HTMLScriptElement>(waiting)) {
      if (stopped) return;
      if (forbidden.has(script) || !script.isConnected || !isWhole(script)) continue;
      const attribute = script.getAttribute('data-rialto-purpose');
      const { verdict, mistake } = decideMarkup(consent, 'a script', attribute);
      if (mistake) tell('warn', mistake);
      if (verdict !== 'pass') continue;
      const copy = tryCopy(script);
      if (!copy) continue;
      // One with its text in it would run at once, before those that are still on their way.
      holding ||= !copy.async && !keepsWaiting(copy) && loading.size > 0;
      if (holding && !copy.async) continue;
      released.push(purposesOf(attribute));
      run(script, copy);
    }
  }

  function tryCopy(script: HTMLScriptElement): HTMLScriptElement | undefined {
    try {
      return copyScript(script);
    } catch (error) {
      forbidden.add(script);
      tell('error', 'Rialto: Trusted Types forbid to run scripts. Permit the policy "rialto".', error);
      return undefined;
    }
  }

  function run(script: HTMLScriptElement, copy: HTMLScriptElement): void {
    if (keepsWaiting(copy)) {
      loading.add(copy);
      const onEnd = (): void => {
        loading.delete(copy);
        scan();
      };
      copy.addEventListener('load', onEnd, { once: true });
      copy.addEventListener('error', onEnd, { once: true });
    }
    script.removeAttribute('data-rialto-purpose'); // never again, should the page put the old element back
    script.replaceWith(copy);
  }

  const stop = (): void => {
    stopped = true;
  };
  return { scan, stop, released: () => released };
}

/** Says each thing once. */
function createTeller(): (level: 'warn' | 'error', message: string, ...more: unknown[]) => void {
  const told = new Set<string>();
  return (level, message, ...more) => {
    if (!told.has(message)) console[level](message, ...more);
    told.add(message);
  };
}

/** The parser may still be in the middle of it: until a node follows, half of its text may be missing. */
function isWhole(script: Node): boolean {
  if (document.readyState !== 'loading') return true;
  for (let node: Node | null = script; node; node = node.parentNode) if (node.nextSibling) return true;
  return false;
}
