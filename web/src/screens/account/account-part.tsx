/** One part of the screen of the account, under its title. */
import type { ComponentChildren } from 'preact';

export const AccountPart = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <section class="card">
    <h2>{title}</h2>
    {children}
  </section>
);
