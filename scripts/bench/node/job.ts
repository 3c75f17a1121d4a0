/** What a process is to do with one client, and what it found. */
export interface Job {
  readonly measure: 'throughput' | 'latency' | 'flood' | 'drain';
  /** The module in clients/. */
  readonly client: string;
  readonly variant: string;
  readonly endpoint: string;
  readonly directory: string;
  readonly events: number;
  /** Events that go first and are not counted. */
  readonly warmUp: number;
  /** The most events that may be on their way at once, as the collector has counted. */
  readonly window?: number | undefined;
  readonly perSecond: number;
  /** A flood ends here: bytes that are resident, and milliseconds. */
  readonly mostMemory: number;
  readonly mostTime: number;
}

/** What a process found. Times are milliseconds, unless the name says otherwise; memory is bytes that are resident. */
export interface Found {
  /** When the events that count began, milliseconds of the epoch. */
  readonly startedAt: number;
  readonly tracked: number;
  readonly cpuMicros: number;
  readonly memory: number;
  readonly mostMemory: number;
  /** What `track()` took, µs. */
  readonly trackP50?: number;
  readonly trackP99?: number;
  /** How late the event loop was, ms. */
  readonly loopP99?: number;
  readonly loopMost?: number;
}
