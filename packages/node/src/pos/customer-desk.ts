import type { CustomerContext, Identifier } from '@rialto/core';
import type { Clock, DeliveryProblem } from '@rialto/core/delivery';
import { isRialtoError } from '@rialto/core/model';
import { type CustomerCode, readCode } from './read-code.ts';

/** The customer at the till. */
export interface TillCustomer {
  /** By what she is known here; it goes with every event of the running receipt. */
  readonly identifier: Identifier;
  /** What the hub may tell a till of her. Left out while it has not answered, and where it knows nobody. */
  readonly context?: CustomerContext;
  /** When the context was up to date, ISO 8601. */
  readonly asOf?: string;
  /** The context is a copy, and permits nothing: the hub did not answer at once, the basket was aside, or she has just decided anew. */
  readonly offline: boolean;
}

/** A customer of whom something is known. */
export type KnownCustomer = TillCustomer & Required<Pick<TillCustomer, 'context' | 'asOf'>>;

/** Copies of customer contexts on this till. */
export interface OfflineCopies {
  /** The copy for an identifier, unless it is too old or not for this purpose. */
  read(query: {
    readonly identifier: Identifier;
    readonly purpose: 'service';
  }): { readonly customer: CustomerContext; readonly asOf: string } | undefined;
}

/** What a client reads; `stale` where the hub was slow and this is a copy of an earlier answer. */
export type CustomerReading = CustomerContext & { readonly stale?: true };

/** What {@link createCustomerDesk} needs. */
export interface CustomerDeskParts {
  readonly read: (query: {
    readonly identifier: Identifier;
    readonly purpose: 'service';
    readonly channel: 'store';
  }) => Promise<CustomerReading | undefined>;
  readonly offline: OfflineCopies | undefined;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly timeout: number;
  readonly report: (problem: DeliveryProblem) => void;
  /** Told of every change: another customer, more that is known, nobody. */
  readonly onChange: (customer: TillCustomer | undefined) => void;
}

/** Who stands at the till. */
export interface CustomerDesk {
  /** Never rejects; undefined where nothing is known within the time, and where she has gone meanwhile. */
  identify(code: CustomerCode): Promise<KnownCustomer | undefined>;
  customer(): TillCustomer | undefined;
  forget(): void;
  /** Puts a customer before the till who was put aside; what was known of her is a copy by now. */
  bring(customer: TillCustomer | undefined): TillCustomer | undefined;
  /** These people have said something that changes what may be done; what was known of them before is a copy by now. */
  outdate(people: readonly Identifier[]): void;
}

export function createCustomerDesk(parts: CustomerDeskParts): CustomerDesk {
  const { offline, clock, timeout, report, onChange } = parts;
  let current: TillCustomer | undefined;
  /** One for each customer. An answer that was asked for in another visit is nobody's business any more. */
  let visit = 0;

  function put(customer: TillCustomer | undefined): void {
    const isSame = current === undefined && customer === undefined;
    current = customer;
    if (!isSame) onChange(customer);
  }

  const isKnown = (customer: TillCustomer | undefined): customer is KnownCustomer =>
    customer?.context !== undefined && customer.asOf !== undefined;

  async function ask(identifier: Identifier): Promise<CustomerReading | undefined | 'no answer'> {
    try {
      return await parts.read({ identifier, purpose: 'service', channel: 'store' });
    } catch (error) {
      if (isRialtoError(error) && error.code === 'hub-unreachable') return 'no answer';
      // A refusal is an answer, such as that of a key that may not read. Its words name no person.
      const why = isRialtoError(error) ? ` ${error.message}` : '';
      report({
        code: 'customer_unreadable',
        message: `The customer cannot be read.${why} Sell on without the context.`,
      });
      return undefined;
    }
  }

  function copyOf(identifier: Identifier): KnownCustomer | undefined {
    try {
      const copy = offline?.read({ identifier, purpose: 'service' });
      return copy && asCopy({ identifier, context: copy.customer, asOf: copy.asOf });
    } catch {
      report({
        code: 'offline_copy_unreadable',
        message: 'The copies of customers on this till cannot be read.',
      });
      return undefined;
    }
  }

  return {
    async identify(code) {
      visit += 1;
      const mine = visit;
      const identifier = readCode(code);
      // Whoever shows a code is somebody, and not the one before, whatever the code says.
      put(identifier && { identifier, offline: false });
      if (!identifier) {
        report({
          code: 'customer_code_unreadable',
          message:
            'What the customer showed is no card, address or code that this till reads. The sale goes on without a customer.',
        });
        return undefined;
      }
      const answer = ask(identifier).then((context) => {
        if (visit !== mine || context === 'no answer') return context;
        if (context) put(told(identifier, context));
        // A late word that nobody is known: then nothing of a copy is shown any more.
        else if (isKnown(current)) put({ identifier, offline: false });
        return context;
      });
      const first = await withinTime(answer, clock, timeout);
      if (visit !== mine) return undefined;
      if (first === 'no answer') {
        const copy = copyOf(identifier);
        if (copy) put(copy);
      }
      return isKnown(current) ? current : undefined;
    },
    customer: () => current,
    forget() {
      visit += 1;
      put(undefined);
    },
    bring(customer) {
      visit += 1;
      // Nobody knows what she has withdrawn while her basket was aside.
      const back = isKnown(customer) ? asCopy(customer) : customer;
      put(back);
      return back;
    },
    outdate(people) {
      if (!isKnown(current)) return;
      const { kind, value } = current.identifier;
      if (people.some((person) => person.kind === kind && person.value === value)) put(asCopy(current));
    },
  };
}

function withinTime<Value>(answer: Promise<Value | 'no answer'>, clock: Clock, timeout: number) {
  return new Promise<Value | 'no answer'>((resolve) => {
    const timer = clock.after(timeout, () => resolve('no answer'));
    void answer.then((value) => {
      timer.cancel();
      resolve(value);
    });
  });
}

function told(identifier: Identifier, { stale, ...context }: CustomerReading): KnownCustomer {
  const known = { identifier, context, asOf: context.asOf };
  return stale ? asCopy(known) : { ...known, offline: false };
}

const asCopy = (known: Omit<KnownCustomer, 'offline'>): KnownCustomer => ({
  ...known,
  context: withoutGrants(known.context),
  offline: true,
});

/**
 * A copy is good for knowing somebody, never for permitting something: a withdrawal may have reached the hub since. Refusals
 * stay.
 */
const withoutGrants = (context: CustomerContext): CustomerContext => ({
  ...context,
  permissions: {
    ...context.permissions,
    cells: context.permissions.cells.filter(({ state }) => state !== 'granted' && state !== 'soft_opt_in'),
    reachableOn: [],
  },
  ...(context.offers && { offers: { ...context.offers, active: [] } }),
});
