import { createHash } from 'node:crypto';

/** The parts of a machine tag; all null for a plain one. */
export interface MachineTag {
  readonly namespace: string | null;
  readonly predicate: string | null;
  readonly value: string | null;
}

const plainTag: MachineTag = { namespace: null, predicate: null, value: null };

/**
 * Reads `namespace:predicate`, `namespace:predicate="value"` and `namespace:predicate=value` as MISP taxonomies and
 * galaxies write them. A web address, a time or a sentence with a colon is a plain tag.
 */
export function machineTag(name: string): MachineTag {
  const parts = /^([a-z0-9][\w.-]*):([^\s:="/][^:="]*)(?:=(?:"([^"]*)"|([^\s"]+)))?$/i.exec(name);
  if (!parts || /^[0-9]+$/.test(parts[1] ?? '')) return plainTag;
  return { namespace: parts[1] ?? null, predicate: parts[2] ?? null, value: parts[3] ?? parts[4] ?? null };
}

/** The Traffic Light Protocol says its own colours; these are the ones of the MISP taxonomy `tlp`. */
const trafficLights: Readonly<Record<string, string>> = {
  'tlp:red': '#cc0033',
  'tlp:amber': '#ffc000',
  'tlp:amber+strict': '#ffc000',
  'tlp:green': '#339900',
  'tlp:clear': '#ffffff',
  'tlp:white': '#ffffff',
};

/** A colour that follows from the name: the same name has the same colour everywhere. `#rrggbb`. */
export function colourOf(name: string): string {
  const known = name.toLowerCase();
  return (Object.hasOwn(trafficLights, known) ? trafficLights[known] : undefined) ?? computedColour(known);
}

function computedColour(name: string): string {
  const [hue = 0, saturation = 0, lightness = 0] = createHash('sha256').update(name).digest();
  return hslToHex((hue / 255) * 360, 45 + (saturation / 255) * 25, 38 + (lightness / 255) * 14);
}

function hslToHex(hue: number, saturation: number, lightness: number): string {
  const l = lightness / 100;
  const a = (saturation / 100) * Math.min(l, 1 - l);
  const channel = (n: number): string => {
    const k = (n + hue / 30) % 12;
    const value = l - a * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(255 * value)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
