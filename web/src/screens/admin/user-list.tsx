/** The accounts, by words and role, a page after the other; each unfolds to what is known of it and to a change of its role. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../../api/client.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { SearchField } from '../../parts/search-field.tsx';
import { usePages } from '../../parts/use-pages.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { adminTexts } from '../../texts/admin-texts.ts';
import { AdminScreen } from './admin-screen.tsx';
import { NoAdminAnswer } from './no-admin-answer.tsx';
import { type RoleOutcome, RoleQuestion } from './role-question.tsx';
import { type ListedUser, ROLES, type Role } from './roles.ts';
import { UserCard } from './user-card.tsx';

const PAGE_USERS = 50;

type Search = { words: string; role: Role | undefined };

export function UserList(_props: ScreenProps) {
  const { users } = adminTexts.value;
  const { query } = useLocation();
  const search = { words: query['q'] ?? '', role: ROLES.find((known) => known === query['role']) };
  return (
    <AdminScreen title={users.title}>
      <SearchBar search={search} />
      <List search={search} />
    </AdminScreen>
  );
}

function SearchBar({ search }: { search: Search }) {
  const { users, roles } = adminTexts.value;
  const { route } = useLocation();
  const change = (next: Partial<Search>) => {
    const { words, role } = { ...search, ...next };
    const parameters = new URLSearchParams({ ...(words && { q: words }), ...(role && { role }) });
    route(`${addressOf('users')}${parameters.size > 0 ? `?${parameters}` : ''}`, true);
  };
  return (
    <search class="search-bar">
      <SearchField
        label={users.searchLabel}
        placeholder={users.searchPlaceholder}
        words={search.words}
        change={(words) => change({ words })}
      />
      <label class="pick">
        {users.role}
        <select
          value={search.role ?? ''}
          onChange={({ currentTarget: { value } }) =>
            change({ role: ROLES.find((known) => known === value) })
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

function List({ search }: { search: Search }) {
  const { users } = adminTexts.value;
  const pages = usePages<ListedUser>((cursor) => readPage(search, cursor), [search.words, search.role]);
  const { found, problem, isLoading, again } = pages;
  const [asked, setAsked] = useState<{ user: ListedUser; role: Role }>();
  const [outcomes, setOutcomes] = useState<Record<string, RoleOutcome>>({});
  if (found === undefined) return <NoAdminAnswer problem={problem} again={again} />;
  if (found.items.length === 0 && found.nextCursor === null)
    return (
      <section class="empty">
        <p role="status">{search.words === '' ? users.none : users.noneFound}</p>
      </section>
    );
  return (
    <>
      <ul class="cards" aria-busy={isLoading}>
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

const readPage = ({ words, role }: Search, cursor: string | undefined) =>
  api.GET('/v1/users', {
    params: {
      query: {
        limit: PAGE_USERS,
        ...(words !== '' && { q: words }),
        ...(role !== undefined && { role }),
        ...(cursor !== undefined && { cursor }),
      },
    },
  });
