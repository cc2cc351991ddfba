/** Converts the members of a staff to the shape of the API. */
import type { NamedMember } from '../../domain/staff/list-staff.ts';
import type { MemberAnswer } from '../answers/staff.ts';

export function memberView({ userId, role, account }: NamedMember): MemberAnswer {
  return { userId, role, ...(account && { name: account.name, email: account.email }) };
}
