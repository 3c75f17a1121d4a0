import type { Clock } from '@rialto/core/delivery';
import type { ConsentRecord, Message } from '@rialto/core/model';
import type { ConsentStorage } from './adapters/device-storage.ts';
import { newId, onOnline, postReport } from './adapters/hub-post.ts';
import type { ConsentPolicy } from './consent-manager.ts';
import { type CellRule, type Choice, permitsStorage } from './consent-state.ts';
import { reportOf } from './hub-report.ts';
import { quietly } from './quietly.ts';
import { readChoice, writeChoice } from './stored-choice.ts';

/** Reports that wait at most; beyond them the oldest go. */
const bound = 20;

/** What {@link createChoiceKeeper} needs. */
export interface ChoiceKeeperParts {
  readonly cells: readonly CellRule[];
  readonly shown: { readonly policy: ConsentPolicy };
  readonly storage: ConsentStorage;
  readonly clock: Pick<Clock, 'now'>;
  /** Where to report, for a manager that reports by itself. */
  readonly endpoint?: string | undefined;
  readonly writeKey?: string | undefined;
}

/** Keeps the choice of the device, in storage and in memory, and what the hub is still to be told of it. */
export interface ChoiceKeeper {
  choice(): Choice;
  /** Looks again: another tab may have chosen. */
  refresh(): void;
  /**
   * Takes a new choice, and its record for the hub.
   *
   * @param isCarried - somebody else carries the record there, such as a tracker
   */
  keep(next: Choice, record: ConsentRecord, isCarried: boolean): void;
  /** Sends what the hub has not been told; what it does not take waits for the network, the next choice or the next page. */
  report(): Promise<void>;
}

/**
 * Makes a {@link ChoiceKeeper}. It never throws: a storage that fails costs no more than the memory of the choice.
 *
 * @param onSync - called with what may change the choice without anybody choosing here
 */
export function createChoiceKeeper(
  { cells, shown: { policy }, storage, clock, endpoint, writeKey }: ChoiceKeeperParts,
  onSync: (look: () => void) => void,
): ChoiceKeeper {
  let choice: Choice = new Map();
  let known: unknown;
  let id: string | undefined;
  let unsent: Message[] = [];
  let sending = false;

  const permitted = (): boolean => permitsStorage(choice, cells, clock.now());

  function refresh(): void {
    const text = quietly(() => storage.read());
    // Where storing failed, this page's memory is all there is, and what is stored has not changed.
    if (text === known) return;
    known = text;
    const found = readChoice(text, cells, policy.version, clock.now());
    choice = found.choice;
    id = found.id;
    // What another page has left or sent. What still waits under an id that is gone is known to this page alone.
    unsent = [...unsent.filter(({ anonymousId }) => anonymousId !== id), ...found.unsent];
    // The permission has lapsed, or was given to other facts: its id may stay no longer.
    if (id && !permitted()) {
      id = undefined;
      write();
    }
  }

  function write(): void {
    const before = known;
    // An id that is gone is not stored again. And where there is no room for what waits, as in a cookie, the choice matters more.
    // Where there is none for that either, nothing stands there: never an older permission in place of a withdrawal.
    const isStored = [unsent.filter(({ anonymousId }) => anonymousId === id), [], undefined].some((waiting) =>
      quietly(() => {
        const text = waiting ? writeChoice(choice, policy.version, id, waiting) : '';
        // Known first, for writing tells the other managers of this page, and us.
        known = text;
        storage.write(text);
        return true;
      }),
    );
    if (!isStored) known = before;
  }

  async function report(): Promise<void> {
    const [first] = unsent;
    if (!endpoint || sending || !first) return;
    sending = true;
    const isStored = await postReport(endpoint, writeKey, first, clock.now()).catch(() => {});
    sending = false;
    if (!isStored) return;
    // Another tab may have chosen meanwhile, and its choice is not to be overwritten.
    onSync(refresh);
    unsent = unsent.filter(({ messageId }) => messageId !== first.messageId);
    if (id) write();
    await report();
  }

  refresh();
  storage.watch?.(() => onSync(refresh));
  if (endpoint) onOnline(() => void report());
  return {
    choice: () => choice,
    refresh,
    report,
    keep(next, record, isCarried) {
      choice = next;
      const mayStore = permitted();
      if (endpoint && (id || (mayStore && !isCarried))) {
        id ??= newId();
        unsent = [...unsent, reportOf(record, id)].slice(-bound);
      }
      if (!mayStore) id = undefined;
      write();
    },
  };
}
