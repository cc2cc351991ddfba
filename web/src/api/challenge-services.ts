/**
 * The services that show a challenge in a widget of theirs. Their script is loaded when an event asks for it: before that the
 * browser of a visitor tells them nothing. `web/serving.ts` has what the content policy allows them.
 */
import type { WidgetChallenge } from './book.ts';

type Options = {
  sitekey: string;
  callback: (token: string) => void;
  'error-callback': () => void;
  [option: string]: unknown;
};
type Widgets = { render: (place: HTMLElement, options: Options) => string; remove: (widget: string) => void };
type Provider = WidgetChallenge['provider'];

/** `language`: what each calls the option for the language of its widget. Both names of the scripts' object are global. */
const SERVICES = {
  turnstile: {
    name: 'Cloudflare Turnstile',
    script: 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit',
    language: 'language',
    wide: 'flexible',
  },
  hcaptcha: {
    name: 'hCaptcha',
    script: 'https://js.hcaptcha.com/1/api.js?render=explicit&recaptchacompat=off',
    language: 'hl',
    wide: 'normal',
  },
} as const satisfies Record<Provider, object>;

/** Their ordinary widgets are as wide, and do not fit a narrower place. */
const WIDE_PIXELS = 304;

/** The function that a script calls once its widgets can be shown. */
const READY = 'boxofficeChallengeReady';

const globals = globalThis as typeof globalThis &
  Partial<Record<Provider, Widgets>> & { [READY]?: () => void };

export const serviceName = (provider: Provider): string => SERVICES[provider].name;

/** @throws if the script does not come: there is no connection, or the browser keeps it out. */
function loadWidgets(provider: Provider): Promise<Widgets> {
  const loaded = globals[provider];
  if (loaded !== undefined) return Promise.resolve(loaded);
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = `${SERVICES[provider].script}&onload=${READY}`;
    globals[READY] = () => {
      const widgets = globals[provider];
      if (widgets !== undefined) resolve(widgets);
    };
    script.onerror = () => {
      script.remove();
      reject(new Error(`The script of ${provider} did not load.`));
    };
    document.head.append(script);
  });
}

type Show = { place: HTMLElement; challenge: WidgetChallenge; language: string };

/**
 * Shows the widget. @returns what removes it.
 * @throws if the script of the service does not come
 */
export async function showWidget(
  { place, challenge: { provider, siteKey, action }, language }: Show,
  { solved, failed }: { solved: (token: string) => void; failed: () => void },
): Promise<() => void> {
  const widgets = await loadWidgets(provider);
  const service = SERVICES[provider];
  const widget = widgets.render(place, {
    sitekey: siteKey,
    size: place.clientWidth < WIDE_PIXELS ? 'compact' : service.wide,
    [service.language]: language,
    ...(action !== undefined && { action }),
    callback: solved,
    'error-callback': failed,
  });
  return () => widgets.remove(widget);
}
