/** Passes of tickets for phones, where the operator has set up a wallet. */
import { useEffect, useState } from 'preact/hooks';
import { type BookingRef, readApplePass, readGooglePass } from '../../api/one-booking.ts';
import { saveFile } from '../../parts/save-file.ts';
import { bookingTexts } from '../../texts/booking-texts.ts';
import type { Ticket } from './ticket-list.tsx';

/** Which wallets the operator has set up. */
export type Passes = { apple: boolean; google: boolean };

/** @returns the wallets that there are, asked for once with the first ticket that has a code. */
export function usePasses(ref: BookingRef, tickets: Ticket[]): Passes {
  const [passes, setPasses] = useState<Passes>({ apple: false, google: false });
  const first = tickets.find(({ code }) => code !== undefined)?.number;
  useEffect(() => {
    if (first === undefined) return;
    const ask = async () => {
      const [apple, google] = await Promise.all([
        readApplePass(ref, first).catch(() => undefined),
        readGooglePass(ref, first).catch(() => undefined),
      ]);
      setPasses({ apple: apple !== undefined, google: google !== undefined });
    };
    ask();
  }, [first === undefined]);
  return passes;
}

type Props = { own: BookingRef; number: number; passes: Passes };

export function PassButtons({ own, number, passes }: Props) {
  const { ticket: text } = bookingTexts.value;
  const saveApple = async () => {
    const pass = await readApplePass(own, number).catch(() => undefined);
    if (pass !== undefined) saveFile(pass, `ticket-${number}.pkpass`);
  };
  const saveGoogle = async () => {
    const address = await readGooglePass(own, number).catch(() => undefined);
    if (address !== undefined) location.assign(address);
  };
  return (
    <>
      {passes.apple && (
        <button type="button" class="quiet" onClick={saveApple}>
          {text.apple}
        </button>
      )}
      {passes.google && (
        <button type="button" class="quiet" onClick={saveGoogle}>
          {text.google}
        </button>
      )}
    </>
  );
}
