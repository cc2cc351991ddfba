/** The account of the visitor: what it has, where it is logged in, its password, what is stored, and its end. */
import { useEffect, useState } from 'preact/hooks';
import { readPageSettings } from '../../api/page-settings.ts';
import { session } from '../../api/session.ts';
import { OnlyFor } from '../../parts/only-for.tsx';
import type { ScreenProps } from '../../paths.ts';
import { accountTexts } from '../../texts/account-texts.ts';
import { texts } from '../../texts/language.ts';
import { myAccountTexts } from '../../texts/my-account-texts.ts';
import { AccountDetails } from './account-details.tsx';
import { AccountPart } from './account-part.tsx';
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
      {session.value?.idToken === undefined ? (
        <div class="cards">
          <AccountDetails />
          <OpenSessions />
          <ChangePassword />
          <StoredData />
          <CloseAccount />
        </div>
      ) : (
        <div class="cards">
          <KeptElsewhere />
          <StoredData />
        </div>
      )}
    </OnlyFor>
  );
}

/** Of an account that an issuer keeps: who it is here, and where it is changed. */
function KeptElsewhere() {
  const { issuer: text } = accountTexts.value;
  const user = session.value?.user;
  const [host, setHost] = useState('');
  useEffect(() => {
    readPageSettings().then(
      ({ issuer }) => setHost(issuer === null ? '' : new URL(issuer.url).host),
      () => undefined,
    );
  }, []);
  return (
    <AccountPart title={user?.name ?? ''}>
      <p>{user?.email}</p>
      {host !== '' && <p class="muted">{text.kept(host)}</p>}
    </AccountPart>
  );
}
