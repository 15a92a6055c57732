import { type ReactNode, useRef, useState } from 'react';
import Dropdown from 'react-bootstrap/Dropdown';
import { Icon } from './icon.js';
import type { IconName } from './icons.js';

interface PopupProps {
  /** Name of button and panel. */
  readonly label: string;
  /** What the button shows; default the label. */
  readonly content?: ReactNode;
  readonly icon?: IconName;
  readonly className?: string;
  readonly align?: 'start' | 'end';
  readonly defaultOpen?: boolean;
  readonly onClose?: () => void;
  readonly children: ReactNode | ((close: () => void) => ReactNode);
}

/** A button with a small panel under it. Escape and a click outside close it; focus goes to its first field. */
export function Popup({ label, content, icon, className = 'btn-plain', align = 'start', defaultOpen = false, onClose, children }: PopupProps) {
  const [open, setOpen] = useState(defaultOpen);
  const toggle = useRef<HTMLButtonElement>(null);
  const change = (next: boolean) => {
    setOpen(next);
    if (!next) onClose?.();
  };
  const close = () => {
    change(false);
    toggle.current?.focus();
  };
  return (
    <Dropdown show={open} onToggle={change} autoClose="outside" align={align} className="popup">
      <Dropdown.Toggle as="button" type="button" ref={toggle} bsPrefix={`btn ${className}`} aria-label={label} title={content === undefined && icon ? label : undefined} aria-haspopup="dialog">
        {icon ? <Icon name={icon} /> : null}
        {content}
      </Dropdown.Toggle>
      {open ? (
        <Dropdown.Menu as={PopupPanel} label={label}>
          {typeof children === 'function' ? children(close) : children}
        </Dropdown.Menu>
      ) : null}
    </Dropdown>
  );
}

interface PopupPanelProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly className?: string;
  readonly ref?: React.Ref<HTMLDivElement>;
  readonly style?: React.CSSProperties;
}

function PopupPanel({ label, children, ref, className, style, ...rest }: PopupPanelProps) {
  return (
    <div {...passed(rest)} ref={ref} style={style} className={`${className ?? ''} popup-panel`} role="dialog" aria-label={label}>
      {children}
    </div>
  );
}

/** Of what the menu hands down, only what a plain element understands. */
function passed(rest: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(rest).filter(([key]) => key.startsWith('data-') || key.startsWith('x-')));
}
