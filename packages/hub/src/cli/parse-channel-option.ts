import { type Channel, isChannel, RialtoError } from '@rialto/core';

/** A channel of the command line. @throws RialtoError `invalid-option` */
export function parseChannelOption(text: string): Channel {
  if (isChannel(text)) return text;
  throw new RialtoError(
    'invalid-option',
    `${text} is not a channel. Take web, store, phone, … or your own, x-….`,
  );
}
