import type { ReactNode } from 'react';
import Modal from 'react-bootstrap/Modal';

interface RouteDialogProps {
  readonly wide: boolean;
  readonly headingId: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The dialog around a route's page. Loaded with the first one. */
export function RouteDialog({ wide, headingId, onClose, children }: RouteDialogProps) {
  return (
    <Modal
      show
      onHide={onClose}
      onEntered={focusFirstField}
      // a press beside a half-filled form must not throw it away
      backdrop="static"
      size={wide ? 'lg' : undefined}
      aria-labelledby={headingId}
      fullscreen="md-down"
      scrollable
    >
      {children}
    </Modal>
  );
}

/** A dialog opens with the focus on itself; a form is there to be filled in. */
function focusFirstField(): void {
  const dialog = document.activeElement;
  if (!(dialog instanceof HTMLElement) || dialog.getAttribute('role') !== 'dialog') return;
  dialog.querySelector<HTMLElement>('.form-for :is(input, select, textarea):not([type="hidden"], :disabled)')?.focus();
}
