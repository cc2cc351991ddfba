/** Where an admin begins: what there is to look after. */
import { useEffect, useState } from 'preact/hooks';
import { MAILBOX_PATH } from '../../page-paths.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { adminTexts } from '../../texts/admin-texts.ts';
import { AdminScreen } from './admin-screen.tsx';

export function AdminStart(_props: ScreenProps) {
  const { title, users, log, limits, docs, mailbox } = adminTexts.value;
  const mailboxUrl = useMailboxUrl();
  return (
    <AdminScreen title={title} isStart>
      <ul class="cards tiles">
        <Tile href={addressOf('users')} title={users.title} text={users.about} />
        <Tile href={addressOf('securityLog')} title={log.title} text={log.about} />
        <Tile href={addressOf('limits')} title={limits.title} text={limits.about} />
        {mailboxUrl && <Tile href={mailboxUrl} title={mailbox.title} text={mailbox.about} />}
        <Tile href="/docs" title={docs.title} text={docs.about} isElsewhere />
      </ul>
    </AdminScreen>
  );
}

/** The mailbox listens on its machine alone. */
const THIS_MACHINE = ['127.0.0.1', '[::1]', 'localhost'];

/** @returns the address of the page with the mails; undefined where there is none, or none that this browser reaches. */
function useMailboxUrl(): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (THIS_MACHINE.includes(location.hostname)) readMailboxUrl().then(setUrl);
  }, []);
  return url;
}

/** Whoever serves the page as plain files may answer something else than JSON. */
async function readMailboxUrl(): Promise<string | undefined> {
  try {
    const { url } = (await (await fetch(MAILBOX_PATH)).json()) as { url: string | null };
    return url ?? undefined;
  } catch {
    return undefined;
  }
}

/** `isElsewhere`: the link leads out of this page. */
type TileProps = { href: string; title: string; text: string; isElsewhere?: boolean };

const Tile = ({ href, title, text, isElsewhere = false }: TileProps) => (
  <li>
    <article class="card event-card">
      <div>
        <h2>
          <a href={href} target={isElsewhere ? '_top' : undefined}>
            {title}
          </a>
        </h2>
        <p class="muted">{text}</p>
      </div>
    </article>
  </li>
);
