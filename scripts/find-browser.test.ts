import { describe, expect, it } from 'vitest';
import { findBrowser, findFirefox, usualPlaces } from './find-browser.ts';

const nothing = { env: {}, platform: 'linux', works: () => false } as const;

describe('findBrowser', () => {
  it('takes CHROMIUM_PATH first', async () => {
    const env = { CHROMIUM_PATH: '/opt/mine', PATH: '/usr/bin' };
    expect(await findBrowser({ ...nothing, env, works: () => true })).toBe('/opt/mine');
  });

  it('says so when CHROMIUM_PATH is wrong, and looks no further', async () => {
    const env = { CHROMIUM_PATH: '/opt/gone', PATH: '/usr/bin' };
    const works = (path: string) => path !== '/opt/gone';
    await expect(findBrowser({ ...nothing, env, works })).rejects.toThrow('CHROMIUM_PATH is /opt/gone');
  });

  it('passes over a command that is there but does not start', async () => {
    const works = (path: string) => path === '/usr/bin/google-chrome';
    expect(await findBrowser({ ...nothing, env: { PATH: '/bin:/usr/bin' }, works })).toBe(
      '/usr/bin/google-chrome',
    );
  });

  it('falls back to the browser that playwright downloaded', async () => {
    const works = (path: string) => path === '/cache/chrome';
    expect(await findBrowser({ ...nothing, works, downloaded: async () => '/cache/chrome' })).toBe(
      '/cache/chrome',
    );
  });

  it('is undefined where there is none', async () => {
    expect(await findBrowser({ ...nothing, downloaded: async () => '/cache/chrome' })).toBeUndefined();
  });

  it('knows the usual places of macOS and Windows', () => {
    expect(usualPlaces({ env: {}, platform: 'darwin' })).toContain(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    );
    expect(usualPlaces({ env: { PROGRAMFILES: 'C:\\Apps' }, platform: 'win32' })).toContain(
      'C:\\Apps\\Microsoft\\Edge\\Application\\msedge.exe',
    );
  });
});

describe('findFirefox', () => {
  it('takes FIREFOX_PATH first, then Debian’s own, and never a Chromium', async () => {
    const works = (path: string) => path !== '/usr/bin/chromium';
    const env = { FIREFOX_PATH: '/opt/mine', CHROMIUM_PATH: '/usr/bin/chromium', PATH: '/usr/bin' };
    expect(await findFirefox({ ...nothing, env, works })).toBe('/opt/mine');
    expect(await findFirefox({ ...nothing, env: { PATH: '/usr/bin' }, works })).toBe('/usr/bin/firefox-esr');
  });

  it('says so when FIREFOX_PATH is wrong', async () => {
    await expect(findFirefox({ ...nothing, env: { FIREFOX_PATH: '/opt/gone' } })).rejects.toThrow(
      'FIREFOX_PATH is /opt/gone',
    );
  });

  it('is undefined where there is none, and does not take a downloaded Chromium for one', async () => {
    const search = { ...nothing, works: (path: string) => path === '/cache/chrome' };
    expect(await findFirefox({ ...search, downloaded: async () => '/cache/chrome' })).toBeUndefined();
  });

  it('knows the usual places of macOS and Windows', async () => {
    const works = (path: string) => path.includes('irefox.app') || path.endsWith('firefox.exe');
    expect(await findFirefox({ env: {}, platform: 'darwin', works })).toBe(
      '/Applications/Firefox.app/Contents/MacOS/firefox',
    );
    const env = { PROGRAMFILES: 'C:\\Programs' };
    expect(await findFirefox({ env, platform: 'win32', works })).toBe(
      'C:\\Programs\\Mozilla Firefox\\firefox.exe',
    );
  });
});
