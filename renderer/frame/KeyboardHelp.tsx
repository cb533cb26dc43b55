import { Dialog } from '../components/Dialog.tsx';
import { places } from './places.ts';

interface KeyboardHelpProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const groups: readonly { readonly title: string; readonly keys: readonly (readonly [keys: string, does: string])[] }[] =
  [
    {
      title: 'Everywhere',
      keys: [
        ['Ctrl K', 'find a request, payee or screen'],
        ['n', 'new transfer'],
        ...places.map(({ letter, name }) => [`g ${letter}`, name] as const),
        ['?', 'this help'],
        ['Esc', 'close, back'],
      ],
    },
    {
      title: 'Approvals',
      keys: [
        ['j  k', 'move'],
        ['Enter', 'open'],
      ],
    },
    {
      title: 'Request',
      keys: [
        ['Alt 1 to 4', 'tabs'],
        ['Ctrl Enter', 'review; the token decides'],
      ],
    },
    { title: 'Keys', keys: [['r', 'change share holders']] },
    { title: 'New transfer', keys: [['Ctrl Enter', 'submit for approval']] },
    {
      title: 'Audit log',
      keys: [
        ['/', 'filter'],
        ['v', 'verify'],
        ['x', 'export'],
      ],
    },
  ];

/** All keys on one page. */
export function KeyboardHelp({ isOpen, onClose }: KeyboardHelpProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keyboard" size="lg">
      <div className="help">
        {groups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.keys.map(([keys, does]) => (
                <div key={keys}>
                  <dt>
                    <kbd className="key">{keys}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
