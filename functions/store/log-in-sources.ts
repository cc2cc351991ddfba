/** Stores the network addresses from which accounts log in. DynamoDB's time to live removes them. */
import type { LogInSourceStore } from '../domain/ports/log-in-source-store.ts';
import {
  DOES_NOT_WAIT,
  fromLogInSourceItem,
  logInSourceKey,
  WAIT_IS_WHAT_WAS_SEEN,
} from './items/log-in-source.ts';
import type { Table } from './table/client.ts';
import { MAY_EXIST } from './table/existence.ts';
import { getItem } from './table/read.ts';
import { isWritten } from './table/write.ts';

/** How long an address that waited is remembered, so that an attempt a day later needs no second wait. */
const WAIT_KEPT_SECONDS = 24 * 60 * 60;

const secondsOf = (ms: number): number => Math.ceil(ms / 1000);

export function logInSourceStore(table: Table): LogInSourceStore {
  return {
    async read(name) {
      const item = await getItem(table, logInSourceKey(name));
      return item === undefined ? {} : fromLogInSourceItem(item);
    },

    async remember(name, knownUntil) {
      await isWritten(table, {
        update: logInSourceKey(name),
        set: 'SET knownUntil = :knownUntil, expiresAtSeconds = :end REMOVE mayTryAt',
        when: MAY_EXIST,
        values: { ':knownUntil': knownUntil, ':end': secondsOf(knownUntil) },
      });
    },

    wait(name, { mayTryAt: seen }, mayTryAt) {
      return isWritten(table, {
        update: logInSourceKey(name),
        set: 'SET mayTryAt = :mayTryAt, expiresAtSeconds = :end',
        when: seen === undefined ? DOES_NOT_WAIT : WAIT_IS_WHAT_WAS_SEEN,
        values: {
          ':mayTryAt': mayTryAt,
          ':end': secondsOf(mayTryAt) + WAIT_KEPT_SECONDS,
          ...(seen !== undefined && { ':seenMayTryAt': seen }),
        },
      });
    },
  };
}
