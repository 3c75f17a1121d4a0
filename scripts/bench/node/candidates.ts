/** A client as it is measured. */
export interface Candidate {
  readonly name: string;
  /** The module in clients/. */
  readonly client: string;
  /** The first part of its path at the collector. */
  readonly wire: string;
  readonly variant: string;
  /** The package as it is installed; without one, it is not a client. */
  readonly packageName?: string;
  /** The most events on their way at once, where more would be dropped, or slow it down. */
  readonly window?: number;
}

const peer = (name: string, client: string, window?: number): Candidate => ({
  name,
  client,
  wire: client,
  variant: '',
  packageName: name,
  ...(window !== undefined && { window }),
});

const rialto = (name: string, variant: string): Candidate => ({
  ...peer('@rialto/node', 'rialto'),
  name,
  variant,
});

export const rialtoOnDisk = rialto('Rialto, on disk', 'disk');
export const rialtoZipped = rialto('Rialto, on disk, gzip', 'gzip');
export const rialtoInMemory = rialto('Rialto, in memory', 'memory');
export const posthog = peer('posthog-node', 'posthog');

export const peers: readonly Candidate[] = [
  posthog,
  peer('@segment/analytics-node', 'segment'),
  peer('@rudderstack/rudder-sdk-node', 'rudderstack', 300),
  peer('@snowplow/node-tracker', 'snowplow', 900),
  peer('@amplitude/analytics-node', 'amplitude'),
];

/** Batches of 100 that are written already, over kept connections. */
export const rawLimit: Candidate = {
  name: 'raw limit (undici)',
  client: 'raw-limit',
  wire: 'rialto',
  variant: '',
};

/** What the measuring itself costs. */
export const nobody: Candidate = { name: 'no client', client: 'none', wire: 'rialto', variant: '' };

/** Rialto and the others, each once, as they are meant to be used. */
export const clients: readonly Candidate[] = [rialtoOnDisk, rialtoInMemory, ...peers];
