/**
 * Reads the import rules from the diagrams of docs/architecture.md. A mermaid block takes part when it holds the comment
 * `%% imports`. `id["core/delivery"]` draws a room, `a & b --> c` lets a and b import c. The rooms of all blocks are one
 * set: a room that several blocks show is the same room.
 */
export interface DrawnRules {
  /** Paths such as `core`, `core/delivery`, `core/errors.ts`, `examples`. */
  readonly rooms: ReadonlySet<string>;
  /** importer → what it may import. */
  readonly allowed: ReadonlyMap<string, ReadonlySet<string>>;
  readonly problems: readonly string[];
}

const node = /([\w-]+)(?:\["([^"]+)"\])?/.source;
const group = new RegExp(`^${node}(?:\\s*&\\s*${node})*$`);

export function readRules(markdown: string): DrawnRules {
  const rooms = new Set<string>();
  const allowed = new Map<string, Set<string>>();
  const problems: string[] = [];
  const blocks = [...markdown.matchAll(/^```mermaid\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');

  for (const block of blocks.filter((text) => /^\s*%% imports\b/m.test(text))) {
    const pathOf = new Map<string, string>();
    for (const [, id = '', label] of block.matchAll(new RegExp(node, 'g'))) if (label) pathOf.set(id, label);
    for (const line of block.split('\n').map((text) => text.trim())) {
      if (line === '' || /^(%%|flowchart|subgraph|end$|direction|classDef|class |style )/.test(line))
        continue;
      const steps = line.split(/\s*-->\s*/);
      if (!steps.every((step) => group.test(step))) {
        problems.push(`docs/architecture.md: cannot read "${line}" in a diagram of imports`);
        continue;
      }
      const groups = steps.map((step) =>
        [...step.matchAll(new RegExp(node, 'g'))].map(([, id = '', label]) => label ?? pathOf.get(id) ?? id),
      );
      for (const room of groups.flat()) rooms.add(room);
      groups.slice(1).forEach((targets, at) => {
        for (const from of groups[at] ?? []) {
          const known = allowed.get(from) ?? new Set<string>();
          for (const to of targets) known.add(to);
          allowed.set(from, known);
        }
      });
    }
  }
  if (rooms.size === 0)
    problems.push('docs/architecture.md draws no imports: no mermaid block holds "%% imports"');
  return { rooms, allowed, problems };
}
