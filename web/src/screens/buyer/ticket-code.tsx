/** The QR codes of tickets, as pictures that the service draws, or as text where it draws none. */
import { type Signal, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { pictureOf } from '../../api/kept-offline.ts';
import type { BookingRef } from '../../api/one-booking.ts';
import { bookingTexts } from '../../texts/booking-texts.ts';
import type { Ticket } from './ticket-list.tsx';

/** Pictures are loaded when they are about this close to the window: a booking may have 97 tickets. */
const LOAD_AHEAD = '600px';
const DRAWN_SIZE = 220;

/** Addresses of pictures by code; `none` if the code is not drawn. */
export type QrCodes = { ref: BookingRef; pictures: Map<string, Signal<string | undefined>> };

/** @returns the pictures of a booking's tickets, which are forgotten with their tickets. */
export function useQrCodes(ref: BookingRef, tickets: Ticket[]): QrCodes {
  const codes = useRef<QrCodes>({ ref, pictures: new Map() });
  const forget = (isKept: (code: string) => boolean) => {
    const { pictures } = codes.current;
    for (const [code, { value }] of pictures) {
      if (isKept(code)) continue;
      if (value !== undefined && value !== 'none') URL.revokeObjectURL(value);
      pictures.delete(code);
    }
  };
  useEffect(() => {
    const kept = new Set(tickets.map(({ code }) => code));
    forget((code) => kept.has(code));
  }, [tickets]);
  useEffect(() => () => forget(() => false), []);
  return codes.current;
}

type Props = { codes: QrCodes; number: number; code: string };

export function QrCode({ codes: { ref, pictures }, number, code }: Props) {
  const place = useRef<HTMLDivElement>(null);
  if (!pictures.has(code)) pictures.set(code, signal(undefined));
  const picture = pictures.get(code) ?? signal(undefined);
  const { value: address } = picture;
  useEffect(() => {
    if (address !== undefined || place.current === null) return;
    const observer = new IntersectionObserver(
      async (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        const drawn = await pictureOf(ref, number, code).catch(() => undefined);
        picture.value = drawn === undefined ? 'none' : URL.createObjectURL(drawn);
      },
      { rootMargin: LOAD_AHEAD },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [address]);
  if (address === 'none') return <code>{code}</code>;
  return (
    <div class="qr" ref={place}>
      {address && (
        <img
          src={address}
          alt={bookingTexts.value.ticket.qr(number)}
          width={DRAWN_SIZE}
          height={DRAWN_SIZE}
        />
      )}
    </div>
  );
}
