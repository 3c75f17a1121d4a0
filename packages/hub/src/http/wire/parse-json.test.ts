import { describe, expect, it } from 'vitest';
import { parseBatch } from './parse-batch.ts';
import { parseJson } from './parse-json.ts';

const ownNames = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => [name, ...ownNames(inner)])
    : [];

describe('parseJson', () => {
  it.each([
    ['at the top', '{"__proto__":{"a":1},"b":2}'],
    ['in an object of a list', '{"b":[[{"__proto__":{"a":1}}]]}'],
    ['by its number', '{"b":{"\\u005f_proto__":1,"\\u005F\\u005fproto__":2}}'],
    ['behind an empty text and a null', '{"b":["",null,0,false,{"__proto__":1}]}'],
  ])('takes __proto__ out %s', (_, text) => {
    const parsed = parseJson(text);
    expect(parsed.ok && ownNames(parsed.value)).not.toContain('__proto__');
    expect(parsed.ok && ownNames(parsed.value)).toContain('b');
  });

  it('keeps everything else, other names of objects too', () => {
    const text = '{"constructor":"F1","prototype":1,"text":"__proto__ \\u00e4","deep":[{"a":null}]}';
    expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it('reads what is nested a hundred thousand deep', () => {
    expect(parseJson(`${'['.repeat(100_000)}{"__proto__":1}${']'.repeat(100_000)}`).ok).toBe(true);
  });

  it.each(['', '{', 'undefined', "{'a':1}", '1 2'])('refuses %s', (text) => {
    expect(parseJson(text)).toMatchObject({ ok: false, code: 'invalid_json' });
  });
});

describe('parseBatch', () => {
  it('puts the defaults under each message, its context field by field', () => {
    const batch = [{ messageId: '1' }, { messageId: '2', sentAt: 'own', context: { locale: 'de' } }, 3];
    expect(
      parseBatch({ batch, sentAt: 'batch', integrations: { All: true }, context: { locale: 'en', page: 1 } }),
    ).toEqual({
      ok: true,
      value: [
        { messageId: '1', sentAt: 'batch', integrations: { All: true }, context: { locale: 'en', page: 1 } },
        { messageId: '2', sentAt: 'own', integrations: { All: true }, context: { locale: 'de', page: 1 } },
        3,
      ],
    });
  });

  it('does not lend names that reach a prototype', () => {
    const context = JSON.parse('{"__proto__":{"a":1},"constructor":{"a":1},"prototype":1,"page":1}');
    const parsed = parseBatch({ batch: [{}], context });
    expect(parsed.ok && ownNames(parsed.value)).toEqual(['0', 'context', 'page']);
  });

  it('leaves a message whose context is none to the judge of messages', () => {
    const batch = [{ context: 'web' }];
    expect(parseBatch({ batch, context: { page: 1 } })).toEqual({ ok: true, value: batch });
  });
});
