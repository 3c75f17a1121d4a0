/**
 * Notes each attempt to write to the device, also one that only probes whether it could, before the page's own
 * scripts run; and each breach of the page's policy.
 */
export const watchDevice = `
  window.writes = [];
  window.breaches = [];
  const watch = (prototype, name) => {
    const original = prototype?.[name];
    if (original) prototype[name] = function (...args) { window.writes.push(name); return original.apply(this, args); };
  };
  watch(Storage.prototype, 'setItem');
  watch(IDBFactory.prototype, 'open');
  watch(globalThis.CacheStorage?.prototype, 'open');
  watch(globalThis.ServiceWorkerContainer?.prototype, 'register');
  watch(globalThis.CookieStore?.prototype, 'set');
  watch(globalThis.StorageManager?.prototype, 'getDirectory');
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  Object.defineProperty(Document.prototype, 'cookie', {
    ...cookie,
    set(value) { window.writes.push('cookie'); cookie.set.call(this, value); },
  });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    window.breaches.push(violatedDirective + ' ' + blockedURI));
`;

/** Everything that is stored on the device, as the body of a function. */
export const storedOnDevice = `
  return {
    cookies: document.cookie,
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  };
`;

/** What a device holds that was never written to. */
export const nothingStored = {
  cookies: '',
  local: {},
  session: {},
  databases: [],
  caches: [],
  workers: 0,
};
