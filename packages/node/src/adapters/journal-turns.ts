/** Does things in the order in which they were asked for: at once while that is possible, else when those before are done. */
export interface Turns {
  /** Work that takes time returns a promise; it must not throw or reject. */
  take(work: () => void | Promise<void>): void;
}

/**
 * @param first - what everything waits for; it must not reject
 */
export function createTurns(first: Promise<void>): Turns {
  let isBusy = true;
  let waiting: (() => void | Promise<void>)[] = [];
  // By position: to shift a hundred thousand entries one by one takes seconds.
  let done = 0;

  function goOn(): void {
    for (let work = waiting[done]; work; work = waiting[done]) {
      done += 1;
      const rest = work();
      if (rest) return void rest.then(goOn);
    }
    waiting = [];
    done = 0;
    isBusy = false;
  }

  void first.then(goOn);
  return {
    take(work) {
      const rest = isBusy ? void waiting.push(work) : work();
      if (!rest) return;
      isBusy = true;
      void rest.then(goOn);
    },
  };
}
