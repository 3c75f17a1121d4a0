import { createClient } from '@rialto/node';
import { listen, serveFiles, streamCustomer } from '@rialto-examples/look';
import { Hono } from 'hono';

/** Where the hub is, and who this till is. */
export interface TillOptions {
  readonly hub: string;
  readonly secretKey: string;
  /** The folder of the durable queue: sales made offline wait here. */
  readonly queue: string;
  readonly port: number;
}

const place = { store_id: 'hh-altona', terminal_id: 'till-4', operator_id: 's-7' } as const;
const card = (value: string) => ({ kind: 'loyalty_card', value });

/**
 * Starts the till: a page for the member of staff, and a Node process that speaks to the hub.
 *
 * @example
 * ```ts
 * const till = await startTill({ hub: 'http://127.0.0.1:4180', secretKey: 'sk_…', queue: './queue', port: 4182 });
 * ```
 */
export async function startTill({ hub, secretKey, queue, port }: TillOptions) {
  const rialto = createClient({
    endpoint: hub,
    key: secretKey,
    source: 'till-hh-4',
    channel: 'store',
    queue: { path: queue },
    flushAfter: 100,
  });
  const app = new Hono();
  serveFiles(app, {
    '/': new URL('till.html', import.meta.url),
    '/page.js': new URL('page.js', import.meta.url),
  });

  // The customer behind a card, live: what happens on the web shows here without a reload.
  app.get('/customer/:card', (c) =>
    streamCustomer(c, rialto, {
      identifier: card(c.req.param('card')),
      purpose: 'service',
      channel: 'store',
    }),
  );

  app.post('/sale', async (c) => {
    const { number, product } = await c.req.json();
    const sent = rialto.track({
      event: 'Sale Completed',
      // A stranger pays as well: then the sale is nobody's.
      identifiers: number ? [card(number)] : [],
      context: { touchpoint: { id: place.terminal_id, place: place.store_id, staff: place.operator_id } },
      properties: {
        ...place,
        receipt_number: `R-${Date.now().toString(36).toUpperCase()}`,
        total: product.price,
        currency: 'EUR',
        products: [{ product_id: product.productId, name: product.name, price: product.price, quantity: 1 }],
      },
    });
    // On disk: from here on the sale cannot be lost, hub or no hub.
    return c.json(await sent.durable);
  });

  app.post('/advice', async (c) => {
    const { number, topic } = await c.req.json();
    const advice = {
      event: 'Advice Given',
      identifiers: [card(number)],
      properties: { ...place, topic },
    } as const;
    return c.json(await rialto.track(advice).durable);
  });

  app.post('/declined', async (c) => {
    const { number, offerId, productId } = await c.req.json();
    const properties = { ...place, offer_id: offerId, product_id: productId };
    const declined = { event: 'Offer Declined', identifiers: [card(number)], properties } as const;
    return c.json(await rialto.track(declined).durable);
  });

  return listen(app, port, rialto);
}
