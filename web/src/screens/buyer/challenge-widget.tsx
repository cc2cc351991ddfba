/** The challenge of a service, which the visitor solves in the widget of that service before the booking is made. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { OrderProgress } from '../../api/book.ts';
import { serviceName, showWidget } from '../../api/challenge-services.ts';
import { Notice } from '../../parts/form.tsx';
import { bookTexts } from '../../texts/book-texts.ts';
import { language } from '../../texts/chosen-language.ts';
import { texts } from '../../texts/language.ts';

type Props = Omit<Extract<OrderProgress, { kind: 'asking' }>, 'kind'>;

export function ChallengeWidget({ challenge, wasRefused, solved }: Props) {
  const { challenge: text } = bookTexts.value;
  const place = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  const [tries, setTries] = useState(0);
  const service = serviceName(challenge.provider);
  useEffect(() => heading.current?.focus(), [challenge]);
  useEffect(() => {
    let isShown = true;
    let remove = () => {};
    const failed = () => isShown && setState('failed');
    const show = async () => {
      if (place.current === null) return;
      setState('loading');
      const widget = { place: place.current, challenge, language: language.value };
      const hide = await showWidget(widget, { solved, failed });
      if (!isShown) return hide();
      remove = hide;
      setState('shown');
    };
    show().catch(failed);
    return () => {
      isShown = false;
      remove();
    };
  }, [challenge, tries]);
  return (
    <section class="card challenge">
      <h2 tabIndex={-1} ref={heading}>
        {text.title}
      </h2>
      {wasRefused && <Notice kind="bad">{text.refused}</Notice>}
      <p>{text.text(service)}</p>
      <div ref={place} />
      {state === 'loading' && <p role="status">{texts.value.loading}</p>}
      {state === 'failed' && (
        <Notice kind="bad">
          <p>{text.failed(service)}</p>
          <button type="button" onClick={() => setTries((past) => past + 1)}>
            {texts.value.retry}
          </button>
        </Notice>
      )}
    </section>
  );
}
