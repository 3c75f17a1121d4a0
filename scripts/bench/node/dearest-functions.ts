import { readFileSync } from 'node:fs';
import { SourceMap, type SourceOrigin } from 'node:module';
import { fileURLToPath } from 'node:url';

interface Frame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** What `node --cpu-prof` writes; times in µs. */
interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame; readonly children?: number[] }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

type Naming = (frame: Frame) => string;

/** Where processor time went: the dearest functions by themselves, and the dearest with all that they call; µs per event. */
export function dearestFunctions(file: string, events: number, count = 25): string {
  const profile: CpuProfile = JSON.parse(readFileSync(file, 'utf8'));
  const nameOf = naming();
  const self = new Map<number, number>();
  for (const [at, id] of profile.samples.entries())
    self.set(id, (self.get(id) ?? 0) + (profile.timeDeltas[at] ?? 0));
  const frames = new Map(profile.nodes.map((node) => [node.id, node] as const));
  const own = new Map<string, number>();
  const whole = new Map<string, number>();
  const add = (to: Map<string, number>, name: string, micros: number) =>
    to.set(name, (to.get(name) ?? 0) + micros);

  function walk(id: number, above: ReadonlySet<string>): number {
    const node = frames.get(id);
    if (!node) return 0;
    const name = nameOf(node.callFrame);
    const mine = self.get(id) ?? 0;
    add(own, name, mine);
    const below = above.has(name) ? above : new Set([...above, name]);
    const total = (node.children ?? []).reduce((sum, child) => sum + walk(child, below), mine);
    if (!above.has(name)) add(whole, name, total);
    return total;
  }

  walk(profile.nodes[0]?.id ?? 0, new Set());
  const table = (title: string, map: ReadonlyMap<string, number>) => [
    title,
    ...[...map]
      .filter(([name]) => !/^\((root|idle|program)\)/.test(name))
      .sort(([, a], [, b]) => b - a)
      .slice(0, count)
      .map(([name, micros]) => `${(micros / events).toFixed(2).padStart(8)}  ${name}`),
  ];
  return [...table('µs per event, by themselves', own), ...table('with all that they call', whole)].join(
    '\n',
  );
}

/** Names as in the sources, by the map beside a bundle. */
function naming(): Naming {
  const maps = new Map<string, SourceMap | undefined>();
  const names = new Map<string, string>();
  const mapOf = (url: string): SourceMap | undefined => {
    if (!maps.has(url)) {
      try {
        maps.set(url, new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8'))));
      } catch {
        maps.set(url, undefined);
      }
    }
    return maps.get(url);
  };
  return ({ functionName, url, lineNumber, columnNumber }) => {
    const key = `${functionName} ${url}:${lineNumber}:${columnNumber}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const origin = url.startsWith('file:')
      ? (mapOf(url)?.findOrigin(lineNumber + 1, columnNumber + 1) as Partial<SourceOrigin> | undefined)
      : undefined;
    const place = origin?.fileName
      ? `${origin.fileName.replace(/^(\.\.\/)+/, '')}:${origin.lineNumber}`
      : url.replace(/^.*node_modules\//, '');
    const name = `${functionName || '(anonymous)'} ${place}`.trim();
    names.set(key, name);
    return name;
  };
}
