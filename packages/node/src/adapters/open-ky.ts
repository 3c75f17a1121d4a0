// The one file that opens ky, and opened itself by the first request: ky touches `fetch` and `Request` when it is loaded,
// and Node then loads undici.
import ky, { type KyInstance } from 'ky';

/** A client that judges nothing: no retry, no timeout and no throw for a status. It follows no redirects. */
export const openKy = (): KyInstance =>
  ky.create({ retry: 0, throwHttpErrors: false, timeout: false, redirect: 'manual' });
