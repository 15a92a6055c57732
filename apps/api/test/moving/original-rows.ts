import { hashSync } from '@node-rs/bcrypt';
import type { Connection } from 'mysql2/promise';

/** Some moment. */
export const day = (n: number): Date => new Date(Date.UTC(2023, 0, 1 + (n % 700), 12, n % 60, 30));
/** A hash as PHP writes it. */
export const php = (secret: string): string => hashSync(secret, { cost: 10, version: '2y' });

/** What the community holds that specs speak of. */
export const there = {
  organisations: 1200,
  people: 900,
  password: 'Correct-Horse-9 battery',
  key: 'Ab3dEfGh1jKlMn0pQrStUvWxYz0123456789WXYZ',
  expiredKey: 'zz3dEfGh1jKlMn0pQrStUvWxYz0123456789zzzz',
  broodKey: 'b'.repeat(40),
  toolKey: 'm'.repeat(40),
  peersKey: 'p'.repeat(40),
  templateUuid: '11111111-2222-4333-8444-555555555555',
} as const;

type Row = readonly unknown[];

/** Puts rows into a table. */
export async function fill(to: Connection, table: string, columns: string, rows: readonly Row[]): Promise<void> {
  for (let at = 0; at < rows.length; at += 500)
    await to.query(`insert into ${table} (${columns}) values ?`, [rows.slice(at, at + 500)]);
}
