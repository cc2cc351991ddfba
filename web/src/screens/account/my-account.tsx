/** The account of the visitor: what it has, where it is logged in, its password, what is stored, and its end. */
import { useEffect } from 'preact/hooks';
import { session } from '../../api/session.ts';
import { OnlyFor } from '../../parts/only-for.tsx';
import type { ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { myAccountTexts } from '../../texts/my-account-texts.ts';
import { AccountDetails } from './account-details.tsx';
import { ChangePassword } from './change-password.tsx';
import { CloseAccount } from './close-account.tsx';
import { OpenSessions } from './open-sessions.tsx';
import { StoredData } from './stored-data.tsx';

export function MyAccount(_props: ScreenProps) {
  const { title, onlyLoggedIn } = myAccountTexts.value;
  const { product } = texts.value;
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title]);
  return (
    <OnlyFor isAllowed={session.value !== undefined} title={title} hint={onlyLoggedIn}>
      <h1>{title}</h1>
      <div class="cards">
        <AccountDetails />
        <OpenSessions />
        <ChangePassword />
        <StoredData />
        <CloseAccount />
      </div>
    </OnlyFor>
  );
}
