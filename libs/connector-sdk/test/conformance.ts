import { describe, expect, it } from 'vitest';
import { type Connector, faultOf, fieldsOf, sealedKeys } from '../src/index.js';

/** What the sentences need to know of a connector. */
export interface Sample<S> {
  /** Settings it takes, secrets included. */
  readonly settings: S;
}

/** What every connector must keep: one line in its spec, `describeConnector(connector, { settings })`. */
export function describeConnector<S, O>(connector: Connector<S, O>, { settings }: Sample<S>): void {
  describe(`the connector ${connector.id}`, () => {
    it('is whole', () => {
      expect(faultOf(connector)).toBeNull();
      expect(connector.description).not.toBe('');
    });

    it('takes its sample settings and refuses blank ones', () => {
      expect(connector.settings.safeParse(settings).success).toBe(true);
      expect(connector.settings.safeParse({}).success).toBe(false);
    });

    it('asks at the address of its settings, and marks what is secret', () => {
      const { url, headers = {} } = connector.address(connector.settings.parse(settings));
      expect(URL.canParse(url)).toBe(true);
      const open = Object.entries(settings as Record<string, unknown>).filter(
        ([key]) => !sealedKeys(connector.settings).includes(key),
      );
      for (const [key, value] of open)
        if (typeof value === 'string' && value.length > 8)
          expect([key, Object.values(headers).some((header) => header.includes(value))]).toEqual([key, false]);
    });

    it.each(connector.actions.map((action) => [action.id, action] as const))('describes %s', (_id, action) => {
      expect(action.title).not.toBe('');
      expect(() => fieldsOf(action.params)).not.toThrow();
      if (action.kind === 'table') expect([action.risk, action.columns.length > 0]).toEqual(['read', true]);
      const named =
        action.kind === 'table'
          ? [...(action.rowActions ?? []), ...(action.selectionActions ?? [])].map((one) => one.action)
          : [];
      for (const id of named) expect(connector.actions.map((one) => one.id)).toContain(id);
    });
  });
}
export { type LentHandshake, type LentHost, type LentTool, lendHandshake, lendHost, lendTool } from './bench.js';
