import { type CookiePlace, cookiePlaces } from './cookie-places.ts';

/** One of the places where a device stores things. Each call may throw. */
export interface DeviceStore {
  /** The names that a page can see. */
  names(): readonly string[];
  remove(name: string, declared: Partial<CookiePlace>): void;
}

/** The same, for what answers later. */
export interface SlowDeviceStore {
  /** Undefined where the browser cannot list them. */
  names(): Promise<readonly string[] | undefined>;
  /** Whether it is gone; false where another page still uses it. */
  remove(name: string): Promise<boolean>;
}

const webStorage = (storage: () => Storage): DeviceStore => ({
  names: () => Object.keys(storage()),
  remove: (name) => storage().removeItem(name),
});

const cookies: DeviceStore = {
  names: () =>
    document.cookie
      .split(/;\s*/)
      .map((pair) => pair.split('=', 1)[0] ?? '')
      .filter(Boolean),
  remove(name, declared) {
    // A cookie says neither its path nor its domain: all that this page could have set it with are tried.
    const secure = location.protocol === 'https:' ? '; secure' : '';
    const places = [
      ...cookiePlaces(location.hostname, location.pathname),
      ...cookiePlaces(declared.domain ?? location.hostname, declared.path ?? '/'),
    ];
    for (const { domain, path } of places) {
      const gone = `${name}=; max-age=0; path=${path}${domain ? `; domain=${domain}` : ''}${secure}`;
      // biome-ignore lint/suspicious/noDocumentCookie: in the same turn, which the Cookie Store API cannot.
      document.cookie = gone;
      // biome-ignore lint/suspicious/noDocumentCookie: as above; one of a partition is another cookie.
      if (secure) document.cookie = `${gone}; partitioned`;
    }
  },
};

/** What can be emptied at once, in the turn of the withdrawal. */
export const deviceStores = {
  cookie: cookies,
  localStorage: webStorage(() => localStorage),
  sessionStorage: webStorage(() => sessionStorage),
} satisfies Record<string, DeviceStore>;

/** What takes its time. */
export const slowDeviceStores = {
  indexedDB: {
    async names() {
      return (await indexedDB.databases?.())?.map(({ name }) => name ?? '');
    },
    remove: (name) =>
      new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = () => resolve(true);
        // It stays in line, and is done when the last connection closes.
        request.onblocked = () => resolve(false);
        request.onerror = () => reject(request.error);
      }),
  },
  cache: {
    names: () => caches.keys(),
    remove: async (name) => {
      await caches.delete(name);
      return true;
    },
  },
} satisfies Record<string, SlowDeviceStore>;
