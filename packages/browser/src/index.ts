// @rialto/browser: the tracker of a page.
export type { KeyValue } from './adapters/web-key-value.ts';
export { type AcquisitionOptions, acquisition } from './capture/acquisition.ts';
export { type Acquisition, type Arrival, recogniseAcquisition } from './capture/acquisition-rules.ts';
export type { AcquisitionChannel } from './capture/acquisition-tables.ts';
export { type AttentionOptions, attention, type MonotonicClock } from './capture/attention.ts';
export type { Capture, CaptureTarget, SessionBoard } from './capture/capture.ts';
export { type ClicksOptions, clicks } from './capture/clicks.ts';
export { type DataLayerOptions, dataLayer } from './capture/data-layer.ts';
export { errors } from './capture/errors.ts';
export { forms } from './capture/forms.ts';
export { downloadExtensions, type LinksOptions, links } from './capture/links.ts';
export { pageViews } from './capture/page-views.ts';
export { type SessionsOptions, sessions } from './capture/sessions.ts';
export { webVitals } from './capture/web-vitals.ts';
export type { CustomerOptions } from './customer.ts';
export { type SubdomainCookieOptions, subdomainCookie } from './subdomain-cookie.ts';
export { createTracker } from './tracker.ts';
export {
  type DeviceOptions,
  type TrackerOptions,
  type TrackerQueueOptions,
  trackerQueueDefaults,
} from './tracker-options.ts';
export type { TrackArguments, Tracker, TrackOptions } from './tracker-types.ts';
