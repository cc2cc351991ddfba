/** Stores webhook endpoints and the requests to replay. */
import { Busy } from '../domain/model/refusal.ts';
import type { WebhookEndpointStore } from '../domain/ports/webhook-endpoint-store.ts';
import { letterAction } from './items/letter.ts';
import {
  ENDPOINT_IS_UNCHANGED,
  ENDPOINT_IS_UNCHANGED_AND_ENABLED,
  endpointCountKey,
  endpointKey,
  endpointPartition,
  fromEndpointItem,
  fromReplayItem,
  ORGANIZER_MAY_HAVE_MORE_ENDPOINTS,
  REPLAY_IS_THE_LAST,
  replayKey,
  toEndpointItem,
  toReplayItem,
} from './items/webhook-endpoint.ts';
import type { Table } from './table/client.ts';
import { type Action, commit } from './table/commit.ts';
import { EXISTS, IS_NEW, MAY_EXIST } from './table/existence.ts';
import { getItem, queryPages } from './table/read.ts';
import { ENDPOINT_PREFIX } from './table/stream-definition.ts';
import { isWritten } from './table/write.ts';

/** The index of the first action of a transaction. */
const ENDPOINT = 0;

type Membership = Pick<WebhookEndpointStore, 'list' | 'read' | 'create' | 'change' | 'remove'>;
type State = Pick<WebhookEndpointStore, 'noteFailure' | 'noteSuccess' | 'disable' | 'markTold'>;
type Replays = Pick<WebhookEndpointStore, 'startReplay' | 'readReplay' | 'saveReplay'>;

export function webhookEndpointStore(table: Table): WebhookEndpointStore {
  return { ...membershipOf(table), ...stateOf(table), ...replaysOf(table) };
}

/** @returns the indexes of the actions whose conditions failed; none if all were written. @throws Busy */
async function commitAll(table: Table, actions: Action[]): Promise<Set<number>> {
  const outcome = await commit(table, actions);
  if (outcome.kind === 'contention' || outcome.kind === 'unknown') throw new Busy();
  return new Set(outcome.kind === 'refused' ? outcome.failed.keys() : []);
}

/** The writes of the organizer. */
function membershipOf(table: Table): Membership {
  return {
    async list(organizerId) {
      const found = [];
      const input = {
        KeyConditionExpression: 'pk = :partition AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: {
          ':partition': endpointPartition(organizerId),
          ':prefix': ENDPOINT_PREFIX,
        },
        ConsistentRead: true,
      };
      for await (const { items } of queryPages(table, input)) found.push(...items.map(fromEndpointItem));
      return found;
    },

    async read(organizerId, endpointId) {
      const item = await getItem(table, endpointKey(organizerId, endpointId));
      return item && fromEndpointItem(item);
    },

    async create(endpoint, most, letter) {
      const failed = await commitAll(table, [
        { put: toEndpointItem(endpoint), when: IS_NEW },
        {
          update: endpointCountKey(endpoint.organizerId),
          set: 'SET endpoints = if_not_exists(endpoints, :none) + :one',
          when: ORGANIZER_MAY_HAVE_MORE_ENDPOINTS,
          values: { ':none': 0, ':one': 1, ':most': most },
        },
        ...(letter ? [letterAction(letter)] : []),
      ]);
      if (failed.has(ENDPOINT)) return 'there-already';
      return failed.size > 0 ? 'too-many' : 'done';
    },

    async change(after, letter) {
      const put = {
        put: toEndpointItem(after),
        when: ENDPOINT_IS_UNCHANGED,
        values: { ':seenRevision': after.revision - 1 },
      };
      if (letter === undefined) return isWritten(table, put);
      return (await commitAll(table, [put, letterAction(letter)])).size === 0;
    },

    async remove({ organizerId, id, revision }) {
      const failed = await commitAll(table, [
        {
          delete: endpointKey(organizerId, id),
          when: ENDPOINT_IS_UNCHANGED,
          values: { ':seenRevision': revision },
        },
        {
          update: endpointCountKey(organizerId),
          set: 'SET endpoints = endpoints - :one',
          when: EXISTS,
          values: { ':one': 1 },
        },
      ]);
      return failed.size === 0;
    },
  };
}

/** The writes of the sender. */
function stateOf(table: Table): State {
  return {
    noteFailure: ({ organizerId, id, revision }, at, restsUntil) =>
      isWritten(table, {
        update: endpointKey(organizerId, id),
        set: `SET failingSince = if_not_exists(failingSince, :at)${restsUntil === undefined ? '' : ', restsUntil = :rest'}`,
        when: ENDPOINT_IS_UNCHANGED,
        values: {
          ':seenRevision': revision,
          ':at': at,
          ...(restsUntil !== undefined && { ':rest': restsUntil }),
        },
      }),

    noteSuccess: ({ organizerId, id, revision }, restsUntil) =>
      isWritten(table, {
        update: endpointKey(organizerId, id),
        set:
          restsUntil === undefined
            ? 'REMOVE failingSince, restsUntil'
            : 'SET restsUntil = :rest REMOVE failingSince',
        when: ENDPOINT_IS_UNCHANGED,
        values: {
          ':seenRevision': revision,
          ...(restsUntil !== undefined && { ':rest': restsUntil }),
        },
      }),

    disable: ({ organizerId, id, revision }, because, at) =>
      isWritten(table, {
        update: endpointKey(organizerId, id),
        set: 'SET disabledBecause = :because, disabledAt = :at, revision = revision + :one',
        when: ENDPOINT_IS_UNCHANGED_AND_ENABLED,
        values: { ':seenRevision': revision, ':because': because, ':at': at, ':one': 1 },
      }),

    markTold: ({ organizerId, id, revision }) =>
      isWritten(table, {
        update: endpointKey(organizerId, id),
        set: 'SET isTold = :true',
        when: ENDPOINT_IS_UNCHANGED,
        values: { ':seenRevision': revision, ':true': true },
      }),
  };
}

function replaysOf(table: Table): Replays {
  return {
    startReplay: (replay) => isWritten(table, { put: toReplayItem(replay), when: MAY_EXIST }),

    async readReplay(organizerId, endpointId) {
      const item = await getItem(table, replayKey(organizerId, endpointId));
      return item && fromReplayItem(item);
    },

    saveReplay: (replay) =>
      isWritten(table, {
        put: toReplayItem(replay),
        when: REPLAY_IS_THE_LAST,
        values: { ':requestedAt': replay.requestedAt },
      }),
  };
}
