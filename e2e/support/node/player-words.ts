import type { PlayedSettings } from './player-adapter.ts';

/** What a player's process is started with. */
export interface PlayerSettings extends Omit<PlayedSettings, 'report'> {
  /** In the markers of its events. */
  readonly run: string;
  /** How many customers the sales are spread over. */
  readonly users: number;
  /** How often it says how much memory it has, ms. Left out: never. */
  readonly sampleEvery?: number;
}

/** What a player is told to do. */
export type Order =
  | { readonly kind: 'track'; readonly from: number; readonly count: number; readonly rate: number }
  | { readonly kind: 'poison'; readonly number: number; readonly poison: 'rejected' | 'refused' }
  /** Tracks no more. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'flush'; readonly timeout: number }
  | { readonly kind: 'close'; readonly timeout: number }
  /** The process' clock is so many ms ahead from now on. */
  | { readonly kind: 'shift'; readonly by: number };

/** What a player says, a line each. */
export type Said =
  | { readonly ready: true }
  /** So many more were tracked, with numbers from this one on. */
  | { readonly tracked: number; readonly from: number }
  /** These outlive the process. */
  | { readonly durable: readonly number[] }
  /** The client has reported something. */
  | { readonly problem: string }
  /** A tracking call has thrown. */
  | { readonly threw: string }
  | { readonly rss: number; readonly heap: number }
  /** An order was carried out. */
  | { readonly done: number; readonly result?: unknown; readonly failed?: string };
