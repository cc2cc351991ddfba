/** What somebody types into a form that shows what is stored, and has not been saved yet. */
import { useEffect, useRef, useState } from 'preact/hooks';

/**
 * @param stored what the form shows where nobody has typed. `tag`: another one for each state of it.
 * @returns `values`: what the form shows. `sending` is told what is sent: that is forgotten once another state is there, and
 *   what was typed meanwhile stays.
 */
export function useTyped<Values extends Record<string, string>>(stored: Values, tag: string) {
  const [typed, setTyped] = useState<Partial<Values>>({});
  const sent = useRef<Partial<Values>>({});
  useEffect(() => {
    const isLater = ([name, value]: [string, unknown]) => value !== sent.current[name];
    setTyped((past) => Object.fromEntries(Object.entries(past).filter(isLater)) as Partial<Values>);
    sent.current = {};
  }, [tag]);
  return {
    values: { ...stored, ...typed } as Values,
    change: (part: Partial<Values>) => setTyped((past) => ({ ...past, ...part })),
    sending: (values: Values) => {
      sent.current = values;
    },
  };
}
