/** The accounts, by role, a page after the other; each unfolds to what is known of it and to a change of its role. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../../api/client.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { usePages } from '../../parts/use-pages.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { adminTexts } from '../../texts/admin-texts.ts';
import { AdminScreen } from './admin-screen.tsx';
import { NoAdminAnswer } from './no-admin-answer.tsx';
import { type RoleOutcome, RoleQuestion } from './role-question.tsx';
import { type ListedUser, ROLES, type Role } from './roles.ts';
import { UserCard } from './user-card.tsx';

const PAGE_USERS = 50;

export function UserList(_props: ScreenProps) {
  const { users } = adminTexts.value;
  const { query } = useLocation();
  const role = ROLES.find((known) => known === query['role']);
  return (
    <AdminScreen title={users.title}>
      <RolePick role={role} />
      <List key={role} role={role} />
    </AdminScreen>
  );
}

function RolePick({ role }: { role: Role | undefined }) {
  const { users, roles } = adminTexts.value;
  const { route } = useLocation();
  return (
    <search class="search-bar">
      <label class="pick">
        {users.role}
        <select
          value={role ?? ''}
          onChange={({ currentTarget: { value } }) =>
            route(`${addressOf('users')}${value === '' ? '' : `?role=${value}`}`, true)
          }
        >
          <option value="">{users.all}</option>
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {roles[one].many}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}

function List({ role: listedRole }: { role: Role | undefined }) {
  const { users } = adminTexts.value;
  const pages = usePages<ListedUser>((cursor) => readPage(listedRole, cursor), [listedRole]);
  const { found, problem, again } = pages;
  const [asked, setAsked] = useState<{ user: ListedUser; role: Role }>();
  const [outcomes, setOutcomes] = useState<Record<string, RoleOutcome>>({});
  if (found === undefined) return <NoAdminAnswer problem={problem} again={again} />;
  if (found.items.length === 0)
    return (
      <section class="empty">
        <p role="status">{users.none}</p>
      </section>
    );
  return (
    <>
      <ul class="cards">
        {found.items.map((listed) => {
          const outcome = outcomes[listed.id];
          // The list was read before the change.
          const user = { ...listed, role: outcome?.role ?? listed.role };
          return (
            <li key={user.id}>
              <UserCard user={user} outcome={outcome} ask={(role) => setAsked({ user, role })} />
            </li>
          );
        })}
      </ul>
      <MoreButton {...pages} />
      {asked && (
        <RoleQuestion
          {...asked}
          close={() => setAsked(undefined)}
          tell={(outcome) => setOutcomes((past) => ({ ...past, [asked.user.id]: outcome }))}
        />
      )}
    </>
  );
}

const readPage = (role: Role | undefined, cursor: string | undefined) =>
  api.GET('/v1/users', {
    params: {
      query: {
        limit: PAGE_USERS,
        ...(role !== undefined && { role }),
        ...(cursor !== undefined && { cursor }),
      },
    },
  });
