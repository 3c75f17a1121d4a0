/** A timer that was set; `cancel` may be called at any time, also twice. */
export interface Timer {
  /** The timer will not ring. */
  cancel(): void;
}

/** Time comes in through here, so that tests can hold it still. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once after `delay` milliseconds. A timer never keeps a process alive. */
  after(delay: number, callback: () => void): Timer;
}
