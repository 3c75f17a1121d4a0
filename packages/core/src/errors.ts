/** The closed list of codes that a {@link RialtoError} can carry. */
export type ErrorCode =
  | 'invalid-option'
  | 'invalid-plan'
  | 'not-signed-in'
  | 'hub-unreachable'
  | 'hub-refused'
  | 'store-unavailable'
  | 'store-newer'
  | 'closed';

/**
 * Thrown for mistakes in calling code and by reads that cannot be answered; tracking calls never throw.
 * Branch on `code`; the message is for people and may change.
 *
 * @example
 * ```ts
 * try {
 *   createTracker({ endpoint: '', writeKey: 'wk_demo', channel: 'web' });
 * } catch (error) {
 *   if (isRialtoError(error) && error.code === 'invalid-option') console.warn(error.message);
 * }
 * ```
 */
export class RialtoError extends Error {
  override readonly name = 'RialtoError';
  /** What went wrong, stable across versions. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Whether a caught value is a {@link RialtoError}.
 * It looks at the name, not at `instanceof`: two copies of the package may be on one page.
 *
 * @example
 * ```ts
 * if (isRialtoError(error)) console.warn(error.code);
 * ```
 */
export const isRialtoError = (value: unknown): value is RialtoError =>
  value instanceof Error && value.name === 'RialtoError' && 'code' in value;
