/**
 * The names of accounts for the security log, which has ids alone. Known are those of admins and organizers, the oldest
 * hundred of each: the API finds no account by its id.
 */
import { api } from '../../api/client.ts';
import { session } from '../../api/session.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import { adminTexts } from '../../texts/admin-texts.ts';
import type { Role } from './roles.ts';

/** @returns who an account is in a sentence, by its id. */
export type NameOf = (id: string) => string;

const NAMED_MAX = 100;

const readRole = (role: Role) => api.GET('/v1/users', { params: { query: { role, limit: NAMED_MAX } } });

export function useNames(): NameOf {
  const { log } = adminTexts.value;
  const admins = useAnswer(() => readRole('admin'), []);
  const organizers = useAnswer(() => readRole('organizer'), []);
  const known = [...(admins.data?.items ?? []), ...(organizers.data?.items ?? [])];
  const names = new Map(known.map(({ id, name, email }) => [id, name || email]));
  const own = session.value?.user;
  return (id) => (id === own?.id ? log.own(own.name) : names.get(id) || log.account(id));
}
