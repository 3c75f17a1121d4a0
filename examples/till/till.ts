import { createClient } from '@rialto/node';
import { createTill } from '@rialto/node/pos';
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
  const till = createTill({
    client: rialto,
    store: place.store_id,
    till: place.terminal_id,
    staff: place.operator_id,
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    path: queue,
  });
  // Mistakes in a call, trouble with the disk or the hub: a till's log has it, and the till goes on.
  const warn = ({ code, message }: { code: string; message: string }) => console.warn(code, message);
  rialto.on('error', warn);
  till.on('error', warn);
  const app = new Hono();
  serveFiles(app, {
    '/': new URL('till.html', import.meta.url),
    '/page.js': new URL('page.js', import.meta.url),
  });

  // Who shows a card is the customer of the running receipt, and of what is noted until it is over.
  app.post('/identify', async (c) => {
    const { number } = await c.req.json();
    const customer = await till.identify({ kind: 'loyalty_card', value: number });
    return c.json({ isKnown: customer !== undefined });
  });

  // What is known of a card, live: what happens on the web shows here without a reload.
  app.get('/customer/:card', (c) =>
    streamCustomer(c, rialto, {
      identifier: { kind: 'loyalty_card', value: c.req.param('card') },
      purpose: 'service',
      channel: 'store',
    }),
  );

  app.post('/sale', async (c) => {
    const { product } = await c.req.json();
    // A stranger pays as well: then the sale is nobody's. Afterwards the till knows nobody any more.
    const sold = till.sale({
      lines: [{ productId: product.productId, name: product.name, unitPrice: product.cents, vatRate: 19 }],
      payments: [{ method: 'card', amount: product.cents }],
    });
    // On disk: from here on the sale cannot be lost, hub or no hub.
    const { status } = await sold.durable;
    return c.json({ status, receiptNumber: sold.receiptNumber });
  });

  const whoIsHere = () => {
    const customer = till.customer();
    return customer ? [customer.identifier] : [];
  };

  app.post('/advice', async (c) => {
    const { topic } = await c.req.json();
    const properties = { ...place, topic };
    const advice = { event: 'Advice Given', identifiers: whoIsHere(), properties } as const;
    return c.json(await rialto.track(advice).durable);
  });

  app.post('/declined', async (c) => {
    const { offerId, productId } = await c.req.json();
    const properties = { ...place, offer_id: offerId, product_id: productId };
    const declined = { event: 'Offer Declined', identifiers: whoIsHere(), properties } as const;
    return c.json(await rialto.track(declined).durable);
  });

  // The client closes last: it carries what the till still has to say.
  return listen(app, port, {
    ...rialto,
    async close(deadline) {
      await till.close();
      await rialto.close(deadline);
    },
  });
}
