import type { Found } from './job.ts';

/** Watches what the process takes from here on. */
export function watchSpending(): { spent(tracked: number): Found } {
  const startedAt = performance.timeOrigin + performance.now();
  const before = process.cpuUsage();
  let mostMemory = 0;
  const look = (): void => {
    mostMemory = Math.max(mostMemory, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 50);
  return {
    spent(tracked) {
      const { user, system } = process.cpuUsage(before);
      clearInterval(timer);
      look();
      return { startedAt, tracked, cpuMicros: user + system, memory: process.memoryUsage.rss(), mostMemory };
    },
  };
}
