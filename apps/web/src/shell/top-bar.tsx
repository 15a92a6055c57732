import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { may, onLive } from '../api/index.js';
import { Star } from '../parts/bookmarks/star.js';
import { useInstance } from '../parts/instance/instance.js';
import { text } from '../text/en.js';
import { Icon, type Notice, Popup, printedKeys, RelativeTime, type Theme, themes, useTheme } from '../ui/index.js';
import { Crumbs } from './crumbs.js';
import type { Contributions } from './features.js';
import { ProviderAccountLink } from './provider-account-link.js';

/** Who is signed in, as the frame shows it. */
export interface Person {
  readonly name: string;
  readonly role: string;
  readonly organisation: string | null;
}

interface TopBarProps {
  readonly person: Person;
  /** Name of the side-bar's group this page belongs to. */
  readonly group: string;
  readonly notices: Contributions['notices'];
  readonly onMenu: () => void;
  readonly onSearch: () => void;
  readonly onKeys: () => void;
  readonly onSignOut: () => void;
}

/** Breadcrumb, the way to search, what waits, and the account. */
export function TopBar({ person, group, notices, onMenu, onSearch, onKeys, onSignOut }: TopBarProps) {
  return (
    <header className="top-bar">
      <button type="button" className="btn btn-ghost btn-icon phone-only" aria-label={text.shell.menu} onClick={onMenu}>
        <Icon name="list" />
      </button>
      <Crumbs group={group} />
      <button
        type="button"
        className="search-opener"
        aria-label={text.shell.search}
        aria-keyshortcuts="Meta+K Control+K"
        onClick={onSearch}
      >
        <Icon name="search" />
        <span>{text.shell.search}</span>
        <kbd aria-hidden>{printedKeys('mod+k')}</kbd>
      </button>
      <Star />
      <Bell notices={notices} />
      <ProfileMenu person={person} onKeys={onKeys} onSignOut={onSignOut} />
    </header>
  );
}

function Bell({ notices }: { readonly notices: Contributions['notices'] }) {
  const waiting = useNotices(notices);
  return (
    <Popup
      label={text.shell.bell(waiting.length)}
      icon="bell"
      className="btn-ghost btn-icon bell"
      align="end"
      content={waiting.length > 0 ? <span className="bell-count tabular">{waiting.length}</span> : undefined}
    >
      {(close) => (
        <div className="notices">
          <div className="menu-heading">{text.shell.bellTitle}</div>
          {waiting.length === 0 ? <p className="muted">{text.shell.bellEmpty}</p> : null}
          {waiting.map((notice) => (
            <Link
              key={notice.id}
              to={notice.to}
              className="menu-line"
              data-tone={notice.tone}
              onClick={() => seen(notice, close)}
            >
              <span>{notice.title}</span>
              <span className="muted">
                <RelativeTime at={notice.at} />
              </span>
            </Link>
          ))}
          <Link to="/notifications/index" className="menu-line" onClick={close}>
            {text.shell.bellAll}
          </Link>
        </div>
      )}
    </Popup>
  );
}

function seen(notice: Notice, close: () => void): void {
  notice.onSeen?.();
  close();
}

function useNotices(sources: Contributions['notices']): readonly Notice[] {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  useEffect(() => {
    if (sources.length === 0) return;
    const control = new AbortController();
    const ask = async () => {
      // a source that does not answer has nothing to show
      const answers = await Promise.all(sources.map((source) => source(control.signal).catch(() => [])));
      if (!control.signal.aborted) setNotices(answers.flat().sort((a, b) => b.at.localeCompare(a.at)));
    };
    void ask();
    const timer = setInterval(() => document.hidden || void ask(), 60_000);
    const stop = onLive('notification', () => void ask());
    return () => {
      stop();
      control.abort();
      clearInterval(timer);
    };
  }, [sources]);
  return notices;
}

/** First letters of a name: "Alice Ibsen" → AI. */
export const initials = (name: string): string =>
  name
    .split(/[\s._@-]+/)
    .filter((word) => word !== '')
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? '')
    .join('');

interface ProfileMenuProps {
  readonly person: Person;
  readonly onKeys: () => void;
  readonly onSignOut: () => void;
}

function ProfileMenu({ person, onKeys, onSignOut }: ProfileMenuProps) {
  return (
    <Popup label={text.shell.profile(person.name)} content={initials(person.name)} className="avatar" align="end">
      {(close) => (
        <div className="profile-menu">
          <div className="profile-name">
            <strong className="cut">{person.name}</strong>
            <span className="muted cut">{[person.role, person.organisation].filter(Boolean).join(' · ')}</span>
          </div>
          <hr />
          <Link to="/users/settings" className="menu-line" onClick={close}>
            <Icon name="person-gear" /> {text.shell.account}
          </Link>
          <ProviderAccountLink />
          <ThemeChoice />
          <button
            type="button"
            className="menu-line"
            onClick={() => {
              close();
              onKeys();
            }}
          >
            <Icon name="keyboard" /> {text.shell.keys}
            <kbd className="hint">?</kbd>
          </button>
          <hr />
          <button type="button" className="menu-line" onClick={onSignOut}>
            <Icon name="box-arrow-right" /> {text.shell.signOut}
          </button>
          <Version onGo={close} />
        </div>
      )}
    </Popup>
  );
}

/** Which release runs here; whoever runs the instance goes on to its state from here (FEATURES INS-08). */
function Version({ onGo }: { readonly onGo: () => void }) {
  const instance = useInstance();
  if (!instance) return null;
  const words = text.shell.version(instance.version);
  return may('instance:manage') ? (
    <Link to="/instance/diagnostics" className="menu-line muted" onClick={onGo}>
      {words}
    </Link>
  ) : (
    <p className="menu-line muted mb-0">{words}</p>
  );
}

const themeIcons = { light: 'sun', dark: 'moon-stars', auto: 'circle-half' } as const satisfies Record<Theme, string>;

function ThemeChoice() {
  const [theme, choose] = useTheme();
  return (
    <div className="theme-choice" role="radiogroup" aria-label={text.shell.theme}>
      {themes.map((one) => (
        <label key={one} title={text.shell.themes[one]} data-chosen={one === theme || undefined}>
          <input
            type="radio"
            className="visually-hidden"
            name="theme"
            checked={one === theme}
            onChange={() => choose(one)}
          />
          <Icon name={themeIcons[one]} />
          <span>{one === 'auto' ? text.shell.auto : text.shell.themes[one]}</span>
        </label>
      ))}
    </div>
  );
}
