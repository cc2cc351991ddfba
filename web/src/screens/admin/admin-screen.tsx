/** What every admin's screen has: its title, the way back, and whether the visitor may see it. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { isAdmin, session } from '../../api/session.ts';
import { OnlyFor } from '../../parts/only-for.tsx';
import { addressOf } from '../../paths.ts';
import { adminTexts } from '../../texts/admin-texts.ts';
import { texts } from '../../texts/language.ts';

/** `isStart`: the screen that leads to all others. */
type Props = { title: string; isStart?: boolean; children: ComponentChildren };

export function AdminScreen({ title, isStart = false, children }: Props) {
  const admin = adminTexts.value;
  const { product } = texts.value;
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  return (
    <OnlyFor isAllowed={isAdmin(session.value?.user)} title={admin.forAdmins} hint={admin.logInHint}>
      {!isStart && (
        <p class="back">
          <a href={addressOf('admin')}>{admin.title}</a>
        </p>
      )}
      <h1>{title}</h1>
      {children}
    </OnlyFor>
  );
}
