import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@rialto/core/delivery';
import type { CrossedRequest } from './fault-proxy.ts';
import type { FaultChoice } from './faults.ts';

/** A server that turns everything away for a while, and says until when. */
export interface Windows {
  readonly choose: FaultChoice;
  /** From now on, for so many seconds. */
  open(seconds: number): void;
  /** Resolves when it takes requests again. */
  over(): Promise<void>;
}

/** So long other answers take, ms: some are under way when one is turned away, and come after it. */
const transit = 300;

/** Closed at first. Says its times in seconds or as a date, by chance. */
export function openWindows(random: Random): Windows {
  let until = 0;
  return {
    choose() {
      const left = until - Date.now();
      if (left <= 0) return { kind: 'slow', delay: transit };
      const retryAfter =
        random.next() < 0.5
          ? String(Math.ceil(left / 1_000))
          : new Date(Math.ceil(until / 1_000) * 1_000).toUTCString();
      return { kind: 'answered', status: 429, headers: { 'retry-after': retryAfter } };
    },
    open(seconds) {
      until = Date.now() + seconds * 1_000;
    },
    async over() {
      while (until > Date.now()) await delay(until - Date.now());
    },
  };
}

/** So long a client may take to read an answer that is there, ms: what it sends until then is no undercut. */
const reading = 200;
/** So long after its sending we may read a request, on a busy machine, ms. */
const late = 300;
/** A client whose own clock says something else than ours cannot tell us when it sent, ms. */
const believable = 10_000;

/** Requests that were sent although an answer before them had named a later time. */
export function undercuts(wire: readonly CrossedRequest[]): readonly string[] {
  const orders = wire.flatMap(({ answer }) => {
    const until = answer?.retryAfter === undefined ? undefined : timeOf(answer.retryAfter, answer.at);
    return answer && until !== undefined ? [{ from: answer.at + reading, until }] : [];
  });
  return wire.flatMap((request) => {
    const { left, unsure } = leavingOf(request);
    const order = orders.find(({ from, until }) => left > from + unsure && left < until);
    return order ? [`${request.path} was sent ${order.until - left} ms before Retry-After was over`] : [];
  });
}

/** When it left its sender, and how much earlier that may have been. */
const leavingOf = ({ at, sentAt = Number.NaN }: CrossedRequest) =>
  sentAt <= at && at - sentAt < believable ? { left: sentAt, unsure: 0 } : { left: at, unsure: late };

const timeOf = (retryAfter: string, answeredAt: number): number =>
  /^\d+$/.test(retryAfter) ? answeredAt + Number(retryAfter) * 1_000 : Date.parse(retryAfter);
