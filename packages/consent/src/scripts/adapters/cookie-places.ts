/** Where a cookie belongs; a domain left out is the host alone. */
export interface CookiePlace {
  readonly domain?: string;
  readonly path: string;
}

/** Pure: every domain and path with which a page can have set a cookie. */
export function cookiePlaces(host: string, pathname: string): readonly CookiePlace[] {
  const labels = host.split('.');
  const domains = [undefined, ...labels.map((_, at) => labels.slice(at).join('.'))];
  const steps = pathname.split('/').filter(Boolean);
  const paths = steps.flatMap((_, at) => {
    const path = `/${steps.slice(0, at + 1).join('/')}`;
    return [path, `${path}/`];
  });
  return domains.flatMap((domain) =>
    ['/', ...paths].map((path) => (domain === undefined ? { path } : { domain, path })),
  );
}
