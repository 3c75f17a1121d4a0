/** What a capture may do. */
export interface CaptureTarget {
  /** Something has happened. */
  track(event: string, properties?: object): void;
  /** A page was viewed. */
  page(name?: string, properties?: object): void;
}

/** Something that a page records by itself: begins when called, and returns the way to stop. */
export type Capture = (target: CaptureTarget) => () => void;
