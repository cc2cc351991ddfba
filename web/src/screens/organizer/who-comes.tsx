/** The bookings of an event: searched, filtered, in an order, and as a file; and what holds up its waitlist. */
import { useEffect } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { SearchField } from '../../parts/search-field.tsx';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import { BookingTable } from './booking-table.tsx';
import { Export } from './export.tsx';
import { ManagersOnly } from './managers-only.tsx';
import { ORDERS, type Search, STATES } from './use-bookings.ts';
import { useTaggedEvent } from './use-tagged-event.ts';
import { WaitlistHold } from './waitlist-hold.tsx';

function readSearch(query: Record<string, string>): Search {
  return {
    words: query['q'] ?? '',
    state: STATES.find((known) => known === query['state']),
    order: ORDERS.find((known) => known === query['order']) ?? 'booked',
  };
}

export function WhoComes(_props: ScreenProps) {
  const { eventId = '' } = useRoute().params;
  return <ManagersOnly eventId={eventId}>{() => <List eventId={eventId} />}</ManagersOnly>;
}

function List({ eventId }: { eventId: string }) {
  const { who } = organizerTexts.value;
  const { query, route } = useLocation();
  const { data } = useTaggedEvent(eventId, false);
  const search = readSearch(query);
  const name = data?.event.name ?? '';
  useEffect(() => {
    document.title = `${who.title(name)} · ${texts.value.product}`;
  }, [name, who]);
  const change = (next: Partial<Search>) => {
    const { words, state, order } = { ...search, ...next };
    const parameters = new URLSearchParams({
      ...(words && { q: words }),
      ...(state && { state }),
      ...(order !== 'booked' && { order }),
    });
    route(`${addressOf('whoComes', { eventId })}${parameters.size > 0 ? `?${parameters}` : ''}`, true);
  };
  return (
    <>
      <p class="back">
        <a href={addressOf('organizedEvent', { eventId })}>{texts.value.back}</a>
      </p>
      <div class="title-row">
        <h1>{who.title(name)}</h1>
        <Export eventId={eventId} />
      </div>
      <WaitlistHold eventId={eventId} />
      <SearchBar search={search} change={change} />
      <BookingTable eventId={eventId} event={data?.event ?? {}} search={search} />
    </>
  );
}

function SearchBar({ search, change }: { search: Search; change: (next: Partial<Search>) => void }) {
  const { who } = organizerTexts.value;
  return (
    <search class="search-bar">
      <SearchField
        label={who.search}
        placeholder={who.searchPlaceholder}
        words={search.words}
        change={(words) => change({ words })}
      />
      <label class="pick">
        {who.state}
        <select
          value={search.state ?? ''}
          onChange={({ currentTarget }) =>
            change({ state: STATES.find((known) => known === currentTarget.value) })
          }
        >
          <option value="">{who.all}</option>
          {STATES.map((state) => (
            <option key={state} value={state}>
              {who.states[state]}
            </option>
          ))}
        </select>
      </label>
      <label class="pick">
        {who.order}
        <select
          value={search.order}
          onChange={({ currentTarget }) =>
            change({ order: ORDERS.find((known) => known === currentTarget.value) ?? 'booked' })
          }
        >
          {ORDERS.map((order) => (
            <option key={order} value={order}>
              {who.orders[order]}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}
