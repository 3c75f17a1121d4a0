import type { Bundle } from './bundle.ts';
import type { Candidate } from './candidates.ts';
import { eventsPerWay, type Lab, openPage } from './visit.ts';

/** A function and what it took itself, in µs. */
interface Spent {
  readonly name: string;
  self: number;
}

interface ProfileNode {
  readonly id: number;
  readonly children?: readonly number[];
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

/** Says what the time of a candidate goes into, from its first line and for events in a row. Not minified, so that it can be read. */
export async function profile(lab: Lab, candidate: Candidate, bundle: Bundle): Promise<string> {
  lab.server.show(candidate, bundle);
  const nameOf = namingIn(bundle);
  const { page, devtools, close } = await openPage(lab.browser);
  const ids = Array.from({ length: 10 * eventsPerWay }, (_, n) => `profile-${n}`);
  try {
    await devtools.send('Profiler.enable');
    await devtools.send('Profiler.setSamplingInterval', { interval: 50 });
    await page.goto(`${lab.server.url}/blank`);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: lab.throttling });
    await devtools.send('Profiler.start');
    await page.goto(`${lab.server.url}/?first=profile`);
    await page.waitForFunction('globalThis.probe');
    const begin = await devtools.send('Profiler.stop');
    await page.waitForTimeout(3_000);
    await devtools.send('Profiler.start');
    await page.evaluate((list) => globalThis.probe?.spread(list), ids);
    await page.waitForTimeout(3_000);
    const events = await devtools.send('Profiler.stop');
    return [
      `${candidate.name}, beginning`,
      ...lines(nameOf, begin.profile),
      `${candidate.name}, ${ids.length} events`,
      ...lines(nameOf, events.profile),
    ].join('\n');
  } finally {
    await close();
  }
}

function lines(
  nameOf: Naming,
  profile: {
    readonly nodes: readonly ProfileNode[];
    readonly samples?: readonly number[];
    readonly timeDeltas?: readonly number[];
  },
): string[] {
  const spent = new Map<number, Spent>();
  const callers = new Map(
    profile.nodes.flatMap(({ callFrame, children = [] }) =>
      children.map((child) => [child, callFrame] as const),
    ),
  );
  for (const { id, callFrame } of profile.nodes) {
    const caller = callers.get(id);
    // What the browser does itself says little without who asked for it.
    const isOurs = callFrame.url !== '' || !caller;
    spent.set(id, { name: nameOf(callFrame) + (isOurs ? '' : ` for ${nameOf(caller)}`), self: 0 });
  }
  profile.samples?.forEach((id, at) => {
    const one = spent.get(id);
    if (one) one.self += profile.timeDeltas?.[at] ?? 0;
  });
  const byName = new Map<string, number>();
  for (const { name, self } of spent.values()) byName.set(name, (byName.get(name) ?? 0) + self);
  return [...byName]
    .filter(([name]) => !/^\((idle|program|root)\)/.test(name))
    .sort(([, a], [, b]) => b - a)
    .slice(0, 25)
    .map(([name, self]) => `${(self / 1000).toFixed(2).padStart(9)} ms  ${name}`);
}

type Naming = (frame: ProfileNode['callFrame']) => string;

/** Names a function with the source that it is from; the bundler writes above each module where it was. */
function namingIn({ files }: Bundle): Naming {
  const texts = new Map(
    [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('utf8').split('\n')]),
  );
  return ({ functionName, url, lineNumber }) => {
    const name = functionName || '(anonymous)';
    if (!URL.canParse(url)) return name;
    const above = texts.get(new URL(url).pathname)?.slice(0, lineNumber + 1) ?? [];
    const source = above.findLast((line) => /^\/\/ \S+\.\w+$/.test(line))?.slice(3);
    const line = above.at(-1)?.trim().slice(0, 60) ?? '';
    return source ? `${name} ${source} \`${line}\`` : `${name} ${url.split('/').at(-1)}`;
  };
}
