/**
 * Values that this browser keeps. Where it keeps none (a private window may refuse), they last as long as the page: the
 * page works without them.
 */
const inMemory = new Map<string, unknown>();

/** @returns the value as it was written, undefined if there is none or if it is not JSON. */
export function readStored(name: string): unknown {
  try {
    const text = localStorage.getItem(name);
    return text === null ? inMemory.get(name) : JSON.parse(text);
  } catch {
    return inMemory.get(name);
  }
}

/** `undefined` removes the value. */
export function writeStored(name: string, value: unknown): void {
  inMemory.set(name, value);
  try {
    if (value === undefined) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // It stays in memory.
  }
}
