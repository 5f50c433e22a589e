/** The time as a parameter, so that tests count events and do not wait for them. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Runs an action once after a delay in milliseconds; returns a function that cancels it. */
  after(milliseconds: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};
