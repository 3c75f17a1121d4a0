/** What a capture may do. */
export interface CaptureTarget {
  track(event: string, properties?: object): void;
  page(name?: string, properties?: object): void;
}

/** Something that a page records by itself: begins when called, and returns the way to stop. */
export type Capture = (target: CaptureTarget) => () => void;
