import { manualClock } from '@rialto/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { createWaitingRoom } from './before-close.ts';

const never = new Promise<void>(() => {});

describe('whom a client waits for before it closes', () => {
  it('is nobody where nobody has said so, or nothing is under way', async () => {
    const room = createWaitingRoom(manualClock());
    await room.empty(1_000);
    room.add(() => undefined);
    await room.empty(1_000);
  });

  it('is also who comes while another is waited for, and whoever fails is no reason to wait', async () => {
    const room = createWaitingRoom(manualClock());
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let onTheWay: Promise<void> | undefined = first.promise;
    room.add(() => onTheWay);
    room.add(() => {
      throw new Error('broken');
    });
    const done = vi.fn();
    const empty = room.empty(1_000).then(done);
    onTheWay = second.promise;
    first.reject(new Error('lost'));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(done).not.toHaveBeenCalled();
    onTheWay = undefined;
    second.resolve();
    await empty;
  });

  it('is waited for no longer than the timeout, and not at all once it has left', async () => {
    const clock = manualClock();
    const room = createWaitingRoom(clock);
    const leave = room.add(() => never);
    const empty = room.empty(500);
    await clock.advance(500);
    await empty;
    leave();
    await room.empty(500);
  });
});
