/** Where an admin begins: what there is to look after. */
import { addressOf, type ScreenProps } from '../../paths.ts';
import { adminTexts } from '../../texts/admin-texts.ts';
import { AdminScreen } from './admin-screen.tsx';

export function AdminStart(_props: ScreenProps) {
  const { title, users, log, docs } = adminTexts.value;
  return (
    <AdminScreen title={title} isStart>
      <ul class="cards tiles">
        <Tile href={addressOf('users')} title={users.title} text={users.about} />
        <Tile href={addressOf('securityLog')} title={log.title} text={log.about} />
        <Tile href="/docs" title={docs.title} text={docs.about} isElsewhere />
      </ul>
    </AdminScreen>
  );
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
