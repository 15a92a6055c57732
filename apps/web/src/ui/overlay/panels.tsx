import { type ReactNode, useId } from 'react';
import BootstrapModal from 'react-bootstrap/Modal';
import Offcanvas from 'react-bootstrap/Offcanvas';
import { text } from '../../text/en.js';

interface PanelProps {
  readonly title: string;
  readonly show: boolean;
  readonly onClose: () => void;
  readonly wide?: boolean;
  readonly foot?: ReactNode;
  readonly children: ReactNode;
}

/** A dialog held by state instead of the address: for choosing and showing; a form has its own route. */
export function Modal({ title, show, onClose, wide, foot, children }: PanelProps) {
  const id = useId();
  return (
    <BootstrapModal
      show={show}
      onHide={onClose}
      size={wide ? 'lg' : undefined}
      aria-labelledby={id}
      fullscreen="md-down"
      scrollable
    >
      <BootstrapModal.Header closeButton closeLabel={text.close}>
        <BootstrapModal.Title as="h2" id={id}>
          {title}
        </BootstrapModal.Title>
      </BootstrapModal.Header>
      <BootstrapModal.Body>{children}</BootstrapModal.Body>
      {foot ? <BootstrapModal.Footer>{foot}</BootstrapModal.Footer> : null}
    </BootstrapModal>
  );
}

/** A panel at the side, over the page: for looking at something without leaving the list. */
export function Sheet({ title, show, onClose, foot, children }: PanelProps) {
  const id = useId();
  return (
    <Offcanvas show={show} onHide={onClose} placement="end" aria-labelledby={id}>
      <Offcanvas.Header closeButton closeLabel={text.close}>
        <Offcanvas.Title as="h2" id={id}>
          {title}
        </Offcanvas.Title>
      </Offcanvas.Header>
      <Offcanvas.Body>{children}</Offcanvas.Body>
      {foot ? <div className="sheet-foot">{foot}</div> : null}
    </Offcanvas>
  );
}
