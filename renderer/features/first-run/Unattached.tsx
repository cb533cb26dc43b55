import { Note } from '../../components/Note.tsx';
import { Gate } from './Gate.tsx';

/** The page without a console behind it. */
export function Unattached() {
  return (
    <Gate title="No console">
      <Note tone="bad" title="This page was opened without its console." role="alert">
        Nothing can be read or done here. Start Countersign and use the window it opens.
      </Note>
    </Gate>
  );
}
