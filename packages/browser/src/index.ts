// @rialto/browser: the tracker of a page.
export type { Capture, CaptureTarget } from './capture/capture.ts';
export { pageViews } from './capture/page-views.ts';
export type { CustomerOptions } from './customer.ts';
export { createTracker, type TrackArguments, type Tracker, type TrackOptions } from './tracker.ts';
export { type TrackerOptions, type TrackerQueueOptions, trackerQueueDefaults } from './tracker-options.ts';
