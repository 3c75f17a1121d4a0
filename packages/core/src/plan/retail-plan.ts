import { definePlan, type Plan } from './define-plan.ts';
import { appEvents } from './vocabulary/app.ts';
import { browsingEvents } from './vocabulary/browsing.ts';
import { checkoutEvents } from './vocabulary/checkout.ts';
import { consentEvents } from './vocabulary/consent.ts';
import { fulfilmentEvents } from './vocabulary/fulfilment.ts';
import { loyaltyEvents } from './vocabulary/loyalty.ts';
import { mediaEvents } from './vocabulary/media.ts';
import { messagingEvents } from './vocabulary/messaging.ts';
import { offerEvents } from './vocabulary/offers.ts';
import { orderEvents } from './vocabulary/orders.ts';
import { pageEvents } from './vocabulary/pages.ts';
import { serviceEvents } from './vocabulary/service.ts';
import { stockEvents } from './vocabulary/stock.ts';
import { storeEvents } from './vocabulary/store.ts';

// Named, because the compiler would otherwise write every schema out once more into the published types.
type RetailEvents = typeof browsingEvents &
  typeof pageEvents &
  typeof checkoutEvents &
  typeof orderEvents &
  typeof fulfilmentEvents &
  typeof storeEvents &
  typeof loyaltyEvents &
  typeof serviceEvents &
  typeof messagingEvents &
  typeof offerEvents &
  typeof mediaEvents &
  typeof appEvents &
  typeof stockEvents &
  typeof consentEvents;

/**
 * The built-in vocabulary of retail: the Segment specs for online commerce, e-mail, live chat, apps and
 * video by their own names, and what no published spec has, from the till to the call centre.
 * docs/events.md lists it. Build your own plan on it with `definePlan({ extends: retailPlan, … })`.
 *
 * A field that it does not name is kept, and `null` counts as not there.
 *
 * @example
 * ```ts
 * findEvent(retailPlan, 'Sale Completed')?.purposes; // ['necessary']
 * ```
 */
export const retailPlan: Plan<RetailEvents> = /* @__PURE__ */ definePlan({
  events: {
    ...browsingEvents,
    ...pageEvents,
    ...checkoutEvents,
    ...orderEvents,
    ...fulfilmentEvents,
    ...storeEvents,
    ...loyaltyEvents,
    ...serviceEvents,
    ...messagingEvents,
    ...offerEvents,
    ...mediaEvents,
    ...appEvents,
    ...stockEvents,
    ...consentEvents,
  },
});

/** The type of {@link retailPlan}, for `EventName<RetailPlan>` and `EventProperties<RetailPlan, Name>`. */
export type RetailPlan = typeof retailPlan;
