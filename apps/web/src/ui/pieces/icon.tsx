import { type IconName, icons } from './icons.js';

const drawings = new Map<IconName, string>();

/** The paths inside an icon's `<svg>`, cut out once. */
function drawingOf(name: IconName): string {
  const known = drawings.get(name);
  if (known !== undefined) return known;
  const raw: string = icons[name];
  const inner = raw.slice(raw.indexOf('>') + 1, raw.lastIndexOf('</svg>'));
  drawings.set(name, inner);
  return inner;
}

interface IconProps {
  readonly name: IconName;
  /** Said aloud; without it the icon is decoration. */
  readonly label?: string;
  readonly className?: string;
}

/** One icon in the colour and size of the text around it. The drawings are our own build's files, not input. */
export function Icon({ name, label, className }: IconProps) {
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg
      {...named}
      className={className ? `icon ${className}` : 'icon'}
      viewBox="0 0 16 16"
      fill="currentColor"
      focusable="false"
      dangerouslySetInnerHTML={{ __html: drawingOf(name) }}
    />
  );
}
