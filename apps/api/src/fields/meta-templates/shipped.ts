import type { MetaTemplateDefinition } from '@cerebrate/contract';
import { shippedTemplates } from '@cerebrate/meta-templates';

const shippedUuids: ReadonlySet<string> = new Set(shippedTemplates.map(({ uuid }) => uuid));

/** Whether this program ships a template of that uuid, in whatever version. */
export const isShipped = (uuid: string): boolean => shippedUuids.has(uuid);

/** The shipped version of a template when it is higher than the one given, else undefined. */
export function shippedNewer({
  uuid,
  templateVersion,
}: {
  readonly uuid: string;
  readonly templateVersion: number;
}): MetaTemplateDefinition | undefined {
  return shippedTemplates.find((one) => one.uuid === uuid && one.version > templateVersion);
}
