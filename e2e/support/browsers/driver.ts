/** What the tests need of a browser: the same words for Chromium and for Firefox. */

/** How a device looks at pages. Puppeteer's takes the size alone. */
export interface DeviceOptions {
  readonly size?: readonly [width: number, height: number];
  readonly colours?: 'light' | 'dark' | 'forced';
  readonly motion?: 'reduce';
  /** Without the pages' own policy, so that a checker can be put in. */
  readonly withoutPolicy?: boolean;
}

/** A tab. What is evaluated is the body of an async function. */
export interface Tab {
  open(url: string): Promise<void>;
  run<Found = unknown>(body: string): Promise<Found>;
  /** Waits until an expression is true. */
  until(expression: string): Promise<void>;
  /** Clicks what has this role and exactly this name, also in a shadow root, as a person would: it must be there to be hit. */
  click(role: 'button' | 'checkbox' | 'link', name: string): Promise<void>;
  /** Presses keys, one after another. */
  press(...keys: readonly string[]): Promise<void>;
  /** Closes it as a person does: the page hears that it is left. */
  close(): Promise<void>;
  /** What the page has asked for, by the browser's own account. */
  readonly requests: readonly string[];
}

/** A device: it shares no storage with another. */
export interface Device<OfTab extends Tab = Tab> {
  /** @param beforehand - runs in each page before the page's own scripts */
  tab(beforehand?: string): Promise<OfTab>;
  close(): Promise<void>;
}

/** A browser. */
export interface Driver<OfTab extends Tab = Tab> {
  readonly name: 'Chromium' | 'Firefox';
  device(options?: DeviceOptions): Promise<Device<OfTab>>;
  close(): Promise<void>;
}

/** A tab that can lose its network. */
export interface NetworkedTab extends Tab {
  /** Takes the network away from the page, which hears of it, or gives it back. */
  offline(isOffline: boolean): Promise<void>;
}

/** A browser in a process that can be killed. */
export interface ProcessDriver extends Driver<NetworkedTab> {
  /** Kills the process by its id, as a crash would, and waits until it is gone. */
  kill(): Promise<void>;
}

/** An async function's body as an expression. */
export const asExpression = (body: string): string => `(async () => { ${body} })()`;

/** Waits within the page: what playwright and puppeteer have for it evaluates strings, which a strict policy forbids. */
export const waitingBody = (expression: string): string => `
  for (const end = performance.now() + 20_000; !(${expression}); ) {
    if (performance.now() > end) throw new Error(${JSON.stringify(`It never came true: ${expression}`)});
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
`;
