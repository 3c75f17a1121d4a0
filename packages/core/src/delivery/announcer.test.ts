import { describe, expect, it } from 'vitest';
import { createAnnouncer } from './announcer.ts';

const news = { messageId: 'm', status: 'accepted' } as const;

describe('the announcer', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('theirs');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('theirs');
      },
    ],
  ])('tells the next listener when one %s, and reports it', async (_how, listener) => {
    const announcer = createAnnouncer();
    const heard: string[] = [];
    const reported = new Promise((resolve) => announcer.on('error', resolve));
    announcer.on('delivered', listener as () => void);
    announcer.on('delivered', ({ messageId }) => void heard.push(messageId));
    announcer.emit('delivered', news);
    expect(heard).toEqual(['m']);
    expect(await reported).toMatchObject({ code: 'listener_failed' });
  });

  it('does not go in circles when a listener for errors fails', () => {
    const announcer = createAnnouncer();
    let calls = 0;
    announcer.on('error', () => {
      calls += 1;
      throw new Error('theirs');
    });
    announcer.emit('error', { code: 'any', message: '' });
    expect(calls).toBe(1);
  });

  it('stops telling a listener that went', () => {
    const announcer = createAnnouncer();
    let calls = 0;
    const stop = announcer.on('delivered', () => {
      calls += 1;
    });
    stop();
    announcer.emit('delivered', news);
    expect(calls).toBe(0);
  });

  it('tells a listener twice that listens twice, and lets it stop one by one', () => {
    const announcer = createAnnouncer();
    let calls = 0;
    const listener = () => {
      calls += 1;
    };
    const stop = announcer.on('delivered', listener);
    announcer.on('delivered', listener);
    announcer.emit('delivered', news);
    expect(calls).toBe(2);
    stop();
    stop();
    announcer.emit('delivered', news);
    expect(calls).toBe(3);
  });

  it('tells everybody who listened when the news came, also those who go or come while it is told', () => {
    const announcer = createAnnouncer();
    const heard: string[] = [];
    const stopFirst = announcer.on('delivered', () => {
      heard.push('first');
      stopFirst();
      stopSecond();
      announcer.on('delivered', () => void heard.push('late'));
    });
    const stopSecond = announcer.on('delivered', () => void heard.push('second'));
    announcer.emit('delivered', news);
    expect(heard).toEqual(['first', 'second']);
    announcer.emit('delivered', news);
    expect(heard).toEqual(['first', 'second', 'late']);
  });
});
