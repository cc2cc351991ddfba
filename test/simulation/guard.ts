/**
 * A guard of the product, and ways to remove one from outside: in the calls to the engines, or in the request
 * that a function gets.
 */
import { claimsOf } from '../kit/jwt.ts';
import type { ApiEvent } from './gateway.ts';
import type { Call, Tampering } from './network.ts';
import type { Focus } from './workload.ts';

/** A guard, and the circumstances (`focus`) in which a run without it breaks a guarantee. */
export type Guard = {
  name: string;
  /** The seed of the first run: the latest one known to detect the absence. 1 by default. */
  from?: number;
  focus?: Focus;
  tampering?: Tampering;
  /** Changes a request before its function sees it. */
  changeRequest?: (event: ApiEvent) => void;
  hasNoSweep?: boolean;
};

/** An instant later than any run, ms. */
export const NEVER = Date.parse('2099-01-01T00:00:00Z');

type Write = {
  ConditionExpression?: string;
  UpdateExpression?: string;
  ExpressionAttributeValues?: WireItem;
};

export function writesOf({ input }: Call): Write[] {
  const actions = (input['TransactItems'] ?? []) as Record<string, Write>[];
  return [input as Write, ...actions.flatMap((action) => Object.values(action))];
}

/** Makes writes ignore `condition`, which may be a part of the larger condition `within`. */
export function without(condition: string, within = condition): Tampering {
  const whatever = `((${condition}) OR attribute_exists(pk) OR attribute_not_exists(pk))`;
  return {
    request: (call) => {
      for (const write of writesOf(call)) {
        if (!write.ConditionExpression?.includes(within)) continue;
        write.ConditionExpression = write.ConditionExpression.replace(condition, whatever);
      }
    },
  };
}

/** Makes the condition checks of transactions, which check items that are not written, always pass. */
export function withoutCheck(condition: string): Tampering {
  return {
    request: ({ input }) => {
      const actions = (input['TransactItems'] ?? []) as Record<string, Write>[];
      for (const { ConditionCheck } of actions)
        if (ConditionCheck?.ConditionExpression === condition)
          ConditionCheck.ConditionExpression = `(${condition}) OR attribute_exists(pk)`;
    },
  };
}

export type WireItem = Record<string, { S?: string; N?: string }>;

export const keyOf = ({ input }: Call): string => {
  const { pk, sk } = (input['Key'] ?? {}) as WireItem;
  return `${pk?.S}/${sk?.S}`;
};

export const isFrom = ({ from }: Call, name: string) => from.id.startsWith(`${name}.`);
export const isFromApi = ({ from }: Call) => !/^(promote|sweep)/.test(from.id);

/** @returns the user id in the access token of a request. */
export function subjectOf({ headers }: ApiEvent): string {
  return claimsOf(headers['authorization'] ?? '').sub;
}

/** Removes several guards at once, where each of them alone protects the guarantee. */
export function all(...tamperings: Tampering[]): Tampering {
  return {
    request: (call) => {
      for (const { request } of tamperings) request?.(call);
    },
  };
}
