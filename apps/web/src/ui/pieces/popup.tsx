import { type ReactNode, useEffect, useId } from 'react';
import { Icon } from './icon.js';
import type { IconName } from './icons.js';
import { useDisclosure } from './use-disclosure.js';

interface PopupProps {
  /** Name of button and panel. */
  readonly label: string;
  /** What the button shows beside its icon. */
  readonly content?: ReactNode;
  readonly icon?: IconName;
  readonly className?: string;
  readonly align?: 'start' | 'end';
  readonly defaultOpen?: boolean;
  readonly onClose?: () => void;
  readonly children: ReactNode | ((close: () => void) => ReactNode);
}

/** A button with a small panel under it. Escape and a press outside close it; focus goes to its first control. */
export function Popup({
  label,
  content,
  icon,
  className = 'btn-plain',
  align = 'start',
  defaultOpen,
  onClose,
  children,
}: PopupProps) {
  const id = useId();
  const { open, button, panel, close, buttonProps } = useDisclosure(align, defaultOpen, onClose);
  useEffect(() => {
    if (!open || panel.current?.contains(document.activeElement)) return;
    const first = panel.current?.querySelector<HTMLElement>('input, select, textarea, a[href], button');
    (first ?? panel.current)?.focus({ preventScroll: true });
  }, [open, panel]);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`btn ${className}${open ? ' active' : ''}`}
        aria-label={label}
        aria-haspopup="dialog"
        aria-controls={open ? id : undefined}
        title={content === undefined && icon ? label : undefined}
        {...buttonProps}
      >
        {icon ? <Icon name={icon} /> : null}
        {content}
      </button>
      {open ? (
        <div ref={panel} id={id} popover="manual" className="floating" role="dialog" aria-label={label} tabIndex={-1}>
          {typeof children === 'function' ? children(close) : children}
        </div>
      ) : null}
    </>
  );
}
