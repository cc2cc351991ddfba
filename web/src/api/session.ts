/** The session of the account that is logged in, shared by all tabs of this browser. */
import { signal } from '@preact/signals-core';
import type { components } from '../../.generated/api';
import { readStored, writeStored } from '../parts/stored.ts';
import { forgetAllKept } from './kept-caches.ts';

type Answer = components['schemas']['Session'];

/** A session that begins or is renewed. `idToken`: of the issuer that keeps the accounts, if the service does not. */
export type NewSession = Answer & { idToken?: string };

/**
 * `expiresAt`: of the access token, ms by the clock of this browser. `refreshKey`: with which the refresh token is exchanged, once
 * somebody has tried.
 */
export type Session = NewSession & { expiresAt: number; refreshKey?: string };

const STORED = 'boxoffice.session';

/** A token is renewed this long before it expires, so that it does not expire on its way. */
const MARGIN_MS = 30_000;

const stored = () => readStored(STORED) as Session | undefined;

export const session = signal<Session | undefined>(stored());

/** Another tab logged in, logged out or renewed its tokens. */
addEventListener('storage', ({ key }) => {
  if (key === STORED || key === null) session.value = stored();
});

/** With the end of a session this browser forgets the bookings that it kept for a place without a network. */
export function keepSession(answer: NewSession | undefined): void {
  const { value: earlier } = session;
  if (earlier !== undefined && earlier.user.id !== answer?.user.id) forgetAllKept().catch(() => undefined);
  const kept = answer && { ...answer, expiresAt: Date.now() + answer.expiresIn * 1000 };
  writeStored(STORED, kept);
  session.value = kept;
}

/** Keeps the account as a change left it, in the same session. */
export function keepUser(user: Answer['user']): void {
  const { session: current } = currentSession();
  if (current === undefined) return;
  const kept = { ...current, user };
  writeStored(STORED, kept);
  session.value = kept;
}

/** Keeps the key with which the refresh token of this session is about to be exchanged. */
export function keepRefreshKey(tried: Session, refreshKey: string): void {
  writeStored(STORED, { ...tried, refreshKey });
}

/** @returns the session as it is stored now, and whether its access token can still be sent. */
export function currentSession(): { session: Session | undefined; isFresh: boolean } {
  const current = stored();
  return { session: current, isFresh: current !== undefined && current.expiresAt - MARGIN_MS > Date.now() };
}

/** Whether the account may see what is of the whole service. */
export const isAdmin = (user: Answer['user'] | undefined): boolean => user?.role === 'admin';

/** Whether the account may make events. */
export const mayOrganize = (user: Answer['user'] | undefined): boolean =>
  user?.role === 'organizer' || isAdmin(user);
