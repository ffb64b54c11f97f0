// Asks again and again, never twice at once, and comes to an end by itself.

const PAUSE_MS = 500;
const LONGEST_MS = 60_000;

/** Runs `step` at most twice a second; `ended` learns why it is over. Returns what stops it. */
export function keepAsking(step, ended) {
  const over = new AbortController();
  const stop = (why) => {
    if (over.signal.aborted) return;
    over.abort();
    clearTimeout(limit);
    ended(why);
  };
  const limit = setTimeout(() => stop("a minute is over"), LONGEST_MS);
  document.addEventListener("visibilitychange", () => stop("the page was hidden"), { signal: over.signal });

  const turn = async () => {
    if (over.signal.aborted) return;
    const due = performance.now() + PAUSE_MS;
    await step();
    setTimeout(turn, Math.max(0, due - performance.now()));
  };
  turn();
  return stop;
}
