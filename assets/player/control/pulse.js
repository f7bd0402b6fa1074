// @ts-check
// What is done again and again while the player plays.

const FRAMES = 30; // a second: from there on each time begins with a display frame, so that no frame has two and none has half

/**
 * Does something so often a second, for the first time after one such time. Returns what ends it.
 *
 * @param {number} perSecond
 * @param {() => void} act
 * @returns {() => void}
 */
export function pulse(perSecond, act) {
  const every = 1000 / perSecond;
  if (perSecond < FRAMES) {
    const timer = setInterval(act, every);
    return () => clearInterval(timer);
  }
  let due = performance.now() + every;
  let frame = 0;
  /** @param {number} now */
  const look = (now) => {
    frame = requestAnimationFrame(look);
    if (now < due - every / 2) return;
    due = Math.max(due + every, now);
    act();
  };
  frame = requestAnimationFrame(look);
  return () => cancelAnimationFrame(frame);
}
