/** One account: who it is, and unfolded what is known of it and the roles that it can be given. */
import { useEffect, useRef } from 'preact/hooks';
import { session } from '../../api/session.ts';
import { Notice } from '../../parts/form.tsx';
import { dateTime } from '../../parts/times.ts';
import { adminTexts } from '../../texts/admin-texts.ts';
import type { RoleOutcome } from './role-question.tsx';
import { type ListedUser, ROLES, type Role } from './roles.ts';

type Props = { user: ListedUser; outcome: RoleOutcome | undefined; ask: (role: Role) => void };

export function UserCard({ user, outcome, ask }: Props) {
  const { users, roles } = adminTexts.value;
  const isOwn = session.value?.user.id === user.id;
  const summary = useRef<HTMLElement>(null);
  // The button that had the focus is gone after a change.
  useEffect(() => {
    if (outcome?.kind === 'good') summary.current?.focus();
  }, [outcome]);
  return (
    <details class="card user-card">
      <summary ref={summary}>
        <span class="who-is">
          <strong>{user.name || users.noName}</strong>
          {isOwn && <span class="muted"> ({users.you})</span>}
          <span class="address">{user.email || users.noAddress}</span>
        </span>
        <span class={`badge ${user.role}`}>{roles[user.role].one}</span>
      </summary>
      {outcome && <Notice kind={outcome.kind}>{outcome.text}</Notice>}
      <Facts user={user} />
      {session.value?.idToken === undefined ? (
        <div class="buttons">
          {ROLES.filter((role) => role !== user.role).map((role) => (
            <button key={role} type="button" onClick={() => ask(role)}>
              {roles[role].give}
            </button>
          ))}
        </div>
      ) : (
        <p class="muted">{users.rolesElsewhere}</p>
      )}
    </details>
  );
}

function Facts({ user }: { user: ListedUser }) {
  const { users } = adminTexts.value;
  return (
    <dl class="details">
      <dt>{users.address}</dt>
      <dd>
        {user.email || users.noAddress}
        {user.email && (
          <span class="address muted">{user.isAddressConfirmed ? users.confirmed : users.notConfirmed}</span>
        )}
      </dd>
      {user.newEmail && (
        <>
          <dt>{users.newAddress}</dt>
          <dd>
            {user.newEmail}
            <span class="address muted">{users.newAddressHint}</span>
          </dd>
        </>
      )}
      <dt>{users.since}</dt>
      <dd>
        <time dateTime={user.createdAt}>{dateTime(user.createdAt)}</time>
      </dd>
      <dt>{users.id}</dt>
      <dd>
        <code>{user.id}</code>
      </dd>
    </dl>
  );
}
