import type { JournalFiles, OpenSegment } from '../src/adapters/journal-files.ts';

/** One change of the directory, as the disk sees it. */
export type DiskChange =
  | { readonly kind: 'append' | 'overwrite' | 'replace'; readonly segment: number; readonly data: Buffer }
  | { readonly kind: 'create' | 'remove'; readonly segment: number }
  | { readonly kind: 'cut'; readonly segment: number; readonly length: number };

/** What is on the disk: segments and their bytes. */
export type DiskContent = Map<number, Buffer>;

export interface MemoryJournalFiles extends JournalFiles {
  readonly content: DiskContent;
  /** Every change so far, first to last. */
  readonly changes: readonly DiskChange[];
  /** What was set aside. */
  readonly aside: readonly Buffer[];
  /** Called before each operation; what it throws, the disk answers. */
  onOperation: (name: keyof JournalFiles | 'append' | 'cutTo', segment: number) => void;
}

/** The disk after a change of which only the first `bytes` came through. */
export function applyChange(
  content: DiskContent,
  change: DiskChange,
  bytes = Number.POSITIVE_INFINITY,
): void {
  const { segment } = change;
  const before = content.get(segment) ?? Buffer.alloc(0);
  if (change.kind === 'create') content.set(segment, before);
  else if (change.kind === 'remove') content.delete(segment);
  else if (change.kind === 'cut') content.set(segment, before.subarray(0, change.length));
  else if (change.kind === 'replace') content.set(segment, change.data);
  else if ('data' in change) {
    const part = change.data.subarray(0, bytes);
    const parts = change.kind === 'append' ? [before, part] : [part, before.subarray(part.length)];
    content.set(segment, Buffer.concat(parts));
  }
}

/** The lock of a directory that nobody else knows. */
export const lock = async () => ({ release: async () => {} });

/** A disk that keeps a record of what was done to it, for a crash at any byte, and that fails on demand. */
export function memoryJournalFiles(begin: DiskContent = new Map()): MemoryJournalFiles {
  const content: DiskContent = new Map(begin);
  const changes: DiskChange[] = [];
  const aside: Buffer[] = [];
  function change(done: DiskChange): void {
    changes.push(done);
    applyChange(content, done);
  }
  function read(segment: number): Buffer {
    const data = content.get(segment);
    if (!data) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return Buffer.from(data);
  }
  function opened(segment: number): OpenSegment {
    return {
      number: segment,
      bytes: () => content.get(segment)?.length ?? 0,
      async append(data) {
        files.onOperation('append', segment);
        change({ kind: 'append', segment, data: Buffer.from(data) });
      },
      async cutTo(data) {
        files.onOperation('cutTo', segment);
        change({ kind: 'overwrite', segment, data: Buffer.from(data) });
        change({ kind: 'cut', segment, length: data.length });
      },
      async close() {},
    };
  }
  const files: MemoryJournalFiles = {
    content,
    changes,
    aside,
    onOperation() {},
    async prepare() {
      files.onOperation('prepare', 0);
    },
    async segments() {
      files.onOperation('segments', 0);
      return [...content.keys()].toSorted((a, b) => a - b);
    },
    async read(segment) {
      files.onOperation('read', segment);
      return read(segment);
    },
    async readPart(segment, offset, length) {
      files.onOperation('readPart', segment);
      return read(segment).subarray(offset, offset + length);
    },
    async create(segment) {
      files.onOperation('create', segment);
      if (content.has(segment)) throw Object.assign(new Error('it is there'), { code: 'EEXIST' });
      change({ kind: 'create', segment });
      return opened(segment);
    },
    async reopen(segment) {
      files.onOperation('reopen', segment);
      return opened(segment);
    },
    async replace(segment, data) {
      files.onOperation('replace', segment);
      change({ kind: 'replace', segment, data: Buffer.from(data) });
    },
    async remove(segments) {
      for (const segment of segments) {
        files.onOperation('remove', segment);
        change({ kind: 'remove', segment });
      }
    },
    async setAside(lines) {
      files.onOperation('setAside', 0);
      aside.push(...lines.map((line) => Buffer.from(line)));
    },
    async forgetSetAside() {
      aside.length = 0;
    },
  };
  return files;
}
