/**
 * What the screens of log-in and registering show: their own form where the service keeps the accounts, and the way to the issuer
 * where another one does.
 */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type IssuerSettings, readPageSettings } from '../../api/page-settings.ts';
import { UNANSWERED } from '../../api/problems.ts';
import { keepSession } from '../../api/session.ts';
import { Notice } from '../../parts/form.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { accountTexts } from '../../texts/account-texts.ts';
import { texts } from '../../texts/language.ts';
import { nextPath } from './log-in.tsx';

type Read = { issuer: IssuerSettings } | 'failed' | undefined;

export function OwnAccounts({ children }: { children: VNode }) {
  const [read, setRead] = useState<Read>();
  const start = () => {
    setRead(undefined);
    readPageSettings().then(setRead, () => setRead('failed'));
  };
  useEffect(start, []);
  if (read === undefined || read === 'failed')
    return <NoAnswer problem={read === 'failed' ? UNANSWERED : undefined} again={start} />;
  return read.issuer === null ? children : <AtIssuer issuer={read.issuer} />;
}

function AtIssuer({ issuer }: { issuer: NonNullable<IssuerSettings> }) {
  const { issuer: text, logIn } = accountTexts.value;
  const { query, route } = useLocation();
  const isBack = query['state'] !== undefined;
  const [state, setState] = useState<'ready' | 'busy' | 'failed'>(isBack ? 'busy' : 'ready');
  const { host } = new URL(issuer.url);
  const comeBack = async () => {
    const { comeFromIssuer } = await import('../../api/issuer.ts');
    const { session, next } = await comeFromIssuer(issuer, new URLSearchParams(location.search));
    keepSession(session);
    route(next, true);
  };
  useEffect(() => {
    document.title = `${logIn} · ${texts.value.product}`;
  }, [logIn]);
  useEffect(() => {
    if (isBack) comeBack().catch(() => setState('failed'));
  }, []);
  const leave = async () => {
    if (state === 'busy') return;
    setState('busy');
    const { logInAtIssuer } = await import('../../api/issuer.ts');
    await logInAtIssuer(issuer, nextPath(query['next']));
  };
  return (
    <section class="narrow card">
      <h1>{logIn}</h1>
      {state === 'failed' && <Notice kind="bad">{text.failed(host)}</Notice>}
      {issuer.clientId === null ? (
        <p>{text.notHere(host)}</p>
      ) : (
        <>
          <p>{text.text(host)}</p>
          <div class="buttons">
            <button
              type="button"
              class="primary"
              aria-disabled={state === 'busy'}
              onClick={() => leave().catch(() => setState('failed'))}
            >
              {state === 'busy' ? text.busy : text.now(host)}
            </button>
          </div>
        </>
      )}
    </section>
  );
}
