import { type KeyboardEvent, type ReactNode, useEffect, useId } from 'react';
import { Icon } from './icon.js';
import type { IconName } from './icons.js';
import { useDisclosure } from './use-disclosure.js';

interface MenuProps {
  readonly label: string;
  readonly icon: IconName;
  readonly className: string;
  /** Elements with `role="menuitem"`. */
  readonly children: ReactNode;
}

/** A button with a menu under it (ARIA menu button): arrows, Home, End and first letters move, Escape and Tab close. */
export function Menu({ label, icon, className, children }: MenuProps) {
  const id = useId();
  const { open, button, panel, close, buttonProps } = useDisclosure('end');
  const items = () => [...(panel.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
  useEffect(() => {
    if (open) panel.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
  }, [open, panel]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return close();
    const target = nextItem(items(), event.key);
    if (!target) return;
    event.preventDefault();
    event.stopPropagation();
    target.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`${className}${open ? ' active' : ''}`}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-controls={open ? id : undefined}
        {...buttonProps}
      >
        <Icon name={icon} />
      </button>
      {open ? (
        <div
          ref={panel}
          id={id}
          popover="manual"
          className="floating"
          role="menu"
          aria-label={label}
          tabIndex={-1}
          onKeyDown={onKeyDown}
          onClick={close}
        >
          {children}
        </div>
      ) : null}
    </>
  );
}

/** The item a key leads to from the focused one. */
function nextItem(items: readonly HTMLElement[], key: string): HTMLElement | undefined {
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (key === 'ArrowDown') return items[(at + 1) % items.length];
  if (key === 'ArrowUp') return items[(at - 1 + items.length) % items.length];
  if (key === 'Home') return items[0];
  if (key === 'End') return items.at(-1);
  if (key.length !== 1 || key === ' ') return undefined;
  const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return after.find((item) => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()));
}
