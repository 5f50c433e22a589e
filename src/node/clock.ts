/** Time as the client sees it, so that tests count events instead of waiting for them. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Runs an action once after a delay in milliseconds; the function that comes back takes it off again. */
  after(milliseconds: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};
