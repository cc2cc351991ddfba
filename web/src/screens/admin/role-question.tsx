/** Asks before an account gets another role, saying what that role may do, and changes it. */
import { useLocation } from 'preact-iso';
import { api, logOut } from '../../api/client.ts';
import { type Problem, problemOf, sayProblem } from '../../api/problems.ts';
import { session } from '../../api/session.ts';
import { Question } from '../../parts/question.tsx';
import { addressOf } from '../../paths.ts';
import { adminTexts } from '../../texts/admin-texts.ts';
import { texts } from '../../texts/language.ts';
import type { ListedUser, Role } from './roles.ts';

/** What became of a change, in a sentence; `role`: that of the account now, as far as it is known. */
export type RoleOutcome = { kind: 'good' | 'bad'; text: string; role: Role };

type Props = { user: ListedUser; role: Role; close: () => void; tell: (outcome: RoleOutcome) => void };

export function RoleQuestion({ user, role, close, tell }: Props) {
  const { users, roles } = adminTexts.value;
  const { route } = useLocation();
  const isOwn = session.value?.user.id === user.id;
  const name = user.name || user.email || user.id;
  const change = async () => {
    const answer = await api
      .PATCH('/v1/users/{userId}', { params: { path: { userId: user.id } }, body: { role } })
      .catch(() => undefined);
    if (answer?.data === undefined) {
      const problem = problemOf(answer);
      tell({ kind: 'bad', text: sayRefusal(problem), role: user.role });
      return;
    }
    if (!isOwn) {
      tell({ kind: 'good', text: users.changed(name, roles[role].one), role });
      return;
    }
    await logOut();
    route(addressOf('logIn'));
  };
  return (
    <Question
      title={roles[role].question(name)}
      text={`${roles[role].may} ${isOwn ? users.effectOnOneself : users.effect}`}
      yes={roles[role].give}
      no={users.keep(roles[user.role].one)}
      close={close}
      confirm={change}
    />
  );
}

/** The rules of roles in an admin's words; other problems in those of the page. */
function sayRefusal(problem: Problem): string {
  const { problems, noAdmin } = adminTexts.value;
  if (problem.code === 'forbidden') return noAdmin;
  return problems[problem.code] ?? sayProblem(problem, texts.value);
}
