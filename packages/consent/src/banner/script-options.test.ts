import { expect, it } from 'vitest';
import { readScriptOptions } from './script-options.ts';

const needed = { purposes: 'analytics, marketing', policyVersion: '2026-11', policyUrl: '/privacy' };
const manager = {
  purposes: ['analytics', 'marketing'],
  policy: { version: '2026-11', url: '/privacy' },
  locale: 'de',
};

it('reads what the script tag says', () => {
  const nothing = { stored: [], reloadOnWithdrawal: false };
  expect(readScriptOptions(needed, 'de')).toEqual({ manager, ...nothing, attributes: {} });
  expect(readScriptOptions(needed, '').manager).not.toHaveProperty('locale');
  const about = { marketing: { recipients: ['Mailer AG'], thirdCountries: [], storedFor: '13 months' } };
  const stored = [{ kind: 'cookie', name: '_ga*', purpose: 'analytics' }];
  expect(
    readScriptOptions(
      {
        ...needed,
        locale: 'fr',
        controller: 'Rialto Retail GmbH',
        channels: 'marketing: email,sms; analytics:phone;',
        about: JSON.stringify(about),
        privacyControl: 'ignore',
        endpoint: '/rialto',
        writeKey: 'wk_demo',
        stored: JSON.stringify(stored),
        reloadOnWithdrawal: '',
        theme: 'dark',
        position: 'end',
        reopen: 'none',
      },
      'de',
    ),
  ).toEqual({
    manager: {
      ...manager,
      locale: 'fr',
      policy: { ...manager.policy, controller: 'Rialto Retail GmbH' },
      channels: { marketing: ['email', 'sms'], analytics: ['phone'] },
      about,
      privacyControl: 'ignore',
      endpoint: '/rialto',
      writeKey: 'wk_demo',
    },
    stored,
    reloadOnWithdrawal: true,
    attributes: { theme: 'dark', position: 'end', reopen: 'none' },
  });
});

it.each<[string, Record<string, string | undefined>, string]>([
  [
    'a misspelt attribute',
    { ...needed, purpose: 'analytics' },
    'Unknown attribute data-purpose. Use: data-purposes, data-policy-version,',
  ],
  ['an attribute of objects', { ...needed, constructor: '' }, 'Unknown attribute data-constructor.'],
  ['no purposes', { ...needed, purposes: ' ' }, 'data-purposes is missing.'],
  ['no version', { ...needed, policyVersion: undefined }, 'data-policy-version is missing.'],
  ['nothing at all', {}, 'data-purposes is missing.'],
  [
    'channels without a purpose',
    { ...needed, channels: 'email,sms' },
    'data-channels must be such as "marketing:email,sms"; got "email,sms".',
  ],
  ['facts that are no JSON', { ...needed, about: '{' }, 'data-about must be JSON'],
  ['stored things that are no JSON', { ...needed, stored: '' }, 'data-stored must be JSON'],
  ['stored things that are no list', { ...needed, stored: '{}' }, 'data-stored must be JSON'],
  [
    'a yes that is none',
    { ...needed, reloadOnWithdrawal: 'no' },
    'data-reload-on-withdrawal must be true, false or without a value; got "no".',
  ],
  ['facts that are no table', { ...needed, about: '[]' }, 'data-about must be JSON'],
])('refuses %s and says what is allowed', (_, data, message) => {
  expect(() => readScriptOptions(data, 'de')).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  expect(() => readScriptOptions(data, 'de')).toThrow(message);
});
