import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { text } from '../../text/en.js';
import { ModalLink } from '../overlay/modal-route.js';
import { Icon } from './icon.js';
import type { IconName } from './icons.js';
import { Menu } from './menu.js';

/** Something one can do: a place to go (`to`), a file to fetch (`href`) or an act (`onSelect`). */
export interface Action {
  /** A verb with its object. */
  readonly label: string;
  readonly icon?: IconName;
  readonly to?: string;
  /** Opens `to` as a dialog over the page. */
  readonly modal?: boolean;
  /** An address outside the router, such as a download. */
  readonly href?: string;
  readonly onSelect?: () => void;
  readonly tone?: 'danger';
  /** The one primary button of a page. */
  readonly primary?: boolean;
  /** Stands in the ⋯ menu instead of beside the others. */
  readonly menu?: boolean;
  /** Why it cannot be done now; shown on hover, and it does nothing. */
  readonly unavailable?: string;
  /** One key that does it on this page (record) or for the current row (list). */
  readonly hotkey?: string;
}

interface ActionButtonProps {
  readonly action: Action;
  /** `icon`: the drawing alone, named for screen readers and on hover. */
  readonly look?: 'primary' | 'plain' | 'ghost' | 'icon';
  readonly small?: boolean;
  /** -1 keeps it out of the Tab order; it can still be reached by other keys. */
  readonly tabIndex?: number;
}

/** A button or a link that looks like one, whichever the action is. */
export function ActionButton({ action, look = 'plain', small = false, tabIndex }: ActionButtonProps) {
  const isIcon = look === 'icon';
  const kind = isIcon
    ? 'btn-ghost btn-icon'
    : look === 'primary'
      ? action.tone
        ? 'btn-danger'
        : 'btn-primary'
      : `btn-${look}`;
  const className = `btn ${kind}${small ? ' btn-sm' : ''}${action.tone && look !== 'primary' ? ' is-danger' : ''}`;
  const named = { tabIndex, ...(isIcon ? { 'aria-label': action.label, title: action.label } : {}) };
  const inner = (
    <>
      {action.icon ? <Icon name={action.icon} /> : null}
      {isIcon ? null : <span>{action.label}</span>}
    </>
  );
  if (action.unavailable !== undefined) {
    return (
      <button type="button" className={className} {...named} aria-disabled title={action.unavailable}>
        {inner}
      </button>
    );
  }
  return <Doer action={action} className={className} named={named} inner={inner} />;
}

interface DoerProps {
  readonly action: Action;
  readonly className: string;
  readonly named: Readonly<Record<string, string | number | undefined>>;
  readonly inner: ReactNode;
}

function Doer({ action, className, named, inner }: DoerProps) {
  if (action.to !== undefined) {
    const Anchor = action.modal ? ModalLink : Link;
    return (
      <Anchor to={action.to} className={className} onClick={action.onSelect} {...named}>
        {inner}
      </Anchor>
    );
  }
  if (action.href !== undefined) {
    return (
      <a href={action.href} className={className} onClick={action.onSelect} {...named}>
        {inner}
      </a>
    );
  }
  return (
    <button type="button" className={className} onClick={action.onSelect} {...named}>
      {inner}
    </button>
  );
}

interface ActionMenuProps {
  readonly label?: string;
  readonly actions: readonly Action[];
  /** What is on the button; default the three dots. */
  readonly icon?: IconName;
  readonly small?: boolean;
  readonly ghost?: boolean;
}

/** The ⋯ menu. */
export function ActionMenu({
  label = text.more,
  actions,
  icon = 'three-dots',
  small = false,
  ghost = false,
}: ActionMenuProps) {
  return (
    <Menu
      label={label}
      icon={icon}
      className={`btn btn-icon ${ghost ? 'btn-ghost' : 'btn-plain'}${small ? ' btn-sm' : ''}`}
    >
      {actions.map((action) => (
        <ActionItem key={action.label} action={action} />
      ))}
    </Menu>
  );
}

function ActionItem({ action }: { readonly action: Action }) {
  const inner = (
    <>
      {action.icon ? <Icon name={action.icon} /> : null}
      <span>{action.label}</span>
      {action.hotkey ? <kbd className="hint">{action.hotkey}</kbd> : null}
    </>
  );
  const className = `menu-line${action.tone ? ' is-danger' : ''}`;
  if (action.unavailable !== undefined) {
    return (
      <button
        type="button"
        role="menuitem"
        tabIndex={-1}
        className={className}
        aria-disabled
        title={action.unavailable}
        onClick={(event) => event.stopPropagation()}
      >
        {inner}
      </button>
    );
  }
  return <Doer action={action} className={className} named={{ role: 'menuitem', tabIndex: -1 }} inner={inner} />;
}

interface ActionBarProps {
  readonly actions: readonly Action[];
  /** When no action says `primary`, the first is. */
  readonly firstIsPrimary?: boolean;
}

/** The actions of a page, top right: buttons, then the ⋯ menu, the primary one last. */
export function ActionBar({ actions, firstIsPrimary = false }: ActionBarProps) {
  if (actions.length === 0) return null;
  const beside = actions.filter((action) => !action.menu);
  const primary = beside.find((action) => action.primary) ?? (firstIsPrimary ? beside[0] : undefined);
  const menu = actions.filter((action) => action.menu);
  return (
    <div className="action-bar">
      {beside
        .filter((action) => action !== primary)
        .map((action) => (
          <ActionButton key={action.label} action={action} />
        ))}
      {primary ? <ActionButton action={primary} look="primary" /> : null}
      {menu.length > 0 ? <ActionMenu actions={menu} /> : null}
    </div>
  );
}
