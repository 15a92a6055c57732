import Offcanvas from 'react-bootstrap/Offcanvas';
import { text } from '../text/en.js';
import { type NavigationEntry, useIsPhone } from '../ui/index.js';
import { NamedBrand } from './brand.js';
import { Navigation } from './side-bar.js';

interface DrawerProps {
  readonly entries: readonly NavigationEntry[];
  readonly onClose: () => void;
}

/** The side-bar on a phone. */
export function Drawer({ entries, onClose }: DrawerProps) {
  const isPhone = useIsPhone();
  return (
    <Offcanvas show={isPhone} onHide={onClose} className="drawer" aria-label={text.shell.menu}>
      <Offcanvas.Header closeButton closeLabel={text.close}>
        <NamedBrand narrow={false} />
      </Offcanvas.Header>
      <Offcanvas.Body as="nav" aria-label={text.shell.navigation}>
        <Navigation entries={entries} narrow={false} onGo={onClose} />
      </Offcanvas.Body>
    </Offcanvas>
  );
}
