/** Where this browser keeps bookings for a place without a network: a cache for each. Only pages with HTTPS can. */
const PREFIX = 'boxoffice.booking.';

export const canKeep = (): boolean => 'caches' in window && 'serviceWorker' in navigator;

export const cacheOf = (bookingId: string): string => `${PREFIX}${bookingId}`;

export async function forgetKept(bookingId: string): Promise<void> {
  if (canKeep()) await caches.delete(cacheOf(bookingId));
}

/** For whoever logs out on a browser that others use, too. */
export async function forgetAllKept(): Promise<void> {
  if (!canKeep()) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX)).map((name) => caches.delete(name)));
}
