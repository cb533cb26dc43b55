import { Modal } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly size?: 'md' | 'lg' | 'xl';
  readonly isOpen?: boolean;
  /** Whether Escape, the cross and a click outside close it; a device's question must be answered instead. */
  readonly canLeave?: boolean;
  /** Fills the window and interrupts: for what nobody may overlook. */
  readonly isStop?: boolean;
  /** Above other dialogs. */
  readonly isOnTop?: boolean;
  readonly children: ReactNode;
}

/** A dialog with one title, focus kept inside and given back afterwards. */
export function Dialog(props: DialogProps) {
  const { title, onClose, size = 'md', isOpen = true, canLeave = true, isStop = false, isOnTop = false } = props;
  useFocusBack(isOpen);
  return (
    <Modal.Root
      opened={isOpen}
      onClose={onClose}
      size={size}
      fullScreen={isStop}
      closeOnEscape={canLeave}
      closeOnClickOutside={canLeave}
      zIndex={isOnTop ? 400 : 200}
      centered={!isStop}
    >
      <Modal.Overlay backgroundOpacity={0.5} />
      <Modal.Content className={isStop ? 'dlg-stop' : ''}>
        <div className="dlg-h">
          <Modal.Title>{title}</Modal.Title>
          {canLeave && <Modal.CloseButton aria-label="Close" />}
        </div>
        <Modal.Body>{isStop ? <div role="alert">{props.children}</div> : props.children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** Gives the focus back when a dialog that was opened by being rendered goes; the library does it for those that stay and close. */
function useFocusBack(isOpen: boolean): void {
  const [opener] = useState(() => (isOpen ? document.activeElement : null));
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    },
    [opener],
  );
}
