/** Whether the browser sends Global Privacy Control (https://www.w3.org/TR/gpc/); reading it stores nothing. */
export const hasPrivacyControl = (): boolean =>
  (globalThis.navigator as { globalPrivacyControl?: unknown } | undefined)?.globalPrivacyControl === true;
