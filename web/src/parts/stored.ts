/**
 * Values that this browser keeps. Where it keeps none (a private window may refuse), they last as long as the page: the
 * page works without them.
 */
const inMemory = new Map<string, unknown>();

/** Each name begins with it. */
const PREFIX = 'boxoffice.';

/** Another tab removed it. */
addEventListener('storage', ({ key, newValue }) => {
  if (key !== null && newValue === null) inMemory.delete(key);
});

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

/** Removes all values but those that are kept. */
export function forgetStored(isKept: (name: string) => boolean): void {
  for (const name of storedNames()) if (!isKept(name)) writeStored(name, undefined);
}

function storedNames(): string[] {
  try {
    const names = [...inMemory.keys(), ...Object.keys(localStorage)];
    return names.filter((name) => name.startsWith(PREFIX));
  } catch {
    return [...inMemory.keys()];
  }
}
