// A page of its own, for a test of its policy: an overlay that is open at once, and what the policy has refused.
// Vitest lets only its own page import dynamically, so it stands here without a tracker.
import { browserClock as clock } from '../src/adapters/browser-clock.ts';
import { showOverlay } from '../src/debug/debug-overlay.ts';

addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
  document.documentElement.dataset.refused = violatedDirective;
});
showOverlay({
  clock,
  watch(listener) {
    listener({
      kind: 'judged',
      message: { type: 'track', event: '<b>', messageId: '1', timestamp: '2026-11-25T12:00:00.000Z' },
      purposes: ['necessary'],
      decision: { verdict: 'pass', reason: 'necessary' },
    });
    return () => {};
  },
  state: async () => ({
    held: 0,
    queue: { events: 1, bytes: 100 },
    place: 'memory',
    device: 'undecided',
    isShared: false,
    anonymousId: undefined,
    userId: undefined,
    sessionId: undefined,
    consent: [{ purpose: 'necessary', verdict: 'pass', reason: 'necessary' }],
  }),
});
