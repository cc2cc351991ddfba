/**
 * Stores changes of events. The event and its waitlist change in one transaction. The sale terms are
 * copied to each shard afterwards, in a write per shard, so that no transaction contends with a running sale
 * in many shards. It is apart from the store of events, so that the bundle of every booking has none of it.
 */
import type { Event } from '../domain/model/event.ts';
import { NEVER_SOLD } from '../domain/model/sale-terms.ts';
import type { ShardTake } from '../domain/model/shard-choice.ts';
import type { CutFrom, EventChangeStore, Noted } from '../domain/ports/event-change-store.ts';
import { termsUpdate } from './items/copied-terms.ts';
import { describeAction, EVENT_IS_UNCHANGED, overKey, toEventItem } from './items/event.ts';
import { letterAction } from './items/letter.ts';
import { dueKeyOf } from './items/pending-work.ts';
import { securityAction } from './items/security-event.ts';
import { cutShard } from './items/shard.ts';
import {
  PENDING_CAN_BE_CUT,
  PROMOTIONS_ARE_WHAT_WAS_SEEN,
  ROOM_CAN_BE_CUT,
  SHARDS_STILL_SELL,
  UNASSIGNED_CAN_BE_CUT,
} from './items/waitlist-state.ts';
import { type WaitlistUpdate, waitlistAction } from './items/waitlist-update.ts';
import type { Table } from './table/client.ts';
import { type Action, commit } from './table/commit.ts';
import { EXISTS } from './table/existence.ts';
import { write } from './table/write.ts';

export function eventChangeStore(table: Table): EventChangeStore {
  return {
    async change(before, after, cutFrom, dueAt, noted) {
      const actions = [...changeActions(before, after, cutFrom, dueAt), ...notedActions(noted)];
      return (await commit(table, actions)).kind === 'done';
    },

    async describe(before, after, noted) {
      const [described, others] = [describeAction(before, after), notedActions(noted)];
      const writing = others.length === 0 ? write(table, described) : commit(table, [described, ...others]);
      return (await writing).kind === 'done';
    },

    async withdraw(event, take, dueAt) {
      return (await commit(table, withdrawActions(event, take, dueAt))).kind === 'done';
    },
  };
}

function notedActions({ securityEvent, letter }: Noted = {}): Action[] {
  return [
    ...(securityEvent ? [securityAction(securityEvent)] : []),
    ...(letter ? [letterAction(letter)] : []),
  ];
}

/**
 * The transaction that changes the event, the sale terms of its waitlist and, with a changed capacity, the
 * tickets counted there. From `dueAt` (ms) on the sweep completes an unfinished change.
 */
function changeActions(before: Event, after: Event, cutFrom: CutFrom | undefined, dueAt: number): Action[] {
  const pendingWork = after.isSpreading ? dueKeyOf(after.id, dueAt, 'event') : overKey(after);
  const event: Action = {
    put: { ...toEventItem(after), ...pendingWork },
    when: EVENT_IS_UNCHANGED,
    values: { ':seenRevision': before.revision },
  };
  return [event, waitlistAction(after, { ...waitlistChange(before, after, cutFrom), look: { at: dueAt } })];
}

/** The transaction that moves free tickets of an open shard to the pending capacity, to cut the capacity. */
function withdrawActions(event: Event, { index, quantity }: ShardTake, dueAt: number): Action[] {
  const taken = cutShard(event, index, quantity);
  const given = waitlistAction(event, {
    set: ['pendingTickets = pendingTickets + :spared'],
    when: SHARDS_STILL_SELL,
    values: { ':spared': quantity, ':false': false, ':cancelled': NEVER_SOLD },
    look: { at: dueAt },
  });
  return [taken, given];
}

const CAN_SPARE: Record<CutFrom, string> = { unassigned: UNASSIGNED_CAN_BE_CUT, pending: PENDING_CAN_BE_CUT };

/**
 * The waitlist's part of the change. It removes `endedFor`, because waiting has to be ended again if sales
 * close at another time or a second time. A cut of unassigned tickets may leave none that are held back, and another policy lets
 * others hold them back, so the next pass of the clerk looks again who does.
 */
function waitlistChange(before: Event, after: Event, cutFrom: CutFrom | undefined): WaitlistUpdate {
  const terms = termsUpdate(after);
  const tickets = ticketsChange(after.capacity - before.capacity, cutFrom);
  const policy = policyChange(before, after);
  const offers = offerTermsChange(after);
  const limit = limitChange(before, after);
  const parts = [terms, tickets, policy, offers, limit];
  const when = new Set(parts.flatMap((part) => ('when' in part ? (part.when ?? []) : [])));
  return {
    set: parts.flatMap(({ set = [] }) => set),
    remove: ['endedFor', ...(cutFrom === 'unassigned' || policy.when !== undefined ? ['heldBack'] : [])],
    when: [...when].join(' AND ') || EXISTS,
    values: Object.assign({}, ...parts.map(({ values }) => values)),
  };
}

/** `difference`: the tickets by which the capacity is raised or, if negative, cut. */
function ticketsChange(difference: number, cutFrom: CutFrom | undefined): Partial<WaitlistUpdate> {
  if (cutFrom === undefined) {
    if (difference <= 0) return {};
    return { set: ['pendingTickets = pendingTickets + :pending'], values: { ':pending': difference } };
  }
  const counter = cutFrom === 'unassigned' ? 'unassignedTickets' : 'pendingTickets';
  const flag = cutFrom === 'unassigned' ? { ':true': true } : { ':false': false };
  return {
    set: [`${counter} = ${counter} - :spared`],
    when: CAN_SPARE[cutFrom],
    values: { ...flag, ':spared': -difference },
  };
}

/**
 * A new policy is in force from the promotion on whose number the event states. A batch that was planned under the policy
 * before, and is not written yet, depends on the stored policy.
 */
function policyChange({ waitlist: before }: Event, { waitlist }: Event): Partial<WaitlistUpdate> {
  const { policy, policies = [] } = waitlist;
  if (policy === before.policy) return {};
  return {
    set: ['waitlistPolicy = :policy'],
    when: PROMOTIONS_ARE_WHAT_WAS_SEEN,
    values: { ':policy': policy, ':seenPromotions': (policies.at(-1)?.fromTurn ?? 1) - 1 },
  };
}

/** New terms of offers are in force from the promotion on whose number the event states, like a new policy. */
function offerTermsChange({ offerTerms, revision }: Event): Partial<WaitlistUpdate> {
  const term = offerTerms?.at(-1);
  if (term?.revision !== revision) return {};
  return {
    set: ['offerTermsRevision = :terms'],
    when: PROMOTIONS_ARE_WHAT_WAS_SEEN,
    values: { ':terms': term.revision, ':seenPromotions': term.fromTurn - 1 },
  };
}

/** A changed limit adds or takes unassigned room. The limit is stored for those who are refused by it. */
function limitChange({ waitlist: before }: Event, { waitlist: { limit } }: Event): Partial<WaitlistUpdate> {
  if (limit === undefined || before.limit === undefined || limit === before.limit) return {};
  const difference = limit - before.limit;
  return {
    set: ['waitlistLimit = :limit', 'unassignedRoom = unassignedRoom + :room'],
    ...(difference < 0 && { when: ROOM_CAN_BE_CUT }),
    values: {
      ':limit': limit,
      ':room': difference,
      ...(difference < 0 && { ':cut': -difference, ':true': true }),
    },
  };
}
